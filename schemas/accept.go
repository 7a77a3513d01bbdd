package schemas

import (
	"sync"
	"unicode/utf8"
)

// acceptor tells valid documents of a kind from all others: the same ones as
// the parser and the schema library, and many times as fast, since it builds
// nothing and does not say why not.
type acceptor struct {
	rule   *rule
	opaque []string // the names that lead to the opaque data
	start  int      // 0, or offTheWay where there is no opaque data
}

// newAcceptor makes the acceptor of a kind from the rules of its schema.
func newAcceptor(all rules, kind Kind, opaque string) acceptor {
	a := acceptor{rule: all[string(kind)+suffix], opaque: splitPointer(opaque)}
	if opaque == nowhere {
		a.start = offTheWay
	}
	return a
}

// acceptors are those of the embedded schemas, made at their first use. A
// failure would be a fault of the program's own files, so it panics.
var acceptors = sync.OnceValue(func() map[Kind]acceptor {
	all, err := readRules(embedded)
	if err != nil {
		panic(err)
	}
	byKind := make(map[Kind]acceptor)
	for _, k := range kinds {
		byKind[k.kind] = newAcceptor(all, k.kind, k.opaque)
	}
	return byKind
})

// accepts tells whether a document is valid.
func (a acceptor) accepts(doc []byte) bool {
	s := scan(doc, a.opaque)
	defer s.free()
	return s.text(a.start) && a.rule.accept(s, 0)
}

// accept tells whether the value at an index obeys the rule.
func (r *rule) accept(s *scanner, at int) bool {
	if !r.acceptKind(s, at) || r.Const.kind != 0 && !r.Const.is(s, at) || r.Enum != nil && !r.listed(s, at) {
		return false
	}
	if r.ref != nil && !r.ref.accept(s, at) || r.Not != nil && r.Not.accept(s, at) {
		return false
	}
	for _, one := range r.AllOf {
		if !one.accept(s, at) {
			return false
		}
	}
	return r.If == nil || r.Then == nil || !r.If.accept(s, at) || r.Then.accept(s, at)
}

// acceptKind checks "type", and the keywords that are about one type.
func (r *rule) acceptKind(s *scanner, at int) bool {
	switch s.tokens[at].kind {
	case '{':
		return r.allows(typeObject) && r.acceptObject(s, at)
	case '[':
		return r.allows(typeArray) && r.acceptArray(s, at)
	case '"':
		return r.allows(typeString) && r.acceptString(s, at)
	case 'n':
		return r.allows(typeNull)
	case 't', 'f':
		return r.allows(typeBoolean)
	default:
		return r.acceptNumber(string(s.doc[s.tokens[at].start:s.tokens[at].end]))
	}
}

// allows tells whether "type" lets a type pass.
func (r *rule) allows(t types) bool { return r.Type == 0 || r.Type&t != 0 }

// listed checks "enum".
func (r *rule) listed(s *scanner, at int) bool {
	for _, c := range r.Enum {
		if c.is(s, at) {
			return true
		}
	}
	return false
}

// is tells whether a value is the constant.
func (c constant) is(s *scanner, at int) bool {
	return s.tokens[at].kind == c.kind && (c.kind != '"' || string(s.content(at)) == c.text)
}

func (r *rule) acceptObject(s *scanner, at int) bool {
	for _, name := range r.Required {
		if s.find(at, name) == 0 {
			return false
		}
	}
	if r.Properties == nil && r.Additional == nil && r.PropertyNames == nil {
		return true
	}
	for i := at + 1; i < s.after(at); i = s.following(at, i) {
		if !r.acceptMember(s, i) {
			return false
		}
	}
	return true
}

// acceptMember checks a member, whose name stands at an index.
func (r *rule) acceptMember(s *scanner, name int) bool {
	if r.PropertyNames != nil && !r.PropertyNames.accept(s, name) {
		return false
	}
	value := name + 1
	if own := r.Properties[string(s.content(name))]; own != nil {
		return own.accept(s, value)
	}
	if r.Additional == nil {
		return true
	}
	return r.Additional.rule != nil && r.Additional.rule.accept(s, value)
}

func (r *rule) acceptArray(s *scanner, at int) bool {
	count, found := 0, r.Contains == nil
	for i := at + 1; i < s.after(at); i = s.following(at, i) {
		if r.Items != nil && !r.Items.accept(s, i) {
			return false
		}
		found = found || r.Contains.accept(s, i)
		count++
	}
	return found && count >= r.MinItems && (!r.UniqueItems || s.distinct(at))
}

func (r *rule) acceptString(s *scanner, at int) bool {
	if r.MinLength > 0 && utf8.RuneCount(s.content(at)) < r.MinLength {
		return false
	}
	return r.Pattern == nil || r.Pattern.Match(s.content(at))
}

// acceptNumber checks a number as it is written.
func (r *rule) acceptNumber(token string) bool {
	if r.Type != 0 && (r.Type&typeInteger == 0 || !isInteger(token)) {
		return false
	}
	return (r.Minimum == nil || compare(token, *r.Minimum) >= 0) && (r.Maximum == nil || compare(token, *r.Maximum) <= 0)
}
