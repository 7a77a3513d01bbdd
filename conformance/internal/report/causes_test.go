package report

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/besterprotocol/bester/conformance/internal/wire"
)

// failed returns a failed scenario with a record of some events.
func failed(line, events int, allowed, happened string, ids ...string) Scenario {
	s := scenario(Failed, ids...)
	s.Name, s.File, s.Line = "one", "a.feature", line
	s.Steps = []Step{{Keyword: "Then", Text: "bob is told", Failed: true}}
	s.Failure = &Failure{Allowed: allowed, Happened: happened}
	for i := range events {
		s.Events = append(s.Events, wire.Event{Number: i + 1, Connection: "bob", Server: "S1", Action: wire.Sent})
	}
	return s
}

// found returns a scenario that passed and has a finding.
func found(line int, id, what string) Scenario {
	s := scenario(Passed, "A-3")
	s.Name, s.File, s.Line = "one", "a.feature", line
	s.Findings = []wire.Finding{{Requirement: id, What: what}}
	return s
}

func TestCausesGroupFailures(t *testing.T) {
	blocked := scenario(Blocked, "B-1")
	blocked.File, blocked.Line, blocked.BlockedBy, blocked.Failure = "a.feature", 90, "A-1", &Failure{Happened: "it was not run"}
	tests := []struct {
		name      string
		scenarios []Scenario
		want      []Cause
	}{
		{"nothing failed", []Scenario{scenario(Passed, "A-1")}, []Cause{}},
		{"ids, numbers and data differ, and the shortest record is shown",
			[]Scenario{failed(1, 9, `a report for "1"`, "nothing for 5s", "A-1"), failed(2, 2, `a report for "x \" y"`, "nothing for 5.1s", "A-1")},
			[]Cause{{Requirements: []string{"A-1"}, Verdict: Failed, Allowed: `a report for "x \" y"`, Happened: "nothing for 5.1s",
				Scenarios: []string{"features/a.feature:1", "features/a.feature:2"}, Record: "features/a.feature:2"}}},
		{"different deviations are different causes, the one with most scenarios first",
			[]Scenario{failed(1, 1, "this", "that", "A-1"), failed(2, 1, "this", "what", "A-1"), failed(3, 1, "this", "what", "A-1")},
			[]Cause{
				{Requirements: []string{"A-1"}, Verdict: Failed, Allowed: "this", Happened: "what", Scenarios: []string{"features/a.feature:2", "features/a.feature:3"}, Record: "features/a.feature:2"},
				{Requirements: []string{"A-1"}, Verdict: Failed, Allowed: "this", Happened: "that", Scenarios: []string{"features/a.feature:1"}, Record: "features/a.feature:1"},
			}},
		{"causes follow the order of the specification, and warnings come last",
			[]Scenario{failed(1, 1, "x", "y", "B-1"), failed(2, 1, "x", "y", "A-2"), failed(3, 1, "x", "y", "A-1")},
			[]Cause{
				{Requirements: []string{"A-1"}, Verdict: Failed, Allowed: "x", Happened: "y", Scenarios: []string{"features/a.feature:3"}, Record: "features/a.feature:3"},
				{Requirements: []string{"B-1"}, Verdict: Failed, Allowed: "x", Happened: "y", Scenarios: []string{"features/a.feature:1"}, Record: "features/a.feature:1"},
				{Requirements: []string{"A-2"}, Verdict: Warned, Allowed: "x", Happened: "y", Scenarios: []string{"features/a.feature:2"}, Record: "features/a.feature:2"},
			}},
		{"findings of scenarios that passed",
			[]Scenario{found(1, "B-1", `twice "1"`), found(2, "B-1", `twice "2"`)},
			[]Cause{{Requirements: []string{"B-1"}, Verdict: Failed, Happened: `twice "1"`, Scenarios: []string{"features/a.feature:1", "features/a.feature:2"}, Record: "features/a.feature:1"}}},
		{"blocked scenarios count towards the cause that blocks them",
			[]Scenario{failed(1, 1, "x", "y", "A-1"), blocked, blocked},
			[]Cause{{Requirements: []string{"A-1"}, Verdict: Failed, Allowed: "x", Happened: "y", Scenarios: []string{"features/a.feature:1"}, Record: "features/a.feature:1", Blocked: 2}}},
		{"a requirement that only blocks others gets a cause",
			[]Scenario{blocked},
			[]Cause{{Requirements: []string{"A-1"}, Verdict: Failed, Happened: "it was not run", Scenarios: []string{"features/a.feature:90"}, Record: "features/a.feature:90", Blocked: 1}}},
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
	r.FirstSteps = []FirstStep{{Does: "a", Verdict: Passed, Place: "features/a.feature:1"}, {Does: "b", Verdict: Failed, Requirement: "B-1", Place: "features/a.feature:2"}}
	if got := r.Causes(); len(got) != 2 || got[0].Requirements[0] != "B-1" {
		t.Errorf("got %+v", got)
	}
}

// TestCrashNamesTheFramesBeforeIt judges a server that crashes in two scenarios: the first
// fails, the second passes and has a finding.
func TestCrashNamesTheFramesBeforeIt(t *testing.T) {
	const ended = "S1 ended (exit status 2); the last it printed:\nlistening\npanic: runtime error: index out of range [%d]\n\ngoroutine 1:\n\tmain.go:7\nexit"
	sent := func(n int, aside bool) wire.Event {
		return wire.Event{Number: n, Connection: "bob", Server: "S1", Action: wire.Sent, Aside: aside}
	}
	events := []wire.Event{
		sent(1, false), {Number: 2, Connection: "bob", Server: "S1", Action: wire.Received}, sent(3, false), sent(4, false),
		{Number: 5, Connection: "bob", Server: "S1", Action: wire.Ended}, {Number: 6, Connection: "carol", Server: "S2", Action: wire.Received}, sent(7, true),
	}
	failing := failed(1, 0, "a report", "the connection ended", "A-1")
	failing.Events, failing.Failure.Ended = events, ended
	passing := found(2, "B-1", "expected the server goes on serving, got S1 ended (exit status 2)")
	passing.Output, passing.Events = map[string]string{"S1": "panic: runtime error: index out of range [17]\nexit"}, append(slices.Clone(events), sent(8, true))
	got := judged([]string{"core", "extra"}, nil, failing, passing).Causes()
	want := []Cause{{
		Requirements: []string{"A-1", "B-1"}, Verdict: Failed, Allowed: "a report", Happened: "the connection ended",
		Scenarios: []string{"features/a.feature:1", "features/a.feature:2"}, Record: "features/a.feature:1",
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
		{Requirement: "A-1", What: "never", Scenarios: 1, Place: "features/a.feature:3"},
		{Requirement: "B-1", What: `twice "1"`, Scenarios: 2, Place: "features/a.feature:1"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
