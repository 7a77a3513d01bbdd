package conformance

import (
	"fmt"
	"io/fs"
	"strings"

	"github.com/cucumber/godog"

	"github.com/besterprotocol/bester/conformance/internal/report"
)

// featurePaths are where the feature files lie in package features.
var featurePaths = []string{"."}

// catalog knows the scenarios of the feature files: what each is called, where
// it stands, what it proves, and whether it is run.
type catalog struct {
	total     int                        // scenarios that are run
	scenarios map[string]report.Scenario // by key, with the verdict on choosing it
	places    map[string]int             // of each scenario, by file and line
	left      []report.Scenario          // those that are not run
}

// newCatalog reads the feature files. chosen says of a scenario whether it is
// run: Passed, or why not.
func newCatalog(files fs.FS, chosen func(report.Scenario) report.Verdict) (*catalog, error) {
	suite := godog.TestSuite{Options: &godog.Options{FS: files, Paths: featurePaths}}
	parsed, err := suite.RetrieveFeatures()
	if err != nil {
		return nil, fmt.Errorf("features: %w", err)
	}
	c := &catalog{scenarios: map[string]report.Scenario{}, places: map[string]int{}}
	for _, feature := range parsed {
		for _, pickle := range feature.Pickles {
			s := report.Scenario{Feature: feature.Feature.Name, Name: pickle.Name, File: pickle.Uri}
			scenario := feature.FindScenario(pickle.AstNodeIds[0])
			s.Line = int(scenario.Location.Line)
			if len(pickle.AstNodeIds) > 1 {
				_, row := feature.FindExample(pickle.AstNodeIds[1])
				s.Line = int(row.Location.Line)
			}
			for _, tag := range pickle.Tags {
				s.Tags = append(s.Tags, strings.TrimPrefix(tag.Name, "@"))
				s.Requirements, s.Profiles = tagged(s, strings.TrimPrefix(tag.Name, "@"))
			}
			for i, step := range pickle.Steps {
				keyword := strings.TrimSpace(scenario.Steps[i].Keyword)
				s.Steps = append(s.Steps, report.Step{Keyword: keyword, Text: step.Text})
			}
			s.Verdict = chosen(s)
			c.add(key(pickle), s)
		}
	}
	if c.total == 0 {
		return nil, fmt.Errorf("no scenario proves what is to be judged of this server")
	}
	return c, nil
}

// tagged returns the requirements and profiles of s with one more: what begins
// with a capital is a requirement.
func tagged(s report.Scenario, tag string) (requirements, profiles []string) {
	if tag[0] >= 'A' && tag[0] <= 'Z' {
		return append(s.Requirements, tag), s.Profiles
	}
	return s.Requirements, append(s.Profiles, tag)
}

// key names a pickle. The same files give the same names each time.
func key(pickle *godog.Scenario) string {
	return pickle.Uri + "#" + strings.Join(pickle.AstNodeIds, "#")
}

func (c *catalog) add(key string, s report.Scenario) {
	c.places[place(s)] = len(c.places)
	if s.Verdict != report.Passed {
		c.left = append(c.left, s)
		return
	}
	c.scenarios[key] = s
	c.total++
}

func place(s report.Scenario) string { return fmt.Sprintf("%s:%d", s.File, s.Line) }

// order returns where a scenario stands among all.
func (c *catalog) order(s report.Scenario) int { return c.places[place(s)] }
