package report

import (
	"fmt"

	"github.com/besterprotocol/bester/conformance/internal/wire"
)

// onLine returns s as the scenario on a line of a.feature.
func onLine(line int, s Scenario) Scenario {
	s.Name, s.File, s.Line = "one", "a.feature", line
	return s
}

// placeOf returns the place of the scenario on a line of a.feature.
func placeOf(line int) string { return fmt.Sprintf("features/a.feature:%d", line) }

// failed returns a failed scenario with a record of some events.
func failed(line, events int, allowed, happened string, ids ...string) Scenario {
	s := onLine(line, scenario(Failed, ids...))
	s.Steps = []Step{{Keyword: "Then", Text: "bob is told", Failed: true}}
	s.Failure = &Failure{Allowed: allowed, Happened: happened}
	for i := range events {
		s.Events = append(s.Events, ofBob(i+1, wire.Sent))
	}
	return s
}

// found returns a scenario that passed and has a finding.
func found(line int, id, what string) Scenario {
	s := onLine(line, scenario(Passed, "A-3"))
	s.Findings = []wire.Finding{{Requirement: id, What: what}}
	return s
}

// blocked returns a scenario that a requirement blocks.
func blocked(line int, by string, ids ...string) Scenario {
	s := onLine(line, scenario(Blocked, ids...))
	s.BlockedBy, s.Failure = by, &Failure{Happened: "it was not run"}
	return s
}

// ofBob returns an event on the connection of bob to S1.
func ofBob(number int, action wire.Action) wire.Event {
	return wire.Event{Number: number, Connection: "bob", Server: "S1", Action: action}
}

// aside returns e as an event of the suite's own witness and probes.
func aside(e wire.Event) wire.Event {
	e.Aside = true
	return e
}
