package generate

import (
	"context"
	"strings"
	"testing"
	"unicode"

	"github.com/besterprotocol/bester/conformance/internal/wire"
	"github.com/besterprotocol/bester/schemas"
)

// smallest makes messages of a shape until one fails, and shrinks it.
func smallest(t *testing.T, shape Shape, attempts int, fails func(Message) bool) Message {
	t.Helper()
	maker, err := New(shape)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 1000 {
		m, err := maker.Message(1, i)
		if err != nil {
			t.Fatal(err)
		}
		if fails(m) {
			return Shrink(context.Background(), m, attempts, fails)
		}
	}
	t.Fatal("no message fails")
	return Message{}
}

func contains(text string) func(Message) bool {
	return func(m Message) bool { return strings.Contains(m.Value.String(), text) }
}

func TestShrink(t *testing.T) {
	message := Shape{Kind: schemas.ClientMessage, Optional: []string{"/header"}, Text: AnyText}
	faulty := Shape{Kind: schemas.ClientMessage, Fault: "/payload/id"}
	fixed := Shape{Kind: schemas.ClientMessage, Fixed: map[string]string{"/payload/type": `"chat"`}}
	for name, test := range map[string]struct {
		shape Shape
		fails func(Message) bool
		want  string // the members in the order of their names
	}{
		"everything fails":  {message, contains(""), `{"payload":{"data":0,"id":"","type":""}}`},
		"a header is there": {message, func(m Message) bool { return m.Value.Get("header").Kind != wire.Invalid }, `{"header":0,"payload":{"data":0,"id":"","type":""}}`},
		"a character": {message, func(m Message) bool {
			return strings.ContainsFunc(m.Value.String(), func(r rune) bool { return r > unicode.MaxASCII })
		}, `{"payload":{"data":"é","id":"","type":""}}`},
		"a number":      {message, func(m Message) bool { return strings.HasPrefix(m.Value.Get("payload", "data").Text, "-") }, `{"payload":{"data":-0,"id":"","type":""}}`},
		"fixed members": {fixed, contains(""), `{"payload":{"data":0,"id":"","type":"chat"}}`},
		"a missing id": {faulty, func(m Message) bool { return m.Value.Get("payload", "id").Kind == wire.Invalid && m.Fault != "" },
			`{"payload":{"data":0,"type":""}}`},
	} {
		m := smallest(t, test.shape, 10_000, test.fails)
		if !test.fails(m) {
			t.Errorf("%s: %s does not fail", name, m.Body)
		}
		if len(m.Body) > len(test.want)+4 {
			t.Errorf("%s: got %s, want something like %s", name, m.Body, test.want)
		}
	}
}

func TestShrinkKeepsTheSpellingWhereItMatters(t *testing.T) {
	fails := func(m Message) bool { return strings.Contains(string(m.Body), `\u00`) }
	m := smallest(t, Shape{Kind: schemas.ClientMessage, Data: Rich, Spelled: true}, 10_000, fails)
	if !fails(m) || len(m.Body) > 150 {
		t.Errorf("got %s", m.Body)
	}
}

func TestShrinkKeepsTheShape(t *testing.T) {
	shape := Shape{Kind: schemas.PeerMessage, Fault: "/header/hops", Optional: []string{"/payload/id"}, Keeps: func(v wire.Value) bool { return v.Get("payload", "id").Kind != wire.Invalid }}
	shrunk := 0
	smallest(t, shape, 10_000, func(m Message) bool {
		shrunk++
		if schemas.Validate(shape.Kind, m.Body) == nil || schemas.Validate(shape.Kind, []byte(m.valid.String())) != nil || m.valid.Get("header", "hops").Kind == wire.Invalid {
			t.Errorf("asked for %s", m.Body)
		}
		return m.valid.Get("payload", "id").Kind != wire.Invalid
	})
	if shrunk < 5 {
		t.Errorf("only %d messages were tried", shrunk)
	}
}

func TestShrinkEnds(t *testing.T) {
	asked := 0
	smallest(t, Shape{Kind: schemas.ClientMessage, Data: Rich, Text: AnyText, Spelled: true}, 5, func(Message) bool { asked++; return asked == 1 })
	if asked != 1+5 {
		t.Errorf("with 5 attempts, asked %d times", asked)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	maker, err := New(Shape{Kind: schemas.ClientMessage})
	if err != nil {
		t.Fatal(err)
	}
	m, err := maker.Message(1, 1)
	if err != nil {
		t.Fatal(err)
	}
	Shrink(ctx, m, 100, func(Message) bool { t.Error("asked though the time is over"); return false })
}

func FuzzSimpler(f *testing.F) {
	for seed := range uint64(50) {
		f.Add(Rich(random(seed)).String())
	}
	f.Fuzz(func(t *testing.T, text string) {
		value, err := wire.ParseJSON([]byte(text))
		if err != nil {
			return
		}
		tried := 0
		simpler(value, func(v wire.Value) bool {
			if _, err := wire.ParseJSON([]byte(v.String())); err != nil {
				t.Fatalf("%s is made %s: %v", value, v, err)
			}
			tried++
			return tried < 200
		})
	})
}
