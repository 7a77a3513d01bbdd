package conformance

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	tagexpressions "github.com/cucumber/tag-expressions/go/v6"

	"github.com/besterprotocol/bester/conformance/internal/report"
	"github.com/besterprotocol/bester/conformance/internal/suggest"
	"github.com/besterprotocol/bester/features"
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
}

// Scenarios returns the scenarios of a selection in the order of the feature
// files, without verdicts. The error says what the selection names that does not
// exist, or that it selects nothing.
func Scenarios(selection Selection) ([]Scenario, error) {
	requirements, err := spec.Requirements()
	if err != nil {
		return nil, err
	}
	c, err := readCatalog(features.FS)
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
}

// isPartial reports whether something is left out that the server claims.
func (p *plan) isPartial() bool { return slices.Contains(p.verdicts, report.NotChosen) }

// filter keeps some scenarios.
type filter struct {
	what  string // completes "no scenario …"
	keeps func(report.Scenario) bool
}

func (s Selection) plan(c *catalog, requirements []spec.Requirement) (*plan, error) {
	p := &plan{verdicts: make([]report.Verdict, len(c.scenarios))}
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

// filters returns what each part of the selection keeps.
func (s Selection) filters(c *catalog, requirements []spec.Requirement) ([]filter, error) {
	var all []filter
	for _, part := range []struct {
		given bool
		make  func() (filter, error)
	}{
		{len(s.Requirements) > 0, func() (filter, error) { return byRequirement(s.Requirements, requirements) }},
		{s.Tags != "", func() (filter, error) { return byTags(s.Tags, c) }},
		{s.Name != "", func() (filter, error) { return byName(s.Name) }},
		{s.NotPassedIn != nil, func() (filter, error) { return byReport(s.NotPassedIn, c) }},
	} {
		if !part.given {
			continue
		}
		f, err := part.make()
		if err != nil {
			return nil, err
		}
		all = append(all, f)
	}
	return all, nil
}

func byRequirement(ids []string, requirements []spec.Requirement) (filter, error) {
	var known []string
	for _, q := range requirements {
		known = append(known, q.ID)
	}
	reasons := ""
	for _, id := range ids {
		if !slices.Contains(known, id) {
			return filter{}, fmt.Errorf("there is no requirement %q in the specification%s", id, suggest.Question(id, known))
		}
		if reason := features.Untestable()[id]; reason != "" {
			reasons += ": " + reason
		}
	}
	return filter{
		what:  "proves " + strings.Join(ids, " or ") + reasons,
		keeps: func(s report.Scenario) bool { return slices.ContainsFunc(s.Requirements, contains(ids)) },
	}, nil
}

func contains(list []string) func(string) bool {
	return func(element string) bool { return slices.Contains(list, element) }
}

// tagPattern matches what stands in a tag expression between white space and
// parentheses.
var tagPattern = regexp.MustCompile(`[^\s()]+`)

func byTags(text string, c *catalog) (filter, error) {
	words := tagPattern.FindAllString(text, -1)
	if err := checkTags(words, c); err != nil {
		return filter{}, err
	}
	// The parser takes an expression that ends too early.
	if len(words) == 0 || slices.Contains(operators, words[len(words)-1]) {
		return filter{}, fmt.Errorf("the tag expression %q ends where a tag is missing", text)
	}
	expression, err := tagexpressions.Parse(text)
	if err != nil {
		return filter{}, fmt.Errorf("%w (an expression is like \"@HAND-4 and not @chaining\")", err)
	}
	return filter{
		what: fmt.Sprintf("has tags that fit %q", text),
		keeps: func(s report.Scenario) bool {
			tags := make([]string, len(s.Tags))
			for i, tag := range s.Tags {
				tags[i] = "@" + tag
			}
			return expression.Evaluate(tags)
		},
	}, nil
}

var operators = []string{"and", "or", "not"}

// checkTags returns an error where a word is neither an operator nor a tag of
// some scenario.
func checkTags(words []string, c *catalog) error {
	known := map[string]bool{}
	var names []string
	for _, s := range c.scenarios {
		for _, tag := range s.Tags {
			if !known["@"+tag] {
				known["@"+tag] = true
				names = append(names, "@"+tag)
			}
		}
	}
	for _, word := range words {
		if !known[word] && !slices.Contains(operators, word) {
			return fmt.Errorf("no scenario has the tag %q%s", word, suggest.Question("@"+strings.TrimPrefix(word, "@"), names))
		}
	}
	return nil
}

func byName(text string) (filter, error) {
	pattern, err := regexp.Compile(text)
	if err != nil {
		return filter{}, fmt.Errorf("the pattern of names %q: %w", text, err)
	}
	return filter{
		what:  fmt.Sprintf("has a name that matches %q", text),
		keeps: func(s report.Scenario) bool { return pattern.MatchString(s.Name) },
	}, nil
}

func byReport(r *Report, c *catalog) (filter, error) {
	again := map[string]bool{} // by place
	missed := 0
	for _, old := range r.Scenarios {
		switch old.Verdict {
		case report.Passed, report.NotClaimed, report.NotChosen:
			continue
		}
		found := c.find(old)
		for _, s := range found {
			again[s.Place()] = true
		}
		missed++
	}
	switch {
	case missed == 0:
		return filter{}, errors.New("all scenarios that the report tells of have passed: there is nothing to run again")
	case len(again) == 0:
		return filter{}, fmt.Errorf("none of the %d scenarios that did not pass in the report exists any more: run without it", missed)
	}
	return filter{
		what:  "did not pass in the report",
		keeps: func(s report.Scenario) bool { return again[s.Place()] },
	}, nil
}

// find returns the scenario that old was, or those of its name in its file where
// the lines have moved.
func (c *catalog) find(old report.Scenario) []report.Scenario {
	if i, ok := c.places[old.Place()]; ok && c.scenarios[i].Name == old.Name {
		return c.scenarios[i : i+1]
	}
	var found []report.Scenario
	for _, s := range c.scenarios {
		if s.File == old.File && s.Name == old.Name {
			found = append(found, s)
		}
	}
	return found
}
