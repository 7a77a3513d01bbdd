package baseline

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/besterprotocol/bester/conformance/internal/report"
	"github.com/besterprotocol/bester/conformance/internal/wire"
)

// blame adds a finding about a requirement to some of the scenarios.
func blame(scenarios []report.Scenario, id string, which ...int) []report.Scenario {
	for _, i := range which {
		scenarios[i].Findings = append(scenarios[i].Findings, wire.Finding{Requirement: id, What: "wrong"})
	}
	return scenarios
}

func nothingIgnored(string) bool { return false }

func TestApplyCoversFindings(t *testing.T) {
	scenarios := blame(blame(run("pppppp"), "A-1", 5), "B-1", 5)
	read(t, "fails: A-1, reason: why", "fails: c c, reason: no").Apply(scenarios, now)
	want := []wire.Finding{{Requirement: "A-1", What: "wrong", Known: "why"}, {Requirement: "B-1", What: "wrong"}}
	if diff := cmp.Diff(want, scenarios[5].Findings); diff != "" {
		t.Error(diff)
	}
	for _, s := range scenarios {
		if s.Verdict != report.Passed {
			t.Errorf("%s is %s, but the requirement of the entry is still broken", s.Name, s.Verdict)
		}
	}
	expired := blame(run("pppppp"), "A-1", 5)
	read(t, "fails: A-1, reason: why, expires: 2026-06-14").Apply(expired, now)
	if f := expired[5].Findings[0]; f.Known != "" {
		t.Errorf("an entry that has expired covers %+v", f)
	}
}

func TestApplyLeavesBlockedAndUnstableScenarios(t *testing.T) {
	scenarios := run("bupppp")
	scenarios[0].BlockedBy = "C-1"
	read(t, "fails: A-1, reason: why").Apply(scenarios, now)
	for i, want := range []report.Verdict{report.Blocked, report.Unstable, report.Passed} {
		if scenarios[i].Verdict != want || scenarios[i].Known != "" {
			t.Errorf("%s is %s (%s), want %s", scenarios[i].Name, scenarios[i].Verdict, scenarios[i].Known, want)
		}
	}
}

func TestScenariosBlockedOnlyByKnownFailures(t *testing.T) {
	for _, test := range []struct {
		what, run, entry string
		findings         []int
		want             string
	}{
		{"the requirement is in the baseline", "bppppf", "fails: C-1, reason: why", nil, "why"},
		{"all of its failed scenarios are in the baseline", "bppppf", `fails: "c: 1", reason: why`, nil, "why"},
		{"the requirement is not in the baseline", "bppppf", "fails: ab, reason: why", nil, ""},
		{"a finding about it is not in the baseline", "bppppf", `fails: "c: 1", reason: why`, []int{3}, ""},
		{"only a finding shows it", "bppppp", "fails: C-1, reason: why", []int{3}, "why"},
	} {
		scenarios := blame(run(test.run), "C-1", test.findings...)
		scenarios[0].BlockedBy = "C-1"
		read(t, test.entry).Apply(scenarios, now)
		if s := scenarios[0]; s.Verdict != report.Blocked || s.Known != test.want {
			t.Errorf("%s: got %s (%q), want blocked (%q)", test.what, s.Verdict, s.Known, test.want)
		}
	}
}

func TestUpdateWritesFindingsOnce(t *testing.T) {
	for _, test := range []struct {
		what, run string
		findings  map[string][]int
		want      []string
	}{
		{"several findings", "pppppp", map[string][]int{"B-1": {0, 1, 5}}, []string{"B-1"}},
		{"findings and failures of one requirement", "pppffp", map[string][]int{"B-1": {0}}, []string{"B-1"}},
		{"blocked and unstable scenarios", "bupppp", nil, nil},
		{"a requirement that no scenario proves", "pppppp", map[string][]int{"D-1": {0}}, nil},
		{"a requirement that is not claimed", "ppppp-", map[string][]int{"C-1": {0}}, nil},
	} {
		scenarios := run(test.run)
		for id, which := range test.findings {
			blame(scenarios, id, which...)
		}
		b := New("known.yaml")
		for range 2 { // the second update finds everything in its place
			b.Update(scenarios, now, nothingIgnored)
		}
		var got []string
		for _, e := range b.entries {
			got = append(got, e.fails)
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s: %s", test.what, diff)
		}
	}
}

// TestUpdateMakesARunGreen applies a new baseline to the run that it was made from.
func TestUpdateMakesARunGreen(t *testing.T) {
	scenarios := blame(run("fpfpbf"), "B-1", 1)
	scenarios[4].BlockedBy = "A-1"
	b := New("known.yaml")
	b.Update(scenarios, now, nothingIgnored)
	b.Apply(scenarios, now)
	for _, s := range scenarios {
		if s.Verdict == report.Failed || s.Verdict == report.NowPasses || s.Verdict == report.Blocked && s.Known == "" {
			t.Errorf("%s is %s (%q)", s.Place(), s.Verdict, s.Known)
		}
		for _, f := range s.Findings {
			if f.Known == "" {
				t.Errorf("%s has the unknown finding %+v", s.Place(), f)
			}
		}
	}
}
