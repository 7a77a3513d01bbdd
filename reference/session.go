package reference

import (
	"context"

	"github.com/besterprotocol/bester/reference/internal/message"
)

// session is the connection of a client who has signed in.
type session struct {
	*conn
	user string // for good (AUTH-8)
}

// serveClient signs the client in and serves its messages, one after the other.
func (c *conn) serveClient(ctx context.Context, credentials message.Credentials) {
	if !c.authenticate(ctx, credentials) {
		return
	}
	s := &session{c, credentials.Username}
	s.log = s.log.With("user", short(s.user))
	c.server.sessions.add(s, func() { s.report(message.Report{ID: message.SpecialID(message.AuthID)}) })
	c.leave = func() { c.server.sessions.remove(s) }
	c.out.whenEnded(c.leave) // who does not take a delivery is no recipient (CLIENTS-10)
	for {
		body, err := c.read()
		if err != nil {
			c.ended(err)
			return
		}
		m, refusal := message.DecodeClient(body)
		if refusal != nil {
			c.refuse(message.FatalID, refusal) // MSG-2
			return
		}
		if !s.handle(ctx, m) {
			return
		}
	}
}

// authenticate reports whether the client is who it says. AUTH-3, AUTH-4
func (c *conn) authenticate(ctx context.Context, credentials message.Credentials) bool {
	ctx, cancel := context.WithTimeout(ctx, c.server.config.Timeouts.Authentication)
	defer cancel()
	ok, err := c.server.accounts.Verify(ctx, credentials.Username, credentials.Password)
	if err != nil {
		c.log.Error("credentials could not be checked", "reason", err)
	}
	if !ok {
		c.refuse(message.AuthID, message.Errorf(message.BadCredentials, "username and password do not belong together"))
	}
	return ok
}

// handle serves one message and reports whether the session goes on. STAT-1
func (s *session) handle(ctx context.Context, m message.Message) (goesOn bool) {
	switch m.Type {
	case typeDummy:
		s.dummy(m)
		return true
	case typeBuiltin:
		return s.builtin(m)
	}
	s.report(s.reportOn(m, s.server.serve(ctx, job{Message: m})))
	return true
}

// shownName bounds how much of a name that a client chose stands in the log.
const shownName = 64

func short(name string) string {
	if len(name) <= shownName {
		return name
	}
	return name[:shownName] + "…"
}
