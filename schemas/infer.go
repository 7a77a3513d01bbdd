package schemas

import (
	"maps"
	"slices"
)

// Candidate is a kind that a document may be of.
type Candidate struct {
	Kind Kind
	// Reason says what in the document tells so, such as `it has a "payload"`.
	Reason string
}

// Infer returns the kinds that a document seems to be of, the most likely first,
// each once; none where nothing in it tells. It looks at what is typical of each
// kind, and not whether the document is valid: of a client's first message with a
// complete payload it says that it may be a client-authenticate, and a
// client-message too, since a header means nothing there. (CONN-3)
//
// Where the names of members tell little, those count too that are nearly written
// like the right ones.
//
// A document that is no object can only be a handler-request; an object is never
// said to be one, since any JSON value is. Where the text is no JSON, what stands
// before the fault counts. Infer keeps nothing of doc and may be called by many
// goroutines at once.
func Infer(doc []byte) []Candidate {
	s := scanOutline(doc)
	defer s.free()
	if !s.text(offTheWay) {
		return inferSlowly(doc)
	}
	if s.tokens[0].kind != '{' {
		return onlyData()
	}
	found := candidates(s.shows(s.find), anySign)
	if saysLittle(found) && s.isPlain() {
		return found
	}
	return withMisspelt(found, s.shows(s.findNearly))
}

// onlyData is what a document may be that is no object.
func onlyData() []Candidate {
	return []Candidate{{HandlerRequest, "it is no object, as only the data for a handler may be"}}
}

// withMisspelt returns the kinds of an object whose signs are those that were found,
// and of those that it nearly shows where these tell little.
func withMisspelt(found []Candidate, nearly looker) []Candidate {
	switch {
	case found == nil:
		return candidates(nearly, anySign)
	case saysLittle(found):
		return union(candidates(nearly, (*telltale).hasValue), found)
	}
	return found
}

// isPlain tells whether an object has nothing in it, beside its payload and a header
// without members, that could be meant for a sign.
func (s *scanner) isPlain() bool {
	for name := 1; name < s.behind(0); name = s.following(0, name) {
		value := name + 1
		isEmpty := s.behind(value) == value+1
		if text := s.content(name); string(text) != "payload" && (string(text) != "header" || !isEmpty) {
			return false
		}
	}
	return true
}

// inferSlowly is Infer for any document, a text with something wrong about it too.
func inferSlowly(doc []byte) []Candidate {
	root, whole := outline(doc)
	switch {
	case root.members != nil:
		return withMisspelt(candidates(root.shows(exactly), anySign), root.shows(nearly))
	case whole || root.value != nil:
		return onlyData()
	}
	return nil
}

// saysLittle tells whether candidates come from what most messages have, so that
// another sign, which is misspelt, would say more.
func saysLittle(found []Candidate) bool { return len(found) == 1 && found[0].Kind == ClientMessage }

// union returns the first candidates, and of the others those of other kinds.
func union(first, others []Candidate) []Candidate {
	for _, c := range others {
		if !has(first, c.Kind) {
			first = append(first, c)
		}
	}
	return first
}

// outline reads as much of a document as tells its kind, and reports whether it
// could be read to its end.
func outline(doc []byte) (root *node, whole bool) {
	root = &node{}
	p := newParser(doc, nowhere)
	p.outline = true
	err := p.text(root)
	return root, err == nil
}

// looker tells whether a document has a member at a path of names, and whether that
// is the string value, where value is not empty.
type looker func(path []string, value string) bool

// candidates returns the kinds of those of the signs that are seen in a document.
func candidates(shows looker, of func(*telltale) bool) []Candidate {
	var found []Candidate
	for _, t := range telltales() {
		if of(t) && !has(found, t.kind) && shows(t.path, t.value) && (t.with == nil || shows(t.with, "")) {
			found = append(found, Candidate{t.kind, t.reason})
		}
	}
	return found
}

func anySign(*telltale) bool { return true }

func has(candidates []Candidate, kind Kind) bool {
	for _, c := range candidates {
		if c.Kind == kind {
			return true
		}
	}
	return false
}

// finder finds a member of an object by its name, or something like it.
type finder func(object *node, name string) *node

func exactly(object *node, name string) *node { return object.members[name] }

// maxNames is in how many members of an object one is looked for that is nearly
// called so.
const maxNames = 50

func nearly(object *node, name string) *node {
	if len(object.members) > maxNames {
		return nil
	}
	near := closest(name, slices.Collect(maps.Keys(object.members)))
	if near == "" {
		return nil
	}
	return object.members[near]
}

// shows returns what looks into the document whose outermost value n is.
func (n *node) shows(find finder) looker {
	return func(path []string, value string) bool {
		at := n
		for _, name := range path {
			if at = find(at, name); at == nil {
				return false
			}
		}
		return value == "" || at.value == value
	}
}

// shows returns what looks into the document that was read, where find returns the
// index of the value of a member, or 0.
func (s *scanner) shows(find func(object int, name string) int) looker {
	return func(path []string, value string) bool {
		at := s.follow(path, find)
		return at > 0 && (value == "" || s.tokens[at].kind == '"' && string(s.content(at)) == value)
	}
}
