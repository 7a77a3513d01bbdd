package steps

import (
	"bytes"
	"context"
	"fmt"

	"github.com/besterprotocol/bester/conformance/internal/actor"
	"github.com/besterprotocol/bester/conformance/internal/layout"
	"github.com/besterprotocol/bester/conformance/internal/match"
	"github.com/besterprotocol/bester/conformance/internal/wire"
)

// Form is what messages look like in the parts that a scenario says nothing about: the
// plainest form that the server under test takes. So a server that demands a header in
// every message fails CONN-3, and not all that is sent to it. The zero value is the
// plainest form of all.
type Form struct {
	Header Header // of a client's messages after its first
}

// Header is how much the header of a client's later message repeats of its first.
type Header int

// Headers, plainest first.
const (
	EmptyHeader Header = iota
	HeaderWithScope
	HeaderWithCredentials
)

// of returns the header, as JSON, of a message that user sends.
func (h Header) of(user string) string {
	switch h {
	case HeaderWithScope:
		return `{"scope":"client"}`
	case HeaderWithCredentials:
		return fmt.Sprintf(`{"scope":"client","authentication":{"username":%s,"password":%s}}`,
			wire.Quote(user), wire.Quote(layout.Password(user)))
	}
	return `{}`
}

// header returns the header of a message of c that a scenario says nothing about.
func (w *World) header(c *actor.Connection) string { return w.manner.Form.Header.of(c.User) }

// clientMessage returns a message of c in the plainest form. data is JSON.
func (w *World) clientMessage(c *actor.Connection, messageType, id string, data []byte) ([]byte, error) {
	return actor.Message(w.header(c), messageType, id, data)
}

// plainData is the data of a message that a scenario says nothing about. Data that is
// empty, or nothing, is for the scenarios of JSON-4.
var plainData = []byte("1")

// plainHeader is how a scenario that is not about headers writes that of a message
// after the first.
var plainHeader = []byte(`"header":{}`)

// plainest returns a body of a scenario as c sends it: with the header that the server
// takes, unless the scenario is about headers, or the body is the first on c.
func (w *World) plainest(c *actor.Connection, body []byte) []byte {
	if c.User == "" || w.isAbout([]string{"CONN-3"}) {
		return body
	}
	return bytes.Replace(body, plainHeader, []byte(`"header":`+w.header(c)), 1)
}

// PlainForm returns the form that sendsPlainest found, the zero value for none.
func (w *World) PlainForm() Form { return w.found }

// sendsPlainest has a client sign in and send a "chat" message,
// on a connection of its own for each form, until one is reported on. The last
// connection is the client's; its report is still to be received.
func (w *World) sendsPlainest(ctx context.Context, user string) error {
	s, err := w.server(ctx, defaultServer)
	if err != nil {
		return err
	}
	for _, header := range []Header{EmptyHeader, HeaderWithScope, HeaderWithCredentials} {
		if header != EmptyHeader {
			w.dismiss(w.connections[user])
		}
		if err := w.signIn(ctx, user, user, s, ""); err != nil {
			return err
		}
		c := w.connections[user]
		message, err := actor.Message(header.of(user), "chat", "1", []byte("1"))
		if err != nil {
			return err
		}
		c.Write(wire.Frame(message))
		within, cancel := w.within(ctx)
		_, err = c.Peek(within, func(a wire.Arrival) bool {
			return match.IsReport(a) && a.Value.Get("payload", "id").Text != actor.FatalID
		})
		cancel()
		if err == nil {
			w.found = Form{Header: header}
			return nil
		}
		if !c.Ended() {
			return match.Missing(`a report for "1"`, err) // it is silent, whatever the form
		}
	}
	return nil
}
