package steps

import (
	"context"
	"strconv"
	"sync/atomic"

	"github.com/besterprotocol/bester/conformance/internal/actor"
	"github.com/besterprotocol/bester/conformance/internal/generate"
	"github.com/besterprotocol/bester/conformance/internal/layout"
	"github.com/besterprotocol/bester/conformance/internal/match"
	"github.com/besterprotocol/bester/conformance/internal/wire"
	"github.com/besterprotocol/bester/schemas"
)

func (w *World) generatingSteps() map[string]any {
	return map[string]any{
		`{connection} sends generated messages`:                                                                   w.sendsGenerated,
		`{connection} sends generated messages with members that nobody defined`:                                  w.sendsStrangers,
		`{connection} sends messages carrying generated data`:                                                     w.sendsRich,
		`{connection} sends messages carrying generated data of many digits`:                                      w.sendsPrecise,
		`clients that are signed in as {name} send a generated message each, with a fault at {name}`:              w.sendFaulty,
		`clients sign in as {name} with generated messages`:                                                       w.signInGenerated,
		`clients sign in as {name} with generated messages, with a fault at {name}`:                               w.signInFaulty,
		`peers send a generated message each`:                                                                     w.peersSendGenerated,
		`peers send a generated message each, with a fault at {name}`:                                             w.peersSendFaulty,
		`{connection} sends messages to which the {name} handler gives generated answers for {name}`:              w.answersGenerated,
		`{connection} sends messages to which the {name} handler gives generated answers, with a fault at {name}`: w.answersFaulty,
		`each of them is served, and {connection} receives its data`:                                              w.eachServed,
		`each of them is served, and {connection} receives its data digit for digit`:                              w.eachServedExactly,
		`each of them is carried out, and {connection} receives its data`:                                         w.eachCarriedOut,
		`each of them is reported as bad, and {connection} receives nothing`:                                      w.eachReportedBad,
		`each of them is good for a session`:                                                                      w.eachSession,
		`each of them is cut off before the {name} handler receives anything`:                                     w.eachCutOffUnserved,
	}
}

// chat is the handler that generated messages are for.
const chat = "chat"

// toChat fixes in a message of a client or a peer for whom it is.
var toChat = map[string]string{"/payload/type": wire.Quote(chat)}

// sendsOf prepares messages of a client, all on one session.
func (w *World) sendsOf(c *actor.Connection, shape generate.Shape) error {
	shape.Kind, shape.Fixed = schemas.ClientMessage, toChat
	return w.generates(shape, c, func(_ context.Context, m generate.Message, session *actor.Connection) (*actor.Connection, error) {
		w.originator, w.sentID = session, m.Value.Get("payload", "id").Text
		session.Write(wire.Frame(m.Body))
		return session, nil
	})
}

func (w *World) sendsGenerated(c *actor.Connection) error { return w.sendsOf(c, generate.Shape{}) }

func (w *World) sendsStrangers(c *actor.Connection) error {
	return w.sendsOf(c, generate.Shape{Strangers: true})
}

func (w *World) sendsRich(c *actor.Connection) error {
	return w.sendsOf(c, generate.Shape{Data: generate.Rich})
}

func (w *World) sendsPrecise(c *actor.Connection) error {
	return w.sendsOf(c, generate.Shape{
		Data:  generate.Precise,
		Keeps: func(message wire.Value) bool { return generate.IsPrecise(message.Get("payload", "data")) },
	})
}

// sendFaulty prepares messages that end the session that they are sent on.
func (w *World) sendFaulty(user, fault string) error {
	shape := generate.Shape{Kind: schemas.ClientMessage, Fixed: toChat, Fault: fault}
	return w.generates(shape, nil, func(ctx context.Context, m generate.Message, _ *actor.Connection) (*actor.Connection, error) {
		c, err := w.passingSession(ctx, user)
		if err == nil {
			w.sendsBody(c, m.Body)
		}
		return c, err
	})
}

// sendFirst prepares messages that are the first on a connection, and are sent by
// who.
func (w *World) sendFirst(who string, shape generate.Shape) error {
	return w.generates(shape, nil, func(ctx context.Context, m generate.Message, _ *actor.Connection) (*actor.Connection, error) {
		c, err := w.passing(ctx, who)
		if err == nil {
			w.sendsBody(c, m.Body)
		}
		return c, err
	})
}

func (w *World) signInGenerated(user string) error { return w.signInFaulty(user, "") }

func (w *World) signInFaulty(user, fault string) error {
	return w.sendFirst("client", generate.Shape{Kind: schemas.ClientAuthenticate, Fault: fault, Strangers: true, Fixed: map[string]string{
		"/header/authentication/username": wire.Quote(user),
		"/header/authentication/password": wire.Quote(layout.Password(user)),
	}})
}

func (w *World) peersSendGenerated() error { return w.peersSendFaulty("") }

func (w *World) peersSendFaulty(fault string) error {
	return w.sendFirst("peer", generate.Shape{Kind: schemas.PeerMessage, Fault: fault, Strangers: true, Fixed: toChat})
}

// answersOf prepares answers of a handler to messages of c.
func (w *World) answersOf(ctx context.Context, c *actor.Connection, messageType string, shape generate.Shape) error {
	s, err := w.server(ctx, c.Server)
	if err != nil {
		return err
	}
	var answer atomic.Pointer[generate.Message]
	body := func(wire.Arrival) []byte { return wire.Frame(answer.Load().Body) }
	if err := w.play(messageType, s, actor.Script{Bytes: body, Then: actor.Close}); err != nil {
		return err
	}
	return w.generates(shape, c, func(_ context.Context, m generate.Message, session *actor.Connection) (*actor.Connection, error) {
		answer.Store(&m)
		w.passed++
		return session, w.sends(session, messageType, strconv.Itoa(w.passed), []byte("null"))
	})
}

func (w *World) answersGenerated(ctx context.Context, c *actor.Connection, messageType, user string) error {
	return w.answersOf(ctx, c, messageType, generate.Shape{Kind: schemas.HandlerResponse, Strangers: true, Fixed: map[string]string{
		"/header/status":       `"0"`,
		"/header/command/type": `"sendClients"`,
		"/header/command/data": "[" + wire.Quote(user) + "]",
	}})
}

// answersFaulty prepares answers that would be carried out but for their fault.
func (w *World) answersFaulty(ctx context.Context, c *actor.Connection, messageType, fault string) error {
	return w.answersOf(ctx, c, messageType, generate.Shape{Kind: schemas.HandlerResponse, Fault: fault, Fixed: map[string]string{
		"/header/status":       `"0"`,
		"/header/command/type": `"sendClients"`,
		"/header/command/data": `["bob"]`,
	}})
}

func (w *World) eachServed(ctx context.Context, receiver *actor.Connection) error {
	return w.eachServedAs(ctx, receiver, match.Same, match.Delivery)
}

func (w *World) eachServedExactly(ctx context.Context, receiver *actor.Connection) error {
	return w.eachServedAs(ctx, receiver, match.SameDigits, match.ExactDelivery)
}

// eachServedAs wants the handler to be given the data of each message, receiver to
// have it delivered, and the originator to have a good report; a peer need not
// have one, and is closed.
func (w *World) eachServedAs(ctx context.Context, receiver *actor.Connection, differ func(want, got wire.Value) string, compare func(wire.Arrival, string, wire.Value) error) error {
	s := w.servers[receiver.Server]
	return w.eachGenerated(ctx, func(ctx context.Context, m generate.Message, c *actor.Connection) error {
		payload := m.Value.Get("payload")
		data := []byte(payload.Get("data").String())
		if err := w.request(ctx, chat, s, data, differ); err != nil {
			return err
		}
		if err := w.delivery(ctx, receiver, chat, data, compare); err != nil {
			return err
		}
		if c.User != "" {
			return w.receivesReport(ctx, c, true, payload.Get("id").Text)
		}
		if payload.Get("id").Kind == wire.Invalid {
			return w.closedSilently(ctx, c)
		}
		return w.closedAfterReport(ctx, c, true, payload.Get("id").Text)
	})
}

// eachCarriedOut wants receiver to be sent the data of each answer, and the
// originator to have a good report.
func (w *World) eachCarriedOut(ctx context.Context, receiver *actor.Connection) error {
	return w.eachGenerated(ctx, func(ctx context.Context, m generate.Message, c *actor.Connection) error {
		if err := w.receivesDelivery(ctx, receiver, chat, []byte(m.Value.Get("data").String())); err != nil {
			return err
		}
		return w.receivesReport(ctx, c, true, w.sentID)
	})
}

func (w *World) eachReportedBad(ctx context.Context, other *actor.Connection) error {
	return w.eachGenerated(ctx, func(ctx context.Context, _ generate.Message, c *actor.Connection) error {
		if err := w.receivesReport(ctx, c, false, w.sentID); err != nil {
			return err
		}
		return w.sessionReceivesNothing(ctx, other)
	})
}

func (w *World) eachSession(ctx context.Context) error {
	return w.eachGenerated(ctx, func(ctx context.Context, _ generate.Message, c *actor.Connection) error {
		if err := w.receivesFirst(ctx, c, actor.AuthID); err != nil {
			return err
		}
		return w.sessionReceivesNothing(ctx, c)
	})
}

func (w *World) eachCutOffUnserved(ctx context.Context, messageType string) error {
	s, err := w.server(ctx, defaultServer)
	if err != nil {
		return err
	}
	return w.eachGenerated(ctx, func(ctx context.Context, _ generate.Message, c *actor.Connection) error {
		if err := w.cutOff(ctx, c); err != nil {
			return err
		}
		return w.handlerReceivesNothing(ctx, messageType, s)
	})
}
