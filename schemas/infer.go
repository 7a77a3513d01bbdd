package schemas

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
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
	if found := inferFast(doc); found != nil {
		return found
	}
	return inferSlowly(doc)
}

// inferFast is Infer for what most documents are: an object that shows a sign, in
// a text with nothing wrong about it. Of any other it returns nil.
func inferFast(doc []byte) []Candidate {
	s := scan(doc, opaqueMostly)
	defer s.free()
	if !s.text(0) || s.tokens[0].kind != '{' {
		return nil
	}
	found := candidates(s.shows, anySign)
	if header := s.find(0, "header"); saysLittle(found) && header != 0 && s.tokens[header].next > header+1 {
		return nil
	}
	return found
}

// inferSlowly is Infer for any document.
func inferSlowly(doc []byte) []Candidate {
	root, whole := outline(doc)
	switch {
	case root.members != nil:
	case whole || root.value != nil:
		return []Candidate{{HandlerRequest, "it is no object, as only the data for a handler may be"}}
	default:
		return nil
	}
	found := candidates(root.shows(exactly), anySign)
	switch {
	case found == nil:
		return candidates(root.shows(nearly), anySign)
	case saysLittle(found):
		return union(candidates(root.shows(nearly), (*telltale).hasValue), found)
	}
	return found
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

// opaqueMostly is where most kinds have opaque data, and none a sign.
var opaqueMostly = []string{"payload", "data"}

// outline reads as much of a document as tells its kind, and reports whether it
// could be read to its end.
func outline(doc []byte) (root *node, whole bool) {
	root = &node{}
	p := newParser(doc, nowhere)
	p.kept = 2
	err := p.text(root)
	return root, err == nil
}

// sign is what tells that a document is of a kind: a member, which has a value
// where one is given.
type sign struct {
	kind        Kind
	path, value string
	with        string // another member beside it, "" for none
}

// signs are the signs of each kind, those first that say most.
var signs = []sign{
	{Delivery, "header.messageType", "receivedMessage", ""},
	{StatusReport, "header.messageType", "statusReport", ""},
	{PeerMessage, "header.scope", "server", ""},
	{ClientAuthenticate, "header.scope", "client", ""},
	{ClientAuthenticate, "header.authentication", "", ""},
	{DummyReply, "payload.type", "dummy", "header.status"},
	{HandlerResponse, "header.command", "", ""},
	{BuiltinData, "command.type", "close", ""},
	{InformerRequest, "command.type", "listClients", ""},
	{InformerRequest, "command.type", "isClient", ""},
	{InformerRequest, "command.type", "serverInfo", ""},
	{InformerRequest, "command.type", "quit", ""},
	{ServerConf, "network", "", "handlers"},
	{Report, "requirements", "", "scenarios"},
	{Baseline, "knownFailures", "", ""},
	{Target, "start", "", "name"},
	{InformerResponse, "status", "", "data"},
	{ClientMessage, "payload", "", ""},
	{HandlerResponse, "header.status", "", ""},
	{InformerRequest, "command", "", ""},
	{BuiltinData, "command", "", ""},
	{StatusReport, "header.messageType", "", ""},
	{Delivery, "header.messageType", "", ""},
	{ClientAuthenticate, "header.scope", "", ""},
	{PeerMessage, "header.scope", "", ""},
	{ServerConf, "network", "", ""},
	{ServerConf, "handlers", "", ""},
	{ClientMessage, "type", "", "data"},
	{InformerResponse, "status", "", ""},
}

// telltale is a sign as it is looked for.
type telltale struct {
	kind       Kind
	path, with []string // names; with is nil for none
	value      string
	reason     string
}

// telltales are the signs as they are looked for.
var telltales = sync.OnceValue(func() []*telltale {
	all := make([]*telltale, len(signs))
	for i, s := range signs {
		all[i] = &telltale{kind: s.kind, path: strings.Split(s.path, "."), value: s.value, reason: s.reason()}
		if s.with != "" {
			all[i].with = strings.Split(s.with, ".")
		}
	}
	return all
})

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

func (t *telltale) hasValue() bool { return t.value != "" }

func has(candidates []Candidate, kind Kind) bool {
	for _, c := range candidates {
		if c.Kind == kind {
			return true
		}
	}
	return false
}

// reason says of the sign what there is.
func (s sign) reason() string {
	has := `it has ` + strconv.Quote(s.path)
	if s.value != "" {
		has = "its " + strconv.Quote(s.path) + " is " + strconv.Quote(s.value)
	}
	if s.with != "" {
		has += ", and it has " + strconv.Quote(s.with)
	}
	return has
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
	return object.members[closest(name, slices.Sorted(maps.Keys(object.members)))]
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

// shows looks into the document that was read.
func (s *scanner) shows(path []string, value string) bool {
	at := s.follow(path)
	return at > 0 && (value == "" || s.tokens[at].kind == '"' && string(s.content(at)) == value)
}
