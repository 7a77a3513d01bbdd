package baseline

import (
	"time"

	"github.com/besterprotocol/bester/conformance/internal/report"
)

// Apply turns verdicts on scenarios into those that the baseline makes of them:
// a failure that is in it becomes a known one; and where nothing that an entry
// stands for fails any more, what passes becomes a known failure that passes. A
// failure whose entry has expired stays one, and says so. What could not be run
// is nobody's known failure. scenarios are all there are, now is when they ran.
func (b *Baseline) Apply(scenarios []report.Scenario, now time.Time) {
	for _, e := range b.entries {
		matching := e.matching(scenarios)
		switch found := countVerdicts(scenarios, matching); {
		case e.hasExpired(now):
			mark(scenarios, matching, report.Failed, report.Failed, "until "+e.expires.AddDate(0, 0, -1).Format(dateFormat)+": "+e.reason)
		case found.failed > 0:
			mark(scenarios, matching, report.Failed, report.KnownFailure, e.reason)
		case found.isWhole() && found.passed > 0:
			mark(scenarios, matching, report.Passed, report.NowPasses, e.reason)
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
	failed, passed int
	unknown        int // that were not run, and might have failed
}

// isWhole reports whether enough is known to say that an entry is wrong.
func (c counts) isWhole() bool { return c.unknown == 0 }

func countVerdicts(scenarios []report.Scenario, which []int) counts {
	var c counts
	for _, i := range which {
		switch scenarios[i].Verdict {
		case report.Failed, report.KnownFailure:
			c.failed++
		case report.Passed, report.NowPasses:
			c.passed++
		case report.NotRun, report.NotChosen:
			c.unknown++
		}
	}
	return c
}
