package matrix

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

// Goal is the least recall and precision of a suite whose reports can be trusted.
const Goal = 0.97

// Combination is the result of judging servers with several faults each.
type Combination struct {
	Suite   string        `json:"suite"` // the version of it
	Seed    int64         `json:"seed"`  // of the sets, and of the order of the scenarios
	Runs    int           `json:"runs"`  // of each set, by different seeds and numbers of scenarios at a time
	Started time.Time     `json:"started"`
	Took    time.Duration `json:"tookNs"`
	Stopped bool          `json:"stopped,omitempty"` // whether the run ended before all sets were judged
	Sets    []Set         `json:"sets"`
}

// Set is a server with several faults, and what the suite made of it.
type Set struct {
	Number  int      `json:"number"`
	Mutants []Mutant `json:"mutants"`
	Comparison
	Differing []Differing   `json:"differing,omitempty"` // scenarios whose verdict was not the same in every run
	Scenarios int           `json:"scenarios"`           // how many were run, in the first run
	Took      time.Duration `json:"tookNs"`
	Reason    string        `json:"reason,omitempty"` // why it could not be judged
}

// Mutant is one fault of a set.
type Mutant struct {
	Name   string   `json:"name"`
	Does   string   `json:"does"`          // completes "This server …"
	Breaks []string `json:"breaks"`        // ids of requirements
	May    []string `json:"may,omitempty"` // ids of requirements that may be named for it and need not be
}

// Differing is a scenario with several verdicts.
type Differing struct {
	Place
	Verdicts map[string]int `json:"verdicts"` // in how many runs each came
}

// Recall returns that of all sets together.
func (c *Combination) Recall() Ratio { return c.total(Comparison.Recall) }

// Precision returns that of all sets together.
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

// Differing returns the sets on which the runs do not agree.
func (c *Combination) Differing() []Set {
	return slices.DeleteFunc(slices.Clone(c.Sets), func(s Set) bool { return len(s.Differing) == 0 })
}

// Good reports whether both figures reach the goal, all sets could be judged, and all
// runs of a set agree; as far as the run went.
func (c *Combination) Good() bool {
	return c.Recall().Value() >= Goal && c.Precision().Value() >= Goal && len(c.judged()) == len(c.Sets) && len(c.Differing()) == 0
}

// WasStopped reports whether the run ended before all sets were judged.
func (c *Combination) WasStopped() bool { return c.Stopped }

// Wrong is a requirement that was missed or blamed wrongly, with the sets in which it
// was.
type Wrong struct {
	Requirement string   `json:"requirement"`
	Sets        []int    `json:"sets"`  // their numbers
	Lines       []string `json:"lines"` // what happened in each, in one line
}

// WronglyBlamed returns the requirements that were blamed and are not broken, most
// frequent first.
func (c *Combination) WronglyBlamed() []Wrong {
	return c.wrong(func(s Set, add func(id, line string)) {
		for _, b := range s.Blamed {
			add(b.Requirement, b.line())
		}
	})
}

// Overlooked returns the requirements that are broken and were not named, most
// frequent first.
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
