package report

import (
	"slices"

	"github.com/besterprotocol/bester/spec"
)

// Judge draws the verdicts on requirements and profiles from the scenarios.
// claimed are the names of the profiles that the server claims, and untestable
// the requirements that no scenario can prove, each with the reason.
func (r *Report) Judge(requirements []spec.Requirement, profiles []spec.Profile, claimed []string, untestable map[string]string) {
	of := map[string][]Verdict{}
	for _, s := range r.Scenarios {
		for _, id := range s.Requirements {
			of[id] = append(of[id], s.Verdict)
		}
	}
	for _, requirement := range requirements {
		judged := Requirement{Requirement: requirement, Reason: untestable[requirement.ID]}
		judged.Verdict, judged.Scenarios = judge(requirement, of[requirement.ID])
		switch {
		case !slices.Contains(claimed, requirement.Profile):
			judged.Verdict = NotClaimed
		case judged.Reason != "":
			judged.Verdict = Untestable
		}
		r.Requirements = append(r.Requirements, judged)
	}
	for _, profile := range profiles {
		r.Profiles = append(r.Profiles, r.judgeProfile(profile.Name))
	}
}

// judge draws the verdict on a requirement from those on its scenarios, and
// counts the ones that were run. A SHOULD that is not met is a warning.
func judge(requirement spec.Requirement, scenarios []Verdict) (verdict Verdict, run int) {
	verdict = NotChosen
	for _, v := range scenarios {
		if v == Passed || v == Failed || v == NotRun {
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
var severity = []Verdict{NotClaimed, NotChosen, Untestable, Passed, Warned, NotRun, Failed}

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
