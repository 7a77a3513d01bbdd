package matrix

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

// Goal is the recall and precision that a suite must reach for its reports to be trusted.
const Goal = 0.97

// Combination is the result of judging servers with several faults each.
type Combination struct {
	Suite   string        `json:"suite"` // the version of the suite
	Seed    int64         `json:"seed"`  // for the sets, and for the order of the scenarios
	Runs    int           `json:"runs"`  // per set, with different seeds and numbers of parallel scenarios
	Started time.Time     `json:"started"`
	Took    time.Duration `json:"tookNs"`
	Stopped bool          `json:"stopped,omitempty"` // whether the run ended before all sets were judged
	Sets    []Set         `json:"sets"`
}

// Set is a server with several faults, and the result of judging it.
type Set struct {
	Number  int      `json:"number"`
	Mutants []Mutant `json:"mutants"`
	Comparison
	Differing []Differing   `json:"differing,omitempty"` // scenarios whose verdicts differ between runs
	Scenarios int           `json:"scenarios"`           // how many ran in the first run
	Took      time.Duration `json:"tookNs"`
	Reason    string        `json:"reason,omitempty"` // why it could not be judged
}

// Mutant is one fault of a set.
type Mutant struct {
	Name   string   `json:"name"`
	Does   string   `json:"does"`          // completes "This server …"
	Breaks []string `json:"breaks"`        // ids of requirements
	May    []string `json:"may,omitempty"` // ids of requirements that a report may, but need not, name for it
}

// Differing is a scenario with several verdicts.
type Differing struct {
	Place
	Verdicts map[string]int `json:"verdicts"` // how many runs gave each verdict
}

// Recall returns the recall over all sets.
func (c *Combination) Recall() Ratio { return c.total(Comparison.Recall) }

// Precision returns the precision over all sets.
func (c *Combination) Precision() Ratio { return c.total(Comparison.Precision) }

func (c *Combination) total(of func(Comparison) Ratio) Ratio {
	var all Ratio
	for _, s := range c.judged() {
		all = all.plus(of(s.Comparison))
	}
	return all
}

// Median returns the median of a figure of the sets.
func (c *Combination) Median(of func(Comparison) Ratio) float64 {
	var values []float64
	for _, s := range c.judged() {
		values = append(values, of(s.Comparison).Value())
	}
	return median(values)
}

// judged returns the sets that could be judged.
func (c *Combination) judged() []Set {
	return slices.DeleteFunc(slices.Clone(c.Sets), func(s Set) bool { return s.Reason != "" })
}

// Differing returns the sets on which the runs disagree.
func (c *Combination) Differing() []Set {
	return slices.DeleteFunc(slices.Clone(c.Sets), func(s Set) bool { return len(s.Differing) == 0 })
}

// Good reports whether both figures reach the goal, all sets could be judged, and all runs of
// each set agree. Sets that a stopped run did not reach do not count.
func (c *Combination) Good() bool {
	return c.Recall().Value() >= Goal && c.Precision().Value() >= Goal && len(c.judged()) == len(c.Sets) && len(c.Differing()) == 0
}

// WasStopped reports whether the run ended before all sets were judged.
func (c *Combination) WasStopped() bool { return c.Stopped }

// Wrong is a requirement that was missed or wrongly blamed, with the sets in which that
// happened.
type Wrong struct {
	Requirement string   `json:"requirement"`
	Sets        []int    `json:"sets"`  // their numbers
	Lines       []string `json:"lines"` // one line per set on what happened
}

// WronglyBlamed returns the requirements that were blamed but are not broken, most frequent
// first.
func (c *Combination) WronglyBlamed() []Wrong {
	return c.wrong(func(s Set, add func(id, line string)) {
		for _, b := range s.Blamed {
			add(b.Requirement, b.line())
		}
	})
}

// Overlooked returns the requirements that are broken but were not named, most frequent
// first.
func (c *Combination) Overlooked() []Wrong {
	return c.wrong(func(s Set, add func(id, line string)) {
		for _, m := range s.Missed {
			add(m.Requirement, m.line())
		}
	})
}

func (c *Combination) wrong(of func(s Set, add func(id, line string))) []Wrong {
	byID := map[string]*Wrong{}
	for _, s := range c.Sets {
		of(s, func(id, line string) {
			if byID[id] == nil {
				byID[id] = &Wrong{Requirement: id}
			}
			byID[id].Sets = append(byID[id].Sets, s.Number)
			byID[id].Lines = append(byID[id].Lines, line)
		})
	}
	var all []Wrong
	for _, id := range slices.Sorted(maps.Keys(byID)) {
		all = append(all, *byID[id])
	}
	slices.SortStableFunc(all, func(a, b Wrong) int { return cmp.Compare(len(b.Sets), len(a.Sets)) })
	return all
}
