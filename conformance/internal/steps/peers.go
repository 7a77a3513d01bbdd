package steps

import (
	"context"
	"fmt"

	"github.com/cucumber/godog"

	"github.com/besterprotocol/bester/conformance/internal/actor"
	"github.com/besterprotocol/bester/conformance/internal/match"
	"github.com/besterprotocol/bester/conformance/internal/wire"
)

// Steps of a peer that sends: the suite connects to the server under test.

func (w *World) peerSteps() map[string]any {
	return map[string]any{
		`a peer {name}{over} sends {name} message {name} carrying {data}`:              w.peerSends,
		`a peer {name} sends {name} message {name} carrying {data} one byte at a time`: w.peerSendsByteByByte,
		`a peer {name} sends {name} message {name} carrying {data} and {leaves}`:       w.peerSendsAndLeaves,
		`a peer {name} sends {name} message {name} in a frame of {int} bytes`:          w.peerSendsOfSize,
		`a peer {name} sends the body {body}`:                                          w.peerSendsBody,
		`a peer {name} sends in one write the bodies`:                                  w.peerSendsBodies,
		`a peer {name} sends {part} of a {name} message and {leaves}`:                  w.peerSendsPart,
		`{connection} receives no delivery`:                                            w.receivesNoDelivery,
	}
}

// peer opens the connection of a peer called name.
func (w *World) peer(ctx context.Context, name, over string) (*actor.Connection, error) {
	s, err := w.server(ctx, defaultServer)
	if err != nil {
		return nil, err
	}
	c, err := w.connect(ctx, name, s, over)
	w.originator, w.sentID = c, ""
	return c, err
}

// peerMessage opens the connection of a peer and returns its framed message.
func (w *World) peerMessage(ctx context.Context, name, over, messageType, id string, data []byte) (*actor.Connection, []byte, error) {
	c, err := w.peer(ctx, name, over)
	if err != nil {
		return nil, nil, err
	}
	w.sent = data
	message, err := actor.PeerMessage(messageType, id, data)
	return c, wire.Frame(message), err
}

func (w *World) peerSends(ctx context.Context, name, over, messageType, id string, data []byte) error {
	c, frame, err := w.peerMessage(ctx, name, over, messageType, id, data)
	if err == nil {
		c.Write(frame)
	}
	return err
}

func (w *World) peerSendsByteByByte(ctx context.Context, name, messageType, id string, data []byte) error {
	c, frame, err := w.peerMessage(ctx, name, "", messageType, id, data)
	if err == nil {
		writeByteByByte(c, frame)
	}
	return err
}

func (w *World) peerSendsAndLeaves(ctx context.Context, name, messageType, id string, data []byte, how string) error {
	c, frame, err := w.peerMessage(ctx, name, "", messageType, id, data)
	if err == nil {
		c.Write(frame)
		leave(c, how)
	}
	return err
}

func (w *World) peerSendsOfSize(ctx context.Context, name, messageType, id string, size int) error {
	c, err := w.peer(ctx, name, "")
	if err != nil {
		return err
	}
	message, data, err := actor.PeerMessageOfSize(messageType, id, size)
	if err == nil {
		w.sent = data
		c.Write(wire.Frame(message))
	}
	return err
}

func (w *World) peerSendsBody(ctx context.Context, name string, body []byte) error {
	c, err := w.peer(ctx, name, "")
	if err == nil {
		c.Write(wire.Frame(body))
	}
	return err
}

func (w *World) peerSendsBodies(ctx context.Context, name string, table *godog.Table) error {
	c, err := w.peer(ctx, name, "")
	if err == nil {
		w.sendsBodies(c, table)
	}
	return err
}

func (w *World) peerSendsPart(ctx context.Context, name, words, messageType, how string) error {
	c, frame, err := w.peerMessage(ctx, name, "", messageType, "part", unfinished)
	if err == nil {
		c.Write(part(frame, words))
		leave(c, how)
	}
	return err
}

// receivesNoDelivery wants nothing but reports until the connection is closed.
func (w *World) receivesNoDelivery(ctx context.Context, c *actor.Connection) error {
	for {
		a, end, err := w.nextOrEnd(ctx, c, "a closed connection")
		if err != nil || end {
			return err
		}
		if !match.IsReport(a) {
			return &match.Mismatch{Allowed: fmt.Sprintf("no delivery for the peer %q", c.Name), Happened: match.Describe(a.Value), Event: a.Event}
		}
	}
}
