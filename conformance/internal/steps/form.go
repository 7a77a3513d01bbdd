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
	Payload Payload // the payload of a client's first message
	Header  Header  // the header of a client's messages after its first
}

// Payload is what stands in the payload of a first message, which a server ignores. AUTH-5
type Payload int

// The payloads, plainest first.
const (
	EmptyPayload Payload = iota
	NoPayload
	WholePayload // a whole message
)

// text returns the payload as JSON, or "" for none.
func (p Payload) text() string {
	switch p {
	case NoPayload:
		return ""
	case WholePayload:
		return `{"type":"chat","data":1,"id":"1"}`
	}
	return `{}`
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

// firstPayload returns the payload of a first message if the scenario does not specify one.
func (w *World) firstPayload() string { return w.manner.Form.Payload.text() }

// header returns the header for a message of c if the scenario does not specify one.
func (w *World) header(c *actor.Connection) string { return w.manner.Form.Header.of(c.User) }

// clientMessage returns a message of c in the plainest form. data is JSON.
func (w *World) clientMessage(c *actor.Connection, messageType, id string, data []byte) ([]byte, error) {
	return actor.Message(w.header(c), messageType, id, data)
}

// plainData is the data of a message if the scenario does not specify it. null and empty data
// are for the scenarios of JSON-4.
var plainData = []byte("1")

// plainHeader is the header of later messages in scenarios that are not about headers, and
// plainPayload the payload of first messages in those that are not about it.
var (
	plainHeader  = []byte(`"header":{}`)
	plainPayload = []byte(`,"payload":{}`)
)

// plainest returns body with the header that the server accepts, or, if body is the first on c,
// with the payload. It returns body unchanged if the scenario is about those.
func (w *World) plainest(c *actor.Connection, body []byte) []byte {
	switch {
	case c.User != "" && !w.isAbout([]string{"CONN-3"}):
		return bytes.Replace(body, plainHeader, []byte(`"header":`+w.header(c)), 1)
	case c.User == "" && !w.isAbout([]string{"AUTH-5"}):
		payload := w.firstPayload()
		if payload != "" {
			payload = `,"payload":` + payload
		}
		return bytes.Replace(body, plainPayload, []byte(payload), 1)
	}
	return body
}

// PlainForm returns the form that signsInPlainest or sendsPlainest found, or the zero value.
func (w *World) PlainForm() Form { return w.found }

// signsInPlainest signs user in with one payload after the other, until the server accepts. The
// report is not yet received.
func (w *World) signsInPlainest(ctx context.Context, user string) error {
	return w.triesForms(ctx, user, []Header{EmptyHeader}, func(ctx context.Context, c *actor.Connection) (taken bool, err error) {
		if err := w.signsIn(c, user); err != nil {
			return false, err
		}
		return awaits(ctx, c, fmt.Sprintf("a good report for %q", actor.AuthID), func(a wire.Arrival) bool {
			return match.Report(a, true, actor.AuthID) == nil
		})
	})
}

// sendsPlainest signs user in and sends a "chat" message, in one form after the other, until the
// server reports on it. The report is not yet received.
func (w *World) sendsPlainest(ctx context.Context, user string) error {
	headers := []Header{EmptyHeader, HeaderWithScope, HeaderWithCredentials}
	return w.triesForms(ctx, user, headers, func(ctx context.Context, c *actor.Connection) (taken bool, err error) {
		if err := c.SignIn(ctx, user, w.firstPayload()); err != nil {
			return false, err
		}
		if err := w.sends(c, "chat", "1", plainData); err != nil {
			return false, err
		}
		return awaits(ctx, c, `a report for "1"`, func(a wire.Arrival) bool {
			return match.IsReport(a) && a.Value.Get("payload", "id").Text != actor.FatalID
		})
	})
}

// awaits waits for a frame, which stays, and reports whether it came. It returns an error if
// nothing came at all.
func awaits(ctx context.Context, c *actor.Connection, what string, suits func(wire.Arrival) bool) (came bool, err error) {
	if _, err := c.Peek(ctx, func(wire.Arrival) bool { return true }); err != nil {
		return false, match.Missing(what, err)
	}
	_, err = c.Peek(ctx, suits)
	return err == nil, nil
}

// triesForms calls try with a new connection of user and one form after the other, and remembers
// the first form that the server takes. If the server ends the connection whatever the form, the
// last try is the plainest form again. What the server did then is for the next sentence.
func (w *World) triesForms(ctx context.Context, user string, headers []Header, try func(context.Context, *actor.Connection) (taken bool, err error)) error {
	s, err := w.server(ctx, defaultServer)
	if err != nil {
		return err
	}
	plain := w.manner.Form
	var forms []Form
	for payload := plain.Payload; payload <= WholePayload; payload++ {
		for _, header := range headers {
			forms = append(forms, Form{Payload: payload, Header: header})
		}
	}
	for _, form := range append(forms, plain) {
		w.manner.Form = form
		old := w.connections[user]
		c, err := w.reconnect(ctx, user, s)
		if err != nil || c == old {
			return err
		}
		within, cancel := w.within(ctx)
		taken, err := try(within, c)
		cancel()
		if taken {
			w.found = form
			return nil
		}
		if !c.Ended() {
			return err // the server did not refuse, so the form is not the reason
		}
	}
	return nil
}

// reconnect opens a connection of user in place of the one that there was. If that is not
// possible because the server has gone since, the old one stays.
func (w *World) reconnect(ctx context.Context, user string, s *server) (*actor.Connection, error) {
	old := w.connections[user]
	if old != nil {
		w.dismiss(old)
	}
	c, err := w.connect(ctx, user, s, "")
	if err != nil && old != nil {
		w.connections[user] = old
		return old, nil
	}
	return c, err
}
