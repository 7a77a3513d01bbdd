package matrix

import "slices"

// Comparison compares the report on a server with the known faults of the server.
// Requirements are in the order of the specification.
type Comparison struct {
	Broken   []string `json:"broken"`             // ids of the requirements that the server breaks
	Named    []string `json:"named"`              // ids of the requirements that failed or have a warning
	Blocked  []string `json:"blocked,omitempty"`  // ids of the blocked requirements
	Unstable []string `json:"unstable,omitempty"` // ids of the requirements that failed once, but not again
	Missed   []Miss   `json:"missed,omitempty"`
	Blamed   []Blame  `json:"blamed,omitempty"`
}

// Miss is a requirement that is broken and was judged, but is not named.
type Miss struct {
	Requirement string   `json:"requirement"`
	Mutants     []string `json:"mutants"`         // names of the mutants that break it
	Verdict     string   `json:"verdict"`         // on the requirement
	Scenarios   int      `json:"scenarios"`       // how many of its scenarios ran
	Alone       []string `json:"alone,omitempty"` // names of the mutants for which it is named if they are judged alone
}

// Blame is a requirement that is named but not broken.
type Blame struct {
	Requirement string   `json:"requirement"`
	Failed               // the first scenario that shows it broken
	Scenarios   int      `json:"scenarios"`       // how many scenarios show it broken
	Alone       []string `json:"alone,omitempty"` // names of the mutants for which it is named if they are judged alone
}

// Ratio is a part of a whole.
type Ratio struct {
	Part  int `json:"part"`
	Whole int `json:"whole"`
}

// Value returns the ratio as a number, or 1 if Whole is 0.
func (r Ratio) Value() float64 {
	if r.Whole == 0 {
		return 1
	}
	return float64(r.Part) / float64(r.Whole)
}

func (r Ratio) plus(other Ratio) Ratio { return Ratio{r.Part + other.Part, r.Whole + other.Whole} }

// Recall returns how many of the broken requirements are named. Blocked ones do not count.
func (c Comparison) Recall() Ratio {
	whole := len(c.Broken) - len(both(c.Broken, c.Blocked))
	return Ratio{whole - len(c.Missed), whole}
}

// Precision returns how many of the named requirements are broken.
func (c Comparison) Precision() Ratio { return Ratio{len(c.Named) - len(c.Blamed), len(c.Named)} }

// both returns the elements that two lists have in common.
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
