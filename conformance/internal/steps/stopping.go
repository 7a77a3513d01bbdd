package steps

import (
	"context"
	"errors"
	"time"

	"github.com/besterprotocol/bester/conformance/internal/actor"
	"github.com/besterprotocol/bester/conformance/internal/layout"
)

// Steps about stopping a server.

func (w *World) stoppingSteps() map[string]any {
	return map[string]any{
		`a server that takes its time to stop`: w.leisurelyServer,
		`the server is told to stop`:           w.toldToStop,
	}
}

// leisurelyServer starts a server whose time for finishing its work is longer than a scenario
// waits for anything.
func (w *World) leisurelyServer(ctx context.Context) error {
	l, err := w.deployment.Fresh(ctx, defaultServer, func(l *layout.Layout) { l.Timeouts.Drain = l.Timeouts.Handler })
	if err == nil {
		_, err = w.use(ctx, l)
	}
	return err
}

// stopLimit is how long a server may take to stop: twice the time that is recommended. CONN-13
const stopLimit = 20 * time.Second

// toldToStop asks the server to stop, and waits until it accepts no more connections. From
// then on, the suite no longer probes the server.
func (w *World) toldToStop() error {
	s := w.servers[defaultServer]
	if s == nil {
		return errors.New("the scenario stops a server that it has not used")
	}
	w.special, w.manner.Alone = true, true
	w.patience += stopLimit
	if err := w.deployment.TellToStop(defaultServer); err != nil {
		return err
	}
	for until := time.Now().Add(noticing); time.Now().Before(until) && actor.Accepts(actor.Address{Network: "tcp4", Address: s.TCP4}); {
		time.Sleep(askAgain)
	}
	return nil
}
