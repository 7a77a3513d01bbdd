package steps

import (
	"context"
	"fmt"

	"github.com/besterprotocol/bester/conformance/internal/actor"
	"github.com/besterprotocol/bester/conformance/internal/match"
	"github.com/besterprotocol/bester/conformance/internal/wire"
)

func (w *World) clientSteps() map[string]any {
	return map[string]any{
		`{names} is signed in{over}`:                   w.signedInOver,
		`{names} are signed in`:                        w.signedIn,
		`{name} is signed in on {name}`:                w.signedInOn,
		`{name} is signed in on {name} as {name}`:      w.signedInOnAs,
		`{name} is signed in again as {name}`:          w.signedInAgain,
		`{name} is signed in and reads nothing`:        w.signedInDeaf,
		`{int} clients are signed in`:                  w.groupSignedIn,
		`a new connection {name}{over}`:                w.newConnection,
		`{int} new connections`:                        w.newConnections,
		`{name} signs in as {name}`:                    w.signsIn,
		`{name} signs in as {name} one byte at a time`: w.signsInByteByByte,
	}
}

// signIn opens a session of user, which the scenario calls name.
func (w *World) signIn(ctx context.Context, name, user, on, over string) error {
	s, err := w.server(ctx, on)
	if err != nil {
		return err
	}
	c, err := w.connect(ctx, name, s, over)
	if err != nil {
		return err
	}
	ctx, cancel := w.within(ctx)
	defer cancel()
	return c.SignIn(ctx, user)
}

func (w *World) signedIn(ctx context.Context, names string) error {
	return w.signedInOver(ctx, names, "")
}

func (w *World) signedInOver(ctx context.Context, names, over string) error {
	users, err := unquoteAll(names)
	if err != nil {
		return err
	}
	for _, user := range users {
		if err := w.signIn(ctx, user, user, "", over); err != nil {
			return err
		}
	}
	return nil
}

func (w *World) signedInOn(ctx context.Context, user, on string) error {
	return w.signedInOnAs(ctx, user, on, user)
}

func (w *World) signedInOnAs(ctx context.Context, user, on, name string) error {
	texts, err := unquoteAll(user + on + name)
	if err != nil {
		return err
	}
	return w.signIn(ctx, texts[2], texts[0], texts[1], "")
}

func (w *World) signedInAgain(ctx context.Context, user, name string) error {
	return w.signedInOnAs(ctx, user, `"`+defaultServer+`"`, name)
}

func (w *World) signedInDeaf(ctx context.Context, name string) error {
	user, err := unquote(name)
	if err != nil {
		return err
	}
	s, err := w.server(ctx, "")
	if err != nil {
		return err
	}
	c, err := actor.SignInDeaf(ctx, user, s.Name, actor.Address{Network: "tcp4", Address: s.TCP4}, user, w.recorder)
	if c != nil {
		w.connections[user] = c
	}
	return err
}

// groupMember names one of many connections.
func groupMember(i int) string { return fmt.Sprintf("connection %d", i+1) }

func (w *World) groupSignedIn(ctx context.Context, n int) error {
	for i := range n {
		if err := w.signIn(ctx, groupMember(i), "alice", "", ""); err != nil {
			return err
		}
		w.group = append(w.group, w.connections[groupMember(i)])
	}
	return nil
}

func (w *World) newConnection(ctx context.Context, name, over string) error {
	text, err := unquote(name)
	if err != nil {
		return err
	}
	s, err := w.server(ctx, "")
	if err == nil {
		_, err = w.connect(ctx, text, s, over)
	}
	return err
}

func (w *World) newConnections(ctx context.Context, n int) error {
	s, err := w.server(ctx, "")
	if err != nil {
		return err
	}
	for i := range n {
		c, err := w.connect(ctx, groupMember(i), s, "")
		if err != nil {
			return err
		}
		w.group = append(w.group, c)
	}
	return nil
}

// authentication returns the first message of user over the connection name.
func (w *World) authentication(name, user string) (*actor.Connection, []byte, error) {
	c, err := w.connection(name)
	if err != nil {
		return nil, nil, err
	}
	if c.User, err = unquote(user); err != nil {
		return nil, nil, err
	}
	message, err := actor.Authentication(c.User)
	return c, wire.Frame(message), err
}

func (w *World) signsIn(name, user string) error {
	c, frame, err := w.authentication(name, user)
	if err == nil {
		c.Write(frame)
	}
	return err
}

func (w *World) signsInByteByByte(name, user string) error {
	c, frame, err := w.authentication(name, user)
	if err == nil {
		c.WritePieces(frame, "one byte at a time", actor.EveryByte(len(frame))...)
	}
	return err
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

// wantReport wants the next frame on c to be this report, and remembers it.
func (w *World) wantReport(ctx context.Context, c *actor.Connection, good bool, id string) error {
	status := map[bool]string{true: "good", false: "bad"}[good]
	a, err := w.next(ctx, c, fmt.Sprintf("a %s report for %q", status, id))
	if err != nil {
		return err
	}
	w.report = a
	return match.Report(a, good, id)
}
