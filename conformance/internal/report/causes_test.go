package report

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/besterprotocol/bester/conformance/internal/wire"
)

// cause returns the cause with the shortest record on the first of some lines.
func cause(v Verdict, id, allowed, happened string, lines ...int) Cause {
	c := Cause{Requirements: []string{id}, Verdict: v, Allowed: allowed, Happened: happened, Record: placeOf(lines[0])}
	for _, line := range lines {
		c.Scenarios = append(c.Scenarios, placeOf(line))
	}
	slices.Sort(c.Scenarios)
	return c
}

// blocking returns c as the cause that blocks n scenarios.
func blocking(n int, c Cause) Cause {
	c.Blocked = n
	return c
}

func TestCausesGroupFailures(t *testing.T) {
	waiting := blocked(90, "A-1", "B-1")
	tests := []struct {
		name      string
		scenarios []Scenario
		want      []Cause
	}{
		{"nothing failed", []Scenario{scenario(Passed, "A-1")}, []Cause{}},
		{"ids, numbers and data differ, and the shortest record is shown",
			[]Scenario{failed(1, 9, `a report for "1"`, "nothing for 5s", "A-1"), failed(2, 2, `a report for "x \" y"`, "nothing for 5.1s", "A-1")},
			[]Cause{cause(Failed, "A-1", `a report for "x \" y"`, "nothing for 5.1s", 2, 1)}},
		{"different deviations are different causes, the one with most scenarios first",
			[]Scenario{failed(1, 1, "this", "that", "A-1"), failed(2, 1, "this", "what", "A-1"), failed(3, 1, "this", "what", "A-1")},
			[]Cause{cause(Failed, "A-1", "this", "what", 2, 3), cause(Failed, "A-1", "this", "that", 1)}},
		{"causes follow the order of the specification, and warnings come last",
			[]Scenario{failed(1, 1, "x", "y", "B-1"), failed(2, 1, "x", "y", "A-2"), failed(3, 1, "x", "y", "A-1")},
			[]Cause{cause(Failed, "A-1", "x", "y", 3), cause(Failed, "B-1", "x", "y", 1), cause(Warned, "A-2", "x", "y", 2)}},
		{"findings of scenarios that passed",
			[]Scenario{found(1, "B-1", `twice "1"`), found(2, "B-1", `twice "2"`)},
			[]Cause{cause(Failed, "B-1", "", `twice "1"`, 1, 2)}},
		{"blocked scenarios count towards the cause that blocks them",
			[]Scenario{failed(1, 1, "x", "y", "A-1"), waiting, waiting},
			[]Cause{blocking(2, cause(Failed, "A-1", "x", "y", 1))}},
		{"a requirement that only blocks others gets a cause",
			[]Scenario{waiting},
			[]Cause{blocking(1, cause(Failed, "A-1", "", "it was not run", 90))}},
		{"a known failure has no cause", []Scenario{func() Scenario { s := failed(1, 1, "x", "y", "A-1"); s.Verdict = KnownFailure; return s }()}, []Cause{}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := judged([]string{"core", "extra"}, nil, test.scenarios...).Causes()
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestFailuresAfterScenariosAreOneCause judges scenarios of two requirements that fail in
// the same check after their last sentence.
func TestFailuresAfterScenariosAreOneCause(t *testing.T) {
	first, second := failed(1, 1, "a report", "nothing for 5s", "B-1"), failed(2, 1, "a report", "nothing for 5s", "A-1")
	for _, s := range []*Scenario{&first, &second} {
		s.Steps = []Step{{Keyword: "And", Text: AfterScenario + "all is well", Failed: true}}
	}
	got := judged([]string{"core", "extra"}, nil, first, second).Causes()
	if len(got) != 1 || !slices.Equal(got[0].Requirements, []string{"A-1", "B-1"}) {
		t.Errorf("got %+v", got)
	}
}

func TestFirstStepsComeFirst(t *testing.T) {
	r := judged([]string{"core", "extra"}, nil, failed(1, 1, "x", "y", "A-1"), failed(2, 1, "x", "y", "B-1"))
	r.FirstSteps = []FirstStep{{Does: "a", Verdict: Passed, Place: placeOf(1)}, {Does: "b", Verdict: Failed, Requirement: "B-1", Place: placeOf(2)}}
	if got := r.Causes(); len(got) != 2 || got[0].Requirements[0] != "B-1" {
		t.Errorf("got %+v", got)
	}
}

// TestCrashNamesTheFramesBeforeIt judges a server that crashes in two scenarios: the first
// fails, the second passes and has a finding.
func TestCrashNamesTheFramesBeforeIt(t *testing.T) {
	const ended = "S1 ended (exit status 2); the last it printed:\nlistening\npanic: runtime error: index out of range [%d]\n\ngoroutine 1:\n\tmain.go:7\nexit"
	events := []wire.Event{
		ofBob(1, wire.Sent), ofBob(2, wire.Received), ofBob(3, wire.Sent), ofBob(4, wire.Sent), ofBob(5, wire.Ended),
		{Number: 6, Connection: "carol", Server: "S2", Action: wire.Received}, aside(ofBob(7, wire.Sent)),
	}
	failing := failed(1, 0, "a report", "the connection ended", "A-1")
	failing.Events, failing.Failure.Ended = events, ended
	passing := found(2, "B-1", "expected the server goes on serving, got S1 ended (exit status 2)")
	passing.Output, passing.Events = map[string]string{"S1": "panic: runtime error: index out of range [17]\nexit"}, append(slices.Clone(events), aside(ofBob(8, wire.Sent)))
	got := judged([]string{"core", "extra"}, nil, failing, passing).Causes()
	want := []Cause{{
		Requirements: []string{"A-1", "B-1"}, Verdict: Failed, Allowed: "a report", Happened: "the connection ended",
		Scenarios: []string{placeOf(1), placeOf(2)}, Record: placeOf(1),
		Inputs: []int{3, 4}, Crash: "panic: runtime error: index out of range [%d]",
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestCrashLines(t *testing.T) {
	for output, want := range map[string]string{
		"": "",
		"S1 ended (exit status 1) and had printed nothing":                                                          "S1 ended (exit status 1) and had printed nothing",
		"S1 ended (signal: killed); the last it printed:\nlistening\nbye":                                           "bye",
		"log\nTraceback (most recent call last):\n  File \"s.py\", line 3\n    x[1]\nKeyError: 'x'":                 "KeyError: 'x'",
		"s.js:3\n  throw e\n\nTypeError: Cannot read properties of undefined\n    at f (s.js:3)\n\nNode.js v22.1.0": "TypeError: Cannot read properties of undefined",
		"panic: boom [recovered]\n\tpanic: again\n\ngoroutine 1 [running]:\nexit status 2":                          "panic: boom [recovered]",
		"thread 'main' panicked at src/main.rs:5:9:\nboom\nnote: run with RUST_BACKTRACE=1":                         "thread 'main' panicked at src/main.rs:5:9:",
		"server: main.c:12: f: Assertion `n > 0' failed.\nAborted":                                                  "server: main.c:12: f: Assertion `n > 0' failed.",
		`Exception in thread "main" java.lang.NullPointerException` + "\n\tat S.main(S.java:3)":                     `Exception in thread "main" java.lang.NullPointerException`,
	} {
		if got := crashLine(output); got != want {
			t.Errorf("%q: got %q, want %q", output, got, want)
		}
	}
}

func TestAbstract(t *testing.T) {
	for text, want := range map[string]string{
		`a report for "1"`:                       "a report for …",
		`given {"a":[1,{"b":"}"}]} and [2, [3]]`: "given … and …",
		"nothing for 5.1s":                       "nothing for #s",
		"frame of 0xff and -12e+3 bytes":         "frame of # and # bytes",
		"nothing\n  else":                        "nothing else",
	} {
		if got := abstract(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestFindingsAreCountedOnce(t *testing.T) {
	twice := found(1, "B-1", `twice "1"`)
	twice.Findings = append(twice.Findings, wire.Finding{Requirement: "B-1", What: `twice "9"`, Event: 7})
	got := judged([]string{"core", "extra"}, nil, twice, found(2, "B-1", `twice "2"`), found(3, "A-1", "never")).Findings()
	want := []Finding{
		{Requirement: "A-1", What: "never", Scenarios: 1, Place: placeOf(3)},
		{Requirement: "B-1", What: `twice "1"`, Scenarios: 2, Place: placeOf(1)},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
