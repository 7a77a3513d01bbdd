package conformance

import (
	"regexp"
	"slices"

	"github.com/besterprotocol/bester/conformance/internal/report"
	"github.com/besterprotocol/bester/conformance/internal/wire"
	"github.com/besterprotocol/bester/features"
)

// A scenario depends on more requirements than it proves. If it fails in the step in which a
// breach of another requirement makes it fail, and that requirement is broken, the scenario
// says nothing about its own requirement. It is blocked. In the same way, a finding that
// names a requirement may be the consequence of another breach.

// needs contains the requirements whose breach makes a scenario fail in a step although it
// does not prove them, or leads to a finding that names another requirement.
type needs map[need][]string

// need is a step of a scenario, or a finding.
type need struct {
	file, outline string
	step          int    // from 0; a failure after the last step has the number of steps
	symptom       string // what the failure looks like, "" for all
	finding       string // the id that the finding names, "" for a step
}

// readNeeds returns the needs in package features.
func readNeeds() (needs, error) {
	listed, err := features.Needs()
	if err != nil {
		return nil, err
	}
	all := needs{}
	for _, n := range listed {
		if n.Finding != "" {
			at := need{finding: n.Finding}
			all[at] = append(all[at], n.Requirement)
		}
		for _, b := range n.Breaks {
			at := need{file: n.File, outline: n.Scenario, step: b.Step, symptom: b.Symptom}
			all[at] = append(all[at], n.Requirement)
		}
	}
	return all, nil
}

// needsOf returns the requirements that explain the failure of s if they are broken. They are
// those that s needs in the step that failed, or in another step of the same kind: which of two
// recipients misses a delivery may be up to chance. If the failure itself points at nothing but
// what s proves, what was learned does not count.
//
// The code of a bad report points only at requirements in refusing. In a first step it points at
// none, because all messages there are plain.
func (r *run) needsOf(s report.Scenario, refusing map[string]bool) []string {
	hints := slices.DeleteFunc(slices.Clone(s.Failure.Needs), func(id string) bool {
		return (!refusing[id] || isFirstStep(s)) && !slices.Contains(s.Failure.Points, id)
	})
	if points := s.Failure.Points; len(points) > 0 && len(without(points, s.Requirements)) == 0 {
		return without(hints, s.Requirements)
	}
	return without(slices.Concat(r.learnedNeedsOf(s), hints), s.Requirements)
}

// refusingOnes returns the requirements with a failure that shows the server refusing what it
// must take. A server that accepts too much, or changes what it takes, does not refuse something
// else for that.
func refusingOnes(scenarios []report.Scenario) map[string]bool {
	refusing := map[string]bool{}
	for _, s := range scenarios {
		if step := failedStep(s); s.Verdict == report.Failed && step >= 0 && s.Failure.Symptom != "other" && !refusal.MatchString(s.Steps[step].Text) {
			for _, id := range s.Blamed() {
				refusing[id] = true
			}
		}
	}
	return refusing
}

// refusal matches sentences that wait for a refusal.
var refusal = regexp.MustCompile(`cut off|bad report|closed|refused|receives nothing`)

// learnedNeedsOf returns what s needs in the step that failed, or in another of the same kind.
func (r *run) learnedNeedsOf(s report.Scenario) []string {
	failed := failedStep(s)
	var learned []string
	for step := range s.Steps {
		if failed >= 0 && (step == failed || kindOf(s.Steps[step].Text) == kindOf(s.Steps[failed].Text)) {
			learned = append(learned, r.needsIn(s, step, "", s.Failure.Symptom)...)
		}
	}
	return learned
}

// failedStep returns the index of the step of s that failed, or -1.
func failedStep(s report.Scenario) int {
	return slices.IndexFunc(s.Steps, func(step report.Step) bool { return step.Failed })
}

// needsOfFinding returns the requirements that explain a finding of s. If the finding stopped s
// in a step, those of the step explain it, too.
func (r *run) needsOfFinding(s report.Scenario, f wire.Finding) []string {
	if f.Certain {
		return nil
	}
	needs := slices.Concat(r.needs[need{finding: f.Requirement}], f.Needs)
	if s.Verdict == report.Blocked && s.BlockedBy == f.Requirement && failedStep(s) >= 0 {
		needs = slices.Concat(needs, r.learnedNeedsOf(s), s.Failure.Needs)
	}
	return without(needs, []string{f.Requirement})
}

// allNeedsOf returns the requirements that s needs in any step.
func (r *run) allNeedsOf(s report.Scenario) []string {
	var all []string
	for step := range s.Steps {
		all = append(all, r.needsIn(s, step, "", "nothing", "closed", "bad", "other")...)
	}
	return all
}

// needsIn returns what s needs in a step, if its failure has one of the symptoms.
func (r *run) needsIn(s report.Scenario, step int, symptoms ...string) []string {
	var all []string
	for _, symptom := range symptoms {
		all = append(all, r.needs[need{file: s.File, outline: r.catalog.outlines[r.catalog.order(s)], step: step, symptom: symptom}]...)
	}
	return all
}

// without returns the ids that are not among others.
func without(ids, others []string) []string {
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return slices.Contains(others, id) })
}

// valuePattern matches the values in a sentence.
var valuePattern = regexp.MustCompile(`"(?:[^"\\]|\\.)*"|\{.*\}|\[.*\]|[0-9]+`)

// kindOf returns a sentence without its values.
func kindOf(sentence string) string { return valuePattern.ReplaceAllString(sentence, "") }
