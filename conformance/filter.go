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

// filter keeps some scenarios.
type filter struct {
	what  string // completes "no scenario …"
	keeps func(report.Scenario) bool
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
		{s.only != nil, func() (filter, error) { return filter{what: "is meant", keeps: s.only}, nil }},
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
