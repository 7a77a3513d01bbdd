package conformance

import (
	"cmp"
	"slices"
	"strings"

	"github.com/besterprotocol/bester/conformance/internal/report"
	"github.com/besterprotocol/bester/conformance/internal/wire"
)

// The evidence of a diagnosis is the scenarios of a run and their findings. What the diagnosis
// finds goes back to them.

// diagnose marks failed scenarios as blocked if only a requirement that they need is broken,
// and removes findings that are consequences.
func (r *run) diagnose(scenarios []report.Scenario) {
	d, failed := r.newDiagnosis(scenarios)
	failures := d.failed
	d.run()
	reasons := map[string]string{} // by what a failed first step proves, the broken requirement that explains it
	for i := range scenarios {
		n, ok := failed[i]
		if !ok {
			continue
		}
		s, f := &scenarios[i], failures[n]
		if s.Blames = slices.DeleteFunc(slices.Clone(f.proves), func(id string) bool { return !d.broken[id] }); len(s.Blames) > 0 {
			s.Verdict, s.BlockedBy = report.Failed, ""
			continue
		}
		s.Verdict, s.Blames, s.BlockedBy = report.Blocked, nil, d.brokenOf(f.needs)
		if isFirstStep(*s) {
			reasons[s.Requirements[0]] = s.BlockedBy
		}
	}
	for i := range scenarios {
		s := &scenarios[i]
		s.Findings = slices.DeleteFunc(s.Findings, func(f wire.Finding) bool { return f.Requirement != "" && !d.broken[f.Requirement] })
		if s.Verdict != report.Blocked || d.broken[s.BlockedBy] {
			continue
		}
		by := cmp.Or(reasons[s.BlockedBy], d.brokenOf(r.needsOfFinding(*s, wire.Finding{Requirement: s.BlockedBy})), s.BlockedBy)
		if s.Events == nil {
			*s = blockedScenario(*s, by) // it did not run: its failure only says why
		}
		s.BlockedBy = by
	}
	for i := range r.standing {
		step := &r.standing[i]
		at := slices.IndexFunc(scenarios, func(s report.Scenario) bool { return s.Place() == step.Place })
		if at >= 0 && step.Requirement != "" {
			step.Verdict, step.Requirement = scenarios[at].Verdict, blameOf(scenarios[at])
		}
	}
}

// newDiagnosis returns a diagnosis of scenarios that has not run, and where in its failures each
// failed scenario is.
func (r *run) newDiagnosis(scenarios []report.Scenario) (d *diagnosis, failed map[int]int) {
	d = &diagnosis{proving: map[string]*tally{}, needing: map[string]*tally{}, certain: map[string]bool{}, broken: map[string]bool{}}
	failed = map[int]int{}
	found := map[string][]failure{} // by what the findings name
	refusing := refusingOnes(scenarios)
	judged := failedOf(scenarios)
	for i, s := range scenarios {
		for _, f := range s.Findings {
			d.certain[f.Requirement] = d.certain[f.Requirement] || f.Certain
			found[f.Requirement] = addOnce(found[f.Requirement], failure{[]string{f.Requirement}, r.needsOfFinding(s, f)})
		}
		switch s.Verdict {
		case report.Failed:
			f := failure{s.Blamed(), r.needsOf(s, refusing)}
			failed[i] = len(d.failed)
			d.failed = append(d.failed, f)
			count(d.proving, f.proves, s)
			count(d.needing, f.needs, s)
		case report.Blocked:
			if own := r.ownOf(s, judged); len(own) > 0 {
				failed[i] = len(d.failed)
				d.failed = append(d.failed, failure{own, r.learnedNeedsOf(s)})
			}
		case report.Passed:
			count(d.proving, s.Requirements, s)
			count(d.needing, r.allNeedsOf(s), s)
		}
	}
	for _, q := range r.requirements {
		d.ordered = append(d.ordered, q.ID)
		if !d.certain[q.ID] {
			d.failed = append(d.failed, found[q.ID]...)
		}
	}
	return d, failed
}

// failedOf returns the requirements that failed scenarios prove.
func failedOf(scenarios []report.Scenario) map[string]bool {
	failed := map[string]bool{}
	for _, s := range scenarios {
		if s.Verdict == report.Failed {
			for _, id := range s.Blamed() {
				failed[id] = true
			}
		}
	}
	return failed
}

// ownOf returns what s proves and what leads to the finding that stopped s. If no scenario about
// the requirement of that finding failed, s failed for its own reason, and the finding is the
// consequence.
func (r *run) ownOf(s report.Scenario, failed map[string]bool) []string {
	if s.Failure == nil || failedStep(s) < 0 || failed[s.BlockedBy] {
		return nil
	}
	leading := r.needs[need{finding: s.BlockedBy}]
	return slices.DeleteFunc(slices.Clone(s.Requirements), func(id string) bool { return !slices.Contains(leading, id) })
}

// count adds s to the tallies of requirements.
func count(tallies map[string]*tally, ids []string, s report.Scenario) {
	for _, id := range slices.Compact(slices.Sorted(slices.Values(ids))) {
		if tallies[id] == nil {
			tallies[id] = &tally{}
		}
		t := tallies[id]
		t.ran++
		if s.Verdict == report.Failed {
			t.failed++
		}
		if s.Verdict == report.Failed && isGenerated(s) {
			t.generated++
		}
	}
}

// isGenerated reports whether s generates its messages.
func isGenerated(s report.Scenario) bool {
	return slices.ContainsFunc(s.Steps, func(step report.Step) bool { return strings.Contains(step.Text, "generated") })
}
