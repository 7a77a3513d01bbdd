// Package matrix is what a suite is worth: which deviants it catches, and by which
// scenarios; and what people and programs get to see of that.
package matrix

import (
	"slices"
	"time"
)

// Verdict is what the suite made of a server.
type Verdict string

const (
	// Caught is a deviant that fails a scenario of the requirement that it breaks.
	Caught Verdict = "caught"
	// Elsewhere is one that fails only scenarios of other requirements: the suite
	// sees that it is wrong, and blames it for something else.
	Elsewhere Verdict = "caught for a wrong reason"
	// Survived is a deviant that passes everything.
	Survived Verdict = "survived"
	// Passed is a server without a fault that passes everything.
	Passed Verdict = "passed"
	// Blamed is a server without a fault that does not.
	Blamed Verdict = "blamed"
	// NotJudged is a server that could not be judged, or not wholly.
	NotJudged Verdict = "not judged"
)

// isGood reports whether the suite is right.
func (v Verdict) isGood() bool { return v == Caught || v == Passed }

// Matrix is the result of judging servers of which it is known what they do wrong.
type Matrix struct {
	Suite    string        `json:"suite"` // the version of it
	Seed     int64         `json:"seed"`
	Started  time.Time     `json:"started"`
	Took     time.Duration `json:"tookNs"`
	Partial  bool          `json:"partial,omitempty"` // whether only some servers were judged
	Stopped  bool          `json:"stopped,omitempty"` // whether the run ended before all were
	Correct  Server        `json:"correct"`           // the reference server, unchanged
	Deviants []Server      `json:"deviants"`          // in the order of the catalogue
	Variants []Server      `json:"variants"`
	Proofs   []Proof       `json:"proofs"` // in the order of the specification
}

// Server is a server, and what the suite made of it.
type Server struct {
	Name        string  `json:"name"`
	Requirement string  `json:"requirement,omitempty"` // that it breaks, or that gives it its freedom
	Does        string  `json:"does"`
	Change      string  `json:"change,omitempty"` // to the reference server, as text
	Verdict     Verdict `json:"verdict"`
	Scenarios   int     `json:"scenarios"`        // how many were run
	Failed      []Place `json:"failed,omitempty"` // of those, by which it was caught or blamed
	Reason      string  `json:"reason,omitempty"` // why it was not judged
}

// Settle gives a server its verdict: one of two where something failed and where
// nothing did.
func (s *Server) Settle(failed, passed Verdict) {
	switch {
	case len(s.Failed) > 0:
		s.Verdict = failed
	case s.Reason != "":
		s.Verdict = NotJudged
	default:
		s.Verdict = passed
	}
}

// Place names a scenario and says where it stands.
type Place struct {
	Place string `json:"place"` // features/FILE:LINE
	Name  string `json:"name"`
	// Requirements are those that it proves.
	Requirements []string `json:"requirements"`
}

// Proof is one requirement that a scenario names, and the deviants of it that the
// scenario catches.
type Proof struct {
	Requirement string   `json:"requirement"`
	Scenario    Place    `json:"scenario"`
	Catches     []string `json:"catches,omitempty"` // names of deviants; none is a scenario that proves nothing of it
}

// Good reports whether the suite caught all that it should and blamed nobody else.
func (m *Matrix) Good() bool {
	return !m.Stopped && len(m.Idle()) == 0 &&
		!slices.ContainsFunc(slices.Concat([]Server{m.Correct}, m.Deviants, m.Variants), func(s Server) bool { return !s.Verdict.isGood() })
}

// Idle returns what scenarios say that they prove, and no deviant shows.
func (m *Matrix) Idle() []Proof {
	var idle []Proof
	for _, p := range m.Proofs {
		if len(p.Catches) == 0 {
			idle = append(idle, p)
		}
	}
	return idle
}

// count returns how many servers have a verdict.
func count(servers []Server, v Verdict) int {
	n := 0
	for _, s := range servers {
		if s.Verdict == v {
			n++
		}
	}
	return n
}
