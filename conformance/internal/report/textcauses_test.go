package report

import (
	"fmt"
	"strings"
	"testing"

	"github.com/besterprotocol/bester/conformance/internal/wire"
	"github.com/besterprotocol/bester/spec"
)

func TestTextBeginsWithTheFirstSteps(t *testing.T) {
	steps := func(verdicts ...Verdict) []FirstStep {
		var all []FirstStep
		for i, v := range verdicts {
			step := FirstStep{Does: fmt.Sprint("does ", i+1), Verdict: v, Place: "features/a.feature:90"}
			if v != Passed {
				step.Requirement = "A-1"
			}
			all = append(all, step)
		}
		return all
	}
	waiting := steps(Passed, Failed, Blocked, Passed)
	waiting[1].Waiting = 640
	for _, test := range []struct {
		name  string
		steps []FirstStep
		want  string // "" if the text does not mention steps
	}{
		{"all hold", steps(Passed, Passed), "all 2 first steps ✓: fix A-1 next\n"},
		{"one fails and others wait", waiting, "does 1 ✓ · does 2 ✗ · does 4 ✓: fix A-1 next; 640 scenarios wait for it\n"},
		{"one is blocked itself", steps(Passed, Blocked, Blocked), "does 1 ✓ · does 2 ✗: fix A-1 next\n"},
		{"one is unstable", steps(Unstable), "does 1 ≈: it fails now and then\n"},
		{"there are none", nil, ""},
	} {
		r := judged([]string{"core"}, nil, failed(1, 1, "x", "y", "A-1"))
		r.FirstSteps = test.steps
		got := rendered(t, r, Style{})
		if !strings.HasPrefix(got, test.want) || test.want == "" && !strings.HasPrefix(got, "1 cause ") {
			t.Errorf("%s: got %q, want %q", test.name, strings.SplitAfter(got, "\n")[0], test.want)
		}
	}
	good := judged([]string{"core"}, nil, scenario(Passed, "A-1"))
	good.FirstSteps = steps(Passed)
	if got := rendered(t, good, Style{}); strings.Contains(got, "step") {
		t.Errorf("the text on a server that conforms mentions steps:\n%s", got)
	}
}

// TestTextOnABadServerIsShort renders the report on a server that does nothing, and on one
// with many faults.
func TestTextOnABadServerIsShort(t *testing.T) {
	var requirements []spec.Requirement
	var none, many []Scenario
	for i := range 120 {
		id := fmt.Sprintf("A-%d", i+1)
		requirements = append(requirements, spec.Requirement{ID: id, Level: spec.MUST, Profile: "core", Text: "A server MUST " + strings.Repeat("do this and that ", 20), File: "a.md", Line: i + 1})
		for line := range 8 {
			s := failed(100*i+line+1, 300, fmt.Sprintf("a report for %q", id), strings.Repeat("long ", 500), id)
			s.Output = map[string]string{"S1": strings.Repeat("a log line\n", 200)}
			if many = append(many, s); i >= 15 {
				many[len(many)-1] = scenario(Passed, id)
			}
			if i > 0 {
				s.Verdict, s.BlockedBy, s.Failure, s.Events = Blocked, "A-1", blocked(s.Line, "A-1", id).Failure, nil
			}
			none = append(none, s)
		}
	}
	scope := Scope{Requirements: requirements, Profiles: profiles, Claimed: []string{"core"}}
	for _, test := range []struct {
		scenarios []Scenario
		most      int
		want      string
	}{
		{none, 100, "▪ not judged: blocked by A-1: 119 requirements\n"},
		{many, 250, "15 causes explain 120 failing scenarios\n"},
	} {
		got := rendered(t, judgedBy(scope, test.scenarios...), Style{})
		if lines := strings.Count(got, "\n"); lines > test.most {
			t.Errorf("%d lines, want at most %d", lines, test.most)
		}
		if !strings.Contains(got, test.want) {
			t.Errorf("%q is not in\n%s", test.want, got)
		}
	}
}

// TestTracesShowProbesThatDecide renders a trace in which the suite's own probe is the last
// frame sent.
func TestTracesShowProbesThatDecide(t *testing.T) {
	asides := func(s Scenario) int {
		n := 0
		for _, e := range told(s, marksOf(s)) {
			if e.Aside {
				n++
			}
		}
		return n
	}
	s := failed(1, 0, "x", "nothing for 5s", "A-1")
	s.Events = []wire.Event{aside(ofBob(1, wire.Sent)), ofBob(2, wire.Sent)}
	if n := asides(s); n != 0 {
		t.Errorf("%d asides are shown, though no probe came after the scenario's own message", n)
	}
	s.Events = append(s.Events, aside(ofBob(3, wire.Sent)), aside(ofBob(4, wire.Closed)))
	if n := asides(s); n != 3 {
		t.Errorf("%d asides are shown, want 3", n)
	}
	s.Failure.Event = 2
	if n := asides(s); n != 0 {
		t.Errorf("%d asides are shown, though one of the scenario's own events decided", n)
	}
}

func TestLongTracesAreCut(t *testing.T) {
	s := failed(1, 60, "x", "y", "A-1")
	s.Failure.Event = 50
	got := rendered(t, judged([]string{"core"}, nil, s), Style{})
	for _, want := range []string{"      1      0.0 ms", "    … 36 more lines\n", "  ▶  50      0.0 ms", "    … 10 more lines\n"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
}

func TestTextReportsState(t *testing.T) {
	r := judged([]string{"core"}, nil, scenario(Passed, "A-1"))
	r.State = &State{Scenarios: 1, First: "features/a.feature:1", After: "features/b.feature:2"}
	if got, want := rendered(t, r, Style{}), "\n1 scenario fails only after others ran: the server keeps state, first seen in features/a.feature:1 after features/b.feature:2\n"; !strings.Contains(got, want) {
		t.Errorf("%q is not in\n%s", want, got)
	}
	r.State.Scenarios, r.State.Fresh = 12, true
	if got, want := rendered(t, r, Style{}), "12 scenarios fail only after others ran: "; !strings.Contains(got, want) || !strings.Contains(got, "; the run continued with a fresh server for each scenario\n") {
		t.Errorf("%q is not in\n%s", want, got)
	}
}

func TestTextShowsUnstableScenarios(t *testing.T) {
	s := failed(1, 2, "x", "y", "A-1")
	s.Verdict = Unstable
	got := rendered(t, judged([]string{"core"}, nil, s), Style{})
	for _, want := range []string{
		"≈ features/a.feature:1 (A-1) is unstable: it failed once, but not again: allowed: x; happened: y\n\n  What was on the wire:\n",
		"≈ A-1         MUST   core       unstable in 1 scenario\n",
		"✗ my server does not conform to Bester 1.0: some results are unstable\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
}
