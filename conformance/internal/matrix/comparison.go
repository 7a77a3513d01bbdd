package matrix

import "slices"

// Comparison holds what the report on a server says against what is known to be wrong
// with it. Requirements are in the order of the specification.
type Comparison struct {
	Broken   []string `json:"broken"`             // ids of the requirements that the server breaks
	Named    []string `json:"named"`              // ids of those that the report says are not met: failed or warned
	Blocked  []string `json:"blocked,omitempty"`  // ids of those that were not judged, since another is broken
	Unstable []string `json:"unstable,omitempty"` // ids of those that failed once and not again
	Missed   []Miss   `json:"missed,omitempty"`
	Blamed   []Blame  `json:"blamed,omitempty"`
}

// Miss is a requirement that is broken, was judged, and is not named.
type Miss struct {
	Requirement string   `json:"requirement"`
	Mutants     []string `json:"mutants"`         // names of those that break it
	Verdict     string   `json:"verdict"`         // on the requirement
	Scenarios   int      `json:"scenarios"`       // that were run for it
	Alone       []string `json:"alone,omitempty"` // names of the mutants that are caught by it alone, without the others of their set
}

// Blame is a requirement that is named and not broken.
type Blame struct {
	Requirement string   `json:"requirement"`
	Failed               // the first scenario that fails it
	Scenarios   int      `json:"scenarios"`       // how many fail it
	Alone       []string `json:"alone,omitempty"` // names of the mutants that fail the first scenario alone, without the others of their set
}

// Ratio is a part of a whole.
type Ratio struct {
	Part  int `json:"part"`
	Whole int `json:"whole"`
}

// Value returns the ratio as a number. Of nothing, everything is right.
func (r Ratio) Value() float64 {
	if r.Whole == 0 {
		return 1
	}
	return float64(r.Part) / float64(r.Whole)
}

func (r Ratio) plus(other Ratio) Ratio { return Ratio{r.Part + other.Part, r.Whole + other.Whole} }

// Recall returns how many of the requirements that are broken and were judged are
// named.
func (c Comparison) Recall() Ratio {
	whole := len(c.Broken) - len(both(c.Broken, c.Blocked))
	return Ratio{whole - len(c.Missed), whole}
}

// Precision returns how many of the requirements that are named are broken.
func (c Comparison) Precision() Ratio { return Ratio{len(c.Named) - len(c.Blamed), len(c.Named)} }

// both returns what is in each of two lists.
func both(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(id string) bool { return !slices.Contains(b, id) })
}

func median(values []float64) float64 {
	if len(values) == 0 {
		return 1
	}
	values = slices.Sorted(slices.Values(values))
	return (values[(len(values)-1)/2] + values[len(values)/2]) / 2
}
