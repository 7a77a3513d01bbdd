package steps

import (
	"context"
	"fmt"
	"sync/atomic"

	"github.com/besterprotocol/bester/conformance/internal/actor"
	"github.com/besterprotocol/bester/conformance/internal/match"
	"github.com/besterprotocol/bester/conformance/internal/wire"
)

// Steps about limits that each server chooses. The suite measures them.

func (w *World) limitSteps() map[string]any {
	return map[string]any{
		`peers send {name} messages with hops from {int} to {int}`:                                                    w.peersSendHops,
		`{peer} receives those up to some limit with one more hop, and none above it`:                                 w.peerReceivesHops,
		`a peer server {name} that listens at port 65535`:                                                             w.peerServerAtLastPort,
		`the {name} handler{on} answers with sendHandler to itself, and at the end of as long a chain with {command}`: w.answersAtLimit,
	}
}

// someHops are numbers of hops that catch servers that compare them as text or store them in
// too few bits.
var someHops = []int{1, 2, 4, 5, 6, 9, 10, 15, 16, 17, 99, 100, 101, 255, 256, 1000, 65535, 65536, 1 << 20, 1 << 30, 1<<31 - 1}

// hopsSent are the messages of peersSendHops.
type hopsSent struct {
	messageType string
	hops        []int
}

func (w *World) peersSendHops(messageType string, least, most int) {
	w.hopsSent = hopsSent{messageType: messageType}
	for _, hops := range someHops {
		if least <= hops && hops <= most {
			w.hopsSent.hops = append(w.hopsSent.hops, hops)
		}
	}
}

// peerReceivesHops sends the messages one after the other. The handler shows which of them
// are served, because it is asked before the server closes the connection. SERVERS-9
func (w *World) peerReceivesHops(ctx context.Context, peer *actor.Service) error {
	s, err := w.server(ctx, defaultServer)
	if err != nil {
		return err
	}
	handler, err := w.handler(w.hopsSent.messageType, s)
	if err != nil {
		return err
	}
	refused := 0
	for _, hops := range w.hopsSent.hops {
		before := len(handler.Exchanges())
		if err := w.peerSendsHops(ctx, w.hopsSent.messageType, hops); err != nil {
			return err
		}
		switch served := len(handler.Exchanges()) > before; {
		case served && refused > 0:
			return &match.Mismatch{
				Allowed:  fmt.Sprintf("a message with hops %d is refused, since one with %d was", hops, refused),
				Happened: handler.Name + " was asked",
			}
		case served:
			err = w.receivesHops(ctx, peer, hops+1)
		case refused == 0:
			refused = hops
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// peerSendsHops sends a message as a new peer, and waits until the server has closed the
// connection.
func (w *World) peerSendsHops(ctx context.Context, messageType string, hops int) error {
	c, err := w.passing(ctx, "peer")
	if err != nil {
		return err
	}
	defer w.dismiss(c)
	c.Write(wire.Frame(fmt.Appendf(nil, `{"header":{"scope":"server","hops":%d},"payload":{"type":%s,"data":%d,"id":"7"}}`,
		hops, wire.Quote(messageType), hops)))
	return w.receivesNoDelivery(ctx, c)
}

func (w *World) receivesHops(ctx context.Context, peer *actor.Service, hops int) error {
	x, err := w.nextRequest(ctx, peer, fmt.Sprintf("a peer message with hops %d", hops))
	if err != nil {
		return err
	}
	w.forwarded = x.Request
	return w.hopsAre(hops)
}

// answersAtLimit makes a chain of exactly the server's limit. If the handler has been asked n
// times so far, it passes the message on to itself n-1 times and then answers. CHAIN-5
func (w *World) answersAtLimit(messageType string, s *server, last actor.Answer) error {
	handler, err := w.handler(messageType, s)
	if err != nil {
		return err
	}
	limit := int64(len(handler.Exchanges()))
	next := actor.Answer{Command: "sendHandler", Target: wire.Quote(messageType)}
	var asked atomic.Int64
	return w.play(messageType, s, actor.Script{Bytes: func(request wire.Arrival) []byte {
		if asked.Add(1) == limit {
			return writing(last)(request)
		}
		return writing(next)(request)
	}})
}

func (w *World) peerServerAtLastPort(name string) error {
	peer, err := actor.NewPeerAtLastPort(name, actor.Script{Via: w.manner.Transport}, w.recorder)
	if err == nil {
		w.peers[name] = peer
	}
	return err
}
