package conformance

import (
	"cmp"
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
		for _, step := range n.Steps {
			at := need{file: n.File, outline: n.Scenario, step: step}
			all[at] = append(all[at], n.Requirement)
		}
	}
	return all, nil
}

// diagnosis finds the requirements that explain why scenarios failed and what was found.
type diagnosis struct {
	failed  []failure
	total   map[string]int  // how many scenarios each requirement has
	broken  map[string]bool // requirements that explain failures
	ordered []string        // all requirements, in the order of the specification
}

// failure is a scenario that failed, or a finding.
type failure struct {
	proves []string // the requirements that it proves, or names
	needs  []string // the requirements that it needs; at least one in proves or needs is broken
}

// explains reports whether a breach of a requirement explains the failure.
func (f failure) explains(id string) bool {
	return slices.Contains(f.proves, id) || slices.Contains(f.needs, id)
}

// run finds a small set of broken requirements that explains all failures. A needed
// requirement explains a failure only if another failure, which nothing else explains, shows
// that the requirement is broken.
func (d *diagnosis) run() {
	for {
		open := d.open()
		if len(open) == 0 {
			return
		}
		suspects := map[string]bool{}
		for _, f := range open {
			for _, id := range f.proves {
				suspects[id] = true
			}
		}
		clear := slices.DeleteFunc(slices.Clone(open), func(f failure) bool {
			return slices.ContainsFunc(f.needs, func(id string) bool { return suspects[id] })
		})
		switch alone := slices.DeleteFunc(slices.Clone(clear), func(f failure) bool { return len(f.proves) > 1 }); {
		case len(alone) > 0:
			for _, f := range alone {
				d.broken[f.proves[0]] = true
			}
		case len(clear) > 0:
			d.broken[d.likeliest(open, setOf(clear[0].proves))] = true
		default:
			d.broken[d.likeliest(open, suspects)] = true
		}
	}
}

func setOf(ids []string) map[string]bool {
	set := map[string]bool{}
	for _, id := range ids {
		set[id] = true
	}
	return set
}

// open returns the failures that nothing explains yet.
func (d *diagnosis) open() []failure {
	return slices.DeleteFunc(slices.Clone(d.failed), func(f failure) bool {
		return slices.ContainsFunc(slices.Concat(f.proves, f.needs), func(id string) bool { return d.broken[id] })
	})
}

// likeliest returns the suspect that explains most failures, weighted by the share of its own
// scenarios that failed.
func (d *diagnosis) likeliest(open []failure, suspects map[string]bool) string {
	score := func(id string) float64 {
		explained, own := 0, 0
		for _, f := range open {
			if f.explains(id) {
				explained++
			}
		}
		for _, f := range d.failed {
			if slices.Contains(f.proves, id) {
				own++
			}
		}
		return float64(explained) * float64(own) / float64(d.total[id])
	}
	var best string
	for _, id := range d.ordered {
		if suspects[id] && (best == "" || score(id) > score(best)) {
			best = id
		}
	}
	return best
}

// diagnose marks failed scenarios as blocked if only a requirement that they need is broken,
// and removes findings that are consequences.
func (r *run) diagnose(scenarios []report.Scenario) {
	d := &diagnosis{total: map[string]int{}, broken: map[string]bool{}}
	for _, q := range r.requirements {
		d.ordered = append(d.ordered, q.ID)
	}
	found, certain := map[string]bool{}, map[string]bool{}
	failed := map[int]int{} // where in d.failed each failed scenario is
	for i, s := range scenarios {
		for _, id := range s.Requirements {
			d.total[id]++
		}
		for _, id := range s.Broken() {
			found[id] = true
		}
		for _, f := range s.Findings {
			certain[f.Requirement] = certain[f.Requirement] || f.Certain
		}
		if s.Verdict == report.Failed {
			failed[i] = len(d.failed)
			d.failed = append(d.failed, failure{s.Blamed(), r.needsOf(s)})
		}
	}
	for _, id := range d.ordered {
		if certain[id] {
			d.broken[id] = true
		} else if found[id] {
			d.failed = append(d.failed, failure{[]string{id}, r.needs[need{finding: id}]})
		}
	}
	d.run()
	for i := range scenarios {
		s := &scenarios[i]
		s.Findings = slices.DeleteFunc(s.Findings, func(f wire.Finding) bool { return !d.broken[f.Requirement] })
		n, isFailed := failed[i]
		switch {
		case isFailed:
			f := d.failed[n]
			if s.Blames = slices.DeleteFunc(slices.Clone(f.proves), func(id string) bool { return !d.broken[id] }); len(s.Blames) == 0 {
				s.Verdict, s.Blames, s.BlockedBy = report.Blocked, nil, d.brokenOf(f.needs)
			}
		case s.Verdict == report.Blocked && !d.broken[s.BlockedBy]:
			by := cmp.Or(d.brokenOf(r.needs[need{finding: s.BlockedBy}]), s.BlockedBy)
			if s.Events == nil {
				*s = blockedScenario(*s, by) // it did not run: its failure only says why
			}
			s.BlockedBy = by
		}
	}
}

// brokenOf returns the first broken requirement in ids, or "".
func (d *diagnosis) brokenOf(ids []string) string {
	if i := slices.IndexFunc(ids, func(id string) bool { return d.broken[id] }); i >= 0 {
		return ids[i]
	}
	return ""
}

// needsOf returns the requirements that s needs in the step that failed, or in another step of
// the same kind: which of two recipients misses a delivery may be up to chance.
func (r *run) needsOf(s report.Scenario) []string {
	failed := slices.IndexFunc(s.Steps, func(step report.Step) bool { return step.Failed })
	var learned []string
	for step := range s.Steps {
		if failed >= 0 && (step == failed || kindOf(s.Steps[step].Text) == kindOf(s.Steps[failed].Text)) {
			learned = append(learned, r.needs[need{file: s.File, outline: r.catalog.outlines[r.catalog.order(s)], step: step}]...)
		}
	}
	return slices.DeleteFunc(slices.Concat(learned, s.Failure.Needs), func(id string) bool { return slices.Contains(s.Requirements, id) })
}

// valuePattern matches the values in a sentence.
var valuePattern = regexp.MustCompile(`"(?:[^"\\]|\\.)*"|\{.*\}|\[.*\]|[0-9]+`)

// kindOf returns a sentence without its values.
func kindOf(sentence string) string { return valuePattern.ReplaceAllString(sentence, "") }
