package deviant

import "slices"

// Most mutants break a single requirement. The text of the specification decides which other
// requirements a mutant breaks, never the scenarios that fail.

// also contains, by mutant, the requirements that it breaks in addition to its main one. Their
// text forbids what the mutant does.
var also = map[string][]string{
	"dispatched-before-the-check":  {"AUTH-5"},           // the payload of a first message is never dispatched
	"messages-kept-for-later":      {"CONN-2"},           // a first message without a scope is fatal
	"early-messages-served":        {"AUTH-3", "AUTH-6"}, // nothing is dispatched where a pair is wrong
	"session-handed-over":          {"CONN-3"},           // a later header is ignored
	"session-shared":               {"CONN-3"},
	"other-first-messages-skipped": {"AUTH-1", "PEER-7"}, // malformed ones as well
	"malformed-messages-reported":  {"MSG-2"},            // which is fatal
	"malformed-reads-on":           {"MSG-2"},            // which is fatal
	"open-after-a-fatal-error":     {"AUTH-3", "PEER-7"}, // both of which close the connection
	"fatal-drops-reports":          {"CONN-6"},           // the report on the fatal error is one of them

	"deliveries-in-the-background": {"CLIENTS-7"}, // a report comes first

	"length-of-16-bits": {"FRAME-7"}, // a length whose low half is small is waited for

	// A failure that must be reported bad is not reported, or good.
	"failure-not-reported": {"ROUTE-2", "STAT-4", "HAND-4", "HAND-5", "HAND-6", "RESP-1", "RESP-2", "RESP-3", "RESP-4", "RESP-5",
		"CLIENTS-4", "CLIENTS-9", "CHAIN-3", "CHAIN-5", "CHAIN-6", "CHAIN-7", "SERVERS-3", "SERVERS-7"},
	"good-whatever-happened": {"FRAME-7", "CLIENTS-11", "ROUTE-2", "HAND-4", "HAND-5", "HAND-6", "RESP-1", "RESP-2", "RESP-3", "RESP-4", "RESP-5",
		"CLIENTS-9", "CHAIN-3", "CHAIN-5", "CHAIN-6", "CHAIN-7", "SERVERS-3", "SERVERS-7"},
	"chain-good-after-first-link": {"CHAIN-5"},
	"incomplete-answer-good":      {"RESP-1", "RESP-5", "CLIENTS-9", "CHAIN-6", "SERVERS-7"}, // for every malformed answer
	"good-when-one-was-reached":   {"SERVERS-3"},
	"unreachable-server-good":     {"STAT-4"},
	"one-reached-server-suffices": {"STAT-4"},
	"delivery-dropped-where-full": {"CLIENTS-4"},

	"id-of-previous-message": {"MSG-3"},                                          // the id is not echoed
	"success-not-reported":   {"STAT-4", "CLIENTS-8", "SERVERS-4", "SERVERS-12"}, // these report good, too
	"bad-report-closes":      {"ROUTE-2", "HAND-4", "RESP-5"},                    // the connection is left open
	"answer-not-json-fatal":  {"STAT-1"},                                         // for every malformed answer

	// A crash closes all connections.
	"length-signed":              {"CONN-4"},
	"crash-at-a-partial-message": {"CONN-4"},
	"crash-at-a-reset":           {"CONN-4"},
	"closed-handler-crash":       {"CONN-4"},
	"crash-at-a-deep-body":       {"CONN-4"},
	"answer-not-json-crash":      {"CONN-4"},
	"chain-too-long-crashes":     {"CONN-4"},
	"data-unchecked":             {"CONN-4"}, // some data that is no JSON

	// It reads the payloads of clients and of peers in the same way.
	"missing-type-is-empty": {"PEER-7"},
	"missing-data-is-null":  {"PEER-7"},

	"byte-order-marks-removed":           {"JSON-1", "MSG-3"}, // where they are not in front of the text
	"named-twice-sent-twice":             {"CLIENTS-11"},      // a name that was skipped is listed twice
	"password-in-one-place":              {"AUTH-3"},          // a wrong password may be taken for the right one
	"numbers-beyond-doubles-become-zero": {"JSON-5"},          // which names 1e400
	"numbers-of-single-precision":        {"JSON-5"},          // such a number has even fewer digits than a double

	// It reads the lists of all commands in this way.
	"no-strings-skipped": {"SERVERS-7"},

	// Users who are not named receive a delivery.
	"empty-list-everybody": {"CLIENTS-8"},
	"originator-too":       {"CLIENTS-8"},
	"everybody":            {"CLIENTS-8"},
	"users-normalized":     {"CLIENTS-5"},
}

// overlaps contains, by mutant, further requirements that a report may name. Their text covers
// the mutant's fault in general or in another case. A report is right with or without them.
var overlaps = map[string][]string{
	"fatal-reports-without-error": {"STAT-3"}, // every bad report has an error; CONN-6 says so of these
	// The mutant takes a member with the name data, wherever it is, for the data, and refuses
	// what is then no JSON.
	"data-unchecked": {"JSON-3"},
	// The mutant looks the user up under another name. It refuses the right password, and
	// accepts the password of the other user.
	"composed-usernames":      {"AUTH-3"},
	"trimmed-usernames":       {"AUTH-3"},
	"usernames-in-lower-case": {"AUTH-3"},
	"usernames-as-numbers":    {"AUTH-3"},

	// A name that is not in the list is delivered to.
	"half-pairs-in-lists-replaced": {"CLIENTS-5"},
	"half-pairs-in-lists-dropped":  {"CLIENTS-5"},

	"missing-status-succeeds":            {"RESP-3"},
	"left-stays-session":                 {"INFO-1", "INFO-2", "INFO-3"}, // who has left has no session
	"vanished-session-stops":             {"INFO-1", "INFO-2", "INFO-3"}, // nor has who has vanished
	"handler-given-bare-strings":         {"HAND-2"},                     // what the handler gets is no JSON value
	"methods-lost":                       {"JSON-2"},                     // what is left of some lists is no JSON
	"unknown-members-of-headers-refused": {"CONN-3"},                     // a later header is ignored
	"later-headers-unchecked":            {"JSON-4"},                     // it refuses data that looks like a header
	"short-answer-taken":                 {"HAND-5"},
	"built-in-without-data":              {"BUILTIN-3"},
	"malformed-peer-left-open":           {"PEER-7"},
	"scope-by-credentials":               {"CONN-2"},
	"good-whatever-happened":             {"CLIENTS-4"}, // the server may close the session instead

	// No report comes, or not in time.
	"absent-handler-awaited":             {"STAT-1"},
	"handler-time-of-frames":             {"STAT-1"},
	"handler-timeout-without-connecting": {"STAT-1"},
	"late-answer-carried-out":            {"STAT-1"},

	"memory-before-the-limit":            {"FRAME-7"},
	"buffer-one-byte-short":              {"FRAME-7"},
	"cut-off-not-listed":                 {"CLIENTS-3", "CLIENTS-10", "INFO-1", "INFO-2"},
	"first-payload-dispatched":           {"AUTH-6"}, // it does not wait for the authentication
	"handler-given-peers-type-and-id":    {"HAND-2"},
	"peers-id-of-any-kind":               {"MSG-2"},
	"second-sign-in-unanswered":          {"AUTH-2"},
	"empty-objects-for-handlers-as-null": {"JSON-2"},
	"number-as-type":                     {"PEER-7"},
	"next-handlers-name-in-any-case":     {"CHAIN-1"},
	"each-link-reports":                  {"CHAIN-7"},
	"chain-failure-to-all-sessions":      {"CHAIN-7"},
	"chain-under-first-name":             {"CLIENTS-2", "SERVERS-2"},
	// Members of the data end up in the payload.
	"data-spread-over-payload":            {"CLIENTS-2", "JSON-2"},
	"data-spread-over-payload-to-servers": {"SERVERS-2", "JSON-2"},

	"open-after-a-fatal-error":      {"CONN-2", "AUTH-1", "MSG-2", "FRAME-6", "FRAME-7", "FRAME-9", "JSON-1", "JSON-2", "JSON-8", "CONN-9"},
	"closes-without-a-word":         {"CONN-7"},
	"crash-at-a-fatal-error":        {"CONN-6"},
	"fatal-drops-reports":           {"CONN-11", "AUTH-4"},
	"unsigned-is-nobody":            {"INFO-1", "INFO-2", "INFO-3"}, // the informer counts such a session
	"other-first-messages-skipped":  {"JSON-1", "JSON-2", "JSON-8"},
	"malformed-messages-reported":   {"JSON-1", "JSON-2", "JSON-8", "MSG-5"},
	"malformed-reads-on":            {"JSON-1", "JSON-2", "JSON-8", "MSG-5"},
	"names-twice-dropped":           {"STAT-1"}, // no report
	"reserved-id-reads-on":          {"MSG-5"},
	"malformed-payload-crash":       {"MSG-2"},
	"crash-at-a-name-twice":         {"JSON-7"},
	"values-wrapped-for-handlers":   {"JSON-2"},
	"delivery-under-first-name":     {"CLIENTS-2"},
	"peer-message-of-original-type": {"SERVERS-2"},
	"id-of-any-kind":                {"STAT-1", "PEER-7"},
	// A member that is read under another name is missing, and what lacks it malformed.
	"names-in-any-case":                  {"CONN-2", "AUTH-1", "MSG-2", "RESP-1", "RESP-3", "PEER-7", "BUILTIN-3", "INFO-5"},
	"large-frames-read-over":             {"FRAME-5"},
	"scope-by-payload":                   {"CONN-2", "AUTH-5", "AUTH-6"},
	"closed-handler-awaited":             {"STAT-1", "CHAIN-7"},
	"no-handler-timeout":                 {"STAT-1", "CHAIN-7"},
	"one-writer-for-all":                 {"CLIENTS-4"},
	"answer-not-json-crash":              {"STAT-1"},
	"answer-in-one-read":                 {"FRAME-2", "FRAME-5"},
	"empty-answer-data-missing":          {"JSON-4"},
	"chain-good-after-first-link":        {"CHAIN-3", "HAND-4", "HAND-5", "HAND-6", "RESP-1", "RESP-2", "RESP-3", "RESP-4", "RESP-5"},
	"incomplete-answer-good":             {"FRAME-6", "FRAME-7", "JSON-1", "JSON-2", "JSON-8", "RESP-4"}, // half a surrogate pair in a command is no JSON to it
	"oldest-delivery-dropped-where-full": {"CLIENTS-4", "STAT-1"},                                        // reports are dropped, too
	"messages-kept-for-later":            {"SERVERS-9"},                                                  // and a peer message with malformed hops
	"early-messages-dropped":             {"STAT-1"},
	"credentials-alone":                  {"AUTH-2"},
	"reports-to-latest-session":          {"STAT-1"},
	"peer-message-to-every-handler":      {"ROUTE-3"},
	"status-ok":                          {"STAT-1", "STAT-4"},
	"deliveries-in-the-background":       {"CLIENTS-4"}, // no report tells what fails
	"session-mute-once-full":             {"STAT-1"},    // its own reports are lost, too
	"payload-found-as-text":              {"JSON-1"},
	"members-of-null-dropped":            {"JSON-10"}, // what it decodes and encodes again
	"other-passwords-as-text":            {"AUTH-3"},  // a half surrogate is no string for it
	"status-error":                       {"AUTH-4", "CONN-6"},
	"report-without-type":                {"STAT-1", "AUTH-4", "CONN-6"},
	"bad-report-without-error":           {"CONN-6"}, // the report on a fatal error has an error
	"error-as-text":                      {"CONN-6"},

	// What is broken at one listener only.
	"no-deliveries-over-ipv4":        {"LISTEN-3"},
	"no-deliveries-over-ipv6":        {"CLIENTS-1"},
	"no-deliveries-at-unix-socket":   {"CLIENTS-1"},
	"no-peers-over-ipv4":             {"PEER-2", "LISTEN-3"},
	"no-peers-over-ipv6":             {"PEER-1", "PEER-2"},
	"unix-socket-trusted":            {"AUTH-3"},
	"whole-frames-at-unix-socket":    {"FRAME-2"},
	"fatal-left-open-over-ipv6":      {"CONN-7", "AUTH-3"},
	"fatal-left-open-at-unix-socket": {"CONN-7", "AUTH-3"},
}

// general contains, by requirement, the requirements that say the same in more general words.
// They overlap for each mutant of that requirement.
var general = map[string][]string{
	// The report has the message's id.
	"MSG-3": {"STAT-1"},
	// What is fatal has no effect and closes the connection.
	"FRAME-6": {"CONN-7", "RESP-5"}, "FRAME-7": {"CONN-7", "RESP-5"}, "CONN-2": {"CONN-7"}, "AUTH-1": {"CONN-7"}, "MSG-2": {"CONN-7"},
	"JSON-1": malformed, "JSON-2": malformed, "JSON-8": malformed, "PEER-7": {"CONN-7"},
	// Data leaves the server as it came.
	"JSON-4": relaying, "JSON-5": relaying, "JSON-10": append([]string{"JSON-4"}, relaying...), "JSON-11": append([]string{"JSON-4"}, relaying...),
	// What follows a wrong length on the wire is no frame, or its body no JSON.
	"FRAME-1": {"FRAME-3", "JSON-2"}, "FRAME-3": {"FRAME-1", "JSON-2"},
	// A part of a frame is no message.
	"HAND-5": append([]string{"FRAME-8"}, reporting...),
	// A frame that must be accepted should be, too.
	"FRAME-4": {"FRAME-5"},
	// The report is good where the command was run, and bad in every other case.
	"HAND-4": reporting, "HAND-6": reporting,
	"RESP-1": reporting, "RESP-2": reporting, "RESP-3": reporting, "RESP-4": reporting, "RESP-5": reporting,
	"CLIENTS-3": reporting, "CLIENTS-4": reporting, "CLIENTS-8": reporting, "CLIENTS-9": reporting,
	"CHAIN-3": reporting, "CHAIN-5": reporting, "CHAIN-6": reporting, "CHAIN-7": reporting,
	"SERVERS-3": reporting, "SERVERS-5": reporting, "SERVERS-7": reporting, "SERVERS-12": reporting,
	// The report is good whatever the peers do.
	"SERVERS-4": append([]string{"SERVERS-10"}, reporting...), "SERVERS-10": append([]string{"SERVERS-4"}, reporting...),
	// A wrong pair is answered with a bad report.
	"AUTH-3": {"AUTH-4"},
}

var (
	relaying  = []string{"HAND-2", "CLIENTS-2", "CHAIN-1", "SERVERS-2"}
	reporting = []string{"STAT-4"}
	// A body that should have been refused may be relayed, and what is relayed is no JSON.
	malformed = []string{"CONN-7", "RESP-5", "INFO-5", "PEER-7", "JSON-2"}
)

// Breaks returns the ids of all requirements that a mutant breaks, its main one first.
func (s Server) Breaks() []string { return slices.Concat([]string{s.Requirement}, also[s.Name]) }

// Overlaps returns the ids of the requirements that a report on a mutant may, but need not,
// name.
func (s Server) Overlaps() []string {
	breaks := s.Breaks()
	all := slices.Concat(overlaps[s.Name], general[s.Requirement])
	return slices.DeleteFunc(all, func(id string) bool { return slices.Contains(breaks, id) })
}
