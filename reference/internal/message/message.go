// Package message decodes the messages that arrive at a server and encodes
// those that leave it. It is pure: bytes in, values out, nothing remembered.
//
// The envelopes are read member by member, with names compared exactly; what
// the protocol relays (data, ids) is kept as the JSON text that arrived.
package message

import "encoding/json"

// The ids that stand for no message of a client. MSG-4
const (
	AuthID  = "auth_special"  // the report that answers authentication
	FatalID = "fatal_special" // the report that precedes a closing
)

// Message is what a client or a peer wants served. MSG-1
type Message struct {
	Type string          // names the handler
	Data json.RawMessage // any JSON value, as it arrived
	ID   json.RawMessage // a JSON string as it arrived; nil where a peer gave none (PEER-3)
}

// Peer is a message from another server.
type Peer struct {
	Message
	Hops int // servers passed before this one (SERVERS-9)
}

// DecodeClient reads a signed-in client's message. Its header is ignored,
// whatever it holds. MSG-1, MSG-2, CONN-3
func DecodeClient(body []byte) (Message, *Error) {
	v, err := parse(body)
	if err != nil {
		return Message{}, err
	}
	envelope, ok := v.members("payload")
	if !ok {
		return Message{}, malformed("the message is not an object with one payload")
	}
	m, err := decodePayload(envelope[0])
	if err == nil {
		err = checkID(m.ID)
	}
	return m, err
}

// checkID refuses a client's message without an id, or with a reserved one.
// MSG-2, MSG-5
func checkID(id json.RawMessage) *Error {
	if id == nil {
		return malformed("payload.id is missing")
	}
	if text, _ := value(id).text(); text == AuthID || text == FatalID {
		return malformed("payload.id %q is reserved", text)
	}
	return nil
}

// decodePeer reads what follows the scope in a peer's message. PEER-2, PEER-3
func decodePeer(payload, hops value) (*Peer, *Error) {
	m, err := decodePayload(payload)
	if err != nil {
		return nil, err
	}
	passed, ok := wholeNumber(hops)
	if hops != nil && !ok {
		return nil, malformed("header.hops is not a whole number between 0 and %d", maxHops)
	}
	return &Peer{Message: m, Hops: passed}, nil
}

// decodePayload reads type, data and, where there is one, id.
func decodePayload(payload value) (Message, *Error) {
	members, ok := payload.members("type", "data", "id")
	if !ok {
		return Message{}, malformed("payload is missing, not an object, or names a member twice")
	}
	name, ok := members[0].text()
	if !ok {
		return Message{}, malformed("payload.type is missing or not a string")
	}
	if members[1] == nil {
		return Message{}, malformed("payload.data is missing")
	}
	if members[2] != nil && !members[2].isString() {
		return Message{}, malformed("payload.id is not a string")
	}
	return Message{Type: name, Data: members[1].raw(), ID: members[2].raw()}, nil
}

func (v value) raw() json.RawMessage { return json.RawMessage(v) }
