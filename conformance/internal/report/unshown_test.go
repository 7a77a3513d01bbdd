package report

import (
	"encoding/json"
	"strings"
	"testing"

	junit "github.com/joshdk/go-junit"

	"github.com/besterprotocol/bester/conformance/internal/wire"
)

// nothingFailed returns a report in which no scenario fails. B-1 has a finding, A-1 blocks
// two scenarios, A-2 is a recommendation with a finding, and one scenario is unstable.
func nothingFailed() *Report {
	waiting, ran := blocked(1, "A-1", "A-3"), blocked(2, "A-1", "A-3")
	ran.Findings = []wire.Finding{{Requirement: "A-1", What: "nothing", Event: 1}}
	ran.Failure = &Failure{Allowed: "a report", Happened: "nothing"}
	passed := found(3, "B-1", "twice")
	passed.Findings = append(passed.Findings, wire.Finding{Requirement: "A-2", What: "no error"})
	unsteady := failed(4, 1, "x", "y", "A-3")
	unsteady.Verdict = Unstable
	return judged([]string{"core", "extra"}, nil, waiting, ran, passed, unsteady)
}

func TestJUnitLosesNothing(t *testing.T) {
	suites, err := junit.Ingest([]byte(written(t, nothingFailed(), "junit")))
	if err != nil || len(suites) != 2 {
		t.Fatalf("%v, %d suites", err, len(suites))
	}
	var got []string
	for _, suite := range suites {
		for _, c := range suite.Tests {
			message := c.Message
			if failure, ok := c.Error.(junit.Error); ok {
				message = failure.Message
			}
			got = append(got, string(c.Status)+" "+c.Name+": "+message)
		}
	}
	want := `skipped one (features/a.feature:1): not judged: blocked by A-1
skipped one (features/a.feature:2): not judged: blocked by A-1
passed one (features/a.feature:3): 
failed one (features/a.feature:4): unstable: it failed once, but not again: allowed: x; happened: y
failed requirement A-1 is broken in a scenario about another requirement (features/a.feature:2): nothing (2 blocked scenarios)
failed requirement B-1 is broken in a scenario about another requirement (features/a.feature:3): twice
skipped requirement A-2 is broken in a scenario about another requirement (features/a.feature:3): warning: no error`
	if strings.Join(got, "\n") != want {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), want)
	}
}

func TestTAPLosesNothing(t *testing.T) {
	want := []struct {
		ok        bool
		directive string
	}{{true, "SKIP"}, {true, "SKIP"}, {true, ""}, {false, ""}, {false, ""}, {false, ""}, {false, "TODO"}}
	points := readTAP(t, written(t, nothingFailed(), "tap"))
	if len(points) != len(want) {
		t.Fatalf("got %d test points, want %d", len(points), len(want))
	}
	for i, p := range points {
		if p.ok != want[i].ok || p.directive != want[i].directive || p.number != i+1 {
			t.Errorf("got %+v, want %+v", p, want[i])
		}
	}
	if got := points[4].diagnostics["happened"]; got != "nothing" {
		t.Errorf("got diagnostics %v", points[4].diagnostics)
	}
}

func TestSARIFLosesNothing(t *testing.T) {
	run := readSARIF(t, written(t, nothingFailed(), "sarif"))
	var got []string
	for _, result := range run.Results {
		got = append(got, strings.Join([]string{*result.RuleID, result.Level, *result.Message.Text}, " "))
	}
	want := `A-3 error one: unstable: it failed once, but not again: allowed: x; happened: y
A-1 error nothing (seen in 1 scenario)
B-1 error twice (seen in 1 scenario)
A-2 warning no error (seen in 1 scenario)`
	if strings.Join(got, "\n") != want {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), want)
	}
	if notes := run.Invocations[0].ToolExecutionNotifications; len(notes) != 1 || *notes[0].Message.Text != "2 scenarios not judged: blocked by A-1" {
		t.Errorf("got notifications %+v", notes)
	}
}

func TestMarkdownShowsCauses(t *testing.T) {
	r := nothingFailed()
	r.FirstSteps = []FirstStep{{Does: "signs in", Verdict: Failed, Requirement: "A-1", Place: "features/a.feature:2", Waiting: 2}}
	r.State = &State{Scenarios: 1, First: "features/a.feature:1", After: "features/a.feature:2"}
	got := page(t, written(t, r, "markdown"))
	for _, want := range []string{
		"signs in ❌: <strong>fix A-1 next; 2 scenarios wait for it</strong>",
		"3 causes explain 2 failing scenarios and 2 blocked ones.",
		"Blocked: 2 scenarios by A-1.",
		"1 scenario fails only after others ran",
		"<b>A-1</b> one (2 blocked scenarios)", "<b>B-1</b> one", "<b>A-2</b> one",
		"🎲 <b>A-3</b> one",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
	if n := strings.Count(got, "<details>"); n != 4 {
		t.Errorf("%d details, want 4: three causes and the unstable scenario", n)
	}
}

func TestMessagesSkipBlockedScenarios(t *testing.T) {
	got := written(t, nothingFailed(), "messages")
	if !strings.Contains(got, `"success":false`) || strings.Count(got, `"status":"FAILED"`) != 1 {
		t.Errorf("got\n%s", got)
	}
}

// TestKnownFindingsDoNotCount puts everything that is broken into the baseline. Neither the
// findings nor the scenarios that they block may count.
func TestKnownFindingsDoNotCount(t *testing.T) {
	r := nothingFailed()
	scenarios := r.Scenarios[:3]
	for i := range scenarios {
		for at := range scenarios[i].Findings {
			scenarios[i].Findings[at].Known = "we are at it"
		}
		if scenarios[i].Verdict == Blocked {
			scenarios[i].Known = "we are at it"
		}
	}
	known := judged([]string{"core", "extra"}, nil, scenarios...)
	if got := known.verdictOn("B-1"); got != KnownFailure || !known.Conforms() || len(known.Causes()) > 0 || len(known.unshown()) > 0 {
		t.Errorf("B-1 is %s, conforms is %v, the causes are %+v", got, known.Conforms(), known.Causes())
	}
	if got, want := rendered(t, known, Style{}), "conforms to Bester 1.0 but for 1 known failure, and 2 scenarios blocked by them\n"; !strings.Contains(got, want) {
		t.Errorf("%q is not in\n%s", want, got)
	}
	scenarios[0].Known = ""
	if judged([]string{"core", "extra"}, nil, scenarios...).Conforms() {
		t.Error("a scenario blocked by an unknown failure does not count")
	}
}

func TestJSONIncompleteRunDoesNotConform(t *testing.T) {
	for _, verdicts := range [][]Verdict{{Passed}, {Passed, NotRun}, {Failed}, {Failed, NotRun}} {
		var scenarios []Scenario
		for _, v := range verdicts {
			scenarios = append(scenarios, scenario(v, "A-1"))
		}
		var read struct{ Conforms, Complete bool }
		if err := json.Unmarshal([]byte(written(t, judged([]string{"core"}, nil, scenarios...), "json")), &read); err != nil {
			t.Fatal(err)
		}
		if want := len(verdicts) == 1 && verdicts[0] == Passed; read.Conforms != want || read.Complete != (len(verdicts) == 1) {
			t.Errorf("%v: got %+v", verdicts, read)
		}
	}
}
