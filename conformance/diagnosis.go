package conformance

import (
	"cmp"
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
	broken  map[string]bool   // the result
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
	// rounding is more than the errors of adding costs, and less than any difference.
	rounding = 1e-9
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

// run finds a set of broken requirements that explains all failures and costs little. A needed
// requirement is broken only if a failure or a finding shows it.
func (d *diagnosis) run() {
	d.failed = distinct(d.failed)
	for open := d.open(d.broken); len(open) > 0; open = d.open(d.broken) {
		share := func(id string) float64 {
			explained := len(open) - len(unexplained(open, id))
			return d.cost(id) / float64(explained)
		}
		d.broken[slices.MinFunc(d.suspects(open), func(a, b string) int { return cmp.Compare(share(a), share(b)) })] = true
	}
	for better := d.broken; better != nil; better = d.better() {
		d.broken = better
	}
}

// better returns a set of broken requirements that costs less: one more than now, without those
// that are then not needed. It returns nil if it finds none.
func (d *diagnosis) better() map[string]bool {
	var best map[string]bool
	least := d.total(d.broken) - rounding
	for _, id := range append(d.suspects(d.failed), "") {
		set := maps.Clone(d.broken)
		if id != "" {
			set[id] = true
		}
		d.prune(set, id)
		if total := d.total(set); total < least {
			best, least = set, total
		}
	}
	return best
}

// prune removes the requirements from a set that are not needed to explain the failures, the
// most expensive first, and last the one that was added.
func (d *diagnosis) prune(set map[string]bool, added string) {
	ids := slices.DeleteFunc(d.suspects(d.failed), func(id string) bool { return !set[id] || d.certain[id] || id == added })
	slices.SortStableFunc(ids, func(a, b string) int { return cmp.Compare(d.cost(b), d.cost(a)) })
	for _, id := range append(ids, added) {
		if id == "" || d.certain[id] {
			continue
		}
		delete(set, id)
		if len(d.open(set)) > 0 {
			set[id] = true
		}
	}
}

// total returns the cost of a set of broken requirements. A requirement costs more if the others
// explain every failure that would show it.
func (d *diagnosis) total(set map[string]bool) float64 {
	var total float64
	for _, id := range d.ordered {
		if !set[id] {
			continue
		}
		total += d.cost(id)
		others := maps.Clone(set)
		delete(others, id)
		if !slices.ContainsFunc(d.open(others), func(f failure) bool { return slices.Contains(f.proves, id) }) {
			total += unshownCost
		}
	}
	return total
}

// unexplained returns the failures that a breach of a requirement does not explain.
func unexplained(failures []failure, id string) []failure {
	return slices.DeleteFunc(slices.Clone(failures), func(f failure) bool { return f.explains(id) })
}

// suspects returns the requirements that failures are about, in the order of the
// specification.
func (d *diagnosis) suspects(failures []failure) []string {
	return slices.DeleteFunc(slices.Clone(d.ordered), func(id string) bool {
		return !slices.ContainsFunc(failures, func(f failure) bool { return slices.Contains(f.proves, id) })
	})
}

// open returns the failures that no requirement in a set explains.
func (d *diagnosis) open(set map[string]bool) []failure {
	broken := func(id string) bool { return set[id] }
	return slices.DeleteFunc(slices.Clone(d.failed), func(f failure) bool {
		return slices.ContainsFunc(f.proves, broken) || slices.ContainsFunc(f.needs, broken)
	})
}

// brokenOf returns the first broken requirement in ids, or "".
func (d *diagnosis) brokenOf(ids []string) string {
	if i := slices.IndexFunc(ids, func(id string) bool { return d.broken[id] }); i >= 0 {
		return ids[i]
	}
	return ""
}

// distinct returns the failures without repetitions.
func distinct(failures []failure) []failure {
	var all []failure
	for _, f := range failures {
		all = addOnce(all, f)
	}
	return all
}

// addOnce adds a failure to others, unless it is among them.
func addOnce(failures []failure, f failure) []failure {
	isSame := func(other failure) bool {
		return slices.Equal(other.proves, f.proves) && slices.Equal(other.needs, f.needs)
	}
	if slices.ContainsFunc(failures, isSame) {
		return failures
	}
	return append(failures, f)
}
