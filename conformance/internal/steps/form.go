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

// Form is the form of messages whose details do not matter to a scenario: the plainest form
// that the server under test accepts. So a server that requires a header in every message
// fails only CONN-3, instead of every scenario. The zero value is the plainest form.
type Form struct {
	Header Header // the header of a client's messages after its first
}

// Header is how much of its first header a client repeats in later messages.
type Header int

// The headers, plainest first.
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

// header returns the header for a message of c if the scenario does not specify one.
func (w *World) header(c *actor.Connection) string { return w.manner.Form.Header.of(c.User) }

// clientMessage returns a message of c in the plainest form. data is JSON.
func (w *World) clientMessage(c *actor.Connection, messageType, id string, data []byte) ([]byte, error) {
	return actor.Message(w.header(c), messageType, id, data)
}

// plainData is the data of a message if the scenario does not specify it. null and empty data
// are for the scenarios of JSON-4.
var plainData = []byte("1")

// plainHeader is the header of later messages in scenarios that are not about headers.
var plainHeader = []byte(`"header":{}`)

// plainest returns body with the header that the server accepts. It returns body unchanged if
// the scenario is about headers, or if the body is the first on c.
func (w *World) plainest(c *actor.Connection, body []byte) []byte {
	if c.User == "" || w.isAbout([]string{"CONN-3"}) {
		return body
	}
	return bytes.Replace(body, plainHeader, []byte(`"header":`+w.header(c)), 1)
}

// PlainForm returns the form that sendsPlainest found, or the zero value.
func (w *World) PlainForm() Form { return w.found }

// sendsPlainest tries one form after the other, until the server reports on a message: it
// signs user in on a new connection and sends a "chat" message. The last connection stays the
// client's, and its report is not yet received.
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
			return match.Missing(`a report for "1"`, err) // the server is silent, so the form is not the reason
		}
	}
	return nil
}
