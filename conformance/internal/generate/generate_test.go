package generate

import (
	"bytes"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/besterprotocol/bester/conformance/internal/wire"
	"github.com/besterprotocol/bester/schemas"
)

// shapes are those of which the tests make messages, with the pointers of the
// members that can be wrong.
var shapes = []struct {
	shape  Shape
	faults string
}{
	{Shape{Kind: schemas.ClientMessage}, "/payload /payload/type /payload/data /payload/id"},
	{Shape{Kind: schemas.ClientMessage, Strangers: true, Spelled: true, Data: Rich, Text: AnyText, Optional: []string{"/header"}}, ""},
	{Shape{Kind: schemas.ClientMessage, Faults: Renamed}, "/payload /payload/type /payload/data /payload/id"},
	{Shape{Kind: schemas.ClientMessage, Data: Deep}, ""},
	{Shape{Kind: schemas.ClientMessage, Data: Precise}, ""},
	{Shape{Kind: schemas.ClientMessage, Fixed: map[string]string{"/payload/type": `"chat"`}}, "/payload /payload/id"},
	{Shape{Kind: schemas.ClientAuthenticate}, "/header /header/scope /header/authentication /header/authentication/username /header/authentication/password"},
	{Shape{Kind: schemas.PeerMessage}, "/header /header/scope /header/hops /payload /payload/type /payload/data /payload/id"},
	{Shape{Kind: schemas.HandlerResponse}, "/header /header/status"},
	{Shape{Kind: schemas.HandlerResponse, Fixed: map[string]string{"/header/status": `"0"`}}, "/header/command /header/command/type /header/command/data /data"},
	{Shape{Kind: schemas.HandlerResponse, Strangers: true, Fixed: map[string]string{"/header/status": `"0"`, "/header/command/type": `"sendHandler"`}}, "/header/command/data"},
}

// each calls do with messages of every shape, without faults and with each.
func each(t *testing.T, n int, do func(t *testing.T, m Message, shape Shape)) {
	t.Helper()
	for _, test := range shapes {
		for _, test.shape.Fault = range append(strings.Fields(test.faults), "") {
			maker, err := New(test.shape)
			if err != nil {
				t.Fatal(err)
			}
			for i := range n {
				m, err := maker.Message(1, i)
				if err != nil {
					t.Fatal(err)
				}
				do(t, m, test.shape)
			}
		}
	}
}

func TestMessagesAreValidButForTheirFault(t *testing.T) {
	each(t, 80, func(t *testing.T, m Message, shape Shape) {
		err := schemas.Validate(shape.Kind, m.Body)
		if (err == nil) != (m.Fault == "") {
			t.Errorf("%s with the fault %q: %v\n%s", shape.Kind, m.Fault, err, m.Body)
		}
		if err := schemas.Validate(shape.Kind, []byte(m.valid.String())); err != nil {
			t.Errorf("without its fault, %s: %v", m.valid, err)
		}
		if (m.Fault == "") != (shape.Fault == "") || !strings.HasPrefix(m.Fault, shape.Fault) {
			t.Errorf("the fault at %q is %q", shape.Fault, m.Fault)
		}
	})
}

// A fault is a single one: what is wrong with a message is said to be in the place
// that the shape names, or at what holds it where it is missing there.
func TestFaultsAreSingle(t *testing.T) {
	each(t, 40, func(t *testing.T, m Message, shape Shape) {
		if m.Fault == "" {
			return
		}
		err := schemas.Validate(shape.Kind, m.Body).(*schemas.Error)
		for _, v := range err.Violations {
			holder := shape.Fault[:strings.LastIndex(shape.Fault, "/")]
			if v.Pointer != holder && !strings.HasPrefix(v.Pointer, shape.Fault) {
				t.Errorf("%s: the fault is said to be %s, but is at %s: %v", m.Body, m.Fault, v.Pointer, err)
			}
		}
	})
}

func TestBodiesSayWhatTheirValuesAre(t *testing.T) {
	each(t, 40, func(t *testing.T, m Message, shape Shape) {
		read, err := wire.ParseJSON(m.Body)
		if err != nil || read.String() != m.Value.String() {
			t.Errorf("%s is read as %s, %v; want %s", m.Body, read, err, m.Value)
		}
		for pointer, want := range shape.Fixed {
			if got := m.valid.Get(strings.Split(pointer, "/")[1:]...).String(); got != want {
				t.Errorf("%s of %s is %s", pointer, m.Body, got)
			}
		}
	})
}

func TestSameSeedSameMessages(t *testing.T) {
	maker, err := New(shapes[0].shape)
	if err != nil {
		t.Fatal(err)
	}
	again, err := New(shapes[0].shape)
	if err != nil {
		t.Fatal(err)
	}
	different := map[string]bool{}
	for i := range 200 {
		one, _ := maker.Message(7, i)
		two, _ := again.Message(7, i)
		other, _ := maker.Message(8, i)
		if !bytes.Equal(one.Body, two.Body) {
			t.Errorf("message %d is once %s and once %s", i, one.Body, two.Body)
		}
		different[string(one.Body)], different[string(other.Body)] = true, true
	}
	if len(different) < 390 {
		t.Errorf("of 400 messages only %d differ", len(different))
	}
}

// Every way of being wrong comes up.
func TestFaultsOfAllKindsAreMade(t *testing.T) {
	made := map[string]bool{}
	each(t, 800, func(t *testing.T, m Message, shape Shape) { made[m.Fault] = true })
	for _, want := range []string{
		"/payload is missing", `/payload/id is called "ID"`, "/payload/id is null instead of a string", "/payload is an array instead of an object",
		`/header/scope is "CLIENT"`, `/header/scope is "server "`, "/header/authentication/password is empty", `/header/status is "٠"`,
		"/header/hops is too small", "/header/hops is too large", "/header/hops is no whole number", `/header/command/type is ""`,
		"/header/command/data is an array in which a number stands", "/header/command/data is empty", "/data is missing",
	} {
		if !made[want] {
			t.Errorf("no message has the fault %q; made were %q", want, slices.Sorted(maps.Keys(made)))
		}
	}
}

func TestNewRefusesWhatItCannotMake(t *testing.T) {
	for why, test := range map[string]struct {
		shape Shape
		want  string
	}{
		"a kind that does not exist": {Shape{Kind: "letter"}, "letter.schema.json"},
		"a keyword not known here":   {Shape{Kind: schemas.Report}, "is not known here"},
		"a fixed value that is none": {Shape{Kind: schemas.ClientMessage, Fixed: map[string]string{"/payload/id": "x"}}, "/payload/id"},
		"nothing that can be wrong":  {Shape{Kind: schemas.ClientMessage, Fault: "/header"}, "nothing can be wrong with /header"},
		"a member that is not there": {Shape{Kind: schemas.ClientMessage, Fault: "/payload/color"}, "nothing can be wrong with /payload/color"},
	} {
		if _, err := New(test.shape); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got %v, want %q", why, err, test.want)
		}
	}
}

func random(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 0)) }

func TestDataIsOfEveryKindAndAtMostAsDeepAsAllTake(t *testing.T) {
	kinds, deep := map[wire.Kind]int{}, 0
	for seed := range uint64(2000) {
		value := Rich(random(seed))
		if seed%10 == 0 {
			value = Deep(random(seed))
		}
		kinds[value.Kind]++
		if depth := depthOf(value); depth > deepest {
			t.Errorf("%s is %d deep", value, depth)
		} else if depth == deepest {
			deep++
		}
		if text := value.String(); len(text) > 32<<10 {
			t.Errorf("seed %d makes %d bytes", seed, len(text))
		}
	}
	if len(kinds) != 6 || deep == 0 {
		t.Errorf("made were %v, %d of them as deep as can be", kinds, deep)
	}
}

func TestNumbersAreWithinADouble(t *testing.T) {
	for seed := range uint64(5000) {
		text := someNumber(random(seed))
		if v, err := wire.ParseJSON([]byte(text)); err != nil || v.Kind != wire.Number {
			t.Errorf("%s is no number: %v", text, err)
		}
		if _, err := strconv.ParseFloat(text, 64); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestNumbersOfManyDigitsAreNotKeptByADouble(t *testing.T) {
	for seed := range uint64(5000) {
		text := manyDigits(random(seed))
		if v, err := wire.ParseJSON([]byte(text)); err != nil || v.Kind != wire.Number || !IsPrecise(v) {
			t.Errorf("%s is no such number: %v", text, err)
		}
	}
	for text, want := range map[string]bool{"0": true, "0.1": false, "1e400": true, "1e-400": true, "0e5": false, "123456789012345678.5": true, "1000000000000000000000": false} {
		if got := IsPrecise(wire.MustParseJSON(`[{"a":` + text + `}]`)); got != want {
			t.Errorf("%s: got %v", text, got)
		}
	}
}

// TestIdsDiffer: messages whose ids are not what a scenario is about have different ones.
func TestIdsDiffer(t *testing.T) {
	maker, err := New(Shape{Kind: schemas.ClientMessage, Fixed: map[string]string{"/payload/type": `"chat"`}})
	if err != nil {
		t.Fatal(err)
	}
	const messages = 200
	ids := map[string]bool{}
	for i := range messages {
		m, err := maker.Message(1, i)
		if err != nil {
			t.Fatal(err)
		}
		ids[m.Value.Get("payload", "id").Text] = true
	}
	if len(ids) != messages {
		t.Errorf("%d messages have %d ids", messages, len(ids))
	}
}
