package monitor

import (
	"fmt"

	"github.com/besterprotocol/bester/conformance/internal/wire"
)

func isReport(v wire.Value) bool { return v.Get("header", "messageType").Text == "statusReport" }

func isDelivery(v wire.Value) bool { return v.Get("header", "messageType").Text == "receivedMessage" }

// ids of reports that answer no message of the client's own.
const (
	authID  = "auth_special"
	fatalID = "fatal_special"
)

// reportsOnce wants no more reports on an id than messages had it. STAT-1
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
				findings = append(findings, wire.Finding{Requirement: "STAT-1", Event: a.event, What: fmt.Sprintf("one more report for %q to %s than it sent messages with that id", id, c.name)})
			}
		}
	}
	return findings
}

// deliveriesToSessions wants deliveries on sessions only. CLIENTS-10
func deliveriesToSessions(r *record) []wire.Finding {
	var findings []wire.Finding
	for _, c := range r.connections {
		session := false
		for _, a := range c.received {
			session = session || isReport(a.value) && a.value.Get("payload", "id").Text == authID && a.value.Get("header", "status").Text == "good"
			if isDelivery(a.value) && !session && c.user() == "" {
				findings = append(findings, wire.Finding{Requirement: "CLIENTS-10", Event: a.event, What: "a delivery to " + c.name + ", which is not a session"})
			}
		}
	}
	return findings
}

// deliveriesToNamed wants deliveries to users only that a handler has named. CLIENTS-5
func deliveriesToNamed(r *record) []wire.Finding {
	var findings []wire.Finding
	for _, c := range r.connections {
		user := c.user()
		if user == "" {
			continue
		}
		for _, a := range c.received {
			if isDelivery(a.value) && !r.isNamed(user, a.event) {
				findings = append(findings, wire.Finding{Requirement: "CLIENTS-5", Event: a.event, What: fmt.Sprintf("a delivery to %q, whom no handler has named", user)})
				break
			}
		}
	}
	return findings
}

// silenceAfterFatal wants nothing after the report of a fatal error. CONN-7
func silenceAfterFatal(r *record) []wire.Finding {
	var findings []wire.Finding
	for _, c := range r.connections {
		over := false
		for _, a := range c.received {
			if over {
				findings = append(findings, wire.Finding{Requirement: "CONN-7", Event: a.event, What: "a message to " + c.name + " after the report of a fatal error"})
				break
			}
			over = isReport(a.value) && a.value.Get("header", "status").Text == "bad" && a.value.Get("payload", "id").Text == fatalID
		}
	}
	return findings
}
