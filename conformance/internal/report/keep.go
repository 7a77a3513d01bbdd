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

// Keep returns what stays in a report of what was recorded in a scenario that
// failed, or did not: the first events, and the first bytes of each. The event in
// which the server went wrong always stays.
func Keep(events []wire.Event, failure *Failure) []wire.Event {
	count, size := keptEvents, keptBytes
	if failure != nil {
		count, size = keptFailedEvents, keptFailedBytes
	} else {
		events = slices.DeleteFunc(slices.Clone(events), func(e wire.Event) bool { return e.Aside })
	}
	var kept []wire.Event
	for _, e := range events {
		if len(kept) >= count && (failure == nil || e.Number != failure.Event) {
			continue
		}
		if len(e.Bytes) > size {
			e.Bytes = slices.Clone(e.Bytes[:size])
		}
		kept = append(kept, e)
	}
	return kept
}
