package conformance

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/besterprotocol/bester/conformance/internal/report"
	"github.com/besterprotocol/bester/conformance/internal/suggest"
	"github.com/besterprotocol/bester/spec"
)

// Selection says which scenarios are run: those of which all that it says holds.
// The zero value stands for all. What it names has to exist.
type Selection struct {
	// Profiles are those that the server claims; none stands for all. Core is
	// always claimed.
	Profiles []string
	// Requirements are the ids of those to judge; none stands for all.
	Requirements []string
	// Tags is an expression on the tags of the feature files, such as
	// "@HAND-4 and not @chaining"; "" stands for all.
	Tags string
	// Name is a regular expression that the name of a scenario matches somewhere;
	// "" stands for all.
	Name string
	// NotPassedIn is a report, of which those are run that did not pass; nil
	// stands for all. They are known by file, line and name, or by file and name
	// where the lines have moved; those that no longer exist are left out.
	NotPassedIn *Report
	// only is what keeps the scenarios that nobody can select from outside; nil
	// keeps all.
	only func(Scenario) bool
}

// Scenarios returns the scenarios of a selection in the order of the feature
// files, without verdicts. The error says what the selection names that does not
// exist, or that it selects nothing.
func Scenarios(selection Selection) ([]Scenario, error) {
	requirements, err := spec.Requirements()
	if err != nil {
		return nil, err
	}
	c, err := ownCatalog()
	if err != nil {
		return nil, err
	}
	p, err := selection.plan(c, requirements)
	if err != nil {
		return nil, err
	}
	var selected []Scenario
	for i, s := range c.scenarios {
		if p.verdicts[i] == report.Passed {
			selected = append(selected, s)
		}
	}
	return selected, nil
}

// plan is what a selection makes of a catalog.
type plan struct {
	claimed  []string         // the profiles
	verdicts []report.Verdict // of each scenario: Passed where it is to be run, or why not
	total    int              // scenarios to be run
	done     []bool           // for each scenario, whether it has a result already
}

// isPartial reports whether something is left out that the server claims.
func (p *plan) isPartial() bool { return slices.Contains(p.verdicts, report.NotChosen) }

// leaveOut deselects all scenarios that have no result yet.
func (p *plan) leaveOut() {
	for i, v := range p.verdicts {
		if v == report.Passed && !p.done[i] {
			p.verdicts[i] = report.NotChosen
		}
	}
}

func (s Selection) plan(c *catalog, requirements []spec.Requirement) (*plan, error) {
	p := &plan{verdicts: make([]report.Verdict, len(c.scenarios)), done: make([]bool, len(c.scenarios))}
	var err error
	if p.claimed, err = claimedProfiles(s.Profiles); err != nil {
		return nil, err
	}
	filters, err := s.filters(c, requirements)
	if err != nil {
		return nil, err
	}
	profiles := profilesOf(requirements)
	for i, scenario := range c.scenarios {
		switch {
		case !profiles.areClaimed(scenario, p.claimed):
			p.verdicts[i] = report.NotClaimed
		case slices.ContainsFunc(filters, func(f filter) bool { return !f.keeps(scenario) }):
			p.verdicts[i] = report.NotChosen
		default:
			p.verdicts[i] = report.Passed
			p.total++
		}
	}
	if p.total == 0 {
		return nil, nothingSelected(c, filters)
	}
	return p, nil
}

// nothingSelected says why no scenario is left.
func nothingSelected(c *catalog, filters []filter) error {
	var all []string
	for _, f := range filters {
		if !slices.ContainsFunc(c.scenarios, f.keeps) {
			return fmt.Errorf("no scenario %s", f.what)
		}
		all = append(all, f.what)
	}
	if len(filters) > 1 && !slices.ContainsFunc(c.scenarios, func(s report.Scenario) bool {
		return !slices.ContainsFunc(filters, func(f filter) bool { return !f.keeps(s) })
	}) {
		return fmt.Errorf("no scenario %s", strings.Join(all, ", and "))
	}
	return errors.New("no scenario is left: all that were selected are of profiles that are not claimed")
}

// claimedProfiles returns the names of the profiles claimed. Core always is.
func claimedProfiles(names []string) ([]string, error) {
	var all []string
	for _, p := range spec.Profiles() {
		all = append(all, p.Name)
	}
	if len(names) == 0 {
		return all, nil
	}
	for _, name := range names {
		if !slices.Contains(all, name) {
			return nil, fmt.Errorf("there is no profile %q%s (the profiles are %s)", name, suggest.Question(name, all), strings.Join(all, ", "))
		}
	}
	return append(slices.Clone(names), "core"), nil
}

// requirementProfiles is the profile of each requirement, by id.
type requirementProfiles map[string]string

func profilesOf(requirements []spec.Requirement) requirementProfiles {
	profiles := requirementProfiles{}
	for _, q := range requirements {
		profiles[q.ID] = q.Profile
	}
	return profiles
}

// areClaimed reports whether all profiles that a scenario takes are claimed.
func (p requirementProfiles) areClaimed(s report.Scenario, claimed []string) bool {
	takes := slices.Clone(s.Profiles)
	for _, id := range s.Requirements {
		takes = append(takes, p[id])
	}
	return !slices.ContainsFunc(takes, func(name string) bool { return !slices.Contains(claimed, name) })
}
