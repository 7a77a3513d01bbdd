package generate

import "github.com/besterprotocol/bester/conformance/internal/wire"

// Plain returns the plainest message of the same shape as m: 1 for any value, "a" for any
// string. If a server mishandles even that message, the fault is not in the details of m. ok
// is false if m has a fault.
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
			return // a part around it has been replaced
		}
		simplify(pointer, stringOf("a"))
		simplify(pointer, wire.Value{Kind: wire.Number, Text: "1"})
	})
	return m.with(valid), true
}

// everyPart calls visit with the pointer of each member in v, outer members first.
func everyPart(v wire.Value, pointer []string, visit func(pointer []string)) {
	for _, member := range v.Members {
		at := append(append([]string{}, pointer...), member.Name)
		visit(at)
		everyPart(member.Value, at, visit)
	}
}

// withPart returns v with the value at pointer replaced.
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
