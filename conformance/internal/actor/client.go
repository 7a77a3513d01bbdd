package actor

import (
	"context"
	"fmt"
	"time"

	"github.com/besterprotocol/bester/conformance/internal/layout"
	"github.com/besterprotocol/bester/conformance/internal/match"
	"github.com/besterprotocol/bester/conformance/internal/wire"
	"github.com/besterprotocol/bester/schemas"
)

// The ids of the reports that answer authentication (AUTH-2) and that precede a
// closing (CONN-6).
const (
	AuthID  = "auth_special"
	FatalID = "fatal_special"
)

// Authentication returns the first message of a client. payload is JSON, or "" for none. AUTH-1
func Authentication(user, payload string) ([]byte, error) {
	if payload != "" {
		payload = `,"payload":` + payload
	}
	return valid(schemas.ClientAuthenticate, fmt.Appendf(nil,
		`{"header":{"scope":"client","authentication":{"username":%s,"password":%s}}%s}`,
		wire.Quote(user), wire.Quote(layout.Password(user)), payload))
}

// Message returns the body of a client's message. header and data are JSON. MSG-1
func Message(header, messageType, id string, data []byte) ([]byte, error) {
	return valid(schemas.ClientMessage, fmt.Appendf(nil, `{"header":%s,"payload":{"type":%s,"id":%s,"data":%s}}`,
		header, wire.Quote(messageType), wire.Quote(id), data))
}

// MessageOfSize returns a client's message whose body has size bytes, and its
// data, a string. FRAME-4
func MessageOfSize(header, messageType, id string, size int) (body, data []byte, err error) {
	return ofSize(size, func(data []byte) ([]byte, error) { return Message(header, messageType, id, data) })
}

// ofSize returns the body of size bytes that write makes with a string as its data.
func ofSize(size int, write func(data []byte) ([]byte, error)) (body, data []byte, err error) {
	empty, err := write(Text(0))
	if err != nil {
		return nil, nil, err
	}
	data = Text(size - len(empty))
	body, err = write(data)
	return body, data, err
}

// Text returns a JSON string of n characters.
func Text(n int) []byte {
	text := make([]byte, 0, n+2)
	text = append(text, '"')
	for i := range n {
		text = append(text, 'a'+byte(i%26))
	}
	return append(text, '"')
}

// SignIn sends the authentication of user and waits for the good report. payload is that of
// Authentication.
func (c *Connection) SignIn(ctx context.Context, user, payload string) error {
	body, err := Authentication(user, payload)
	if err != nil {
		return err
	}
	c.User = user
	c.Write(wire.Frame(body))
	c.Flush()
	report, err := c.Next(ctx)
	if err != nil {
		return match.Citing(match.Missing(fmt.Sprintf("a good report for %q", AuthID), err), c.signing)
	}
	return match.Citing(match.Report(report, true, AuthID), c.signing)
}

// SignInDeaf connects, signs user in, and from then on reads nothing. payload is that of
// Authentication.
func SignInDeaf(ctx context.Context, name, server string, a Address, user, payload string, recorder *wire.Recorder) (*Connection, error) {
	socket, err := dialCramped(ctx, server, a)
	if err != nil {
		return nil, match.Citing(err, listening[a.Network])
	}
	body, err := Authentication(user, payload)
	if err != nil {
		return nil, err
	}
	c := &Connection{Conn: wire.NewDeafConn(wire.Ends{Name: name, Party: name, Server: server}, socket, recorder), User: user, Deaf: true}
	c.Write(wire.Frame(body))
	if err := wire.SkipFrame(socket, dialTimeout); err != nil {
		return c, match.Citing(match.Missing(fmt.Sprintf("a good report for %q", AuthID), err), "AUTH-2")
	}
	return c, nil
}

// BeginToRead ends the deafness of c.
func (c *Connection) BeginToRead() {
	c.Deaf = false
	c.Hear(inspectPush)
}

// stalled is how long a write waits before the server counts as one that has
// stopped reading: a slow one is none.
const stalled = 3 * time.Second

// Flood writes frame again and again until total bytes are written, the server
// closes, or it stops reading for a while. It reports whether the server has taken all bytes.
// That does not mean that the server has served every message.
func (c *Connection) Flood(frame []byte, total int) (taken bool) {
	c.Flooded = true
	for sent := 0; sent < total; sent += len(frame) {
		if !c.WriteWithin(frame, stalled) {
			return false
		}
	}
	return true
}

// stalledServing is like stalled, but for a server that serves each message before it reads
// the next one. Such a server may be slow.
const stalledServing = 10 * time.Second

// WriteUnlessStalled writes frame and reports whether the server has taken it. A server that
// closes the connection or stops reading has not.
func (c *Connection) WriteUnlessStalled(frame []byte) bool {
	return c.WriteWithin(frame, stalledServing)
}
