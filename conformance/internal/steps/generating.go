package steps

import (
	"context"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
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
		`{connection} sends generated messages{variety}`:                                                      w.sendsGenerated,
		`clients that are signed in as {name} send a generated message each{variety}`:                         w.sendFatal,
		`clients sign in as {name} with generated messages{variety}`:                                          w.signInGenerated,
		`peers send a generated message each{variety}`:                                                        w.peersSendGenerated,
		`{connection} sends messages to which the {name} handler gives generated answers for {name}{variety}`: w.answersGenerated,
		`each of them is served, and {connection} receives its data`:                                          w.eachServed,
		`each of them is served, and {connection} receives its data digit for digit`:                          w.eachServedExactly,
		`each of them is carried out, and {connection} receives its data`:                                     w.eachCarriedOut,
		`each of them is reported as bad, and {connection} receives nothing`:                                  w.eachReportedBad,
		`each of them is good for a session`:                                                                  w.eachSession,
		`each of them is cut off before the {name} handler receives anything`:                                 w.eachCutOffUnserved,
	}
}

// variety makes generated messages vary in one more way. All of them vary in plain data, plain
// ids and the order of members.
type variety func(*generate.Shape)

// varieties are the varieties that a sentence can name.
var varieties = map[string]variety{
	"members that nobody defined": func(s *generate.Shape) { s.Strangers = true },
	"white space and escapes":     func(s *generate.Shape) { s.Spelled = true },
	"any id":                      anyOf("/payload/id"),
	"any id or none":              anyOrNone("/payload/id"),
	"any header or none":          anyOrNone("/header"),
	"any payload or none":         anyOrNone("/payload"),
	"data of all kinds":           func(s *generate.Shape) { s.Data = generate.Rich },
	"data 32 deep":                func(s *generate.Shape) { s.Data = generate.Deep },
	"numbers of many digits": func(s *generate.Shape) {
		s.Data = generate.Precise
		s.Keeps = func(message wire.Value) bool { return generate.IsPrecise(message.Get("payload", "data")) }
	},
}

// anyOf allows any value at pointer that the schema allows.
func anyOf(pointer string) variety {
	return func(s *generate.Shape) {
		delete(s.Fixed, pointer)
		s.Text = generate.AnyText
	}
}

// anyOrNone is like anyOf, but the member may also be missing.
func anyOrNone(pointer string) variety {
	return func(s *generate.Shape) {
		anyOf(pointer)(s)
		s.Optional = []string{pointer}
	}
}

var (
	faultNames     = strings.Join(slices.Sorted(maps.Keys(faults)), "|")
	varietyNames   = strings.Join(slices.Sorted(maps.Keys(varieties)), "|")
	varietyPattern = regexp.MustCompile(`^,? with (?:(` + faultNames + `) at "(.*)"|(.*))$`)
)

// faults are the faults that a sentence can name.
var faults = map[string]generate.Faults{
	"a fault":                0,
	"a member missing":       generate.Missing,
	"a wrong type":           generate.OtherType,
	"a wrong value":          generate.OtherValue,
	"a fault in form":        generate.Missing | generate.OtherType,
	"a name in another case": generate.Renamed,
}

// readVariety parses the end of a sentence about generated messages.
func readVariety(text string) (variety, error) {
	m := varietyPattern.FindStringSubmatch(text)
	switch {
	case m == nil:
		return func(*generate.Shape) {}, nil
	case m[1] != "":
		return func(s *generate.Shape) { s.Fault, s.Faults = m[2], faults[m[1]] }, nil
	}
	return varieties[m[3]], nil
}

// chat is the message type of generated messages.
const chat = "chat"

// messageShape returns the shape of messages of user to the chat handler.
func (w *World) messageShape(user string, vary variety) generate.Shape {
	shape := generate.Shape{Kind: schemas.ClientMessage, Fixed: map[string]string{
		"/header":       w.manner.Form.Header.of(user),
		"/payload/type": wire.Quote(chat),
	}}
	vary(&shape)
	return shape
}

// sendsGenerated prepares messages of a client, all for one session.
func (w *World) sendsGenerated(c *actor.Connection, vary variety) error {
	return w.generates(w.messageShape(c.User, vary), c, func(_ context.Context, m generate.Message, session *actor.Connection) (*actor.Connection, error) {
		w.originator, w.sentID = session, m.Value.Get("payload", "id").Text
		session.Write(wire.Frame(m.Body))
		return session, nil
	})
}

// sendFatal prepares messages that end their session.
func (w *World) sendFatal(user string, vary variety) error {
	return w.generates(w.messageShape(user, vary), nil, func(ctx context.Context, m generate.Message, _ *actor.Connection) (*actor.Connection, error) {
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

func (w *World) signInGenerated(user string, vary variety) error {
	shape := generate.Shape{Kind: schemas.ClientAuthenticate, Fixed: map[string]string{
		"/header/authentication/username": wire.Quote(user),
		"/header/authentication/password": wire.Quote(layout.Password(user)),
	}}
	if payload := w.firstPayload(); payload != "" {
		shape.Fixed["/payload"] = payload
	}
	vary(&shape)
	return w.sendFirst("client", shape)
}

func (w *World) peersSendGenerated(vary variety) error {
	shape := generate.Shape{Kind: schemas.PeerMessage, Fixed: map[string]string{
		"/payload/type": wire.Quote(chat),
		"/payload/id":   `"7"`,
	}}
	vary(&shape)
	return w.sendFirst("peer", shape)
}

// answersGenerated prepares answers of a handler to messages of c.
func (w *World) answersGenerated(ctx context.Context, c *actor.Connection, messageType, user string, vary variety) error {
	s, err := w.server(ctx, c.Server)
	if err != nil {
		return err
	}
	var answer atomic.Pointer[generate.Message]
	body := func(wire.Arrival) []byte { return wire.Frame(answer.Load().Body) }
	if err := w.play(messageType, s, actor.Script{Bytes: body, Then: actor.Close}); err != nil {
		return err
	}
	shape := generate.Shape{Kind: schemas.HandlerResponse, Fixed: map[string]string{
		"/header/status":       `"0"`,
		"/header/command/type": `"sendClients"`,
		"/header/command/data": "[" + wire.Quote(user) + "]",
	}}
	vary(&shape)
	return w.generates(shape, c, func(_ context.Context, m generate.Message, session *actor.Connection) (*actor.Connection, error) {
		answer.Store(&m)
		w.passed++
		return session, w.sends(session, messageType, strconv.Itoa(w.passed), plainData)
	})
}

func (w *World) eachServed(ctx context.Context, receiver *actor.Connection) error {
	return w.eachServedAs(ctx, receiver, match.Same, match.Delivery)
}

func (w *World) eachServedExactly(ctx context.Context, receiver *actor.Connection) error {
	return w.eachServedAs(ctx, receiver, match.SameDigits, match.ExactDelivery)
}

// eachServedAs wants the handler to be given the data of each message, receiver to
// have it delivered, and the originator to have a good report, unless it is a peer.
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
		if c.User == "" {
			return nil // whether a peer has a report is for PEER-6
		}
		return w.receivesReport(ctx, c, true, payload.Get("id").Text)
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
