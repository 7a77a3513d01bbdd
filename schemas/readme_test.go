package schemas

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/besterprotocol/bester/spec"
)

// TestReadmeListsEveryKind wants each kind in README.md's table, in the order
// of Kinds, with a chapter that exists.
func TestReadmeListsEveryKind(t *testing.T) {
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := regexp.MustCompile(`(?m)^\| \[([a-z-]+)\]\(([^)]*)\) \| .+ \| \[[A-Z][a-z]+\]\((\.\./spec/[a-z]+\.md|\.\./conformance/README\.md)(?:#[a-z-]+)?\) \|$`).
		FindAllStringSubmatch(string(text), -1)
	var got []string
	for _, row := range rows {
		got = append(got, row[1])
		for _, link := range row[2:] {
			if _, err := os.Stat(link); err != nil {
				t.Errorf("%s: %v", row[1], err)
			}
		}
	}
	if want := fmt.Sprint(Kinds()); fmt.Sprint(got) != want {
		t.Errorf("got rows %v, want %s", got, want)
	}
}

// TestCitedRequirementsExist looks up every requirement that a schema names.
func TestCitedRequirementsExist(t *testing.T) {
	requirements, err := spec.Requirements()
	if err != nil {
		t.Fatal(err)
	}
	known := make(map[string]bool)
	for _, r := range requirements {
		known[r.ID] = true
	}
	id := regexp.MustCompile(`\b[A-Z]+-[0-9]+[a-z]?\b`)
	cited := 0
	for _, p := range parts(t) {
		text := fmt.Sprint(p.schema["description"], " ", p.schema["$comment"])
		for _, name := range id.FindAllString(text, -1) {
			if cited++; !known[name] && !strings.HasPrefix(name, "UTF-") {
				t.Errorf("%s cites %s, which the specification does not have", p, name)
			}
		}
	}
	if cited == 0 {
		t.Error("the schemas cite nothing")
	}
}
