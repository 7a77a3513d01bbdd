package monitor

import (
	"cmp"
	"encoding/binary"

	"github.com/besterprotocol/bester/conformance/internal/wire"
)

// record is what happened in a scenario, by connection.
type record struct {
	connections []*connection  // in the order in which they were opened
	named       map[string]int // the number of the event by which a handler named each user
	unread      int            // the number of the first answer that may have named anyone, 0 for none
}

// connection is what was said on one connection of a client or a peer.
type connection struct {
	name     string
	sent     []byte       // by the suite, as one stream
	messages []wire.Value // the first maxMessages in sent that are JSON
	cut      bool         // whether the record has only the beginning of something sent
	known    bool         // whether messages are all that was sent
	received []received   // from the server
	signedIn int          // the number of the event that reported so, 0 for none
	over     int          // the number of the event that reported a fatal error, 0 for none
}

// received is one message from the server.
type received struct {
	event int
	value wire.Value
}

// What is longer is not looked into: a flood shows nothing that a few messages do not.
const (
	maxMessages = 2000
	maxBody     = 64 << 10
)

// read sorts events by connection.
func read(events []wire.Event) *record {
	r := &record{named: map[string]int{}}
	byName := map[string]*connection{}
	answers := map[string][]byte{} // what was sent on connections that a server opened
	for _, e := range events {
		switch c := byName[e.Connection]; {
		case e.Action == wire.Opened && e.Accepted:
			answers[e.Connection] = []byte{}
		case e.Action == wire.Opened:
			c = &connection{name: e.Connection}
			byName[e.Connection] = c // one of the same name that was closed is complete
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

// messagesIn returns the messages in a stream, and whether these are all.
func messagesIn(stream []byte) (messages []wire.Value, all bool) {
	for len(stream) >= wire.PrefixBytes {
		length := int64(binary.LittleEndian.Uint32(stream))
		stream = stream[wire.PrefixBytes:]
		if length > int64(len(stream)) {
			return messages, true // the rest never came
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

// user returns whose session the connection is to be, "" for nobody's.
func (c *connection) user() string {
	if len(c.messages) == 0 || c.messages[0].Get("header", "scope").Text != "client" {
		return ""
	}
	return c.messages[0].Get("header", "authentication", "username").Text
}

// readAnswer notes whom an answer names that may end with e, and returns what is left of
// the stream that it came in.
func (r *record) readAnswer(stream []byte, e wire.Event) []byte {
	for len(stream) >= wire.PrefixBytes {
		length := int64(binary.LittleEndian.Uint32(stream))
		if length > int64(len(stream))-wire.PrefixBytes {
			break
		}
		answer, err := wire.ParseJSON(stream[wire.PrefixBytes : wire.PrefixBytes+length])
		if err != nil {
			r.unread = cmp.Or(r.unread, e.Number)
		}
		r.name(answer.Get("header", "command", "data"), e.Number)
		stream = stream[wire.PrefixBytes+length:]
	}
	if e.Size > len(e.Bytes) || len(stream) > maxBody {
		r.unread = cmp.Or(r.unread, e.Number)
	}
	return stream
}

// name notes that all strings in v are names.
func (r *record) name(v wire.Value, event int) {
	if v.Kind == wire.String && r.named[v.Text] == 0 {
		r.named[v.Text] = event
	}
	for _, item := range v.Items {
		r.name(item, event)
	}
}

// isNamed reports whether a handler had named a user before an event, or may have.
func (r *record) isNamed(user string, before int) bool {
	return isBefore(r.named[user], before) || isBefore(r.unread, before)
}
