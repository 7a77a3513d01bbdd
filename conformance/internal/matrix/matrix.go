// Package matrix is what the suite is worth: which servers that are known to be
// wrong it catches, and by which scenarios; and what people and programs get to
// see of that.
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
	// Elsewhere is one that fails scenarios of other requirements only: the suite
	// sees that it is wrong, and blames it for something else.
	Elsewhere Verdict = "caught for a wrong reason"
	// Survived is a deviant that passes everything.
	Survived Verdict = "survived"
	// Passed is a correct server that passes everything.
	Passed Verdict = "passed"
	// Blamed is a correct server that does not.
	Blamed Verdict = "blamed"
	// NotJudged is a server that could not be judged, or not wholly.
	NotJudged Verdict = "not judged"
)

// isGood reports whether the suite is right.
func (v Verdict) isGood() bool { return v == Caught || v == Passed }

// Matrix is the result of judging servers of which it is known what is wrong with
// them.
type Matrix struct {
	Suite        string        `json:"suite"` // the version of it
	Seed         int64         `json:"seed"`
	Started      time.Time     `json:"started"`
	Took         time.Duration `json:"tookNs"`
	Partial      bool          `json:"partial,omitempty"` // whether only some servers were judged
	Stopped      bool          `json:"stopped,omitempty"` // whether the run ended before all were
	Correct      Server        `json:"correct"`           // the reference server, unchanged
	Requirements []Requirement `json:"requirements"`      // in the order of the specification
	Variants     []Server      `json:"variants"`
}

// Requirement is one of the specification, and the part of the matrix that is on
// it.
type Requirement struct {
	ID        string   `json:"id"`
	Level     string   `json:"level"`
	Text      string   `json:"text"`
	Reason    string   `json:"reason,omitempty"`  // why it has no deviant, "" where it has some
	Scenarios []Place  `json:"scenarios"`         // that prove it: the columns
	Deviants  []Server `json:"deviants"`          // that break it: the rows
	Partial   bool     `json:"partial,omitempty"` // whether others that break it were not judged
	// Alone are the scenarios that fail on some deviants, but do not run there, because the
	// first steps fail already. They were run alone.
	Alone []Place `json:"alone,omitempty"`
}

// Server is a server, and what the suite made of it.
type Server struct {
	Name        string   `json:"name"`
	Requirement string   `json:"requirement,omitempty"` // that it breaks, or that leaves it its freedom
	Does        string   `json:"does"`                  // completes "This server …"
	Change      string   `json:"change,omitempty"`      // to the reference server
	Verdict     Verdict  `json:"verdict"`
	Scenarios   int      `json:"scenarios"`        // how many were run
	Failed      []Failed `json:"failed,omitempty"` // of those
	Reason      string   `json:"reason,omitempty"` // why it could not be judged
	// Whole compares the report on a deviant with its fault if all scenarios ran on the
	// deviant. Otherwise it is nil.
	Whole *Comparison `json:"whole,omitempty"`
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

// Fails reports whether a server failed the scenario at a place.
func (s Server) Fails(p Place) bool {
	return slices.ContainsFunc(s.Failed, func(f Failed) bool { return f.Place.Place == p.Place })
}

// Failed is a scenario that a server fails.
type Failed struct {
	Place
	Why string `json:"why"` // in one line
}

// Place names a scenario and says where it stands.
type Place struct {
	Place        string   `json:"place"` // features/FILE:LINE
	Name         string   `json:"name"`
	Requirements []string `json:"requirements"` // that it proves
}

// Proof is a scenario that names a requirement.
type Proof struct {
	Requirement string
	Scenario    Place
}

// Good reports whether the suite catches every deviant, blames no correct server, has no
// scenario that proves nothing, and blames few requirements that are not broken. Servers
// that a stopped run did not reach do not count.
func (m *Matrix) Good() bool {
	bad := func(s Server) bool { return !s.Verdict.isGood() }
	if c, ok := m.collateral(); ok && !c.isGood() {
		return false
	}
	return len(m.Idle()) == 0 && (m.Stopped || !bad(m.Correct)) && !slices.ContainsFunc(m.Deviants(), bad) && !slices.ContainsFunc(m.Variants, bad)
}

// WasStopped reports whether the run ended before all servers were judged.
func (m *Matrix) WasStopped() bool { return m.Stopped }

// Deviants returns the servers that break a requirement.
func (m *Matrix) Deviants() []Server {
	var all []Server
	for _, q := range m.Requirements {
		all = append(all, q.Deviants...)
	}
	return all
}

// Idle returns what scenarios name and do not prove: no deviant of that requirement
// fails them. Only requirements count whose deviants were all judged.
func (m *Matrix) Idle() []Proof {
	var idle []Proof
	for _, q := range m.Requirements {
		for _, p := range q.Scenarios {
			if q.isIdle(p) {
				idle = append(idle, Proof{q.ID, p})
			}
		}
	}
	return idle
}

// isIdle reports whether a scenario catches none of the deviants.
func (q Requirement) isIdle(p Place) bool {
	catches := slices.ContainsFunc(q.Deviants, func(s Server) bool { return s.Fails(p) }) ||
		slices.ContainsFunc(q.Alone, func(alone Place) bool { return alone.Place == p.Place })
	return len(q.Deviants) > 0 && !q.Partial && !catches
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
