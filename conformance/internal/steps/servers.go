package steps

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"github.com/besterprotocol/bester/conformance/internal/actor"
	"github.com/besterprotocol/bester/conformance/internal/layout"
	"github.com/besterprotocol/bester/conformance/internal/match"
)

func (w *World) serverSteps() map[string]any {
	return map[string]any{
		`a server that was just started`:                                        w.freshServer,
		`a server that waits a second for {wait}`:                               w.impatientServer,
		`a server that waits {int} seconds for {wait}`:                          w.ratherImpatientServer,
		`everybody else is still served`:                                        w.everybodyServed,
		`a server {name} whose configuration registers a handler called {name}`: w.serverWithHandler,
		`it refuses to start, or answers {name} messages itself`:                w.refusesOrAnswers,
	}
}

// readServer returns the server that a sentence names, the default one where it
// names none. It is started unless it runs.
func readServer(ctx context.Context, w *World, name string) (any, error) {
	if name == "" {
		name = defaultServer
	}
	return w.server(ctx, name)
}

func (w *World) freshServer(ctx context.Context) error {
	l, err := w.deployment.Fresh(ctx, defaultServer, nil)
	if err == nil {
		_, err = w.use(ctx, l)
	}
	return err
}

// waits are the timeouts that a sentence can speak of. The first of them is the
// one that a server declares.
var waits = map[string]func(*layout.Timeouts) []*time.Duration{
	"handlers":       func(t *layout.Timeouts) []*time.Duration { return []*time.Duration{&t.Handler} },
	"frames":         func(t *layout.Timeouts) []*time.Duration { return []*time.Duration{&t.Frame} },
	"first messages": func(t *layout.Timeouts) []*time.Duration { return []*time.Duration{&t.SignIn} },
	"other servers":  func(t *layout.Timeouts) []*time.Duration { return []*time.Duration{&t.Connect, &t.Write} },
}

// impatientServer starts a server that soon gives up one kind of wait. All others are longer
// than a scenario waits for anything. Where a server waits for as long as it has
// declared, whatever it is told, the suite waits with it.
func (w *World) impatientServer(ctx context.Context, wait string) error {
	return w.ratherImpatientServer(ctx, 1, wait)
}

// ratherImpatientServer is like impatientServer, with a timeout in seconds.
func (w *World) ratherImpatientServer(ctx context.Context, seconds int, wait string) error {
	l, err := w.deployment.Server(ctx, defaultServer)
	if err != nil {
		return err
	}
	if w.wait = *waits[wait](&l.Declared)[0]; w.wait > 0 {
		w.patience += w.wait
	} else {
		w.special, w.wait = true, time.Duration(seconds)*l.Timeouts.Short
		l, err = w.deployment.Fresh(ctx, defaultServer, func(l *layout.Layout) {
			for _, timeout := range waits[wait](&l.Timeouts) {
				*timeout = w.wait
			}
		})
	}
	if err == nil {
		_, err = w.use(ctx, l)
	}
	return err
}

// everybodyServed is OthersServed for a scenario that may not have spoken of a
// server yet.
func (w *World) everybodyServed(ctx context.Context) error {
	if _, err := w.server(ctx, defaultServer); err != nil {
		return err
	}
	return w.OthersServed(ctx)
}

// serverWithHandler starts a server that is told to register a handler of a
// reserved name, which it may refuse. BUILTIN-4
func (w *World) serverWithHandler(ctx context.Context, name, messageType string) error {
	w.special = true
	l, err := w.deployment.Fresh(ctx, name, func(l *layout.Layout) {
		l.Handlers[messageType] = filepath.Join(l.Folder, "extra")
	})
	switch {
	case err != nil && w.deployment.IsRefusal(err):
		return nil
	case err != nil:
		return err
	}
	_, err = w.use(ctx, l)
	return err
}

// refusesOrAnswers wants the server of serverWithHandler to have refused to
// start, or else its handler to be asked for nothing. BUILTIN-4
func (w *World) refusesOrAnswers(ctx context.Context, messageType string) error {
	for _, s := range w.servers {
		if err := w.answersItself(ctx, s, messageType); err != nil {
			return err
		}
	}
	return nil
}

func (w *World) answersItself(ctx context.Context, s *server, messageType string) error {
	if err := w.play(messageType, s, actor.Script{Bytes: writing(actor.Answer{Command: "sendClients", Target: "[]"})}); err != nil {
		return err
	}
	if err := w.sendRaw(s.witness, messageType, w.token(), plainData); err != nil {
		return err
	}
	if err := w.witnessServed(ctx, s); err != nil {
		return err
	}
	if asked := w.handlers[handlerKey{s.Name, messageType}].Exchanges(); len(asked) > 0 {
		return &match.Mismatch{
			Allowed:  fmt.Sprintf("no handler is registered as %q", messageType),
			Happened: "the handler was connected to",
			Event:    asked[0].Request.Event,
		}
	}
	return nil
}
