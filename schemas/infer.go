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
// A document that is no object can only be a handler-request; an object is never
// said to be one, since any JSON value is. Where the text is no JSON, what stands
// before the fault counts. Infer keeps nothing of doc and may be called by many
// goroutines at once.
func Infer(doc []byte) []Candidate {
	root, whole := outline(doc)
	switch {
	case root.members != nil:
	case whole || root.value != nil:
		return []Candidate{{HandlerRequest, "it is no object, as only the data for a handler may be"}}
	default:
		return nil
	}
	if found := candidates(root, exactly); len(found) > 0 {
		return found
	}
	return candidates(root, nearly)
}

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

// candidates returns the kinds of the signs that are seen in a document.
func candidates(root *node, find finder) []Candidate {
	var found []Candidate
	for _, m := range telltales() {
		if !has(found, m.kind) && m.seen(root, find) {
			found = append(found, Candidate{m.kind, m.reason})
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

// seen tells whether a document shows the sign.
func (m *telltale) seen(root *node, find finder) bool {
	at := root.follow(m.path, find)
	if at == nil || m.with != nil && root.follow(m.with, find) == nil {
		return false
	}
	return m.value == "" || at.value == m.value
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

// follow returns the value at the names of a path, nil where there is none.
func (n *node) follow(path []string, find finder) *node {
	for _, name := range path {
		if n = find(n, name); n == nil {
			return nil
		}
	}
	return n
}
