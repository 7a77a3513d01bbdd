package report

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/besterprotocol/bester/conformance/internal/wire"
	"github.com/besterprotocol/bester/spec"
)

var (
	must      = spec.Requirement{ID: "A-1", Level: spec.MUST, Profile: "core", Text: "A server MUST.", File: "a.md", Line: 7}
	should    = spec.Requirement{ID: "A-2", Level: spec.SHOULD, Profile: "core", Text: "A server SHOULD.", File: "a.md", Line: 8}
	may       = spec.Requirement{ID: "A-3", Level: spec.MAY, Profile: "core", Text: "A server MAY.", File: "a.md", Line: 9}
	elsewhere = spec.Requirement{ID: "B-1", Level: spec.MUST, Profile: "extra", Text: "A server MUST too.", File: "b.md", Line: 1}
	all       = []spec.Requirement{must, should, may, elsewhere}
	profiles  = []spec.Profile{{Name: "core"}, {Name: "extra"}}
)

// judged returns the report on scenarios, each given as its verdict and ids.
func judged(claimed []string, untestable map[string]string, scenarios ...Scenario) *Report {
	return judgedBy(Scope{Requirements: all, Profiles: profiles, Claimed: claimed, Untestable: untestable}, scenarios...)
}

func judgedBy(scope Scope, scenarios ...Scenario) *Report {
	r := &Report{Server: "my server", Scenarios: scenarios}
	r.Judge(scope)
	return r
}

func scenario(v Verdict, ids ...string) Scenario { return Scenario{Verdict: v, Requirements: ids} }

func TestJudge(t *testing.T) {
	both := []string{"core", "extra"}
	tests := []struct {
		name       string
		report     *Report
		want       map[string]Verdict
		profiles   [2]Verdict
		conforms   bool
		isComplete bool
	}{
		{"all passed", judged(both, nil, scenario(Passed, "A-1", "A-2"), scenario(Passed, "A-3"), scenario(Passed, "B-1")),
			map[string]Verdict{"A-1": Passed, "A-2": Passed, "A-3": Passed, "B-1": Passed}, [2]Verdict{Passed, Passed}, true, true},
		{"one of two failed", judged(both, nil, scenario(Passed, "A-1"), scenario(Failed, "A-1"), scenario(Passed, "B-1")),
			map[string]Verdict{"A-1": Failed, "A-2": NotChosen, "B-1": Passed}, [2]Verdict{Failed, Passed}, false, true},
		{"what is recommended failed", judged(both, nil, scenario(Passed, "A-1"), scenario(Failed, "A-2"), scenario(Passed, "B-1")),
			map[string]Verdict{"A-1": Passed, "A-2": Warned, "B-1": Passed}, [2]Verdict{Warned, Passed}, true, true},
		{"neither of what is allowed", judged(both, nil, scenario(Failed, "A-3")),
			map[string]Verdict{"A-3": Failed}, [2]Verdict{Failed, NotChosen}, false, true},
		{"could not run", judged(both, nil, scenario(Passed, "A-1"), scenario(NotRun, "A-1")),
			map[string]Verdict{"A-1": NotRun}, [2]Verdict{NotRun, NotChosen}, true, false},
		{"failed and could not run", judged(both, nil, scenario(NotRun, "A-1"), scenario(Failed, "A-1")),
			map[string]Verdict{"A-1": Failed}, [2]Verdict{Failed, NotChosen}, false, false},
		{"under discussion", judgedBy(Scope{Requirements: all, Profiles: profiles, Claimed: both, Disputed: map[string]string{"A-1": "too strict"}},
			scenario(Failed, "A-1"), scenario(Passed, "A-2")),
			map[string]Verdict{"A-1": Disputed, "A-2": Passed}, [2]Verdict{Passed, NotChosen}, true, true},
		{"known to fail", judged(both, nil, scenario(KnownFailure, "A-1"), scenario(Passed, "A-1")),
			map[string]Verdict{"A-1": KnownFailure}, [2]Verdict{KnownFailure, NotChosen}, true, true},
		{"known to fail, and passes", judged(both, nil, scenario(NowPasses, "A-1"), scenario(Passed, "A-1")),
			map[string]Verdict{"A-1": NowPasses}, [2]Verdict{NowPasses, NotChosen}, false, true},
		{"not claimed", judged([]string{"core"}, nil, scenario(Passed, "A-1"), scenario(NotClaimed, "B-1")),
			map[string]Verdict{"A-1": Passed, "B-1": NotClaimed}, [2]Verdict{Passed, NotClaimed}, true, true},
		{"not observable", judged(both, map[string]string{"A-1": "nobody sees it"}, scenario(Passed, "A-2")),
			map[string]Verdict{"A-1": Untestable, "A-2": Passed}, [2]Verdict{Passed, NotChosen}, true, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := test.report
			for _, q := range r.Requirements {
				if want, ok := test.want[q.ID]; ok && q.Verdict != want {
					t.Errorf("%s: got %s, want %s", q.ID, q.Verdict, want)
				}
			}
			for i, p := range r.Profiles {
				if p.Verdict != test.profiles[i] {
					t.Errorf("profile %s: got %s, want %s", p.Name, p.Verdict, test.profiles[i])
				}
			}
			if r.Conforms() != test.conforms || r.Complete() != test.isComplete {
				t.Errorf("got conforms %v and complete %v, want %v and %v", r.Conforms(), r.Complete(), test.conforms, test.isComplete)
			}
		})
	}
}

func failing() *Report {
	s := scenario(Failed, "A-1")
	s.Name, s.File, s.Line = "Bob is told", "a/b.feature", 12
	s.Steps = []Step{{"Given", "bob is here", true, false}, {"Then", "bob is told", false, true}, {"And", "so is carol", false, false}}
	s.Failure = &Failure{Allowed: "a delivery", Happened: "a bad report", Event: 2, Ended: "S1 ended (exit status 3); the last it printed:\npanic"}
	s.Events = []wire.Event{
		{Number: 1, Connection: "bob", Server: "S1", Action: wire.Sent, Bytes: wire.Frame([]byte(`{"a":1}`)), At: 1500 * time.Microsecond},
		{Number: 2, Connection: "bob", Server: "S1", Action: wire.Received, Bytes: []byte{1, 0, 0, 0, 0xff}, Fault: "no JSON"},
		{Number: 3, Connection: "bob", Server: "S1", Action: wire.Ended, Note: "reset"},
		{Number: 4, Connection: "the witness on S1", Server: "S1", Action: wire.Opened, Aside: true},
	}
	s.Output = map[string]string{"S1": "a log line\n"}
	r := judged([]string{"core"}, map[string]string{"A-3": "nobody sees it"}, s)
	r.Hurried = 2 * time.Second
	return r
}

func rendered(t *testing.T, r *Report, style Style) string {
	t.Helper()
	var out bytes.Buffer
	if err := r.WriteText(&out, style); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestTextTeaches(t *testing.T) {
	got := rendered(t, failing(), Style{})
	for _, want := range []string{
		"✗ A-1 A server MUST.\n  spec/a.md:7",
		"Scenario: Bob is told\n  features/a/b.feature:12",
		"    ✓ Given bob is here\n    ✗ Then bob is told\n      And so is carol",
		"allowed:  a delivery\n  happened: a bad report",
		"S1 ended (exit status 3); the last it printed:\n  panic",
		`▶   1      1.5 ms  bob → S1  07 00 00 00  {"a":1}`, // the last frame sent to S1 before it ended
		"▶   2      0.0 ms  S1 → bob  01 00 00 00 ff  |.....| — no JSON",
		"3      0.0 ms  S1 ⊣ bob  ended (reset)",
		"(left out: 1 line of the suite's own witness and probes)",
		"The last that S1 printed:\n    a log line",
		"✗ A-1         MUST   core       failed in 1 scenario",
		"1 cause explains 1 failing scenario\n",
		"· not observable: A-3\n",
		"✗ core       1 failed, 1 not chosen, 1 not observable",
		"- extra      not claimed",
		"nothing was waited for longer than 2s",
		"✗ my server does not conform to Bester 1.0",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
	if strings.Contains(got, "\x1b") {
		t.Error("there is colour where nobody asked for it")
	}
}

func TestWhatIsDisputedIsNotShownAsFailed(t *testing.T) {
	s := failing().Scenarios[0]
	r := judgedBy(Scope{Requirements: all, Profiles: profiles, Claimed: []string{"core"}, Disputed: map[string]string{"A-1": "too strict"}}, s)
	got := rendered(t, r, Style{})
	if strings.Contains(got, s.Name) || !strings.Contains(got, "· A-1         MUST   core       disputed: too strict") {
		t.Errorf("got\n%s", got)
	}
}

func TestKnownFailuresTakeOneLine(t *testing.T) {
	known, passes := failing().Scenarios[0], failing().Scenarios[0]
	known.Verdict, known.Known = KnownFailure, "we are at it"
	passes.Verdict, passes.Known, passes.Failure = NowPasses, "we were at it", nil
	got := rendered(t, judged([]string{"core"}, nil, known, passes), Style{})
	for _, want := range []string{
		"~ features/a/b.feature:12: known failure: we are at it\n",
		"✗ features/a/b.feature:12 passes, though the baseline says that it fails: we were at it\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
}

func TestEqualFailuresAreShownOnce(t *testing.T) {
	var scenarios []Scenario
	for i := range 5 {
		s := failing().Scenarios[0]
		s.Line = 100 + i
		scenarios = append(scenarios, s)
	}
	scenarios = append(scenarios, scenario(Passed, "A-1"))
	got := rendered(t, judged([]string{"core"}, nil, scenarios...), Style{})
	if full := strings.Count(got, "What was on the wire"); full != 1 {
		t.Errorf("%d failures are shown in full, want 1", full)
	}
	for _, want := range []string{
		"1 cause explains 5 failing scenarios\n",
		"  5 scenarios fail like this\n",
		"✗ A-1         MUST   core       failed in 5 of 6 scenarios\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
}

func TestWhatCouldNotRunTakesOneLine(t *testing.T) {
	s := failing().Scenarios[0]
	s.Verdict, s.Failure = NotRun, &Failure{Happened: "no server"}
	got := rendered(t, judged([]string{"core"}, nil, s), Style{})
	if want := "? features/a/b.feature:12 (A-1) could not be run: no server\n"; !strings.Contains(got, want) || strings.Contains(got, "on the wire") {
		t.Errorf("%q is not all there is on it in\n%s", want, got)
	}
}

func TestWhatCouldNotRunForOneReasonIsCounted(t *testing.T) {
	var scenarios []Scenario
	for range 5 {
		s := failing().Scenarios[0]
		s.Verdict, s.Failure = NotRun, &Failure{Happened: "no server"}
		scenarios = append(scenarios, s)
	}
	got := rendered(t, judged([]string{"core"}, nil, scenarios...), Style{})
	for _, want := range []string{"  2 scenarios more could not be run: no server\n", "0 with a warning, 1 could not run\n"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
}

func TestKeep(t *testing.T) {
	events := []wire.Event{{Number: 1, Aside: true}}
	for i := range 5000 {
		events = append(events, wire.Event{Number: i + 2, Size: 1 << 21, Bytes: make([]byte, 1<<10)})
	}
	if kept := Keep(events, Scenario{}); len(kept) != keptEvents || kept[0].Aside || len(kept[0].Bytes) != keptBytes || kept[0].Size != 1<<21 {
		t.Errorf("of what passed stay %d events: %+v", len(kept), kept[0].Number)
	}
	kept := Keep(events, Scenario{Failure: &Failure{Event: 4000}})
	if len(kept) != keptFailedEvents+1 || !kept[0].Aside || len(kept[1].Bytes) != 1<<10 || kept[keptFailedEvents].Number != 4000 {
		t.Errorf("of what failed stay %d events", len(kept))
	}
	if short := Shorten(kept); len(short) != len(kept) || len(short[1].Bytes) != keptBytes || short[1].Size != 1<<21 {
		t.Errorf("%d of %d events stay, the second with %d bytes", len(short), len(kept), len(short[1].Bytes))
	}
}

func TestTraceShowsTheAsideThatFailed(t *testing.T) {
	r := failing()
	r.Scenarios[0].Failure.Event = 4
	if got := rendered(t, r, Style{}); !strings.Contains(got, "▶   4") || strings.Contains(got, "left out") {
		t.Errorf("the event that failed is not shown:\n%s", got)
	}
}

func TestTextInColor(t *testing.T) {
	if got := rendered(t, failing(), Style{Color: true}); !strings.Contains(got, "\x1b[31m✗ A-1\x1b[0m") {
		t.Errorf("the failure is not red:\n%s", got)
	}
}

func TestTextSaysWhatTheVerdictIs(t *testing.T) {
	tests := map[string]*Report{
		"✓ my server conforms to Bester 1.0":         judged([]string{"core"}, nil, scenario(Passed, "A-1")),
		"1 with a warning":                           judged([]string{"core"}, nil, scenario(Failed, "A-2")),
		"? my server could not be judged completely": judged([]string{"core"}, nil, scenario(NotRun, "A-1")),
		"✗ my server does not conform to Bester 1.0": judged([]string{"core"}, nil, scenario(Failed, "A-1")),
		"2 scenarios ran against my server in 0.0 s": judged([]string{"core"}, nil, scenario(Passed, "A-1"), scenario(Failed, "A-1"), scenario(NotChosen, "A-2")),
	}
	for want, r := range tests {
		if got := rendered(t, r, Style{}); !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
}

func TestWhatWasNotChosenIsNotJudged(t *testing.T) {
	r := &Report{Server: "my server", Partial: true, Scenarios: []Scenario{scenario(Passed, "A-1", "B-1"), scenario(NotChosen, "A-2")}}
	r.Judge(Scope{Requirements: all, Profiles: profiles, Claimed: []string{"core", "extra"}, Chosen: []string{"A-1"}})
	got := rendered(t, r, Style{})
	for _, absent := range []string{"A-2", "B-1"} {
		if strings.Contains(got, absent) {
			t.Errorf("%s was not chosen, and is in\n%s", absent, got)
		}
	}
	if want := "✓ my server conforms to Bester 1.0 in the scenarios that were chosen\n"; !strings.Contains(got, want) {
		t.Errorf("%q is not in\n%s", want, got)
	}
}

func TestLongFramesAreCut(t *testing.T) {
	e := wire.Event{Bytes: wire.Frame([]byte(`"` + strings.Repeat("é", 10_000) + `"`)), Action: wire.Received}
	if got := describe(e, shownBytes); len(got) > 2*shownBytes || !strings.Contains(got, "bytes)") {
		t.Errorf("got %d characters: %.100s", len(got), got)
	}
	e.Bytes = bytes.Repeat([]byte{0xff}, 10_000)
	if got := describe(e, shownBytes); len(got) > 2*shownBytes || !strings.Contains(got, "(10000 bytes)") {
		t.Errorf("got %d characters: %.100s", len(got), got)
	}
}

func TestTextTellsWhatIsKnown(t *testing.T) {
	known := scenario(KnownFailure, "A-1")
	known.Known = "it is slow"
	r := judged([]string{"core", "extra"}, nil, known, scenario(Passed, "B-1"))
	for _, want := range []string{": known failure: it is slow", "✓ my server conforms to Bester 1.0 but for 1 known failure\n"} {
		if got := rendered(t, r, Style{}); !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
	passes := scenario(NowPasses, "A-1")
	passes.Known = "it is slow"
	got := rendered(t, judged([]string{"core"}, nil, passes), Style{})
	if want := "✗ my server passes what its baseline says that it fails: remove these entries\n"; !strings.Contains(got, want) {
		t.Errorf("%q is not in\n%s", want, got)
	}
	expired := failing()
	expired.Scenarios[0].Known = "until 2026-01-31: it is slow"
	for _, want := range []string{"  known:    until 2026-01-31: it is slow\n  allowed: ", "  bester explain A-1\n"} {
		if got := rendered(t, expired, Style{}); !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
}
