package conformance

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/besterprotocol/bester/conformance/internal/deviant"
	"github.com/besterprotocol/bester/conformance/internal/matrix"
	"github.com/besterprotocol/bester/conformance/internal/report"
	"github.com/besterprotocol/bester/spec"
)

// TestSetsAreDrawnBySeed draws few and many sets with one seed. Both must begin with the same
// sets, and all sets must be compatible.
func TestSetsAreDrawnBySeed(t *testing.T) {
	t.Parallel()
	p, err := newProving(t.Context(), DeviantOptions{Seed: 7})
	if err != nil {
		t.Fatal(err)
	}
	defer p.remove()
	few, many := p.drawSets(3), p.drawSets(40)
	for i, set := range many {
		if len(set) < minMutants || len(set) > maxMutants || !p.program.Compatible(set...) {
			t.Errorf("set %d: %s", i, nameOf(set))
		}
		if i < len(few) && nameOf(few[i]) != nameOf(set) {
			t.Errorf("set %d is %s among few and %s among many", i, nameOf(few[i]), nameOf(set))
		}
	}
	p.options.Seed = 8
	if nameOf(p.drawSets(1)[0]) == nameOf(few[0]) {
		t.Errorf("another seed gives the same set %s", nameOf(few[0]))
	}
}

// TestComparison compares a report with five mutants.
func TestComparison(t *testing.T) {
	requirement := func(id string, v report.Verdict) report.Requirement {
		return report.Requirement{Requirement: spec.Requirement{ID: id}, Verdict: v, Scenarios: 3}
	}
	failure := &report.Failure{Allowed: "this", Happened: "that"}
	run := &Report{
		Requirements: []report.Requirement{
			requirement("A-1", report.Failed), requirement("A-2", report.Warned), requirement("A-3", report.Passed), requirement("A-4", report.Blocked),
			requirement("A-5", report.Unstable), requirement("A-6", report.Blocked), requirement("A-7", report.Failed), requirement("A-8", report.Passed),
		},
		Scenarios: []report.Scenario{
			{File: "a.feature", Line: 1, Requirements: []string{"A-1", "A-7"}, Verdict: report.Failed, Failure: failure},
			{File: "a.feature", Line: 2, Requirements: []string{"A-7"}, Verdict: report.Passed},
			{File: "a.feature", Line: 3, Requirements: []string{"A-7"}, Verdict: report.Failed, Failure: failure},
		},
	}
	var p proving
	for _, q := range run.Requirements {
		p.requirements = append(p.requirements, q.Requirement)
	}
	var set []deviant.Server
	for i, id := range []string{"A-4", "A-3", "A-2", "A-1", "A-5"} {
		set = append(set, deviant.Server{Name: string(rune('a' + i)), Requirement: id})
	}
	want := matrix.Comparison{
		Broken:   []string{"A-1", "A-2", "A-3", "A-4", "A-5"},
		Named:    []string{"A-1", "A-2", "A-7"},
		Blocked:  []string{"A-4", "A-6"},
		Unstable: []string{"A-5"},
		Missed: []matrix.Miss{
			{Requirement: "A-3", Mutants: []string{"b"}, Verdict: "passed", Scenarios: 3},
			{Requirement: "A-5", Mutants: []string{"e"}, Verdict: "unstable", Scenarios: 3},
		},
		Blamed: []matrix.Blame{{
			Requirement: "A-7",
			Failed:      matrix.Failed{Place: matrix.Place{Place: "features/a.feature:1", Requirements: []string{"A-1", "A-7"}}, Why: "allowed: this; happened: that"},
			Scenarios:   2,
		}},
	}
	got := p.comparison(set, run)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got.Recall() != (matrix.Ratio{Part: 2, Whole: 4}) || got.Precision() != (matrix.Ratio{Part: 2, Whole: 3}) {
		t.Errorf("recall %v, precision %v", got.Recall(), got.Precision())
	}
}

func TestRunsThatDisagree(t *testing.T) {
	run := func(verdicts ...report.Verdict) *Report {
		r := &Report{}
		for i, v := range verdicts {
			r.Scenarios = append(r.Scenarios, report.Scenario{File: "a.feature", Line: i + 1, Verdict: v})
		}
		return r
	}
	got := differing([]*Report{run(report.Passed, report.Failed), run(report.Passed, report.Passed), run(report.Passed, report.Failed)})
	if len(got) != 1 || got[0].Place.Place != "features/a.feature:2" || got[0].Verdicts["failed"] != 2 || got[0].Verdicts["passed"] != 1 {
		t.Errorf("got %+v", got)
	}
	p := proving{options: DeviantOptions{Seed: 3, Repeat: 2}}
	if m := p.manners(); len(m) != 4 || m[0].seed != 3 || m[3].seed != 4 || m[0].parallel == m[1].parallel || slices.Contains(m[1:], m[0]) {
		t.Errorf("got %+v", m)
	}
}

// TestVariantsAreJudgedInSets puts the variants into sets. Each must be in one set, with
// variants that it can be combined with.
func TestVariantsAreJudgedInSets(t *testing.T) {
	t.Parallel()
	p, err := newProving(t.Context(), DeviantOptions{Names: variantNames()})
	if err != nil {
		t.Fatal(err)
	}
	defer p.remove()
	seen := map[string]bool{}
	sets := p.variantSets()
	for _, set := range sets {
		if len(set) > variantsAtOnce || !p.program.Compatible(set...) {
			t.Errorf("%s cannot be one server", nameOf(set))
		}
		for _, s := range set {
			if seen[s.Name] {
				t.Errorf("%s is in two sets", s.Name)
			}
			if s.IsLax() != set[0].IsLax() {
				t.Errorf("%s is in a set with %s, and only one of them is lax", s.Name, set[0].Name)
			}
			seen[s.Name] = true
		}
	}
	if len(seen) != len(deviant.Variants()) || len(sets) > len(seen)/2 {
		t.Errorf("%d sets contain %d of %d variants", len(sets), len(seen), len(deviant.Variants()))
	}
}

func variantNames() []string {
	var names []string
	for _, s := range deviant.Variants() {
		names = append(names, s.Name)
	}
	return names
}

func TestSampleIsDrawnBySeed(t *testing.T) {
	all := deviant.Deviants()
	few := sample(all, 20, 7)
	if diff := cmp.Diff(nameOf(few), nameOf(sample(all, 20, 7))); len(few) != 20 || diff != "" {
		t.Errorf("%d servers; one seed draws different ones:\n%s", len(few), diff)
	}
	if nameOf(few) == nameOf(sample(all, 20, 8)) {
		t.Error("two seeds draw the same servers")
	}
	if got := sample(all, len(all)+1, 7); len(got) != len(all) {
		t.Errorf("%d of %d servers are drawn, want all", len(got), len(all))
	}
}
