package conformance

import (
	"testing"

	"github.com/besterprotocol/bester/conformance/internal/report"
	"github.com/besterprotocol/bester/conformance/internal/wire"
)

func TestSecondAttemptConfirmsTheFirst(t *testing.T) {
	result := func(v report.Verdict, found ...string) report.Scenario {
		s := report.Scenario{Verdict: v}
		for _, id := range found {
			s.Findings = append(s.Findings, wire.Finding{Requirement: id})
		}
		return s
	}
	for name, c := range map[string]struct {
		first, second report.Scenario
		want          bool
	}{
		"both fail":                       {result(report.Failed), result(report.Failed), true},
		"the second is blocked":           {result(report.Failed), result(report.Blocked, "A-1"), true},
		"the second fails before it errs": {result(report.Failed, "A-1"), result(report.Failed), true},
		"the second passes":               {result(report.Failed), result(report.Passed), false},
		"the second passes and errs":      {result(report.Failed, "A-1"), result(report.Passed, "A-1"), false},
		"both pass and err":               {result(report.Passed, "A-1"), result(report.Passed, "A-1", "A-2"), true},
		"only the first errs":             {result(report.Passed, "A-1"), result(report.Passed, "A-2"), false},
	} {
		if got := new(run).isAsBad(c.first, c.second); got != c.want {
			t.Errorf("%s: got %v", name, got)
		}
	}
}
