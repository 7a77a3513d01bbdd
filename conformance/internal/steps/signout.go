package steps

import (
	"context"
	"time"

	"github.com/besterprotocol/bester/conformance/internal/actor"
	"github.com/besterprotocol/bester/conformance/internal/wire"
)

// signOutLimit bounds how long a server may take to close the sessions of a scenario
// for its process to be used again. No verdict depends on it: after that, the next
// scenario gets a new process.
const signOutLimit = 250 * time.Millisecond

// SignOut ends every session of the scenario and reports whether the servers have
// closed them all. A session lasts until the server closes it or notices that it is
// closed. Until then it is a recipient of what the next scenario has delivered to
// the same user, and a delivery that it does not take makes that report bad.
// CLIENTS-4
func (w *World) SignOut(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, signOutLimit)
	defer cancel()
	for _, c := range w.connections {
		if c.User != "" && c.Stands() {
			c.CloseWrite()
		}
	}
	for _, c := range w.connections {
		if c.User != "" && !isClosedByServer(ctx, c) {
			return false
		}
	}
	return true
}

// isClosedByServer waits until the server closes c or ctx ends, and reports whether
// the server has closed it. Of a connection that the suite has closed or does not
// read, this is not known.
func isClosedByServer(ctx context.Context, c *actor.Connection) bool {
	if c.Deaf {
		return false
	}
	c.Find(ctx, func(wire.Arrival) bool { return false })
	end := c.End()
	return end != nil && end.Event != 0
}
