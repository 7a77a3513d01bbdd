package steps

import (
	"bytes"
	"context"
	"time"

	"github.com/besterprotocol/bester/conformance/internal/actor"
	"github.com/besterprotocol/bester/conformance/internal/wire"
)

// Steps about clients and callers that leave early or do not read.

func (w *World) endSteps() map[string]any {
	return map[string]any{
		`{connection} signs in as {name}, sends {name} message {name} carrying {data} and {leaves}, all at once`: w.signsInSendsAndLeaves,
		`{connection} sends {int} {name} messages carrying {data} in one write and {leaves}`:                     w.sendsManyAndLeaves,
		`the informer is sent {int} requests by a caller that leaves without reading`:                            w.callerLeaves,
		`the informer is sent {int} requests by a caller that does not read`:                                     w.callerDoesNotRead,
		`the informer has a caller that says nothing`:                                                            w.silentCaller,
		`the informer has another caller`:                                                                        w.anotherCaller,
	}
}

// signsInSendsAndLeaves writes both messages of a client at once, regardless of the
// transport, and leaves right after that.
func (w *World) signsInSendsAndLeaves(c *actor.Connection, user, messageType, id string, data []byte, how string) error {
	c.User = user
	first, err := actor.Authentication(user, w.firstPayload())
	if err != nil {
		return err
	}
	frame, err := w.message(c, messageType, id, data)
	if err == nil {
		c.WritePieces(append(wire.Frame(first), frame...), "")
		leave(c, how)
	}
	return err
}

// sendsManyAndLeaves sends the same message n times, remembers n, and leaves.
func (w *World) sendsManyAndLeaves(c *actor.Connection, n int, messageType string, data []byte, how string) error {
	frame, err := w.message(c, messageType, "many", data)
	if err == nil {
		w.flooded = n
		c.WritePieces(bytes.Repeat(frame, n), "")
		leave(c, how)
	}
	return err
}

// inquiry is a request with a long answer.
var inquiry = wire.Frame([]byte(`{"command":{"type":"serverInfo"}}`))

// inquire sends n requests from a new caller. The server need not take all of them.
func (w *World) inquire(ctx context.Context, n int) (*wire.Conn, error) {
	caller, err := w.silentCallerOf(ctx)
	if err == nil {
		caller.WriteWithin(bytes.Repeat(inquiry, n), time.Second)
	}
	return caller, err
}

func (w *World) callerLeaves(ctx context.Context, n int) error {
	caller, err := w.inquire(ctx, n)
	if err == nil {
		caller.Close()
	}
	return err
}

func (w *World) callerDoesNotRead(ctx context.Context, n int) error {
	_, err := w.inquire(ctx, n)
	return err
}

func (w *World) silentCaller(ctx context.Context) error {
	_, err := w.silentCallerOf(ctx)
	return err
}

// silentCallerOf connects to the informer as a caller that does not read.
func (w *World) silentCallerOf(ctx context.Context) (*wire.Conn, error) {
	s, err := w.server(ctx, defaultServer)
	if err != nil {
		return nil, err
	}
	caller, err := actor.AskDeaf(ctx, s.Name, s.Informer, w.recorder)
	if err == nil {
		w.closing = append(w.closing, caller)
	}
	return caller, err
}

// anotherCaller makes the next request come from a new caller.
func (w *World) anotherCaller() {
	w.closing = append(w.closing, w.informer)
	w.informer = nil
}
