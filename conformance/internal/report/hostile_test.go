package report

import (
	"strings"
	"time"

	"github.com/besterprotocol/bester/conformance/internal/layout"
	"github.com/besterprotocol/bester/conformance/internal/wire"
)

// nasty means something to every format there is: quotes, tags, ends of comments
// and sections, rows and fences, line ends of every sort, control characters,
// characters that XML forbids, bytes that are no UTF-8, workflow commands of CI systems.
const nasty = "\n::error::evil ##[group]evil ##vso[task.complete] ##teamcity[evil] " + `"'<b>&amp;]]><!-- --></script></details> | \| # % ` + "`` ``` ~~~ \r\n\n--- ...\n\tnot ok 1 - x # SKIP\n[a](javascript:b) *c* _d_ \x00\x01\x1b[31m\x7f\u0085\u2028\ufffe\uffff\xff\xc3( $(e) ${f} é日本\U0001F4AC"

// hostile returns a report on a server that does all it can to break the reports
// on it, with a scenario of each verdict.
func hostile() *Report {
	verdicts := []Verdict{Passed, Failed, NotRun, NotClaimed, NotChosen, KnownFailure, NowPasses}
	var scenarios []Scenario
	for i, v := range verdicts {
		s := scenario(v, "A-1", "B-1")
		s.Feature, s.Name, s.File, s.Line = "Feature "+nasty, "Scenario "+nasty, "a/b.feature", i+1
		s.Steps = []Step{{"Given", nasty, true, false}, {"Then", nasty, false, v != Passed}, {"And", nasty, false, false}}
		s.Tags = []string{"A-1", "B-1", nasty}
		switch v {
		case Failed, NotRun:
			s.Failure = &Failure{Happened: nasty, Event: 2, Ended: nasty}
			s.Servers = []layout.Layout{layout.New("S1", "/tmp/"+nasty, "127.0.0.1:1", "", layout.ScaledTimeouts(1))}
			s.Output = map[string]string{"S1": nasty, nasty: nasty}
		case KnownFailure, NowPasses:
			s.Known = nasty
			s.Failure = &Failure{Allowed: nasty, Happened: nasty}
		}
		s.Events = []wire.Event{
			{Number: 1, Connection: nasty, Party: nasty, Server: nasty, Action: wire.Opened, Address: nasty, Note: nasty},
			{Number: 4, Connection: nasty, Action: wire.Sent, Bytes: wire.Frame([]byte("\u0085\u009b\u2028\u202e\ufffe\ufeff<b>]]>"))},
			{Number: 2, Connection: nasty, Server: nasty, Action: wire.Received, Bytes: wire.Frame([]byte(nasty)), Fault: nasty, At: time.Hour},
		}
		scenarios = append(scenarios, s)
	}
	scenarios[1].Failure.Allowed = nasty
	scenarios[1].Events = append(scenarios[1].Events, wire.Event{Number: 3, Action: wire.Sent, Bytes: make([]byte, 1<<20), Size: 1 << 30})
	scenarios[1].Output["S1"] = nasty + strings.Repeat("0123456789", shownText) + nasty
	should := scenario(Failed, "A-2") // a warning
	should.Name, should.File, should.Line, should.Failure = nasty, "a/b.feature", 99, &Failure{Allowed: nasty, Happened: nasty}
	r := judgedBy(Scope{
		Requirements: all, Profiles: profiles, Claimed: []string{"core", "extra"}, Untestable: map[string]string{"A-3": nasty},
	}, append(scenarios, should)...)
	r.Server, r.Version, r.Suite = nasty, nasty, nasty
	for i := range r.Requirements {
		r.Requirements[i].Text += nasty
	}
	r.Started, r.Took = time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC), time.Minute
	return r
}
