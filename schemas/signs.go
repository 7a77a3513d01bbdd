package schemas

import (
	"slices"
	"strconv"
	"strings"
	"sync"
)

// sign is what tells that a document is of a kind: a member, which has a value
// where one is given.
type sign struct {
	kind        Kind
	path, value string
	with        string // another member beside it, "" for none
}

// strongSigns are the signs of each kind that say much, those first that say most.
var strongSigns = []sign{
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
	{Delivery, "messageType", "receivedMessage", ""}, // the header was left out around it
	{StatusReport, "messageType", "statusReport", ""},
	{PeerMessage, "scope", "server", ""},
	{ClientAuthenticate, "authentication", "", ""},
	{ClientAuthenticate, "username", "", "password"},
	{HandlerResponse, "command", "", "status"},
	{InformerResponse, "status", "", "data"},
}

// weakSigns are those that say so little that a strong one, misspelt, says more.
var weakSigns = []sign{
	{StatusReport, "header.messageType", "", ""},
	{Delivery, "header.messageType", "", ""},
	{PeerMessage, "header.scope", "", "payload"},
	{ClientAuthenticate, "header.scope", "", ""},
	{ClientMessage, "payload", "", ""},
	{HandlerResponse, "header.status", "", ""},
	{InformerRequest, "command", "", ""},
	{BuiltinData, "command", "", ""},
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

// telltales are the signs as they are looked for, those first that say most.
type telltales struct {
	strong, weak, all []*telltale
	valued            []*telltale // of which the value tells, and not only the name
}

var theTelltales = sync.OnceValue(func() telltales {
	t := telltales{strong: lookedFor(strongSigns), weak: lookedFor(weakSigns)}
	t.all = slices.Concat(t.strong, t.weak)
	t.valued = slices.DeleteFunc(slices.Clone(t.all), func(t *telltale) bool { return t.value == "" })
	return t
})

func lookedFor(signs []sign) []*telltale {
	all := make([]*telltale, len(signs))
	for i, s := range signs {
		all[i] = &telltale{kind: s.kind, path: strings.Split(s.path, "."), value: s.value, reason: s.reason()}
		if s.with != "" {
			all[i].with = strings.Split(s.with, ".")
		}
	}
	return all
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
