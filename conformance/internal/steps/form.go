package steps

import (
	"context"
	"fmt"

	"github.com/besterprotocol/bester/conformance/internal/actor"
	"github.com/besterprotocol/bester/conformance/internal/layout"
	"github.com/besterprotocol/bester/conformance/internal/match"
	"github.com/besterprotocol/bester/conformance/internal/wire"
)

// Form is what messages look like in the parts that a scenario says nothing about: the
// plainest form that the server under test takes. So a server that demands a header in
// every message fails CONN-3, and not all that is sent to it. The zero value means the
// first form that is tried.
type Form struct {
	Header string // of a client's messages after its first, as JSON
}

// forms returns what is tried, plainest first, for a client that signs in as user.
func forms(user string) []Form {
	return []Form{
		{Header: `{}`},
		{Header: `{"scope":"client"}`},
		{Header: fmt.Sprintf(`{"scope":"client","authentication":{"username":%s,"password":%s}}`,
			wire.Quote(user), wire.Quote(layout.Password(user)))},
	}
}

// header returns the header of a client's message that a scenario says nothing about.
func (w *World) header() string {
	if w.manner.Form.Header == "" {
		return "{}"
	}
	return w.manner.Form.Header
}

// clientMessage returns a client's message in the plainest form. data is JSON.
func (w *World) clientMessage(messageType, id string, data []byte) ([]byte, error) {
	return actor.Message(w.header(), messageType, id, data)
}

// PlainForm returns the form that sendsPlainest found, the zero value for none.
func (w *World) PlainForm() Form { return w.found }

// sendsPlainest has a client sign in and send a message of a type without a handler,
// on a connection of its own for each form, until one is reported on. The last
// connection is the client's; its report is still to be received.
func (w *World) sendsPlainest(ctx context.Context, user string) error {
	s, err := w.server(ctx, defaultServer)
	if err != nil {
		return err
	}
	for i, form := range forms(user) {
		if i > 0 {
			w.dismiss(w.connections[user])
		}
		if err := w.signIn(ctx, user, user, s, ""); err != nil {
			return err
		}
		c := w.connections[user]
		message, err := actor.Message(form.Header, "nosuchtype", "1", []byte("1"))
		if err != nil {
			return err
		}
		c.Write(wire.Frame(message))
		within, cancel := w.within(ctx)
		_, err = c.Peek(within, func(a wire.Arrival) bool { return match.IsReport(a) && a.Value.Get("payload", "id").Text == "1" })
		cancel()
		if err == nil {
			w.found = form
			return nil
		}
		if !c.Ended() {
			return nil // it is silent, whatever the form
		}
	}
	return nil
}
