package conformance

import (
	"maps"
	"math"
	"slices"
)

// Most failures on a server with several faults are consequences. The diagnosis is the
// likeliest set of broken requirements that explains all failures. Its cost is minus the
// logarithm of its probability, but for a constant.

// diagnosis finds the broken requirements.
type diagnosis struct {
	failed  []failure
	ordered []string          // all requirements, in the order of the specification
	proving map[string]*tally // by requirement, the scenarios that prove it
	needing map[string]*tally // by requirement, the scenarios that need it
	certain map[string]bool   // requirements that are broken whatever explains the failures
	broken  map[string]bool   // the result of run
}

// failure is a scenario that failed, or a finding.
type failure struct {
	proves []string // the requirements that it proves, or names
	needs  []string // the requirements that it needs; at least one in proves or needs is broken
}

// tally counts scenarios.
type tally struct {
	ran, failed int
	generated   int // how many of the failed ones generate their messages
}

const (
	// breachCost is the cost of any broken requirement.
	breachCost = 4
	// needingWeight is less than 1, because the scenarios that need a requirement are many
	// and alike, so that they are no independent evidence.
	needingWeight = 0.05
	// provingWeight is less than 1, because most breaches show in few cases of a requirement.
	provingWeight = 0.5
	// generatedCost is added if only generated messages show that a requirement is broken. They
	// contain much that has nothing to do with the requirement.
	generatedCost = 6
	// unshownCost is added if the other broken requirements explain every failure that would show
	// this one.
	unshownCost = 6
)

// cost returns the cost of a broken requirement. A breach fails some share of the scenarios
// that prove the requirement, and of those that need it. Every share is taken to be equally
// likely.
func (d *diagnosis) cost(id string) float64 {
	cost := breachCost + provingWeight*d.proving[id].cost() + needingWeight*d.needing[id].cost()
	if t := d.proving[id]; t != nil && t.failed > 0 && t.failed == t.generated {
		cost += generatedCost
	}
	return cost
}

// cost returns minus the logarithm of the probability that exactly these scenarios fail if all
// fail with the same probability, and each probability is equally likely.
func (t *tally) cost() float64 {
	if t == nil {
		return 0
	}
	failed, _ := math.Lgamma(float64(t.failed + 1))
	passed, _ := math.Lgamma(float64(t.ran - t.failed + 1))
	ran, _ := math.Lgamma(float64(t.ran + 2))
	return ran - failed - passed
}

// run finds the requirements that are broken. A needed requirement is broken only if a failure or
// a finding shows it.
func (d *diagnosis) run() {
	s := d.newSearch()
	set := s.greedy()
	for better := set; better != nil; better = s.better(set) {
		set = better
	}
	for i, c := range s.candidates {
		d.broken[c.id] = set[i]
	}
	maps.DeleteFunc(d.broken, func(_ string, broken bool) bool { return !broken })
}

// brokenOf returns the first broken requirement in ids, or "".
func (d *diagnosis) brokenOf(ids []string) string {
	if i := slices.IndexFunc(ids, func(id string) bool { return d.broken[id] }); i >= 0 {
		return ids[i]
	}
	return ""
}
