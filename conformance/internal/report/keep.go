package report

import (
	"slices"

	"github.com/besterprotocol/bester/conformance/internal/wire"
)

// How much of a scenario's record is kept in a report. The record of a failure must be
// complete enough to read and to send again; for a scenario that passed, a sketch is
// enough.
const (
	keptEvents       = 60
	keptBytes        = 512 // of each event
	keptFailedEvents = 2000
	keptFailedBytes  = 1 << 20 // of each event
)

// Keep returns the part of the record of s that the report keeps: the first events and the
// first bytes of each, and every event at which the server went wrong.
func Keep(events []wire.Event, s Scenario) []wire.Event {
	if s.Failure == nil && len(s.Findings) == 0 {
		return Sketch(events)
	}
	return keep(events, keptFailedEvents, keptFailedBytes, func(e wire.Event) bool { return shows(s, e) })
}

// Sketch returns the part that is kept of a record that shows nothing new.
func Sketch(events []wire.Event) []wire.Event {
	events = slices.DeleteFunc(slices.Clone(events), func(e wire.Event) bool { return e.Aside })
	return keep(events, keptEvents, keptBytes, func(wire.Event) bool { return false })
}

// Shorten returns a record of a failure with at most keptBytes of each event.
func Shorten(events []wire.Event) []wire.Event {
	return keep(events, keptFailedEvents, keptBytes, func(wire.Event) bool { return true })
}

// shows reports whether the failure or a finding of s points to e.
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
