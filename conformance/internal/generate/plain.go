package generate

import "github.com/besterprotocol/bester/conformance/internal/wire"

// Plain returns a message without fault of the shape of m in which every part that
// the shape leaves open has the plainest value: 1 where any value may be, "a" where a text
// must be. It reports whether there is one. A
// server that does wrong with it does not do so because of what is special in m.
func (m Message) Plain() (plain Message, ok bool) {
	if m.fault != nil {
		return m, false
	}
	m.spelling = asShort
	valid := m.valid
	simplify := func(pointer []string, simple wire.Value) {
		if changed := withPart(valid, pointer, simple); m.maker.allows(changed) {
			valid = changed
		}
	}
	everyPart(m.valid, nil, func(pointer []string) {
		if valid.Get(pointer...).Kind == wire.Invalid {
			return // it is in a part that is simple already
		}
		simplify(pointer, stringOf("a"))
		simplify(pointer, wire.Value{Kind: wire.Number, Text: "1"})
	})
	return m.with(valid), true
}

// everyPart calls visit with each part of v that is not v itself, those around others
// first.
func everyPart(v wire.Value, pointer []string, visit func(pointer []string)) {
	for _, member := range v.Members {
		at := append(append([]string{}, pointer...), member.Name)
		visit(at)
		everyPart(member.Value, at, visit)
	}
}

// withPart returns v with another value at a pointer of members.
func withPart(v wire.Value, pointer []string, value wire.Value) wire.Value {
	if len(pointer) == 0 {
		return value
	}
	changed := wire.Value{Kind: wire.Object, Members: append([]wire.Member{}, v.Members...)}
	for i, member := range changed.Members {
		if member.Name == pointer[0] {
			changed.Members[i].Value = withPart(member.Value, pointer[1:], value)
		}
	}
	return changed
}
