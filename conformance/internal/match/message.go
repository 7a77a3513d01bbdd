package match

import (
	"fmt"
	"slices"

	"github.com/besterprotocol/bester/conformance/internal/wire"
)

// Delivery returns nil where a is a delivery of that type and data. CLIENTS-2
func Delivery(a wire.Arrival, messageType string, data wire.Value) error {
	return delivery(a, messageType, data, Same)
}

// ExactDelivery is Delivery for data whose every digit counts. JSON-5
func ExactDelivery(a wire.Arrival, messageType string, data wire.Value) error {
	return delivery(a, messageType, data, SameDigits)
}

func delivery(a wire.Arrival, messageType string, data wire.Value, differ func(want, got wire.Value) string) error {
	allowed := fmt.Sprintf("a %q delivery carrying %s", messageType, Short(data.String()))
	if !IsDelivery(a) {
		return mismatch(a, allowed, Describe(a.Value))
	}
	if difference := differ(data, a.Value.Get("payload", "data")); difference != "" {
		return Altered(mismatch(a, allowed, "a delivery whose data differs "+difference), data, a.Value.Get("payload", "data"), "CLIENTS-2")
	}
	if text(a.Value.Get("payload", "type")) != messageType {
		return minor(mismatch(a, allowed, Describe(a.Value)), "CLIENTS-2", "CHAIN-2")
	}
	return nil
}

// Report returns nil where a is a good or bad report on the message id. STAT-1
func Report(a wire.Arrival, good bool, id string) error {
	status := map[bool]string{true: "good", false: "bad"}[good]
	if IsReport(a) && text(a.Value.Get("header", "status")) == status && a.Value.Get("payload", "id").Text == id {
		return nil
	}
	err := mismatch(a, fmt.Sprintf("a %s report for %q", status, id), Describe(a.Value))
	if got := text(a.Value.Get("header", "status")); IsReport(a) && got != "good" && got != "bad" {
		return Citing(err, "STAT-1")
	}
	return err
}

// OfID marks err, a result of Report, as a mismatch of the id alone. MSG-3
func OfID(err error) error { return minor(err, "MSG-3") }

// OfService marks err, about a message sent after the scenario, as showing only that the
// session is not served. STAT-1
func OfService(err error) error { return minor(err, "STAT-1") }

// IsGoodReport reports whether a is a good report.
func IsGoodReport(a wire.Arrival) bool {
	return IsReport(a) && text(a.Value.Get("header", "status")) == "good"
}

// IsRefusal reports whether a is the report that precedes the closing of a connection. Its
// status need not be "bad": that a report has one of two statuses is checked everywhere.
// CONN-6, AUTH-4, STAT-1
func IsRefusal(a wire.Arrival) bool {
	id := a.Value.Get("payload", "id").Text
	return IsReport(a) && !IsGoodReport(a) && (id == "fatal_special" || id == "auth_special")
}

// IsDelivery reports whether a is a delivery.
func IsDelivery(a wire.Arrival) bool {
	return text(a.Value.Get("header", "messageType")) == "receivedMessage"
}

// IsBadReport reports whether a is a bad report on the message id.
func IsBadReport(a wire.Arrival, id string) bool { return Report(a, false, id) == nil }

// Code returns nil where a, a bad report, gives code and a message for people
// as its error. STAT-3
func Code(a wire.Arrival, code string) error {
	failure := a.Value.Get("payload", "error")
	if text(failure.Get("code")) == code && failure.Get("message").Kind == wire.String {
		return nil
	}
	happened := "no error"
	if failure.Kind != wire.Invalid {
		happened = "the error " + failure.String()
	}
	err := Needing(mismatch(a, fmt.Sprintf("an error with the code %q and a message", code), happened), registered[code]...)
	return minor(err, demandsError(a, code)...)
}

// registered are, by error code, the requirements that the registry of error codes lists: a
// breach of them is what the code reports. STAT-3
var registered = map[string][]string{
	"malformed":           {"JSON-1", "CONN-2", "AUTH-1", "MSG-2", "FRAME-6", "FRAME-9", "CONN-9", "PEER-7", "MSG-1"},
	"too_large":           {"FRAME-7"},
	"bad_credentials":     {"AUTH-3", "AUTH-7"},
	"unknown_type":        {"ROUTE-2", "PEER-7"},
	"handler_unavailable": {"HAND-4", "HAND-8"},
	"handler_timeout":     {"HAND-6"},
	"handler_failed":      {"RESP-2", "HAND-5"},
	"handler_malformed":   {"RESP-1", "RESP-3", "RESP-5", "CLIENTS-9", "SERVERS-7", "CHAIN-6"},
	"unknown_command":     {"RESP-4", "BUILTIN-3"},
	"unknown_handler":     {"CHAIN-3"},
	"chain_too_long":      {"CHAIN-5"},
	"undeliverable":       {"CLIENTS-4", "CLIENTS-3"},
	"unreachable_server":  {"SERVERS-3", "SERVERS-6"},
	"loop":                {"SERVERS-9"},
}

// mistaken are, by error code, further requirements whose breach can lead to a report with the
// code on what is right.
var mistaken = map[string][]string{
	"malformed":       {"JSON-2", "JSON-3", "JSON-4", "JSON-5", "JSON-6", "JSON-7", "JSON-8", "JSON-10", "JSON-11", "JSON-12", "CONN-3", "AUTH-5", "FRAME-2", "FRAME-7"},
	"too_large":       {"FRAME-4", "FRAME-5", "FRAME-2"},
	"unknown_type":    {"ROUTE-1"},
	"handler_timeout": {"HAND-3", "HAND-7"},
	"handler_failed":  {"RESP-1"},
	"handler_malformed": {
		"CLIENTS-8", "SERVERS-12", "JSON-1", "JSON-3", "JSON-4", "JSON-5", "JSON-6", "JSON-7", "JSON-8", "JSON-10", "JSON-11", "JSON-12",
		"FRAME-1", "FRAME-2", "FRAME-4", "FRAME-5"},
	"unknown_handler":    {"CHAIN-1"},
	"chain_too_long":     {"CHAIN-4"},
	"undeliverable":      {"CLIENTS-10", "STAT-4"},
	"unreachable_server": {"SERVERS-1", "SERVERS-4", "SERVERS-5", "SERVERS-10"},
}

// stray are the requirements whose breach sends deliveries to sessions where none belongs.
var stray = []string{"CLIENTS-1", "CLIENTS-5", "CLIENTS-6", "CLIENTS-8", "SERVERS-8", "CHAIN-1", "STAT-2"}

// Causes returns the requirements whose breach can lead to the unexpected message v: by its
// code if v is a bad report, and if isStray, those that decide on recipients if v is a delivery.
func Causes(v wire.Value, isStray bool) []string {
	a := wire.Arrival{Value: v}
	if isStray && IsDelivery(a) {
		return stray
	}
	return slices.Concat(registered[codeOf(a)], mistaken[codeOf(a)])
}

// LeavesOpen reports whether v is a bad report on a message, after which the connection stays
// open. STAT-1
func LeavesOpen(v wire.Value) bool { return IsBad(v) && !IsRefusal(wire.Arrival{Value: v}) }

// IsBad reports whether v is a bad report.
func IsBad(v wire.Value) bool {
	a := wire.Arrival{Value: v}
	return IsReport(a) && !IsGoodReport(a)
}

// codeOf returns the error code of a report, or "".
func codeOf(a wire.Arrival) string { return text(a.Value.Get("payload", "error", "code")) }

// demandsError returns the requirements by which the bad report a has an error with a code:
// STAT-3 for all reports, and before it what demands the error of this one.
func demandsError(a wire.Arrival, code string) []string {
	switch isFatal := a.Value.Get("payload", "id").Text == "fatal_special"; {
	case code == "loop" && codeOf(a) != "" && codeOf(a) != code:
		return []string{"SERVERS-9", "STAT-3"}
	case isFatal && a.Value.Get("payload", "error").Kind == wire.Invalid:
		return []string{"CONN-6", "STAT-3"}
	}
	return []string{"STAT-3"}
}

// NoError returns nil where a, a good report, has no error. STAT-3
func NoError(a wire.Arrival) error {
	if failure := a.Value.Get("payload", "error"); failure.Kind != wire.Invalid {
		return minor(mismatch(a, "a good report without an error", "the error "+failure.String()), "STAT-3")
	}
	return nil
}

// Undelivered returns nil where a, a report, lists exactly names as skipped, in
// any order. Where there are none, it has no such list. CLIENTS-11
func Undelivered(a wire.Arrival, names ...string) error {
	list := a.Value.Get("payload", "undelivered")
	if len(names) == 0 {
		if list.Kind != wire.Invalid {
			return minor(mismatch(a, "a report without undelivered", "undelivered "+Short(list.String())), "CLIENTS-11")
		}
		return nil
	}
	var listed []string
	for _, name := range list.Items {
		listed = append(listed, name.Text)
	}
	slices.Sort(listed)
	if !slices.Equal(listed, slices.Sorted(slices.Values(names))) {
		return minor(mismatch(a, fmt.Sprintf("a report with undelivered %q", names), fmt.Sprintf("%q", listed)), "CLIENTS-11")
	}
	return nil
}

// DummyReply returns nil where a is the reply to the dummy message id. BUILTIN-1
func DummyReply(a wire.Arrival, id string) error {
	payload := a.Value.Get("payload")
	isReply := text(a.Value.Get("header", "status")) == "0" && text(payload.Get("type")) == "dummy" && payload.Get("data").Kind == wire.Null
	if got := payload.Get("id"); isReply && got.Kind == wire.String && got.Text == id {
		return nil
	}
	return mismatch(a, fmt.Sprintf("a dummy reply for %q", id), Describe(a.Value))
}

// Peer returns nil where a is a peer message of that type and data, with that
// id, or with none where id is of Kind Invalid. SERVERS-2, SERVERS-11
func Peer(a wire.Arrival, messageType string, data, id wire.Value) error {
	return peer(a, messageType, data, id, Same)
}

// ExactPeer is Peer for data whose every digit counts. JSON-5
func ExactPeer(a wire.Arrival, messageType string, data, id wire.Value) error {
	return peer(a, messageType, data, id, SameDigits)
}

func peer(a wire.Arrival, messageType string, data, id wire.Value, differ func(want, got wire.Value) string) error {
	allowed := fmt.Sprintf("a %q peer message with id %s carrying %s", messageType, id, Short(data.String()))
	payload := a.Value.Get("payload")
	switch {
	case payload.Get("data").Kind == wire.Invalid:
		return mismatch(a, allowed, Describe(a.Value))
	case differ(data, payload.Get("data")) != "":
		return Altered(mismatch(a, allowed, "a peer message whose data differs "+differ(data, payload.Get("data"))), data, payload.Get("data"), "SERVERS-2")
	case text(a.Value.Get("header", "scope")) != "server":
		return minor(mismatch(a, allowed, Describe(a.Value)), "SERVERS-1")
	case text(payload.Get("type")) != messageType:
		return minor(mismatch(a, allowed, "a peer message of type "+payload.Get("type").String()), "SERVERS-2", "CHAIN-2")
	case Same(id, payload.Get("id")) != "":
		return minor(mismatch(a, allowed, "a peer message with id "+payload.Get("id").String()), "SERVERS-11")
	}
	return nil
}

// IsDummyReply reports whether a is a reply to a dummy message. BUILTIN-1
func IsDummyReply(a wire.Arrival) bool {
	return a.Value.Get("header", "messageType").Kind == wire.Invalid && text(a.Value.Get("payload", "type")) == "dummy"
}

// IsReport reports whether a is a status report of any kind.
func IsReport(a wire.Arrival) bool {
	return text(a.Value.Get("header", "messageType")) == "statusReport"
}

// Describe says in a few words which message v is.
func Describe(v wire.Value) string {
	payload := v.Get("payload")
	switch text(v.Get("header", "messageType")) {
	case "statusReport":
		description := fmt.Sprintf("a %s report for %s", v.Get("header", "status").Text, payload.Get("id"))
		if failure := payload.Get("error"); failure.Kind != wire.Invalid {
			description += " with the error " + Short(failure.String())
		}
		return description
	case "receivedMessage":
		return fmt.Sprintf("a %s delivery carrying %s", payload.Get("type"), Short(payload.Get("data").String()))
	}
	return Short(v.String())
}

// text returns the string that v is, "" where it is none.
func text(v wire.Value) string {
	if v.Kind != wire.String {
		return ""
	}
	return v.Text
}

func mismatch(a wire.Arrival, allowed, happened string) error {
	return &Mismatch{Allowed: allowed, Happened: happened, Event: a.Event}
}
