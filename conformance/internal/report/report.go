// Package report is the result of a conformance run, and what people and
// programs get to see of it.
package report

import (
	"time"

	"github.com/besterprotocol/bester/conformance/internal/wire"
	"github.com/besterprotocol/bester/spec"
)

// Verdict is what a run says of a scenario, a requirement or a profile.
type Verdict string

const (
	Passed     Verdict = "passed"
	Failed     Verdict = "failed"         // the server does what it is not allowed to
	Warned     Verdict = "warned"         // the server does not do what it should
	NotRun     Verdict = "could not run"  // the suite, or this machine, is to blame
	NotClaimed Verdict = "not claimed"    // the server does not claim the profile
	NotChosen  Verdict = "not chosen"     // the run was told to leave it out
	Untestable Verdict = "not observable" // no scenario can prove it of a server
)

// Report is the result of one run.
type Report struct {
	Server       string        // what was judged
	Took         time.Duration // from the first scenario to the last
	Profiles     []Profile     // in the order of the specification
	Requirements []Requirement // in the order of the specification
	Scenarios    []Scenario    // in the order of the requirements that they prove
	Partial      bool          // whether only some requirements were to be judged
	Hurried      time.Duration // how long was waited after the server had been silent too often; 0 if it was not
}

// Profile is the verdict on one profile.
type Profile struct {
	Name    string
	Verdict Verdict
	Counts  map[Verdict]int // of its requirements
}

// Requirement is the verdict on one requirement.
type Requirement struct {
	spec.Requirement
	Verdict   Verdict
	Reason    string // why it is Untestable
	Scenarios int    // how many were run for it
}

// Scenario is what happened in one scenario.
type Scenario struct {
	Feature      string
	Name         string
	File         string   // of the feature, as in package features
	Line         int      // of the scenario, or of its row of examples
	Requirements []string // that it proves
	Profiles     []string // that it takes beside those of its requirements
	Verdict      Verdict  // Passed, Failed, NotRun, NotClaimed or NotChosen
	Steps        []Step
	Took         time.Duration
	Failure      *Failure          // where it is Failed or NotRun
	Events       []wire.Event      // what was recorded, where it is Failed or NotRun
	Output       map[string]string // the last that each server printed, where it is Failed or NotRun
}

// Step is one sentence of a scenario.
type Step struct {
	Keyword string // "Given", "When", "Then" or "And"
	Text    string
	Done    bool // whether it was carried out and nothing was wrong
	Failed  bool // whether it is where the scenario ended
}

// Failure is why a scenario did not pass.
type Failure struct {
	Allowed  string // what the server may do; "" where the suite is to blame
	Happened string
	Event    int    // the number of the event where it shows, 0 for none
	Ended    string // how a server ended that was to go on, "" if none did
}

// Conforms reports whether nothing failed; warnings do not count.
func (r *Report) Conforms() bool { return r.count(Failed) == 0 }

// Complete reports whether everything that was chosen could be run.
func (r *Report) Complete() bool {
	for _, s := range r.Scenarios {
		if s.Verdict == NotRun {
			return false
		}
	}
	return true
}

// ran returns how many scenarios were run.
func (r *Report) ran() int {
	n := 0
	for _, s := range r.Scenarios {
		if s.Verdict == Passed || s.Verdict == Failed || s.Verdict == NotRun {
			n++
		}
	}
	return n
}

// count returns how many requirements have that verdict.
func (r *Report) count(v Verdict) int {
	n := 0
	for _, requirement := range r.Requirements {
		if requirement.Verdict == v {
			n++
		}
	}
	return n
}
