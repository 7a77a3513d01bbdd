package monitor

import (
	"cmp"
	"fmt"

	"github.com/besterprotocol/bester/conformance/internal/wire"
)

func isReport(v wire.Value) bool { return v.Get("header", "messageType").Text == "statusReport" }

func isDelivery(v wire.Value) bool { return v.Get("header", "messageType").Text == "receivedMessage" }

func isSignIn(v wire.Value) bool {
	return isReport(v) && v.Get("payload", "id").Text == authID && v.Get("header", "status").Text == "good"
}

func isFatal(v wire.Value) bool {
	return isReport(v) && v.Get("payload", "id").Text == fatalID && v.Get("header", "status").Text == "bad"
}

// The ids of reports that do not belong to a message with an id of the client.
const (
	authID  = "auth_special"
	fatalID = "fatal_special"
)

// reportsOnce expects at most as many reports on an id as messages had that id. STAT-1
func reportsOnce(r *record) []wire.Finding {
	var findings []wire.Finding
	for _, c := range r.connections {
		if !c.known || c.user() == "" {
			continue
		}
		due := map[string]int{}
		for _, m := range c.messages[1:] {
			due[m.Get("payload", "id").Text]++
		}
		for _, a := range c.received {
			id := a.value.Get("payload", "id").Text
			if _, sent := due[id]; !sent || !isReport(a.value) || id == authID || id == fatalID {
				continue
			}
			if due[id]--; due[id] < 0 {
				findings = append(findings, wire.Finding{Requirement: "STAT-1", Event: a.event, What: fmt.Sprintf("more reports for %q to %s than messages with that id", id, c.name)})
			}
		}
	}
	return findings
}

// reportsOfTheirForm expects that a status report has the right messageType, and that its
// status is good or bad. STAT-1
func reportsOfTheirForm(r *record) []wire.Finding {
	return r.ofEach(func(c *connection, a received) (wire.Finding, bool) {
		header := a.value.Get("header")
		status, given := header.Get("status"), header.Get("messageType")
		switch isGoodOrBad := status.Kind == wire.String && (status.Text == "good" || status.Text == "bad"); {
		case isReport(a.value) && !isGoodOrBad:
			return wire.Finding{Requirement: "STAT-1", What: "a report to " + c.name + " with the status " + cmp.Or(status.String(), "missing")}, true
		case !isReport(a.value) && isGoodOrBad && a.value.Get("payload", "type").Kind == wire.Invalid: // no dummy reply
			return wire.Finding{Requirement: "STAT-1", What: "a report to " + c.name + " with the messageType " + cmp.Or(given.String(), "missing")}, true
		}
		return wire.Finding{}, false
	})
}

// deliveriesToSessions expects deliveries only on sessions. A user whom a handler has named may
// have a session although its report is not as it should be. CLIENTS-10
func deliveriesToSessions(r *record) []wire.Finding {
	return r.ofEach(func(c *connection, a received) (wire.Finding, bool) {
		user := c.user()
		isSession := isBefore(c.signedIn, a.event) || user != "" && r.isNamed(user, a.event)
		return wire.Finding{Requirement: "CLIENTS-10", What: "a delivery to " + c.name + ", which is not a session"}, isDelivery(a.value) && !isSession
	})
}

// deliveriesToNamed expects deliveries on sessions only to users that a handler has named.
// CLIENTS-5
func deliveriesToNamed(r *record) []wire.Finding {
	return r.ofEach(func(c *connection, a received) (wire.Finding, bool) {
		user := c.user()
		isOfSession := isDelivery(a.value) && user != "" && isBefore(c.signedIn, a.event)
		switch {
		case !isOfSession || r.isNamed(user, a.event):
			return wire.Finding{}, false
		case r.isOfEmptyList(a):
			return wire.Finding{Requirement: "CLIENTS-5", What: fmt.Sprintf("a delivery to %q, although the list was empty", user)}, true
		}
		return wire.Finding{Requirement: "CLIENTS-5", What: fmt.Sprintf("a delivery to %q, although no handler has named that user", user)}, true
	})
}

// silenceAfterFatal expects no message after the report of a fatal error. CONN-7
func silenceAfterFatal(r *record) []wire.Finding {
	return r.ofEach(func(c *connection, a received) (wire.Finding, bool) {
		return wire.Finding{Requirement: "CONN-7", What: "a message to " + c.name + " after the report of a fatal error"}, isBefore(c.over, a.event)
	})
}

// isBefore reports whether event happened, and before other. 0 means an event that never
// happened.
func isBefore(event, other int) bool { return event != 0 && event < other }

// ofEach calls look with each message from the server, and returns the first breach on each
// connection.
func (r *record) ofEach(look func(c *connection, a received) (wire.Finding, bool)) []wire.Finding {
	var findings []wire.Finding
	for _, c := range r.connections {
		for _, a := range c.received {
			if f, found := look(c, a); found {
				f.Event = a.event
				findings = append(findings, f)
				break
			}
		}
	}
	return findings
}
