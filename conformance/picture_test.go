package conformance

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	arrowPattern = regexp.MustCompile(`(?m)^ +(\w+)(?:\["[^"]*"\])? --> (\w+)(?:\["[^"]*"\])?$`)
	labelPattern = regexp.MustCompile(`(\w+)\["([^"<]+)<br>[^"]*"\]`)
)

// picture reads the picture of the house in README.md: which package each arrow
// leads to from each.
func picture(t *testing.T) map[string][]string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, behind, _ := strings.Cut(string(text), "```mermaid\nflowchart TD\n")
	drawn, _, ok := strings.Cut(behind, "```\n")
	packages := map[string]string{}
	for _, label := range labelPattern.FindAllStringSubmatch(drawn, -1) {
		packages[label[1]] = label[2]
		if strings.HasPrefix(label[2], "internal/") {
			packages[label[1]] = "conformance/" + label[2]
		}
	}
	arrows := map[string][]string{}
	found := arrowPattern.FindAllStringSubmatch(drawn, -1)
	if !ok || len(found) != strings.Count(drawn, "\n") || len(found) == 0 {
		t.Fatalf("README.md has no picture of which each line is an arrow:\n%s", drawn)
	}
	for _, arrow := range found {
		from, to := packages[arrow[1]], packages[arrow[2]]
		if from == "" || to == "" {
			t.Fatalf("the picture in README.md does not say which packages %s are", arrow[0])
		}
		arrows[from] = append(arrows[from], to)
	}
	return arrows
}

// leads reports whether arrows lead from one package to another, over others or
// not. There are no circles in what packages import.
func leads(arrows map[string][]string, from, to string) bool {
	return slices.ContainsFunc(arrows[from], func(next string) bool { return next == to || leads(arrows, next, to) })
}

// tools are small packages that several others use.
var tools = []string{"columns", "formats", "limited", "plain", "shown", "suggest"}

// leftOut are packages that the picture does without: tools, and what is inside the
// reference server.
func leftOut(folder string) bool {
	return strings.HasPrefix(folder, "reference/internal/") || slices.Contains(tools, strings.TrimPrefix(folder, "conformance/internal/"))
}

func TestThePictureOfTheHouseIsTrue(t *testing.T) {
	arrows, all := picture(t), imports(t)
	for from, tos := range arrows {
		for _, to := range tos {
			if !slices.Contains(all[from], to) {
				t.Errorf("the picture has an arrow from %s to %s, which it does not import", from, to)
			}
		}
	}
	for from, imported := range all {
		for _, to := range imported {
			if !leftOut(from) && !leftOut(to) && !leads(arrows, from, to) {
				t.Errorf("%s imports %s, and no arrows of the picture lead there", from, to)
			}
		}
	}
}
