package steps

import (
	"context"
	"errors"
	"time"

	"github.com/besterprotocol/bester/conformance/internal/actor"
	"github.com/besterprotocol/bester/conformance/internal/layout"
)

// Steps about a server that is told to stop.

func (w *World) stoppingSteps() map[string]any {
	return map[string]any{
		`a server that takes its time to stop`: w.leisurelyServer,
		`the server is told to stop`:           w.toldToStop,
	}
}

// leisurelyServer starts a server that may take longer to finish what it serves than a
// scenario waits for anything.
func (w *World) leisurelyServer(ctx context.Context) error {
	l, err := w.deployment.Fresh(ctx, defaultServer, func(l *layout.Layout) { l.Timeouts.Drain = l.Timeouts.Handler })
	if err == nil {
		_, err = w.use(ctx, l)
	}
	return err
}

// stopLimit is how long a server may take to stop that is not told otherwise. CONN-13
const stopLimit = 10 * time.Second

// toldToStop asks the server to stop, and lets it notice. From then on it owes nothing to
// anybody whom the scenario does not name.
func (w *World) toldToStop() error {
	s := w.servers[defaultServer]
	if s == nil {
		return errors.New("the scenario stops a server that it has not spoken of")
	}
	w.special, w.manner.Alone = true, true
	w.patience += stopLimit
	if err := w.deployment.TellToStop(defaultServer); err != nil {
		return err
	}
	for until := time.Now().Add(noticing); time.Now().Before(until) && actor.Accepts(s.TCP4); {
		time.Sleep(askAgain)
	}
	return nil
}
