package monitor

import (
	"cmp"
	"encoding/binary"

	"github.com/besterprotocol/bester/conformance/internal/wire"
)

// record contains the events of a scenario by connection.
type record struct {
	connections []*connection  // in the order in which they were opened
	answers     []answered     // in the order of their events
	named       map[string]int // by user, the number of the first event in which a handler named the user
	unread      int            // the number of the first answer whose names are unknown, or 0
}

// connection contains the messages on one connection of a client or a peer.
type connection struct {
	name     string
	sent     []byte       // all bytes that the suite sent
	messages []wire.Value // the first maxMessages in sent that are JSON
	cut      bool         // whether the record lacks some of the sent bytes
	known    bool         // whether messages contains every message sent
	received []received   // the messages from the server
	signedIn int          // the number of the event that reported the sign-in, or 0
	over     int          // the number of the event that reported a fatal error, or 0
}

// answered is an answer of a handler.
type answered struct {
	event int
	names wire.Value // the data of its command
	data  string
}

// received is one message from the server.
type received struct {
	event int
	value wire.Value
}

// The monitors ignore longer streams and bodies, because a flood shows nothing that a few
// messages do not.
const (
	maxMessages = 2000
	maxBody     = 64 << 10
)

// read sorts events by connection.
func read(events []wire.Event) *record {
	r := &record{named: map[string]int{}}
	byName := map[string]*connection{}
	answers := map[string][]byte{} // bytes sent on connections that a server opened
	for _, e := range events {
		switch c := byName[e.Connection]; {
		case e.Action == wire.Opened && e.Accepted:
			answers[e.Connection] = []byte{}
		case e.Action == wire.Opened:
			c = &connection{name: e.Connection}
			byName[e.Connection] = c // an earlier connection of the same name is closed
			r.connections = append(r.connections, c)
		case e.Action == wire.Sent && answers[e.Connection] != nil:
			answers[e.Connection] = r.readAnswer(append(answers[e.Connection], e.Bytes...), e)
		case c == nil:
		case e.Action == wire.Sent:
			c.sent = append(c.sent, e.Bytes...)
			c.cut = c.cut || e.Size > len(e.Bytes)
		case e.Action == wire.Received:
			c.receive(received{e.Number, e.Message()})
		}
	}
	for _, c := range r.connections {
		c.messages, c.known = messagesIn(c.sent)
		c.known = c.known && !c.cut
	}
	return r
}

func (c *connection) receive(a received) {
	c.received = append(c.received, a)
	if isSignIn(a.value) {
		c.signedIn = cmp.Or(c.signedIn, a.event)
	}
	if isFatal(a.value) {
		c.over = cmp.Or(c.over, a.event)
	}
}

// messagesIn returns the messages in a stream, and whether it has read all of them.
func messagesIn(stream []byte) (messages []wire.Value, all bool) {
	for len(stream) >= wire.PrefixBytes {
		length := int64(binary.LittleEndian.Uint32(stream))
		stream = stream[wire.PrefixBytes:]
		if length > int64(len(stream)) {
			return messages, true // the last message is incomplete
		}
		body := stream[:length]
		stream = stream[length:]
		if length > maxBody || len(messages) == maxMessages {
			return messages, false
		}
		if v, err := wire.ParseJSON(body); err == nil {
			messages = append(messages, v)
		}
	}
	return messages, true
}

// user returns the user who signs in on the connection, or "".
func (c *connection) user() string {
	if len(c.messages) == 0 || c.messages[0].Get("header", "scope").Text != "client" {
		return ""
	}
	return c.messages[0].Get("header", "authentication", "username").Text
}

// readAnswer records the names in the answers that are complete in stream, which ends with e.
// It returns the rest of stream.
func (r *record) readAnswer(stream []byte, e wire.Event) []byte {
	for len(stream) >= wire.PrefixBytes {
		length := int64(binary.LittleEndian.Uint32(stream))
		if length > int64(len(stream))-wire.PrefixBytes {
			r.unread = cmp.Or(r.unread, e.Number) // whether a part of an answer is taken is not for CLIENTS-5
			break
		}
		answer, err := wire.ParseJSON(stream[wire.PrefixBytes : wire.PrefixBytes+length])
		if err != nil {
			r.unread = cmp.Or(r.unread, e.Number)
		}
		names := answer.Get("header", "command", "data")
		r.name(names, e.Number)
		r.answers = append(r.answers, answered{e.Number, names, answer.Get("data").String()})
		stream = stream[wire.PrefixBytes+length:]
	}
	if e.Size > len(e.Bytes) || len(stream) > maxBody {
		r.unread = cmp.Or(r.unread, e.Number)
	}
	return stream
}

// name records all strings in v as names.
func (r *record) name(v wire.Value, event int) {
	if v.Kind == wire.String && r.named[v.Text] == 0 {
		r.named[v.Text] = event
	}
	for _, item := range v.Items {
		r.name(item, event)
	}
}

// isOfEmptyList reports whether the delivery a comes from an answer with an empty list.
func (r *record) isOfEmptyList(a received) bool {
	data := a.value.Get("payload", "data").String()
	var names wire.Value
	for _, answer := range r.answers {
		if isBefore(answer.event, a.event) && answer.data == data {
			names = answer.names
		}
	}
	return names.Kind == wire.Array && len(names.Items) == 0
}

// isNamed reports whether a handler named user, or may have, before an event.
func (r *record) isNamed(user string, before int) bool {
	return isBefore(r.named[user], before) || isBefore(r.unread, before)
}
