package steps

import (
	"context"
	"time"

	"github.com/besterprotocol/bester/conformance/internal/actor"
	"github.com/besterprotocol/bester/conformance/internal/wire"
)

// signOutLimit is how long a server may take to close the sessions of a scenario. If it takes
// longer, the next scenario gets a new process. No verdict depends on it.
const signOutLimit = 250 * time.Millisecond

// lastWords is how long a server may take to close the sessions of a scenario that failed, and
// to send what it still has to say. It is shorter, because such a server gets a new process
// anyway.
const lastWords = 50 * time.Millisecond

// SignOut ends every session of the scenario and reports whether the servers have closed them
// all. Until the server closes a session or notices that it is closed, the session still
// receives deliveries to its user. In the next scenario, such a delivery would fail and make
// a report bad. CLIENTS-4
func (w *World) SignOut(ctx context.Context) bool { return w.signOut(ctx, signOutLimit) }

// HearOut is like SignOut, for a scenario that has failed.
func (w *World) HearOut(ctx context.Context) { w.signOut(ctx, lastWords) }

func (w *World) signOut(ctx context.Context, limit time.Duration) bool {
	ctx, cancel := context.WithTimeout(ctx, limit)
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

// isClosedByServer waits until the server closes c or ctx ends, and reports whether the server
// has closed c. It returns false for a connection that the suite has closed or does not read.
func isClosedByServer(ctx context.Context, c *actor.Connection) bool {
	if c.Deaf {
		return false
	}
	c.Find(ctx, func(wire.Arrival) bool { return false })
	end := c.End()
	return end != nil && end.Event != 0
}
