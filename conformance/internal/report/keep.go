package report

import (
	"slices"

	"github.com/besterprotocol/bester/conformance/internal/wire"
)

// How much of a scenario's record stays in a report. What failed has to be
// understood, and sent again byte by byte; of what passed a sketch is enough.
const (
	keptEvents       = 60
	keptBytes        = 512 // of each event
	keptFailedEvents = 2000
	keptFailedBytes  = 1 << 20 // of each event
)

// Keep returns what stays in a report of what was recorded in s: the first events,
// and the first bytes of each. All that shows where the server went wrong stays.
func Keep(events []wire.Event, s Scenario) []wire.Event {
	if s.Failure == nil && len(s.Findings) == 0 {
		return Sketch(events)
	}
	return keep(events, keptFailedEvents, keptFailedBytes, func(e wire.Event) bool { return shows(s, e) })
}

// Sketch returns what stays of the record of a scenario in which nothing new went
// wrong.
func Sketch(events []wire.Event) []wire.Event {
	events = slices.DeleteFunc(slices.Clone(events), func(e wire.Event) bool { return e.Aside })
	return keep(events, keptEvents, keptBytes, func(wire.Event) bool { return false })
}

// shows reports whether e is where the server went wrong.
func shows(s Scenario, e wire.Event) bool {
	return s.Failure != nil && e.Number == s.Failure.Event ||
		slices.ContainsFunc(s.Findings, func(f wire.Finding) bool { return f.Event == e.Number })
}

func keep(events []wire.Event, count, size int, must func(wire.Event) bool) []wire.Event {
	var kept []wire.Event
	for _, e := range events {
		if len(kept) >= count && !must(e) {
			continue
		}
		if len(e.Bytes) > size {
			e.Bytes = slices.Clone(e.Bytes[:size])
		}
		kept = append(kept, e)
	}
	return kept
}
