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
// it stands and what it proves. It does not change once it is read.
type catalog struct {
	scenarios []report.Scenario // in the order of the files, without verdicts
	keys      map[string]int    // of each scenario in scenarios, by key
	places    map[string]int    // the same by file and line
}

// readCatalog reads the feature files.
func readCatalog(files fs.FS) (*catalog, error) {
	suite := godog.TestSuite{Options: &godog.Options{FS: files, Paths: featurePaths}}
	parsed, err := suite.RetrieveFeatures()
	if err != nil {
		return nil, fmt.Errorf("features: %w", err)
	}
	c := &catalog{keys: map[string]int{}, places: map[string]int{}}
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
			c.add(key(pickle), s)
		}
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
	c.keys[key] = len(c.scenarios)
	c.places[place(s)] = len(c.scenarios)
	c.scenarios = append(c.scenarios, s)
}

func place(s report.Scenario) string { return fmt.Sprintf("%s:%d", s.File, s.Line) }

// order returns where a scenario stands among all.
func (c *catalog) order(s report.Scenario) int { return c.places[place(s)] }
