package baseline

import (
	"time"

	"github.com/besterprotocol/bester/conformance/internal/report"
)

// Apply changes the verdicts on scenarios according to the baseline. A failure that an entry
// covers becomes a known failure. If nothing that an entry covers fails any more, its passed
// scenarios become known failures that pass. A failure whose entry has expired stays a
// failure and shows the reason. The entry of a requirement also covers findings about it. A
// scenario that is blocked, is unstable or could not run is never a known failure, but if
// only known failures block it, it shows their reason.
//
// scenarios must contain all scenarios; now is the time of the run.
func (b *Baseline) Apply(scenarios []report.Scenario, now time.Time) {
	for _, e := range b.entries {
		matching := e.matching(scenarios)
		switch found := e.count(scenarios, matching); {
		case e.hasExpired(now):
			mark(scenarios, matching, report.Failed, report.Failed, "until "+e.expires.AddDate(0, 0, -1).Format(dateFormat)+": "+e.reason)
		case found.failed > 0:
			mark(scenarios, matching, report.Failed, report.KnownFailure, e.reason)
			e.markFindings(scenarios)
		case found.isWhole() && found.passed > 0:
			mark(scenarios, matching, report.Passed, report.NowPasses, e.reason)
		}
	}
	markBlocked(scenarios)
}

// markFindings sets the reason of the findings that the entry covers.
func (e *entry) markFindings(scenarios []report.Scenario) {
	for i := range scenarios {
		for at := range scenarios[i].Findings {
			if f := &scenarios[i].Findings[at]; e.covers(*f) {
				f.Known = e.reason
			}
		}
	}
}

// markBlocked sets the reason of each scenario that is blocked by a requirement, if every
// breach of that requirement is known.
func markBlocked(scenarios []report.Scenario) {
	reasons, unknown := map[string]string{}, map[string]bool{}
	note := func(id, reason string) {
		if reason == "" {
			unknown[id] = true
		} else if reasons[id] == "" {
			reasons[id] = reason
		}
	}
	for _, s := range scenarios {
		for _, id := range s.Requirements {
			switch s.Verdict {
			case report.Failed:
				note(id, "")
			case report.KnownFailure:
				note(id, s.Known)
			}
		}
		for _, f := range s.Findings {
			note(f.Requirement, f.Known)
		}
	}
	for i := range scenarios {
		if s := &scenarios[i]; s.Verdict == report.Blocked && !unknown[s.BlockedBy] {
			s.Known = reasons[s.BlockedBy]
		}
	}
}

// mark gives the scenarios of one verdict another, and the reason.
func mark(scenarios []report.Scenario, which []int, from, to report.Verdict, reason string) {
	for _, i := range which {
		if s := &scenarios[i]; s.Verdict == from {
			s.Verdict, s.Known = to, reason
		}
	}
}

// counts is how many scenarios of an entry ended how.
type counts struct {
	failed, passed int // failed includes findings
	unknown        int // scenarios that were not judged and might have failed
}

// isWhole reports whether enough is known to say that an entry is wrong.
func (c counts) isWhole() bool { return c.unknown == 0 }

// count counts the scenarios of an entry by verdict, and adds the findings that it covers.
func (e *entry) count(scenarios []report.Scenario, matching []int) counts {
	c := countVerdicts(scenarios, matching)
	c.failed += e.findings(scenarios)
	return c
}

// findings returns how many findings the entry covers.
func (e *entry) findings(scenarios []report.Scenario) int {
	n := 0
	for _, s := range scenarios {
		for _, f := range s.Findings {
			if e.covers(f) {
				n++
			}
		}
	}
	return n
}

func countVerdicts(scenarios []report.Scenario, which []int) counts {
	var c counts
	for _, i := range which {
		switch scenarios[i].Verdict {
		case report.Failed, report.KnownFailure:
			c.failed++
		case report.Passed, report.NowPasses:
			c.passed++
		case report.NotRun, report.NotChosen, report.Blocked, report.Unstable:
			c.unknown++
		}
	}
	return c
}
