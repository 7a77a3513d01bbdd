package monitor

import (
	"bytes"
	"encoding/binary"

	"github.com/besterprotocol/bester/conformance/internal/wire"
)

// record is what happened in a scenario, by connection.
type record struct {
	connections []*connection // in the order in which they were opened
	answers     [][]byte      // what handlers sent, in order
	answeredAt  []int         // the numbers of these events
}

// connection is what was said on one connection of a client or a peer.
type connection struct {
	name     string
	sent     []byte       // by the suite, as one stream
	messages []wire.Value // the first maxMessages in sent that are JSON
	cut      bool         // whether the record has only the beginning of something sent
	known    bool         // whether messages are all that was sent
	received []received   // from the server
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
	r := &record{}
	byName := map[string]*connection{}
	handlers := map[string]bool{} // connections that a server opened
	for _, e := range events {
		switch c := byName[e.Connection]; {
		case e.Action == wire.Opened && e.Accepted:
			handlers[e.Connection] = true
		case e.Action == wire.Opened:
			c = &connection{name: e.Connection}
			byName[e.Connection] = c // one of the same name that was closed is complete
			r.connections = append(r.connections, c)
		case e.Action == wire.Sent && handlers[e.Connection]:
			r.answers, r.answeredAt = append(r.answers, e.Bytes), append(r.answeredAt, e.Number)
		case c == nil:
		case e.Action == wire.Sent:
			c.sent = append(c.sent, e.Bytes...)
			c.cut = c.cut || e.Size > len(e.Bytes)
		case e.Action == wire.Received:
			c.received = append(c.received, received{e.Number, e.Message()})
		}
	}
	for _, c := range r.connections {
		c.messages, c.known = messagesIn(c.sent)
		c.known = c.known && !c.cut
	}
	return r
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

// isNamed reports whether a handler had answered something with a user's name in it
// before an event.
func (r *record) isNamed(user string, before int) bool {
	plain, quoted := []byte(user), []byte(wire.Quote(user))
	for i, answer := range r.answers {
		if r.answeredAt[i] < before && (bytes.Contains(answer, plain) || bytes.Contains(answer, quoted)) {
			return true
		}
	}
	return false
}
