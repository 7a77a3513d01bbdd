package conformance

import (
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/besterprotocol/bester/conformance/internal/report"
)

func TestDiagnosis(t *testing.T) {
	f := func(proves string, needs ...string) failure { return failure{[]string{proves}, needs} }
	tests := []struct {
		name   string
		failed []failure
		passed map[string]int // how many scenarios pass, by what they prove
		known  []string       // certainly broken
		want   []string
	}{
		{"nothing", nil, nil, nil, nil},
		{"one failure", []failure{f("A")}, nil, nil, []string{"A"}},
		{"the needed requirement is not broken", []failure{f("A", "B")}, nil, nil, []string{"A"}},
		{"the needed requirement is broken", []failure{f("A", "B"), f("B")}, nil, nil, []string{"B"}},
		{"the needed requirement is known to be broken", []failure{f("A", "B")}, nil, []string{"B"}, []string{"B"}},
		{"both are broken", []failure{f("A", "B"), f("A"), f("B")}, nil, nil, []string{"A", "B"}},
		{"a chain whose middle mostly holds", []failure{f("A", "B"), f("B", "C"), f("C")}, map[string]int{"B": 3}, nil, []string{"A", "C"}},
		{"a chain", []failure{f("A", "B", "C"), f("B", "C"), f("C")}, nil, nil, []string{"C"}},
		{"one of two", []failure{{proves: []string{"A", "B"}}, f("B")}, nil, nil, []string{"B"}},
		{"two that only fail together", []failure{{proves: []string{"A", "B"}}, {proves: []string{"A", "B"}}}, map[string]int{"B": 2}, nil, []string{"A"}},
		{"a chain whose end explains only the middle", []failure{f("A", "B"), f("B", "C"), f("C"), f("B")}, nil, nil, []string{"B", "C"}},
		{"one instead of three", []failure{f("A", "D"), f("B", "D"), f("C", "D"), f("D", "A")}, nil, nil, []string{"D"}},
		{
			"two instead of three",
			[]failure{f("A", "C"), f("B", "A"), f("C", "A"), f("D", "C"), f("E", "C")}, map[string]int{"C": 6}, nil, []string{"B", "C"},
		},
		{
			"a circle: the one with the larger share of failed scenarios",
			[]failure{f("A", "B"), f("B", "A"), f("B", "A")}, map[string]int{"A": 9}, nil, []string{"B"},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := &diagnosis{failed: test.failed, proving: map[string]*tally{}, certain: map[string]bool{}, broken: map[string]bool{}, ordered: []string{"A", "B", "C", "D", "E"}}
			for _, f := range test.failed {
				count(d.proving, f.proves, report.Scenario{Verdict: report.Failed})
			}
			for id, n := range test.passed {
				for range n {
					count(d.proving, []string{id}, report.Scenario{Verdict: report.Passed})
				}
			}
			for _, id := range test.known {
				d.certain[id] = true
			}
			d.run()
			if diff := cmp.Diff(test.want, slices.Sorted(maps.Keys(d.broken))); diff != "" {
				t.Errorf("broken (-want +got):\n%s", diff)
			}
		})
	}
}

// TestGeneratedMessagesAreWeakEvidence has two requirements that explain the same failures. Only
// generated messages show that the first one is broken.
func TestGeneratedMessagesAreWeakEvidence(t *testing.T) {
	d := &diagnosis{failed: []failure{{[]string{"A"}, []string{"B"}}, {[]string{"B"}, []string{"A"}}}, proving: map[string]*tally{}, broken: map[string]bool{}, ordered: []string{"A", "B"}}
	generated := report.Scenario{Verdict: report.Failed, Steps: []report.Step{{Text: `"alice" sends generated messages`}}}
	count(d.proving, []string{"A"}, generated)
	count(d.proving, []string{"B"}, report.Scenario{Verdict: report.Failed})
	if d.run(); d.broken["A"] || !d.broken["B"] {
		t.Errorf("got %v, want B", d.broken)
	}
}
