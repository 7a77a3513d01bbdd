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
// Where the members tell little, those count too of which the name or the value is
// nearly written like the right one.
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
	exactly := s.shows(s.find, isSame)
	if s.isPlain() {
		if weak := candidates(exactly, theTelltales().weak); weak != nil {
			return weak
		}
	}
	return ofObject(exactly, s.shows(s.findNearly, isAlike))
}

// onlyData is what a document may be that is no object.
func onlyData() []Candidate {
	return []Candidate{{HandlerRequest, "it is no object, as only the data for a handler may be"}}
}

// isPlain tells whether an object has nothing in it that could be meant for a strong
// sign: it is a payload, or the status of a handler's answer that sends nothing.
func (s *scanner) isPlain() bool {
	payload, status := false, false
	for name := 1; name < s.after(0); name = s.following(0, name) {
		value := name + 1
		isEmpty := s.after(value) == value+1
		switch string(s.content(name)) {
		case "payload":
			payload = true
		case "data":
		case "header":
			status = status || !isEmpty
			if !isEmpty && !s.isStatus(value) {
				return false
			}
		default:
			return false
		}
	}
	return !payload || !status
}

// isStatus tells whether an object has one member, which is a status.
func (s *scanner) isStatus(object int) bool {
	name := object + 1
	return s.tokens[object].kind == '{' && string(s.content(name)) == "status" && s.after(name+1) == s.after(object)
}

// inferSlowly is Infer for any document, a text with something wrong about it too.
func inferSlowly(doc []byte) []Candidate {
	root, whole := outline(doc)
	switch {
	case root.members != nil:
		return ofObject(root.shows(memberNamed, isSame), root.shows(nearMember, isAlike))
	case whole:
		return onlyData()
	}
	return nil
}

// ofObject returns the kinds of an object by the signs that it shows exactly, and by
// those that it shows nearly where these tell little.
func ofObject(exactly, nearly looker) []Candidate {
	signs := theTelltales()
	strong, weak := candidates(exactly, signs.strong), candidates(exactly, signs.weak)
	switch {
	case strong != nil:
		return union(strong, weak)
	case weak != nil:
		return union(misspelt(nearly, signs.valued), weak)
	}
	return misspelt(nearly, signs.all)
}

// misspelt returns the kinds of those of the signs that are nearly seen in a document.
func misspelt(nearly looker, signs []*telltale) []Candidate {
	found := candidates(nearly, signs)
	for i := range found {
		found[i].Reason += ", or nearly so"
	}
	return found
}

// union returns the first candidates, and of the others those of other kinds.
func union(first, others []Candidate) []Candidate {
	for _, c := range others {
		if !has(first, c.Kind) {
			first = append(first, c)
		}
	}
	return first
}

// outline reads as much of a document as tells its kind, and reports whether it is
// one value, of which the end may be missing, and nothing behind it.
func outline(doc []byte) (root *node, whole bool) {
	root = &node{}
	p := newParser(doc, nowhere)
	p.outline = true
	err := p.text(root)
	return root, err == nil && p.pos == len(doc) || err != nil && root.value != nil
}

// looker tells whether a document has a member at a path of names, and whether that
// is the string value, where value is not empty.
type looker func(path []string, value string) bool

// candidates returns the kinds of those of the signs that are seen in a document.
func candidates(shows looker, signs []*telltale) []Candidate {
	var found []Candidate
	for _, t := range signs {
		if !has(found, t.kind) && shows(t.path, t.value) && (t.with == nil || shows(t.with, "")) {
			found = append(found, Candidate{t.kind, t.reason})
		}
	}
	return found
}

func has(candidates []Candidate, kind Kind) bool {
	for _, c := range candidates {
		if c.Kind == kind {
			return true
		}
	}
	return false
}

// isSame and isAlike tell whether a string is a text, or nearly so.
func isSame(written, text string) bool  { return written == text }
func isAlike(written, text string) bool { return closest(text, []string{written}) != "" }

func memberNamed(object *node, name string) *node { return object.members[name] }

// maxNames is in how many members of an object one is looked for that is nearly
// called so.
const maxNames = 50

func nearMember(object *node, name string) *node {
	if len(object.members) > maxNames {
		return nil
	}
	near := closest(name, slices.Collect(maps.Keys(object.members)))
	if near == "" {
		return nil
	}
	return object.members[near]
}

// shows returns what looks into the document whose outermost value n is, where find
// finds a member of an object by its name, and is compares strings.
func (n *node) shows(find func(object *node, name string) *node, is func(written, text string) bool) looker {
	return func(path []string, value string) bool {
		at := n
		for _, name := range path {
			if at = find(at, name); at == nil {
				return false
			}
		}
		written, ok := at.value.(string)
		return value == "" || ok && is(written, value)
	}
}

// shows returns what looks into the document that was read, where find returns the
// index of the value of a member, or 0, and is compares strings.
func (s *scanner) shows(find func(object int, name string) int, is func(written, text string) bool) looker {
	return func(path []string, value string) bool {
		at := s.follow(path, find)
		return at > 0 && (value == "" || s.tokens[at].kind == '"' && is(string(s.content(at)), value))
	}
}
