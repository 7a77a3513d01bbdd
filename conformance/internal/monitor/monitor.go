// Package monitor holds what is true of every scenario, whatever it is about, against
// the record of one.
package monitor

import (
	"slices"

	"github.com/besterprotocol/bester/conformance/internal/wire"
)

// monitors each look for the breach of one rule.
var monitors = []func(*record) []wire.Finding{
	reportsOnce,
	reportsOfTheirForm,
	deliveriesToSessions,
	deliveriesToNamed,
	silenceAfterFatal,
}

// Check returns the breaches that the record of a scenario shows, in the order of its
// events. The record has to be complete.
func Check(events []wire.Event) []wire.Finding {
	r := read(events)
	var all []wire.Finding
	for _, look := range monitors {
		all = append(all, look(r)...)
	}
	slices.SortStableFunc(all, func(a, b wire.Finding) int { return a.Event - b.Event })
	return all
}
