package steps

import (
	"context"
	"fmt"

	"github.com/besterprotocol/bester/conformance/internal/actor"
	"github.com/besterprotocol/bester/conformance/internal/layout"
	"github.com/besterprotocol/bester/conformance/internal/match"
)

func (w *World) serverSteps() map[string]any {
	return map[string]any{
		`a server that was just started`:                                        w.freshServer,
		`everybody else is still served`:                                        w.everybodyServed,
		`a server {name} whose configuration registers a handler called {name}`: w.serverWithHandler,
		`it refuses to start, or answers {name} messages itself`:                w.refusesOrAnswers,
	}
}

func (w *World) freshServer(ctx context.Context) error {
	l, err := w.deployment.Fresh(ctx, defaultServer)
	if err == nil {
		_, err = w.use(ctx, l)
	}
	return err
}

// everybodyServed is OthersServed for a scenario that may not have spoken of a
// server yet.
func (w *World) everybodyServed(ctx context.Context) error {
	if _, err := w.server(ctx, ""); err != nil {
		return err
	}
	return w.OthersServed(ctx)
}

// serverWithHandler starts a server that is told to register a handler of a
// reserved name. BUILTIN-4
func (w *World) serverWithHandler(ctx context.Context, name, messageType string) error {
	names, err := unquoteAll(name + messageType)
	if err != nil {
		return err
	}
	l, refused, err := w.deployment.With(ctx, names[0], names[1])
	if err != nil || refused {
		w.refused = refused
		return err
	}
	_, err = w.use(ctx, l)
	return err
}

// refusesOrAnswers wants the server of serverWithHandler to have refused to
// start, or the handler to be asked for nothing. BUILTIN-1, BUILTIN-4
func (w *World) refusesOrAnswers(ctx context.Context, name string) error {
	if w.refused {
		return nil
	}
	messageType, err := unquote(name)
	if err != nil {
		return err
	}
	for _, s := range w.servers {
		if err := w.answersItself(ctx, s, messageType); err != nil {
			return err
		}
	}
	return nil
}

func (w *World) answersItself(ctx context.Context, s *server, messageType string) error {
	h, err := w.play(s, messageType, answering(actor.Answer{Command: "sendClients", Target: "[]"}))
	if err != nil {
		return err
	}
	if err := w.sendRaw(s.witness, messageType, w.token(), []byte("null")); err != nil {
		return err
	}
	if err := w.sendRaw(s.witness, layout.Probe, w.token(), actor.ProbeData(w.token())); err != nil {
		return err
	}
	ctx, cancel := w.within(ctx)
	defer cancel()
	if _, err := w.next(ctx, s.witness, fmt.Sprintf("an answer of the server itself to a %q message", messageType)); err != nil {
		return err
	}
	if asked := h.service.Exchanges(); len(asked) > 0 {
		return &match.Mismatch{
			Allowed:  fmt.Sprintf("no handler is registered as %q", messageType),
			Happened: "the handler was connected to",
			Event:    asked[0].Request.Event,
		}
	}
	return nil
}
