// Package monitor checks the record of a scenario against rules that hold in every scenario.
package monitor

import (
	"slices"

	"github.com/besterprotocol/bester/conformance/internal/wire"
)

// monitors are the checks. Each looks for breaches of one rule.
var monitors = []func(*record) []wire.Finding{
	reportsOnce,
	reportsOfTheirForm,
	deliveriesToSessions,
	deliveriesToNamed,
	silenceAfterFatal,
}

// Check returns the breaches in the record of a scenario, in the order of its events. The
// record must be complete.
func Check(events []wire.Event) []wire.Finding {
	r := read(events)
	var all []wire.Finding
	for _, look := range monitors {
		all = append(all, look(r)...)
	}
	slices.SortStableFunc(all, func(a, b wire.Finding) int { return a.Event - b.Event })
	return all
}
