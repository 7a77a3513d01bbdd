package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/besterprotocol/bester/conformance/internal/wire"
	"github.com/besterprotocol/bester/spec"
)

// Scope is what a run is to judge.
type Scope struct {
	Requirements []spec.Requirement // all there are
	Profiles     []spec.Profile     // all there are
	Claimed      []string           // the names of the profiles that the server claims
	Chosen       []string           // the ids of the requirements to judge; none for all
	Untestable   map[string]string  // the requirements that no scenario can prove, and why
	Disputed     map[string]string  // the requirements under discussion, and why
}

// Judge draws the verdicts on requirements and profiles from the scenarios.
func (r *Report) Judge(scope Scope) {
	of := map[string][]Verdict{}
	for _, s := range r.Scenarios {
		for _, id := range s.Requirements {
			verdict := s.Verdict
			if verdict == Failed && !slices.Contains(s.Blamed(), id) {
				verdict = Blocked
			}
			of[id] = append(of[id], verdict)
		}
		for _, id := range s.Broken() {
			of[id] = append(of[id], s.found(id))
		}
	}
	for _, requirement := range scope.Requirements {
		r.Requirements = append(r.Requirements, scope.judge(requirement, of[requirement.ID]))
	}
	for _, profile := range scope.Profiles {
		r.Profiles = append(r.Profiles, r.judgeProfile(profile.Name))
	}
}

// judge draws the verdict on a requirement from those on its scenarios.
func (s Scope) judge(requirement spec.Requirement, scenarios []Verdict) Requirement {
	judged := Requirement{Requirement: requirement, Reason: cmp.Or(s.Disputed[requirement.ID], s.Untestable[requirement.ID])}
	judged.Verdict, judged.Scenarios = judge(requirement, scenarios)
	switch {
	case !slices.Contains(s.Claimed, requirement.Profile):
		judged.Verdict = NotClaimed
	case len(s.Chosen) > 0 && !slices.Contains(s.Chosen, requirement.ID):
		judged.Verdict = NotChosen // though some of its scenarios may have been run for others
	case s.Disputed[requirement.ID] != "":
		judged.Verdict = Disputed
	case judged.Reason != "":
		judged.Verdict = Untestable
	}
	return judged
}

// judge draws the verdict on a requirement from those on its scenarios, and
// counts the ones that were run. A SHOULD that is not met is a warning.
func judge(requirement spec.Requirement, scenarios []Verdict) (verdict Verdict, run int) {
	verdict = NotChosen
	for _, v := range scenarios {
		if v.ran() {
			run++
			verdict = worst(verdict, v)
		}
	}
	if verdict == Failed && requirement.Level == spec.SHOULD {
		verdict = Warned
	}
	return verdict, run
}

// severity orders verdicts: the one that counts for the whole comes last.
var severity = []Verdict{NotClaimed, NotChosen, Untestable, Disputed, Passed, KnownFailure, Warned, NotRun, Blocked, Unstable, NowPasses, Failed}

// found returns the verdict of the findings of s on a requirement: KnownFailure if the
// baseline covers all of them, and Failed otherwise.
func (s Scenario) found(id string) Verdict {
	for _, f := range s.Findings {
		if f.Requirement == id && f.Known == "" {
			return Failed
		}
	}
	return KnownFailure
}

func worst(a, b Verdict) Verdict {
	return severity[max(slices.Index(severity, a), slices.Index(severity, b))]
}

// judgeProfile draws the verdict on a profile from those on its requirements.
func (r *Report) judgeProfile(name string) Profile {
	p := Profile{Name: name, Verdict: NotClaimed, Counts: map[Verdict]int{}}
	for _, requirement := range r.Requirements {
		if requirement.Profile == name {
			p.Counts[requirement.Verdict]++
			p.Verdict = worst(p.Verdict, requirement.Verdict)
		}
	}
	return p
}

// verdictOf returns what a scenario means for the whole: a warning where it
// failed and all that it proves is recommended; nothing where that is disputed.
func (r *Report) verdictOf(s Scenario) Verdict {
	if s.Verdict != Failed {
		return s.Verdict
	}
	if r.isDisputed(s) {
		return Disputed
	}
	for _, requirement := range r.requirementsOf(s) {
		if requirement.Level != spec.SHOULD {
			return Failed
		}
	}
	return Warned
}

// requirementsOf returns what a scenario proves.
func (r *Report) requirementsOf(s Scenario) []Requirement {
	var proved []Requirement
	for _, requirement := range r.Requirements {
		if slices.Contains(s.Requirements, requirement.ID) {
			proved = append(proved, requirement)
		}
	}
	return proved
}

// verdict returns the verdict on the server, and how a sentence about the server
// goes on that says it.
func (r *Report) verdict() (Verdict, string) {
	switch {
	case r.count(Failed) > 0:
		return Failed, "does not conform to Bester 1.0"
	case r.count(NowPasses) > 0:
		return Failed, "passes what its baseline says that it fails: remove these entries"
	case r.count(Unstable) > 0:
		return Failed, "does not conform to Bester 1.0: some results are unstable"
	case !r.Conforms():
		return Failed, "does not conform to Bester 1.0: some requirements are blocked"
	case !r.Complete():
		return NotRun, "could not be judged completely"
	}
	return Passed, "conforms to Bester 1.0" + r.extent() + r.known()
}

// known says how much is known to fail, "" where nothing is.
func (r *Report) known() string {
	n, blocked := 0, 0
	for _, s := range r.Scenarios {
		switch {
		case s.Verdict == KnownFailure:
			n++
		case s.Verdict == Blocked && s.Known != "":
			blocked++
		case slices.ContainsFunc(s.Findings, func(f wire.Finding) bool { return f.Known != "" }):
			n++
		}
	}
	switch {
	case n == 0:
		return ""
	case blocked > 0:
		return fmt.Sprintf(" but for %s, and %s by them", plural(n, "known failure"), plural(blocked, "scenario")+" blocked")
	}
	return " but for " + plural(n, "known failure")
}

// extent says how much of the specification was judged, "" for all of it.
func (r *Report) extent() string {
	if r.Partial {
		return " in the scenarios that were chosen"
	}
	var claimed []string
	for _, p := range r.Profiles {
		if p.Verdict != NotClaimed {
			claimed = append(claimed, p.Name)
		}
	}
	if len(claimed) == len(r.Profiles) {
		return ""
	}
	return " in the profiles " + strings.Join(claimed, ", ")
}
