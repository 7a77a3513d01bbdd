package steps

import (
	"context"
	"errors"
	"fmt"

	"github.com/besterprotocol/bester/conformance/internal/actor"
	"github.com/besterprotocol/bester/conformance/internal/match"
	"github.com/besterprotocol/bester/conformance/internal/wire"
)

func (w *World) clientSteps() map[string]any {
	return map[string]any{
		`{name} is signed in{on}{over}`:                                                    w.signedIn,
		`{names} are signed in`:                                                            w.allSignedIn,
		`{name} is signed in again as {name}`:                                              w.signedInAgain,
		`{name} is signed in and reads nothing`:                                            w.signedInDeaf,
		`{int} clients are signed in`:                                                      w.groupSignedIn,
		`a new connection {name}{over}`:                                                    w.newConnection,
		`{int} new connections`:                                                            w.newConnections,
		`{connection} signs in as {name} so slowly that it takes a minute`:                 w.signsInSlowly,
		`{connection} signs in as {name} with a wrong password and sends {int} bytes more`: w.signsInWrongly,
		`{connection} signs in as {name}`:                                                  w.signsIn,
		`{connection} signs in as {name} one byte at a time`:                               w.signsInByteByByte,
		`{name} signs in with a message in the plainest form that the server takes`:        w.signsInPlainest,
	}
}

// signIn opens a session of user on s, which the scenario calls name.
func (w *World) signIn(ctx context.Context, name, user string, s *server, over string) error {
	c, err := w.connect(ctx, name, s, over)
	if err != nil {
		return err
	}
	ctx, cancel := w.within(ctx)
	defer cancel()
	return w.asFurther(c, c.SignIn(ctx, user, w.firstPayload()))
}

// crowd is a number of connections that any server serves side by side.
const crowd = 16

// asFurther returns err, of signing in on c, as a breach of AUTH-7 if the user has another
// session, and as a breach of CONN-4 if the server says nothing while it has many connections.
// That it lets in one user on one connection is shown by the first steps.
func (w *World) asFurther(c *actor.Connection, err error) error {
	var m *match.Mismatch
	if !errors.As(err, &m) {
		return err
	}
	others := 0
	for _, other := range w.connections {
		if other == c || other.Server != c.Server || !other.Stands() {
			continue
		}
		if others++; other.User == c.User {
			m.Cites = []string{"AUTH-7"}
		}
	}
	if others >= crowd && m.Event == 0 {
		m.Cites = []string{"CONN-4"}
	}
	return err
}

func (w *World) signedIn(ctx context.Context, user string, s *server, over string) error {
	return w.signIn(ctx, user, user, s, over)
}

func (w *World) allSignedIn(ctx context.Context, users []string) error {
	s, err := w.server(ctx, defaultServer)
	if err != nil {
		return err
	}
	for _, user := range users {
		if err := w.signIn(ctx, user, user, s, ""); err != nil {
			return err
		}
	}
	return nil
}

func (w *World) signedInAgain(ctx context.Context, user, name string) error {
	s, err := w.server(ctx, defaultServer)
	if err != nil {
		return err
	}
	return w.signIn(ctx, name, user, s, "")
}

func (w *World) signedInDeaf(ctx context.Context, user string) error {
	s, err := w.server(ctx, defaultServer)
	if err != nil {
		return err
	}
	c, err := actor.SignInDeaf(ctx, user, s.Name, actor.Address{Network: "tcp4", Address: s.TCP4}, user, w.firstPayload(), w.recorder)
	if c != nil {
		c.Transport = w.manner.Transport
		w.connections[user] = c
	}
	return err
}

// groupMember names one of many connections.
func groupMember(i int) string { return fmt.Sprintf("connection %d", i+1) }

func (w *World) groupSignedIn(ctx context.Context, n int) error {
	for i := range n {
		if err := w.signedInAgain(ctx, "alice", groupMember(i)); err != nil {
			return err
		}
		w.group = append(w.group, w.connections[groupMember(i)])
	}
	return nil
}

func (w *World) newConnection(ctx context.Context, name, over string) error {
	s, err := w.server(ctx, defaultServer)
	if err == nil {
		_, err = w.connect(ctx, name, s, over)
	}
	return err
}

func (w *World) newConnections(ctx context.Context, n int) error {
	for i := range n {
		if err := w.newConnection(ctx, groupMember(i), ""); err != nil {
			return err
		}
		w.group = append(w.group, w.connections[groupMember(i)])
	}
	return nil
}

func (w *World) signsIn(c *actor.Connection, user string) error {
	c.User = user
	message, err := actor.Authentication(user, w.firstPayload())
	if err == nil {
		c.Write(wire.Frame(message))
	}
	return err
}

func (w *World) signsInByteByByte(c *actor.Connection, user string) error {
	c.User = user
	message, err := actor.Authentication(user, w.firstPayload())
	if err == nil {
		writeByteByByte(c, wire.Frame(message))
	}
	return err
}

func (w *World) signsInSlowly(c *actor.Connection, user string) error {
	message, err := actor.Authentication(user, w.firstPayload())
	if err == nil {
		w.trickle(c, wire.Frame(message))
	}
	return err
}

func (w *World) signsInWrongly(c *actor.Connection, user string, more int) {
	message := fmt.Appendf(nil, `{"header":{"scope":"client","authentication":{"username":%s,"password":"wrong"}},"payload":{}}`, wire.Quote(user))
	message = w.plainest(c, message)
	c.Write(append(wire.Frame(message), make([]byte, more)...))
}

func writeByteByByte(c *actor.Connection, bytes []byte) {
	c.WritePieces(bytes, "one byte at a time", actor.EveryByte(len(bytes))...)
}

// eachOf calls do for every connection of the group.
func (w *World) eachOf(do func(*actor.Connection) error) error {
	if len(w.group) == 0 {
		return fmt.Errorf("the scenario speaks of each of them, but of nobody before")
	}
	for _, c := range w.group {
		if err := do(c); err != nil {
			return err
		}
	}
	return nil
}
