package conformance

import (
	"cmp"
	"slices"
)

// search looks for the set of candidates that explains all failures and costs least. The problem
// is a set cover, so the search improves a first set step by step.
type search struct {
	candidates []candidate // in the order of the specification
	failures   int         // how many failures differ
}

// candidate is a requirement that may be broken.
type candidate struct {
	id       string
	cost     float64
	certain  bool  // whether it is broken whatever explains the failures
	proved   []int // the failures that prove it
	explains []int // the failures that prove or need it
}

// selected says of each candidate whether it is broken.
type selected []bool

// rounding is more than the errors of adding costs, and less than any difference.
const rounding = 1e-9

// newSearch returns a search whose candidates are the requirements that a failure proves, and
// those that are certainly broken.
func (d *diagnosis) newSearch() *search {
	failed := distinct(d.failed)
	s := &search{failures: len(failed)}
	for _, id := range d.ordered {
		c := candidate{id: id, certain: d.certain[id]}
		for i, f := range failed {
			if proved := slices.Contains(f.proves, id); proved || slices.Contains(f.needs, id) {
				c.explains = append(c.explains, i)
				if proved {
					c.proved = append(c.proved, i)
				}
			}
		}
		if c.certain || len(c.proved) > 0 {
			c.cost = d.cost(id)
			s.candidates = append(s.candidates, c)
		}
	}
	return s
}

// greedy returns a set that explains all failures. It adds the candidate that costs least for
// each failure that it explains, until no failure is left.
func (s *search) greedy() selected {
	set := make(selected, len(s.candidates))
	for i, c := range s.candidates {
		set[i] = c.certain
	}
	for {
		explained := s.explained(set)
		isOpen := func(failure int) bool { return explained[failure] == 0 }
		best, least := -1, 0.0
		for i, c := range s.candidates {
			if !slices.ContainsFunc(c.proved, isOpen) {
				continue
			}
			if share := c.cost / float64(countFunc(c.explains, isOpen)); best < 0 || share < least {
				best, least = i, share
			}
		}
		if best < 0 {
			return set
		}
		set[best] = true
	}
}

// better returns a set that costs less: with one candidate more than now, or with two if one is
// not enough, and without those that are then not needed. It returns nil if it finds none.
func (s *search) better(set selected) selected {
	least := s.total(set) - rounding
	var best selected
	try := func(added ...int) {
		changed := s.pruned(set, added...)
		if total := s.total(changed); total < least {
			best, least = changed, total
		}
	}
	try()
	for i := range s.candidates {
		if !set[i] {
			try(i)
		}
	}
	if best != nil {
		return best
	}
	for i := range s.candidates {
		for j := range i {
			if !set[i] && !set[j] {
				try(i, j)
			}
		}
	}
	return best
}

// pruned returns set with the added candidates and without those that are not needed to explain
// the failures. It leaves out the most expensive first, and added ones last.
func (s *search) pruned(set selected, added ...int) selected {
	changed := slices.Clone(set)
	for _, i := range added {
		changed[i] = true
	}
	var order []int
	for i, c := range s.candidates {
		if changed[i] && !c.certain && !slices.Contains(added, i) {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(s.candidates[b].cost, s.candidates[a].cost) })
	explained := s.explained(changed)
	for _, i := range append(order, added...) {
		explains := s.candidates[i].explains
		if s.candidates[i].certain || slices.ContainsFunc(explains, func(failure int) bool { return explained[failure] == 1 }) {
			continue
		}
		changed[i] = false
		for _, failure := range explains {
			explained[failure]--
		}
	}
	return changed
}

// total returns the cost of a set of broken requirements. A requirement costs more if the others
// explain every failure that would show it.
func (s *search) total(set selected) float64 {
	explained := s.explained(set)
	var total float64
	for i, c := range s.candidates {
		if !set[i] {
			continue
		}
		total += c.cost
		if !slices.ContainsFunc(c.proved, func(failure int) bool { return explained[failure] == 1 }) {
			total += unshownCost
		}
	}
	return total
}

// explained returns by how many candidates in set each failure is explained.
func (s *search) explained(set selected) []int {
	explained := make([]int, s.failures)
	for i, c := range s.candidates {
		if !set[i] {
			continue
		}
		for _, failure := range c.explains {
			explained[failure]++
		}
	}
	return explained
}

// countFunc returns how many failures is holds for.
func countFunc(failures []int, is func(int) bool) int {
	count := 0
	for _, failure := range failures {
		if is(failure) {
			count++
		}
	}
	return count
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
