package schemas

import (
	"errors"
	"fmt"
	"strings"
)

// Kind names one kind of document; its schema is KIND.schema.json.
type Kind string

// The kinds of message in Bester 1.0, and the files around them.
const (
	ClientAuthenticate Kind = "client-authenticate" // client to server, the first message (AUTH-1)
	ClientMessage      Kind = "client-message"      // client to server, every later message (MSG-1)
	StatusReport       Kind = "status-report"       // server to client or peer (STAT-1)
	Delivery           Kind = "delivery"            // server to client (CLIENTS-1)
	DummyReply         Kind = "dummy-reply"         // server to client (BUILTIN-1)
	PeerMessage        Kind = "peer-message"        // server to server (SERVERS-1)
	HandlerRequest     Kind = "handler-request"     // server to handler (HAND-2)
	HandlerResponse    Kind = "handler-response"    // handler to server (RESP-1)
	InformerRequest    Kind = "informer-request"    // handler to server, on the informer (INFO-1)
	InformerResponse   Kind = "informer-response"   // server to handler, on the informer (INFO-1)
	BuiltinData        Kind = "builtin-data"        // the data of a client's message of type "builtin" (BUILTIN-2)
	ServerConf         Kind = "server-conf"         // the configuration file of a server
	Report             Kind = "report"              // the result of a conformance run, no part of the protocol
	Target             Kind = "target"              // which server a conformance run judges, no part of the protocol
	Baseline           Kind = "baseline"            // what a server is known to fail, no part of the protocol
)

// ErrUnknownKind is what the error of a function wraps that is asked for a kind
// which does not exist.
var ErrUnknownKind = errors.New("unknown kind")

// isBody tells whether documents of a kind travel as the body of a frame, or in
// one, so that the requirements on messages are about them.
func isBody(kind Kind) bool {
	switch kind {
	case ServerConf, Report, Target, Baseline:
		return false
	}
	return true
}

// nowhere stands in the table of kinds where a kind has no opaque data.
const nowhere = "nowhere"

// kinds lists every kind and the JSON Pointer of its opaque data: the value
// that Bester hands on without reading it, so that its member names are not
// ours to judge (JSON-4). The empty pointer is the whole document.
var kinds = []struct {
	kind   Kind
	opaque string
}{
	{ClientAuthenticate, "/payload/data"},
	{ClientMessage, "/payload/data"},
	{StatusReport, nowhere},
	{Delivery, "/payload/data"},
	{DummyReply, nowhere},
	{PeerMessage, "/payload/data"},
	{HandlerRequest, ""},
	{HandlerResponse, "/data"},
	{InformerRequest, "/command/data"},
	{InformerResponse, "/data/adminInfo"},
	{BuiltinData, nowhere},
	{ServerConf, nowhere},
	{Report, nowhere},
	{Target, nowhere},
	{Baseline, nowhere},
}

// Kinds returns every kind, each once, in the order of the table in
// README.md. The slice is the caller's to change.
func Kinds() []Kind {
	all := make([]Kind, len(kinds))
	for i, k := range kinds {
		all[i] = k.kind
	}
	return all
}

// opaqueData returns where the opaque data of a kind stands, or an error that
// wraps ErrUnknownKind.
func opaqueData(kind Kind) (string, error) {
	for _, k := range kinds {
		if k.kind == kind {
			return k.opaque, nil
		}
	}
	return "", fmt.Errorf("%w %q: the kinds are %s", ErrUnknownKind, string(kind), kindNames())
}

// kindNames lists the kinds for a person.
func kindNames() string {
	names := make([]string, len(kinds))
	for i, k := range kinds {
		names[i] = string(k.kind)
	}
	return strings.Join(names, ", ")
}
