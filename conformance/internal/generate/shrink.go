package generate

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/besterprotocol/bester/conformance/internal/wire"
	"github.com/besterprotocol/bester/schemas"
)

// Shrink returns the smallest message that it finds of those that fails reports to
// fail, beginning with m, which does. Each is of the shape of m, and has the fault
// that m has. It asks at most so many times, and not once ctx has ended.
func Shrink(ctx context.Context, m Message, attempts int, fails func(Message) bool) Message {
	try := func(smaller Message) bool {
		if attempts == 0 || ctx.Err() != nil {
			return false
		}
		attempts--
		return fails(smaller)
	}
	for {
		if plain := m.plain(); m.spelling != asShort && try(plain) {
			m = plain
		}
		smaller, ok := m.smaller(try)
		if !ok {
			return m
		}
		m = smaller
	}
}

// plain returns m written as shortly as can be.
func (m Message) plain() Message {
	m.spelling = asShort
	return m.with(m.valid)
}

// smaller returns the first message made of m that is smaller and passes try.
func (m Message) smaller(try func(Message) bool) (found Message, ok bool) {
	size := len(m.valid.String())
	simpler(m.valid, func(valid wire.Value) bool {
		ok = len(valid.String()) < size && m.maker.allows(valid) && try(m.with(valid))
		if ok {
			found = m.with(valid)
		}
		return !ok
	})
	return found, ok
}

// allows reports whether a document is valid, and what the shape wants of it.
func (m *Maker) allows(valid wire.Value) bool {
	for pointer, value := range m.fixed {
		if at := valid.Get(strings.Split(pointer, "/")[1:]...); at.String() != value.String() {
			return false
		}
	}
	if pointer := m.shape.Fault; pointer != "" && valid.Get(strings.Split(pointer, "/")[1:]...).Kind == wire.Invalid {
		return false
	}
	if m.shape.Keeps != nil && !m.shape.Keeps(valid) {
		return false
	}
	return schemas.Validate(m.shape.Kind, []byte(valid.String())) == nil
}

// simpler calls try with values that are simpler than v, those that are much
// simpler first, until it returns false. It reports whether it never did.
func simpler(v wire.Value, try func(wire.Value) bool) bool {
	switch v.Kind {
	case wire.Null:
		return true
	case wire.Boolean:
		return true
	case wire.Number:
		return simplerNumbers(v.Text, func(text string) bool { return try(wire.Value{Kind: wire.Number, Text: text}) })
	case wire.String:
		return simplerTexts(v.Text, func(text string) bool { return try(stringOf(text)) })
	case wire.Array:
		return simplerArrays(v, try)
	}
	return simplerObjects(v, try)
}

func simplerArrays(v wire.Value, try func(wire.Value) bool) bool {
	for _, item := range v.Items {
		if !try(item) {
			return false
		}
	}
	array := func(items []wire.Value) bool { return try(wire.Value{Kind: wire.Array, Items: items}) }
	return withFewer(v.Items, array) && withSimpler(v.Items, array, simpler)
}

func simplerObjects(v wire.Value, try func(wire.Value) bool) bool {
	for _, member := range v.Members {
		if !try(member.Value) {
			return false
		}
	}
	object := func(members []wire.Member) bool { return try(wire.Value{Kind: wire.Object, Members: members}) }
	return withFewer(v.Members, object) && withSimpler(v.Members, object, simplerMember)
}

func simplerMember(m wire.Member, try func(wire.Member) bool) bool {
	return simpler(m.Value, func(value wire.Value) bool { return try(wire.Member{Name: m.Name, Value: value}) }) &&
		simplerTexts(m.Name, func(name string) bool { return try(wire.Member{Name: name, Value: m.Value}) })
}

// withFewer calls try with fewer of a list: none, each half, all but one.
func withFewer[T any](list []T, try func([]T) bool) bool {
	n := len(list)
	for size := n; size > 0; size /= 2 {
		for at := 0; at+size <= n; at += size {
			if !try(append(append([]T{}, list[:at]...), list[at+size:]...)) {
				return false
			}
		}
	}
	return true
}

// withSimpler calls try with a list in which one is simpler.
func withSimpler[T any](list []T, try func([]T) bool, simpler func(T, func(T) bool) bool) bool {
	for i, one := range list {
		if !simpler(one, func(other T) bool {
			changed := append([]T{}, list...)
			changed[i] = other
			return try(changed)
		}) {
			return false
		}
	}
	return true
}

func simplerTexts(text string, try func(string) bool) bool {
	runes := []rune(text)
	if !utf8.ValidString(text) {
		return true // half a surrogate pair, which is not made here
	}
	return withFewer(runes, func(fewer []rune) bool { return try(string(fewer)) }) &&
		withSimpler(runes, func(other []rune) bool { return try(string(other)) }, func(r rune, try func(rune) bool) bool {
			return r < utf8.RuneSelf || try('a')
		})
}

// simplerNumbers calls try with numbers of fewer characters.
func simplerNumbers(text string, try func(string) bool) bool {
	mantissa, power, scientific := strings.Cut(strings.ToLower(text), "e")
	digits, fraction, broken := strings.Cut(mantissa, ".")
	unsigned, negative := strings.CutPrefix(digits, "-")
	rest := func(with bool, mark, text string) string {
		if with {
			return mark + text
		}
		return ""
	}
	behind := rest(scientific, "e", power)
	tries := []string{"0", "1", mantissa, digits + behind, rest(negative, "", unsigned) + rest(broken, ".", fraction) + behind}
	if n := len(unsigned); n > 1 {
		tries = append(tries, unsigned[:n/2]+rest(broken, ".", fraction)+behind, unsigned[:n-1]+rest(broken, ".", fraction)+behind)
	}
	if n := len(fraction); n > 1 {
		tries = append(tries, digits+"."+fraction[:n/2]+behind, digits+"."+fraction[:n-1]+behind)
	}
	for _, other := range tries {
		if _, err := wire.ParseJSON([]byte(other)); err == nil && len(other) < len(text) && !try(other) {
			return false
		}
	}
	return true
}
