package steps

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/besterprotocol/bester/conformance/internal/actor"
	"github.com/besterprotocol/bester/conformance/internal/layout"
	"github.com/besterprotocol/bester/conformance/internal/match"
	"github.com/besterprotocol/bester/conformance/internal/plain"
	"github.com/besterprotocol/bester/conformance/internal/wire"
)

func (w *World) requestSteps() map[string]any {
	return map[string]any{
		`the {name} handler{on} receives {data}`:                                     w.handlerReceives,
		`the {name} handler{on} receives {data} digit for digit`:                     w.handlerReceivesExactly,
		`the {name} handler{on} receives a request`:                                  w.handlerAsked,
		`the {name} handler{on} receives nothing`:                                    w.handlerReceivesNothing,
		`the handler called {name}{on} receives {data}`:                              w.handlerReceives,
		`no other handler receives anything`:                                         w.noOtherHandler,
		`the server closes the connection to the {name} handler{on}`:                 w.serverCloses,
		`the connection to the {name} handler{on} is still open`:                     w.stillOpen,
		`the {name} handler{on} was connected to {int} times`:                        w.connectedTimes,
		`the {name} handler{on} was connected to {int} times, once for each message`: w.connectedForEach,
		`the {name} handler{on} was sent exactly one frame on each connection`:       w.oneFrameEach,
	}
}

func (w *World) handlerReceives(ctx context.Context, messageType string, s *server, data []byte) error {
	return w.request(ctx, messageType, s, data, match.Same)
}

// handlerAsked expects a request with any data. ROUTE-1
func (w *World) handlerAsked(ctx context.Context, messageType string, s *server) error {
	service, err := w.handler(messageType, s)
	if err == nil {
		_, err = w.nextRequest(ctx, service, service.Name+" is given a request")
	}
	return err
}

func (w *World) handlerReceivesExactly(ctx context.Context, messageType string, s *server, data []byte) error {
	return w.request(ctx, messageType, s, data, match.SameDigits)
}

// request wants the next request of a handler to be data and nothing else.
func (w *World) request(ctx context.Context, messageType string, s *server, data []byte, differ func(want, got wire.Value) string) error {
	service, err := w.handler(messageType, s)
	if err != nil {
		return err
	}
	value, err := wire.ParseJSON(data)
	if err != nil {
		return err
	}
	allowed := fmt.Sprintf("%s is given %s", service.Name, match.Short(string(data)))
	x, err := w.nextRequest(ctx, service, allowed)
	if err != nil {
		return err
	}
	if difference := differ(value, x.Request.Value); difference != "" {
		err := match.Altered(&match.Mismatch{Allowed: allowed, Happened: "a value that differs " + difference, Event: x.Request.Event}, value, x.Request.Value)
		if slices.ContainsFunc(service.Before(x), func(earlier wire.Value) bool { return match.Same(earlier, x.Request.Value) == "" }) {
			err = match.Needing(err, "ROUTE-3") // the server asks again
		}
		return err
	}
	return nil
}

// nextRequest returns the next request of a service that is no probe.
func (w *World) nextRequest(ctx context.Context, service *actor.Service, allowed string) (*actor.Exchange, error) {
	ctx, cancel := w.within(ctx)
	defer cancel()
	ctx, refused := w.unlessRefused(ctx)
	for {
		x, err := service.Next(ctx)
		if err != nil {
			if m := refused(); m != nil {
				m.Allowed = allowed
				return nil, m
			}
			return nil, w.missing(allowed, err)
		}
		if !actor.IsProbe(x.Request.Value) {
			_, err = w.checked(x.Request, nil, allowed)
			return x, err
		}
	}
}

// noOtherHandler shows that no handler has been given anything that the
// scenario has not looked at.
func (w *World) noOtherHandler(ctx context.Context) error {
	for key := range w.handlers {
		if key.messageType == layout.Probe {
			continue
		}
		if err := w.handlerReceivesNothing(ctx, key.messageType, w.servers[key.server]); err != nil {
			return err
		}
	}
	return nil
}

// exchanges returns the connections to a handler so far. A probe, and the report
// on it, show that the server opens none that it has not opened yet; a connection
// of the suite's own, behind all others, that these have been accepted.
func (w *World) exchanges(ctx context.Context, messageType string, s *server) (*actor.Service, []*actor.Exchange, error) {
	service, err := w.handler(messageType, s)
	if err != nil {
		return nil, nil, err
	}
	c, token := w.prober(s), w.token()
	err = w.sendRaw(c, messageType, token, actor.ProbeData(token))
	ctx, cancel := w.within(ctx)
	defer cancel()
	if err == nil {
		err = service.AwaitProbe(ctx, token)
	}
	if err == nil {
		err = w.wantProbeReport(ctx, c, token)
	}
	if err == nil {
		err = service.Settle(ctx, w.token())
	}
	return service, service.Exchanges(), err
}

// serverCloses wants the server to close the connection of its last request to a handler.
func (w *World) serverCloses(ctx context.Context, messageType string, s *server) error {
	service, err := w.handler(messageType, s)
	if err != nil {
		return err
	}
	last := service.Last()
	if last == nil {
		return &match.Mismatch{Allowed: service.Name + " is connected to", Happened: "it was not"}
	}
	if err := w.exchangeEnds(ctx, last); err != nil {
		return err
	}
	return w.fullyClosed(ctx, last)
}

// fullyClosed wants the server to take nothing more either: ending its own side
// of a connection does not close it.
func (w *World) fullyClosed(ctx context.Context, x *actor.Exchange) error {
	ctx, cancel := w.within(ctx)
	defer cancel()
	if !x.WriteUntilRefused(ctx) {
		return &match.Mismatch{
			Allowed:  fmt.Sprintf("the server closes the connection of %s", x.Name),
			Happened: "it ended its own side and goes on taking what is sent",
		}
	}
	return nil
}

// exchangeEnds wants the server to close a connection and to send nothing more.
func (w *World) exchangeEnds(ctx context.Context, x *actor.Exchange) error {
	err := w.connEnds(ctx, x.Conn, fmt.Sprintf("the server closes the connection of %s, having sent one frame", x.Name))
	var m *match.Mismatch
	switch {
	case !errors.As(err, &m):
		return err
	case m.Event != 0: // one more frame
		return match.Citing(err, "HAND-2")
	}
	return match.Needing(err, "HAND-3")
}

// connEnds wants nothing but the end of c.
func (w *World) connEnds(ctx context.Context, c *wire.Conn, allowed string) error {
	ctx, cancel := w.within(ctx)
	defer cancel()
	a, err := c.Next(ctx)
	switch err := err.(type) {
	case *wire.End:
		return nil
	case nil:
		return oneMore(a, allowed)
	default:
		return &match.Mismatch{Allowed: allowed, Happened: plain.Words(err)}
	}
}

// noMore expects that nothing more comes on c, which may stay open.
func (w *World) noMore(ctx context.Context, c *wire.Conn, allowed string) error {
	ctx, cancel := w.within(ctx)
	defer cancel()
	a, err := c.Next(ctx)
	var silence *wire.Silence
	switch {
	case err == nil:
		return oneMore(a, allowed)
	case errors.As(err, &silence) && len(silence.Partial) > 0:
		return &match.Mismatch{Allowed: allowed, Happened: plain.Words(err)}
	}
	return nil
}

// oneMore returns the mismatch of a frame where none is allowed.
func oneMore(a wire.Arrival, allowed string) error {
	return &match.Mismatch{Allowed: allowed, Happened: "one more frame, " + match.Short(a.Value.String()), Event: a.Event}
}

// stillOpen wants the server not to have ended its side. HAND-9
func (w *World) stillOpen(messageType string, s *server) error {
	service, err := w.handler(messageType, s)
	if err != nil {
		return err
	}
	for _, x := range service.Exchanges() {
		if x.Ended() {
			return &match.Mismatch{
				Allowed:  "the server keeps its side of the connection to " + service.Name + " open",
				Happened: "the connection was closed",
			}
		}
	}
	return nil
}

func (w *World) connectedTimes(ctx context.Context, messageType string, s *server, n int) error {
	service, all, err := w.exchanges(ctx, messageType, s)
	if err == nil && len(all) != n {
		err = &match.Mismatch{Allowed: fmt.Sprintf("%d connections to %s", n, service.Name), Happened: fmt.Sprintf("%d", len(all))}
	}
	return err
}

func (w *World) connectedForEach(ctx context.Context, messageType string, s *server, n int) error {
	if err := w.connectedTimes(ctx, messageType, s, n); err != nil {
		return err
	}
	service, all, err := w.exchanges(ctx, messageType, s)
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
func (w *World) oneFrameEach(ctx context.Context, messageType string, s *server) error {
	_, all, err := w.exchanges(ctx, messageType, s)
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
