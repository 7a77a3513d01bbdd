package conformance

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"github.com/cucumber/godog"
	messages "github.com/cucumber/messages/go/v21"

	"github.com/besterprotocol/bester/conformance/internal/report"
	"github.com/besterprotocol/bester/features"
)

// featurePaths are where the feature files lie in package features.
var featurePaths = []string{"."}

// catalog knows the scenarios of the feature files: what each is called, where
// it stands and what it proves. It does not change once it is read.
type catalog struct {
	scenarios []report.Scenario // in the order of the files, without verdicts
	pickles   []*godog.Scenario // the same scenarios for godog
	outlines  []string          // their names, with the parameters of outlines
	keys      map[string]int    // of each scenario in scenarios, by key
	places    map[string]int    // the same, by place
}

// ownCatalog is the catalog of the suite's own feature files, which are part of the
// program: they are read at most once.
var ownCatalog = sync.OnceValues(func() (*catalog, error) { return readCatalog(features.Files()) })

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
			source := feature.FindScenario(pickle.AstNodeIds[0])
			s := scenarioOf(pickle, source)
			s.Feature = feature.Feature.Name
			if len(pickle.AstNodeIds) > 1 {
				_, row := feature.FindExample(pickle.AstNodeIds[1])
				s.Line = int(row.Location.Line)
			}
			c.add(pickle, source.Name, s)
		}
	}
	return c, nil
}

// scenarioOf returns the scenario of a pickle as source has it. Its tags that
// begin with a capital are requirements, the others profiles.
func scenarioOf(pickle *godog.Scenario, source *messages.Scenario) report.Scenario {
	s := report.Scenario{Name: pickle.Name, File: pickle.Uri, Line: int(source.Location.Line)}
	for _, tag := range pickle.Tags {
		name := strings.TrimPrefix(tag.Name, "@")
		s.Tags = append(s.Tags, name)
		if 'A' <= name[0] && name[0] <= 'Z' {
			s.Requirements = append(s.Requirements, name)
		} else {
			s.Profiles = append(s.Profiles, name)
		}
	}
	for i, step := range pickle.Steps {
		keyword := strings.TrimSpace(source.Steps[i].Keyword)
		s.Steps = append(s.Steps, report.Step{Keyword: keyword, Text: step.Text})
	}
	return s
}

// key names a pickle. The same files give the same names each time.
func key(pickle *godog.Scenario) string {
	return pickle.Uri + "#" + strings.Join(pickle.AstNodeIds, "#")
}

func (c *catalog) add(pickle *godog.Scenario, outline string, s report.Scenario) {
	c.keys[key(pickle)] = len(c.scenarios)
	c.places[s.Place()] = len(c.scenarios)
	c.scenarios = append(c.scenarios, s)
	c.pickles = append(c.pickles, pickle)
	c.outlines = append(c.outlines, outline)
}

// provesAny reports whether an example of the outline of s proves one of ids.
func (c *catalog) provesAny(s report.Scenario, ids []string) bool {
	outline := c.outlines[c.order(s)]
	for i, other := range c.scenarios {
		if other.File == s.File && c.outlines[i] == outline && slices.ContainsFunc(ids, func(id string) bool { return slices.Contains(other.Requirements, id) }) {
			return true
		}
	}
	return false
}

// order returns where a scenario stands among all.
func (c *catalog) order(s report.Scenario) int { return c.places[s.Place()] }
