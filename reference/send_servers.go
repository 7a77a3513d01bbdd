package reference

import (
	"context"
	"encoding/json"
	"sync"

	"github.com/besterprotocol/bester/reference/internal/frame"
	"github.com/besterprotocol/bester/reference/internal/message"
)

// sendingAtOnce bounds the connections that one message opens at the same time:
// more than any list of addresses that makes sense, fewer than a process can have.
const sendingAtOnce = 512

// sendServers sends data to the server at every address, once each. from is the
// handler whose answer this is. SERVERS-1 to SERVERS-13
func (s *Server) sendServers(ctx context.Context, addresses message.SendServers, j job, from string, data json.RawMessage) result {
	framed := frame.Encode(message.EncodePeer(message.Peer{
		Message: message.Message{Type: from, Data: data, ID: j.ID},
		Hops:    j.hops,
	}))
	targets := unique(addresses) // SERVERS-13
	errs := make([]error, len(targets))
	var sending sync.WaitGroup
	room := make(chan struct{}, sendingAtOnce)
	for i, address := range targets {
		room <- struct{}{}
		sending.Go(func() { // SERVERS-6: none waits for another
			errs[i] = s.peers.Send(ctx, address, framed)
			<-room
		})
	}
	sending.Wait()
	return unreached(errs)
}

// unreached turns the errors of sending into the job's result. SERVERS-3, SERVERS-4
func unreached(errs []error) result {
	var first error
	failures := 0
	for _, err := range errs {
		if err != nil {
			failures++
			if first == nil {
				first = err
			}
		}
	}
	if failures == 0 {
		return result{}
	}
	r := failed(message.UnreachableServer, "%d of %d servers could not be reached", failures, len(errs))
	r.err.Cause = first
	return r
}
