package reference

import (
	"context"

	"github.com/besterprotocol/bester/reference/internal/message"
)

// servePeer serves the one message of another server's connection, reports on
// it where it has an id, and lets the connection be closed. PEER-1 to PEER-8
func (c *conn) servePeer(ctx context.Context, p message.Peer) {
	c.log = c.log.With("scope", "server")
	report := c.reportOn(p.Message, c.server.serveHop(ctx, p))
	if p.ID != nil { // PEER-6
		c.report(report)
	}
}

// serveHop serves what another server sent, unless it has passed too many.
// SERVERS-9
func (s *Server) serveHop(ctx context.Context, p message.Peer) result {
	if p.Hops > s.config.Limits.Hops {
		return failed(message.Loop, "the message has passed %d servers, more than the limit of %d", p.Hops, s.config.Limits.Hops)
	}
	return s.serve(ctx, job{Message: p.Message, hops: p.Hops + 1})
}
