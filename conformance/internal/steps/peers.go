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
		`a peer {name}{over} sends {name} message {name} carrying {data}`:               w.peerSends,
		`a peer {name} sends {name} message {name} carrying {data} one byte at a time`:  w.peerSendsByteByByte,
		`a peer {name} sends {name} message {name} carrying {data} and ends the stream`: w.peerSendsAndEnds,
		`a peer {name} sends {name} message {name} carrying {data} and closes`:          w.peerSendsAndCloses,
		`a peer {name} sends {name} message {name} in a frame of {int} bytes`:           w.peerSendsOfSize,
		`a peer {name} sends the body {body}`:                                           w.peerSendsBody,
		`a peer {name} sends in one write the bodies`:                                   w.peerSendsBodies,
		`a peer {name} sends {part} of a {name} message and ends the stream`:            w.peerSendsPart,
		`{name} receives no delivery`:                                                   w.receivesNoDelivery,
	}
}

// peer opens the connection of a peer called name.
func (w *World) peer(ctx context.Context, name, over string) (*actor.Connection, error) {
	text, err := unquote(name)
	if err != nil {
		return nil, err
	}
	s, err := w.server(ctx, "")
	if err != nil {
		return nil, err
	}
	c, err := w.connect(ctx, text, s, over)
	w.originator = c
	return c, err
}

// peerMessage opens the connection of a peer and returns its framed message.
func (w *World) peerMessage(ctx context.Context, name, over, messageType, id, phrase string) (*actor.Connection, []byte, error) {
	c, err := w.peer(ctx, name, over)
	if err != nil {
		return nil, nil, err
	}
	texts, err := unquoteAll(messageType + id)
	if err != nil {
		return nil, nil, err
	}
	if w.sent, err = w.data(phrase); err != nil {
		return nil, nil, err
	}
	message, err := actor.PeerMessage(texts[0], texts[1], w.sent)
	return c, wire.Frame(message), err
}

func (w *World) peerSends(ctx context.Context, name, over, messageType, id, phrase string) error {
	c, frame, err := w.peerMessage(ctx, name, over, messageType, id, phrase)
	if err == nil {
		c.Write(frame)
	}
	return err
}

func (w *World) peerSendsByteByByte(ctx context.Context, name, messageType, id, phrase string) error {
	c, frame, err := w.peerMessage(ctx, name, "", messageType, id, phrase)
	if err == nil {
		c.WritePieces(frame, "one byte at a time", actor.EveryByte(len(frame))...)
	}
	return err
}

func (w *World) peerSendsAndEnds(ctx context.Context, name, messageType, id, phrase string) error {
	c, frame, err := w.peerMessage(ctx, name, "", messageType, id, phrase)
	if err == nil {
		c.Write(frame)
		c.CloseWrite()
	}
	return err
}

func (w *World) peerSendsAndCloses(ctx context.Context, name, messageType, id, phrase string) error {
	c, frame, err := w.peerMessage(ctx, name, "", messageType, id, phrase)
	if err == nil {
		c.Write(frame)
		c.Close()
	}
	return err
}

func (w *World) peerSendsOfSize(ctx context.Context, name, messageType, id string, size int) error {
	c, err := w.peer(ctx, name, "")
	if err != nil {
		return err
	}
	texts, err := unquoteAll(messageType + id)
	if err != nil {
		return err
	}
	message, data, err := actor.PeerMessageOfSize(texts[0], texts[1], size)
	if err == nil {
		w.sent = data
		c.Write(wire.Frame(message))
	}
	return err
}

func (w *World) peerSendsBody(ctx context.Context, name, text string) error {
	c, err := w.peer(ctx, name, "")
	if err == nil {
		w.writeBodies(c, text)
	}
	return err
}

func (w *World) peerSendsBodies(ctx context.Context, name string, table *godog.Table) error {
	c, err := w.peer(ctx, name, "")
	if err == nil {
		w.writeBodies(c, column(table)...)
	}
	return err
}

func (w *World) peerSendsPart(ctx context.Context, name, words, messageType string) error {
	c, frame, err := w.peerMessage(ctx, name, "", messageType, `"part"`, `{"text":"never finished"}`)
	if err != nil {
		return err
	}
	bytes, err := part(frame, words)
	if err == nil {
		c.Write(bytes)
		c.CloseWrite()
	}
	return err
}

// receivesNoDelivery wants nothing but reports until the connection is closed.
func (w *World) receivesNoDelivery(ctx context.Context, name string) error {
	c, err := w.connection(name)
	if err != nil {
		return err
	}
	for {
		a, end, err := w.nextOrEnd(ctx, c, "a closed connection")
		if err != nil || end {
			return err
		}
		if !match.IsReport(a) {
			return &match.Mismatch{Allowed: fmt.Sprintf("no delivery for the peer %s", name), Happened: match.Describe(a.Value), Event: a.Event}
		}
	}
}
