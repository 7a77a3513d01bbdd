package steps

import (
	"context"
	"fmt"

	"github.com/besterprotocol/bester/conformance/internal/actor"
	"github.com/besterprotocol/bester/conformance/internal/layout"
	"github.com/besterprotocol/bester/conformance/internal/match"
	"github.com/besterprotocol/bester/conformance/internal/wire"
)

func (w *World) requestSteps() map[string]any {
	return map[string]any{
		`the {name} handler{on} receives {data}`:                                 w.handlerReceives,
		`the {name} handler{on} receives {data} digit for digit`:                 w.handlerReceivesExactly,
		`the {name} handler{on} receives nothing`:                                w.handlerReceivesNothing,
		`the handler called {name} receives {data}`:                              w.calledReceives,
		`no other handler receives anything`:                                     w.noOtherHandler,
		`the server closes the connection to the {name} handler`:                 w.serverCloses,
		`the connection to the {name} handler is still open`:                     w.stillOpen,
		`the {name} handler was connected to {int} times`:                        w.connectedTimes,
		`the {name} handler was connected to {int} times, once for each message`: w.connectedForEach,
		`the {name} handler was sent exactly one frame on each connection`:       w.oneFrameEach,
	}
}

func (w *World) handlerReceives(ctx context.Context, name, on, phrase string) error {
	return w.request(ctx, name, on, phrase, match.Same)
}

func (w *World) handlerReceivesExactly(ctx context.Context, name, on, phrase string) error {
	return w.request(ctx, name, on, phrase, match.SameDigits)
}

func (w *World) calledReceives(ctx context.Context, name, phrase string) error {
	return w.request(ctx, name, "", phrase, match.Same)
}

// request wants the next request of a handler to be data and nothing else.
func (w *World) request(ctx context.Context, name, on, phrase string, differ func(want, got wire.Value) string) error {
	h, _, _, err := w.handler(ctx, name, on)
	if err != nil {
		return err
	}
	data, err := w.value(phrase)
	if err != nil {
		return err
	}
	allowed := fmt.Sprintf("%s is given %s", h.service.Name, match.Short(data.String()))
	x, err := w.nextRequest(ctx, h.service, allowed)
	if err != nil {
		return err
	}
	if difference := differ(data, x.Request.Value); difference != "" {
		return &match.Mismatch{Allowed: allowed, Happened: "a value that differs " + difference, Event: x.Request.Event}
	}
	return nil
}

// nextRequest returns the next request of a service that is no probe.
func (w *World) nextRequest(ctx context.Context, service *actor.Service, allowed string) (*actor.Exchange, error) {
	ctx, cancel := w.within(ctx)
	defer cancel()
	for {
		x, err := service.Next(ctx)
		if err != nil {
			return nil, &match.Mismatch{Allowed: allowed, Happened: err.Error()}
		}
		if actor.IsProbe(x.Request.Value) {
			continue
		}
		_, err = w.checked(x.Request, nil, allowed)
		return x, err
	}
}

// noOtherHandler shows that no handler has been given anything that the
// scenario has not looked at.
func (w *World) noOtherHandler(ctx context.Context) error {
	for key, h := range w.handlers {
		if h.service == nil || key.messageType == layout.Probe {
			continue
		}
		if err := w.handlerReceivesNothing(ctx, wire.Quote(key.messageType), key.server); err != nil {
			return err
		}
	}
	return nil
}

// exchanges returns the connections to a handler so far. A probe behind them
// shows that they are all.
func (w *World) exchanges(ctx context.Context, name string) (*actor.Service, []*actor.Exchange, error) {
	h, s, messageType, err := w.handler(ctx, name, "")
	if err != nil {
		return nil, nil, err
	}
	token := w.token()
	if err := w.sendRaw(w.prober(s), messageType, token, actor.ProbeData(token)); err != nil {
		return nil, nil, err
	}
	for {
		ctx, cancel := w.within(ctx)
		x, err := h.service.Next(ctx)
		cancel()
		if err != nil {
			return nil, nil, &match.Mismatch{Allowed: h.service.Name + " is given the probe", Happened: err.Error()}
		}
		if actor.ProbeToken(x.Request.Value) == token {
			return h.service, h.service.Exchanges(), nil
		}
	}
}

// serverCloses wants the server to close its last connection to a handler.
func (w *World) serverCloses(ctx context.Context, name string) error {
	h, _, _, err := w.handler(ctx, name, "")
	if err != nil {
		return err
	}
	all := h.service.Exchanges()
	if len(all) == 0 {
		return &match.Mismatch{Allowed: h.service.Name + " is connected to", Happened: "it was not"}
	}
	return w.exchangeEnds(ctx, all[len(all)-1])
}

// exchangeEnds wants the server to close a connection and to send nothing more.
func (w *World) exchangeEnds(ctx context.Context, x *actor.Exchange) error {
	ctx, cancel := w.within(ctx)
	defer cancel()
	a, err := x.Next(ctx)
	allowed := fmt.Sprintf("the server closes the connection of %s, having sent one frame", x.Name)
	switch err := err.(type) {
	case *wire.End:
		return nil
	case nil:
		return &match.Mismatch{Allowed: allowed, Happened: "one more frame, " + match.Short(a.Value.String()), Event: a.Event}
	default:
		return &match.Mismatch{Allowed: allowed, Happened: err.Error()}
	}
}

// stillOpen wants the server not to have ended its side. HAND-9
func (w *World) stillOpen(ctx context.Context, name string) error {
	h, _, _, err := w.handler(ctx, name, "")
	if err != nil {
		return err
	}
	for _, x := range h.service.Exchanges() {
		if x.Ended() {
			return &match.Mismatch{Allowed: "the server keeps its side of the connection to " + h.service.Name + " open", Happened: "the connection was closed"}
		}
	}
	return nil
}

func (w *World) connectedTimes(ctx context.Context, name string, n int) error {
	service, all, err := w.exchanges(ctx, name)
	if err == nil && len(all) != n {
		err = &match.Mismatch{Allowed: fmt.Sprintf("%d connections to %s", n, service.Name), Happened: fmt.Sprintf("%d", len(all))}
	}
	return err
}

func (w *World) connectedForEach(ctx context.Context, name string, n int) error {
	if err := w.connectedTimes(ctx, name, n); err != nil {
		return err
	}
	service, all, err := w.exchanges(ctx, name)
	if err != nil {
		return err
	}
	for _, x := range all {
		if !x.Requested() {
			return &match.Mismatch{Allowed: "a message on each connection to " + service.Name, Happened: "none on that of " + x.Name}
		}
	}
	return nil
}

// oneFrameEach wants one frame on every connection to a handler, and its end.
func (w *World) oneFrameEach(ctx context.Context, name string) error {
	_, all, err := w.exchanges(ctx, name)
	if err != nil {
		return err
	}
	for _, x := range all {
		if err := w.exchangeEnds(ctx, x); err != nil {
			return err
		}
	}
	return nil
}
