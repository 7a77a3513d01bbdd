package conformance

import (
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/besterprotocol/bester/conformance/internal/report"
	"github.com/besterprotocol/bester/features"
	"github.com/besterprotocol/bester/spec"
)

// The rules of the repository are tests, so that nobody has to remember them.

const root = ".." // of the repository

func TestTopLevelIsTheFiveRooms(t *testing.T) {
	allowed := strings.Fields("spec schemas features reference conformance go.mod go.sum README.md LICENSE CHANGELOG.md")
	entries, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if name := entry.Name(); !strings.HasPrefix(name, ".") && !slices.Contains(allowed, name) {
			t.Errorf("%s stands at the top level, which is for %v", name, allowed)
		}
	}
}

const module = "github.com/besterprotocol/bester/"

// imports returns the packages of this module that each package imports outside
// of its tests, both as paths from the root.
func imports(t *testing.T) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	err := filepath.WalkDir(root, func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
			return err
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		folder, err := filepath.Rel(root, filepath.Dir(file))
		if err != nil {
			return err
		}
		for _, spec := range parsed.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if ours, ok := strings.CutPrefix(imported, module); ok {
				all[filepath.ToSlash(folder)] = append(all[filepath.ToSlash(folder)], ours)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 5 {
		t.Fatalf("only %d packages import others of this module: the walk has lost its way", len(all))
	}
	return all
}

func within(folder, room string) bool { return folder == room || strings.HasPrefix(folder, room+"/") }

func TestWhoMayKnowWhom(t *testing.T) {
	const command = "conformance/cmd/bester"
	forbidden := []struct {
		why     string
		from    func(folder string) bool
		imports func(ours string) bool
	}{
		{"a suite that shares code with the server it judges shares its mistakes",
			func(f string) bool { return within(f, "conformance") && f != command },
			func(o string) bool { return within(o, "reference") }},
		{"the reference server stands alone",
			func(f string) bool { return within(f, "reference") },
			func(o string) bool { return !within(o, "reference") }},
		{"what the protocol says and what its messages look like depend on nothing",
			func(f string) bool { return f == "spec" || f == "schemas" || f == "features" },
			func(string) bool { return true }},
		{"only the suite's own package and the command know all of its parts",
			func(f string) bool { return f != "conformance" && f != command },
			func(o string) bool { return strings.HasSuffix(o, "/steps") || o == "conformance" }},
	}
	all := imports(t)
	for _, folder := range slices.Sorted(maps.Keys(all)) {
		for _, ours := range all[folder] {
			for _, rule := range forbidden {
				if rule.from(folder) && rule.imports(ours) {
					t.Errorf("%s imports %s: %s", folder, ours, rule.why)
				}
			}
		}
	}
}

// mayKnow says of each part of the suite, a package of conformance/internal, which
// packages it may import: other parts by their names, rooms by theirs.
var mayKnow = map[string]string{
	// Steps see actors and what they act on, never servers' processes or reports.
	"steps": "actor generate match monitor layout wire plain schemas",
	"actor": "match layout wire plain schemas",
	// Messages are made of the schemas, whoever sends them.
	"generate": "wire schemas",
	// Comparisons are pure.
	"match": "wire plain",
	// Monitors know only the record.
	"monitor": "wire",
	// Servers are started without knowing what will be done to them.
	"target":     "layout supervisor yamlfile limited suggest schemas",
	"supervisor": "",
	// Reports show what was recorded, and never see who did it.
	"report": "layout wire limited columns formats shown schemas features spec",
	// Known failures are held against a report, whatever it is of.
	"baseline": "report wire yamlfile suggest schemas",
	// What is found in files is inspected, and what that finds is written: each of
	// the three sees only what comes before it.
	"documents": "capture schemas",
	"inspect":   "documents capture shown plain yamlfile schemas spec",
	"findings":  "inspect columns shown schemas",
	// What was recorded is sent again without asking what it was for.
	"replay":   "report layout wire shown plain",
	"yamlfile": "limited schemas",
	// Deviants are edits of sources: nothing that judges them is known to them.
	"deviant": "",
	"matrix":  "formats shown",
	// What passes is judged by the schemas, wherever it comes from.
	"tap":     "schemas",
	"capture": "schemas",
	// What all others agree on, and tools, depend on nothing.
	"layout":  "",
	"wire":    "plain",
	"limited": "",
	"plain":   "",
	"columns": "",
	"formats": "",
	"suggest": "",
	"shown":   "",
}

func TestPartsOfTheSuiteKnowFewOthers(t *testing.T) {
	entries, err := os.ReadDir("internal")
	if err != nil {
		t.Fatal(err)
	}
	all := imports(t)
	for _, entry := range entries {
		part := entry.Name()
		allowed, ok := mayKnow[part]
		if !ok {
			t.Errorf("conformance/internal/%s is new: say in mayKnow what it may import", part)
		}
		for _, ours := range all["conformance/internal/"+part] {
			if !slices.Contains(strings.Fields(allowed), strings.TrimPrefix(ours, "conformance/internal/")) {
				t.Errorf("conformance/internal/%s imports %s: it may import only %q", part, ours, allowed)
			}
		}
	}
}

// everyScenario reads all scenarios of the feature files.
func everyScenario(t *testing.T) []report.Scenario {
	t.Helper()
	c, err := readCatalog(features.Files())
	if err != nil {
		t.Fatal(err)
	}
	return c.scenarios
}

func everyRequirement(t *testing.T) map[string]spec.Requirement {
	t.Helper()
	requirements, err := spec.Requirements()
	if err != nil {
		t.Fatal(err)
	}
	byID := map[string]spec.Requirement{}
	for _, r := range requirements {
		byID[r.ID] = r
	}
	return byID
}

func TestEveryTagIsARequirementOrAProfile(t *testing.T) {
	byID := everyRequirement(t)
	for _, s := range everyScenario(t) {
		if len(s.Requirements) == 0 {
			t.Errorf("%s:%d: the scenario says not what it proves", s.File, s.Line)
		}
		for _, id := range s.Requirements {
			if _, ok := byID[id]; !ok {
				t.Errorf("%s:%d: there is no requirement %s", s.File, s.Line, id)
			}
		}
		for _, name := range s.Profiles {
			if !slices.ContainsFunc(spec.Profiles(), func(p spec.Profile) bool { return p.Name == name }) {
				t.Errorf("%s:%d: there is no profile %s", s.File, s.Line, name)
			}
		}
	}
}

// A scenario that fails fails all that it proves: where some of that is only
// recommended, the rest would be blamed for it.
func TestScenariosDoNotMixLevels(t *testing.T) {
	byID := everyRequirement(t)
	for _, s := range everyScenario(t) {
		recommended := 0
		for _, id := range s.Requirements {
			if byID[id].Level == spec.SHOULD {
				recommended++
			}
		}
		if recommended > 0 && recommended < len(s.Requirements) {
			t.Errorf("%s:%d: %v are not all recommended, or all demanded", s.File, s.Line, s.Requirements)
		}
	}
}

func TestEveryRequirementIsCovered(t *testing.T) {
	covered := map[string]bool{}
	for _, s := range everyScenario(t) {
		for _, id := range s.Requirements {
			covered[id] = true
		}
	}
	untestable := features.Untestable()
	byID := everyRequirement(t)
	for id := range byID {
		switch reason := untestable[id]; {
		case covered[id] && reason != "":
			t.Errorf("%s has a scenario, and a reason why there can be none", id)
		case !covered[id] && reason == "":
			t.Errorf("%s has neither a scenario nor a reason why there can be none", id)
		}
	}
	for id := range untestable {
		if _, ok := byID[id]; !ok {
			t.Errorf("there is no requirement %s for which no scenario could be", id)
		}
	}
}

// Features lie in folders that are called as the chapters of the specification
// in which their requirements stand. The first steps belong to several chapters.
func TestFeaturesLieWhereTheirRequirementsStand(t *testing.T) {
	byID := everyRequirement(t)
	for _, s := range everyScenario(t) {
		if isFirstStep(s) {
			continue
		}
		chapter := path.Dir(s.File) + ".md"
		if !slices.ContainsFunc(s.Requirements, func(id string) bool { return byID[id].File == chapter }) {
			t.Errorf("%s:%d: none of %v stands in spec/%s", s.File, s.Line, s.Requirements, chapter)
		}
	}
}
