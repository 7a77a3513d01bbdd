// Package generate makes messages from the schemas: valid ones, and ones with a
// single fault; and of one that shows a mistake, smaller ones.
package generate

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"

	"github.com/besterprotocol/bester/conformance/internal/wire"
	"github.com/besterprotocol/bester/schemas"
)

// Shape says what messages are made.
type Shape struct {
	Kind schemas.Kind
	// Fixed are values, as JSON, by the JSON Pointer of the member that has them.
	Fixed map[string]string
	// Fault is the JSON Pointer of the member in which messages have a fault; ""
	// stands for messages without one.
	Fault string
	// Faults are the kinds of faults that messages have; the zero value means all
	// except Renamed.
	Faults Faults
	// Optional are the pointers of members that are generated in some messages only. Of
	// the other optional members, only those in Fixed are generated.
	Optional []string
	// Strangers has messages without a fault hold members that their schema does not
	// define.
	Strangers bool
	// Spelled adds white space and escapes to messages wherever JSON allows them.
	Spelled bool
	// Data makes what may be any JSON value; nil stands for Plain.
	Data func(*rand.Rand) wire.Value
	// Text makes a value that may be any string; nil means a short string of letters,
	// digits and spaces, and ids that differ.
	Text func(*rand.Rand) string
	// Keeps reports whether a message that is made smaller is still of the shape;
	// nil stands for every one that is valid.
	Keeps func(wire.Value) bool
}

// Maker makes the messages of a shape. It is safe for concurrent use.
type Maker struct {
	shape  Shape
	schema node
	files  map[string]object
	fixed  map[string]wire.Value
	// numbered reports whether the id of each message is made of its index. That a server
	// takes an id twice is for MSG-3.
	numbered bool
}

// New returns a maker. The error says what is wrong with the shape, or which part
// of its schema is beyond this package.
func New(shape Shape) (*Maker, error) {
	if shape.Data == nil {
		shape.Data = Plain
	}
	m := &Maker{shape: shape, files: map[string]object{}, fixed: map[string]wire.Value{}, numbered: shape.Text == nil}
	if m.numbered {
		m.shape.Text = plainText
	}
	var err error
	if m.schema, err = m.load(string(shape.Kind) + ".schema.json"); err != nil {
		return nil, err
	}
	if err := m.check(m.schema); err != nil {
		return nil, err
	}
	for pointer, text := range shape.Fixed {
		if m.fixed[pointer], err = wire.ParseJSON([]byte(text)); err != nil {
			return nil, fmt.Errorf("generate: the fixed value of %s: %w", pointer, err)
		}
	}
	if _, err := m.Message(1, 0); err != nil {
		return nil, err
	}
	return m, nil
}

// Message is one that was made.
type Message struct {
	Value wire.Value // what it says
	Body  []byte     // how that is written
	Fault string     // in words, "" for none

	maker    *Maker
	valid    wire.Value // what it says but for the fault
	fault    *fault     // nil for none
	spelling spelling
}

// Message returns a message that follows from seed and index alone.
func (m *Maker) Message(seed int64, index int) (Message, error) {
	hash := fnv.New64()
	fmt.Fprint(hash, m.shape.Kind, m.shape.Fault, index)
	random := rand.New(rand.NewPCG(uint64(seed), hash.Sum64()))
	made := Message{maker: m, valid: m.document(random, "", []node{m.schema})}
	if id := []string{"payload", "id"}; m.numbered && made.valid.Get(id...).Kind == wire.String && m.fixed["/payload/id"].Kind == wire.Invalid {
		made.valid = withPart(made.valid, id, stringOf(fmt.Sprintf("m%d", index)))
	}
	if m.shape.Fault != "" {
		faults := m.faults(random, made.valid)
		if len(faults) == 0 {
			return Message{}, fmt.Errorf("generate: nothing can be wrong with %s of a %s", m.shape.Fault, m.shape.Kind)
		}
		made.fault = &faults[random.IntN(len(faults))]
		made.Fault = made.fault.says
	}
	if m.shape.Spelled {
		made.spelling = spelling(random.Uint64())
	}
	return made.with(made.valid), nil
}

// with returns m with another document around its fault.
func (m Message) with(valid wire.Value) Message {
	m.valid, m.Value = valid, m.fault.applied(valid)
	m.Body = m.spelling.write(m.Value)
	return m
}
