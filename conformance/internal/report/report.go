// Package report is the result of a conformance run, and what people and
// programs get to see of it.
package report

import (
	"fmt"
	"slices"
	"time"

	"github.com/besterprotocol/bester/conformance/internal/layout"
	"github.com/besterprotocol/bester/conformance/internal/wire"
	"github.com/besterprotocol/bester/spec"
)

// Verdict is what a run says of a scenario, a requirement or a profile.
type Verdict string

const (
	Passed     Verdict = "passed"
	Failed     Verdict = "failed"         // the server does what it is not allowed to
	Warned     Verdict = "warned"         // the server does not do what it should
	Blocked    Verdict = "blocked"        // the server breaks another requirement that the scenario depends on
	Unstable   Verdict = "unstable"       // it failed once, but not again
	NotRun     Verdict = "could not run"  // the suite, this machine or how the server is reached is to blame
	NotClaimed Verdict = "not claimed"    // the server does not claim the profile
	NotChosen  Verdict = "not chosen"     // the run was told to leave it out
	Untestable Verdict = "not observable" // no scenario can prove it of a server
	Disputed   Verdict = "disputed"       // the requirement is under discussion, and fails nobody

	KnownFailure Verdict = "known failure"             // Failed, as the baseline says
	NowPasses    Verdict = "known failure that passes" // Passed, though the baseline says otherwise
)

// ran reports whether v is the verdict on a scenario that was to be run.
func (v Verdict) ran() bool {
	switch v {
	case Passed, Failed, Blocked, Unstable, NotRun, KnownFailure, NowPasses:
		return true
	}
	return false
}

// Report is the result of one run.
type Report struct {
	Server       string         `json:"server"`                  // what was judged
	Version      string         `json:"serverVersion,omitempty"` // of the server, as it says itself; "" where it was not asked
	Suite        string         `json:"suite"`                   // the version of the suite
	Seed         int64          `json:"seed"`                    // of the order of the scenarios
	Transport    wire.Transport `json:"transport,omitempty"`     // how what was sent was divided into writes, "" for whole
	Generated    int            `json:"generated,omitempty"`     // how many messages each scenario generated that wanted some, 0 for as many as usual
	GenerateSeed int64          `json:"generateSeed,omitempty"`  // of which they were, 0 for the usual one
	Started      time.Time      `json:"started"`
	Took         time.Duration  `json:"tookNs"`               // from the first scenario to the last
	Profiles     []Profile      `json:"profiles"`             // in the order of the specification
	Requirements []Requirement  `json:"requirements"`         // in the order of the specification
	Scenarios    []Scenario     `json:"scenarios"`            // in the order of the requirements that they prove
	Partial      bool           `json:"partial,omitempty"`    // whether only some scenarios were to be run
	Stopped      bool           `json:"stopped,omitempty"`    // whether the run ended before all of them had
	Hurried      time.Duration  `json:"hurriedNs,omitempty"`  // set by earlier versions only: the wait limit after the server had been silent too often
	FirstSteps   []FirstStep    `json:"firstSteps,omitempty"` // in the order in which a server is usually written
	State        *State         `json:"state,omitempty"`      // nil if no scenario failed only after others
}

// FirstStep is one of the steps that lead from an open port to a delivered message, and
// whether the server passes it.
type FirstStep struct {
	Does        string  `json:"does"`                  // completes "The server …"
	Verdict     Verdict `json:"verdict"`               // the verdict of its scenario
	Requirement string  `json:"requirement,omitempty"` // the broken requirement that stops the step, or ""
	Place       string  `json:"place"`                 // the place of its scenario
	Waiting     int     `json:"waiting,omitempty"`     // how many scenarios it blocks
}

// State says that the server keeps state from one scenario to the next: some scenarios
// failed on a used server but not on a fresh one.
type State struct {
	Scenarios int    `json:"scenarios"` // how many scenarios
	First     string `json:"first"`     // the place of the first of these scenarios
	After     string `json:"after"`     // the place of the scenario that ran on the server before First
	Fresh     bool   `json:"-"`         // whether the run went on with fresh servers for each scenario
}

// Profile is the verdict on one profile.
type Profile struct {
	Name    string          `json:"name"`
	Verdict Verdict         `json:"verdict"`
	Counts  map[Verdict]int `json:"counts"` // of its requirements
}

// Requirement is the verdict on one requirement.
type Requirement struct {
	spec.Requirement
	Verdict   Verdict `json:"verdict"`
	Reason    string  `json:"reason,omitempty"` // why it is Untestable or Disputed
	Scenarios int     `json:"scenarios"`        // how many were run for it
}

// Scenario is what happened in one scenario.
type Scenario struct {
	Feature      string            `json:"feature"`
	Name         string            `json:"name"`
	File         string            `json:"file"`                   // of the feature, as in package features
	Line         int               `json:"line"`                   // of the scenario, or of its row of examples
	Requirements []string          `json:"requirements,omitempty"` // that it proves
	Profiles     []string          `json:"profiles,omitempty"`     // that it takes beside those of its requirements
	Tags         []string          `json:"tags,omitempty"`         // all, without @
	Verdict      Verdict           `json:"verdict"`                // any but Warned, Untestable and Disputed
	Blames       []string          `json:"blames,omitempty"`       // the broken ones among Requirements if Verdict is Failed; empty means all
	BlockedBy    string            `json:"blockedBy,omitempty"`    // the broken requirement that blocks the scenario, if Verdict is Blocked
	Findings     []wire.Finding    `json:"findings,omitempty"`     // breaches of requirements that the scenario is not about
	Shows        []string          `json:"shows,omitempty"`        // the requirements of Findings for which this record is kept
	Known        string            `json:"known,omitempty"`        // why it is in the baseline, or was until its entry expired; "" where it is not
	Steps        []Step            `json:"steps,omitempty"`
	Took         time.Duration     `json:"tookNs,omitempty"`
	Failure      *Failure          `json:"failure,omitempty"` // where it failed or could not run
	Events       []wire.Event      `json:"events,omitempty"`  // what was recorded, as Keep leaves it
	Servers      []layout.Layout   `json:"servers,omitempty"` // where the servers were, where it failed or could not run
	Output       map[string]string `json:"output,omitempty"`  // the last that each server printed, where it failed or could not run
}

// Blamed returns the ids of the requirements that the failure of s shows broken.
func (s Scenario) Blamed() []string {
	if len(s.Blames) > 0 {
		return s.Blames
	}
	return s.Requirements
}

// Broken returns the ids of the requirements in the findings of s, each once.
func (s Scenario) Broken() []string {
	var ids []string
	for _, f := range s.Findings {
		if f.Requirement != "" && !slices.Contains(ids, f.Requirement) {
			ids = append(ids, f.Requirement)
		}
	}
	return ids
}

// Path returns the file that the scenario stands in, from the root of the
// repository: features/FILE.
func (s Scenario) Path() string { return "features/" + s.File }

// Place says where the scenario stands: features/FILE:LINE.
func (s Scenario) Place() string { return fmt.Sprintf("%s:%d", s.Path(), s.Line) }

// Only returns the report on one of its scenarios alone.
func (r *Report) Only(s Scenario) *Report {
	only := *r
	only.Partial = true
	only.Scenarios = []Scenario{s}
	only.Requirements = slices.DeleteFunc(slices.Clone(r.Requirements), func(q Requirement) bool {
		return !slices.Contains(s.Requirements, q.ID)
	})
	return &only
}

// isDisputed reports whether all that s proves is under discussion.
func (r *Report) isDisputed(s Scenario) bool {
	for _, requirement := range r.Requirements {
		if slices.Contains(s.Requirements, requirement.ID) && requirement.Verdict != Disputed {
			return false
		}
	}
	return true
}

// Step is one sentence of a scenario.
type Step struct {
	Keyword string `json:"keyword"` // "Given", "When", "Then" or "And"
	Text    string `json:"text"`
	Done    bool   `json:"done,omitempty"`   // whether it was carried out and nothing was wrong
	Failed  bool   `json:"failed,omitempty"` // whether it is where the scenario ended
}

// Failure is why a scenario did not pass.
type Failure struct {
	Allowed  string   `json:"allowed,omitempty"` // what the server may do; "" where the suite is to blame
	Happened string   `json:"happened"`
	Event    int      `json:"event,omitempty"` // the number of the event where it shows, 0 for none
	Needs    []string `json:"-"`               // ids of requirements that explain the failure if they are broken
	Points   []string `json:"-"`               // those of Needs that the failure itself points at
	Message  int      `json:"-"`               // the index of the generated message that was sent last
	Symptom  string   `json:"-"`               // what it looks like: see features.Need
	Ended    string   `json:"ended,omitempty"` // how a server ended that was to go on, "" if none did
}

// Conforms reports whether nothing failed, was blocked or was unstable. Warnings, known
// failures and scenarios blocked by known failures do not count. Known failures that pass
// do.
func (r *Report) Conforms() bool {
	blocked := slices.ContainsFunc(r.Scenarios, func(s Scenario) bool { return s.Verdict == Blocked && s.Known == "" })
	return r.count(Failed) == 0 && r.count(NowPasses) == 0 && r.count(Unstable) == 0 && !blocked
}

// Complete reports whether everything that was chosen could be run.
func (r *Report) Complete() bool {
	for _, s := range r.Scenarios {
		if s.Verdict == NotRun {
			return false
		}
	}
	return true
}

// manner says how the scenarios were played: by which seed, and what was not as
// usual.
func (r *Report) manner() string {
	manner := fmt.Sprintf("seed %d", r.Seed)
	if r.transport() != "" {
		manner += ", transport " + r.transport()
	}
	if r.Generated != 0 {
		manner += ", generated " + plural(r.Generated, "message")
	}
	if r.GenerateSeed != 0 {
		manner += fmt.Sprintf(", generate seed %d", r.GenerateSeed)
	}
	return manner
}

// transport returns how the transport is called, "" for the usual one.
func (r *Report) transport() string {
	if r.Transport == wire.Whole {
		return ""
	}
	return string(r.Transport)
}

// ran returns how many scenarios were run.
func (r *Report) ran() int {
	n := 0
	for _, s := range r.Scenarios {
		if s.Verdict.ran() {
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
