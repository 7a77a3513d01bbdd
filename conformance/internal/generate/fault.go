package generate

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/besterprotocol/bester/conformance/internal/wire"
)

// Faults is a set of kinds of faults.
type Faults int

const (
	Missing    Faults = 1 << iota // the member is missing
	OtherType                     // its value has another JSON type
	OtherValue                    // its value has the right type but is not allowed
	Renamed                       // its name is in another case
)

// fault is one thing that is wrong with a message.
type fault struct {
	pointer string // of the member
	says    string
	change  func(wire.Member) []wire.Member // what stands in the member's place
}

// applied returns value with the fault; a fault of nil changes nothing.
func (f *fault) applied(value wire.Value) wire.Value {
	if f == nil {
		return value
	}
	return replaced(value, strings.Split(f.pointer, "/")[1:], f.change)
}

// replaced returns value with the member that path leads to changed.
func replaced(value wire.Value, path []string, change func(wire.Member) []wire.Member) wire.Value {
	var changed []wire.Member
	for _, member := range value.Members {
		switch {
		case member.Name != path[0]:
			changed = append(changed, member)
		case len(path) == 1:
			changed = append(changed, change(member)...)
		default:
			changed = append(changed, wire.Member{Name: member.Name, Value: replaced(member.Value, path[1:], change)})
		}
	}
	value.Members = changed
	return value
}

// faults returns what can be wrong with the member that the shape names, in a
// document that is valid.
func (m *Maker) faults(random *rand.Rand, valid wire.Value) []fault {
	path := strings.Split(m.shape.Fault, "/")[1:]
	name := path[len(path)-1]
	schemas, value := m.together([]node{m.schema}, valid), valid
	for _, step := range path[:len(path)-1] {
		value = value.Get(step)
		schemas = m.together(members(schemas)[step], value)
	}
	kinds := m.shape.Faults
	if kinds == 0 {
		kinds = Missing | OtherType | OtherValue
	}
	f := faulty{random: random, pointer: m.shape.Fault, value: value.Get(name), kinds: kinds}
	if needed := slices.Contains(required(schemas), name); needed && kinds&Missing != 0 {
		f.missing()
	}
	if kinds&Renamed != 0 {
		f.renamed(name)
	}
	f.values(m.together(members(schemas)[name], f.value))
	return f.all
}

// faulty collects the faults of one member.
type faulty struct {
	random  *rand.Rand
	pointer string
	value   wire.Value // where it is valid
	kinds   Faults
	all     []fault
}

func (f *faulty) missing() {
	f.all = append(f.all, fault{f.pointer, f.pointer + " is missing", func(wire.Member) []wire.Member { return nil }})
}

func (f *faulty) renamed(name string) {
	other := otherCase(f.random, name)
	f.all = append(f.all, fault{f.pointer, fmt.Sprintf("%s is called %q", f.pointer, other), func(member wire.Member) []wire.Member {
		return []wire.Member{{Name: other, Value: member.Value}}
	}})
}

// is adds the fault that the member has another value.
func (f *faulty) is(says string, value wire.Value) {
	f.all = append(f.all, fault{f.pointer, f.pointer + " is " + says, func(member wire.Member) []wire.Member {
		return []wire.Member{{Name: member.Name, Value: value}}
	}})
}

// values adds every way in which the member's value does not meet its schemas.
func (f *faulty) values(schemas []node) {
	want := kindOf(schemas)
	if want == wire.Invalid {
		return
	}
	for _, other := range f.others() {
		if other.Kind != want && f.kinds&OtherType != 0 {
			f.is(fmt.Sprintf("%s instead of %s", other.Kind, want), other)
		}
	}
	if f.kinds&OtherValue == 0 {
		return
	}
	switch want {
	case wire.String:
		f.texts(schemas)
	case wire.Number:
		f.numbers(schemas)
	case wire.Array:
		f.items(schemas)
	}
}

// others returns a value of each kind, some of which hold the right one.
func (f *faulty) others() []wire.Value {
	return []wire.Value{
		{Kind: wire.Null, Text: "null"},
		{Kind: wire.Boolean, Text: "true"},
		{Kind: wire.Number, Text: plainNumber(f.random)},
		stringOf(f.value.String()),
		{Kind: wire.Array},
		{Kind: wire.Array, Items: []wire.Value{f.value}},
		{Kind: wire.Object},
		{Kind: wire.Object, Members: []wire.Member{{Name: plainName(f.random), Value: f.value}}},
	}
}

// notDigits are strings that are almost decimal digits.
var notDigits = []string{"", "-0", "+0", " 0", "0 ", "0.0", "0x0", "0e0", "٠", "0\n", "zero"}

func (f *faulty) texts(schemas []node) {
	if all := choices(schemas); all != nil {
		for _, text := range []string{"", f.value.Text + " ", " " + f.value.Text, otherCase(f.random, f.value.Text)} {
			f.is(fmt.Sprintf("%q", text), stringOf(text))
		}
		return
	}
	if _, ok := first[string](schemas, "pattern"); ok {
		text := notDigits[f.random.IntN(len(notDigits))]
		f.is(fmt.Sprintf("%q", text), stringOf(text))
	}
	if least, ok := first[float64](schemas, "minLength"); ok && least > 0 {
		f.is("empty", stringOf(""))
	}
}

func (f *faulty) numbers(schemas []node) {
	least, _ := first[float64](schemas, "minimum")
	most, _ := first[float64](schemas, "maximum")
	f.is("too small", numberOf(least-1))
	f.is("too large", numberOf(most+1))
	f.is("no whole number", numberOf(least+0.5))
}

func (f *faulty) items(schemas []node) {
	items, _ := first[object](schemas, "items")
	want := kindOf([]node{{"", items}})
	for _, other := range f.others() {
		if other.Kind != want {
			value := f.value
			value.Items = slices.Insert(slices.Clone(value.Items), f.random.IntN(len(value.Items)+1), other)
			f.is(fmt.Sprintf("an array in which %s stands", other.Kind), value)
		}
	}
}
