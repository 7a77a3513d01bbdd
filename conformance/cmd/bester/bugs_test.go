package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/besterprotocol/bester/spec"
)

// The servers in testdata/servers are independent of the reference server. Each
// has a folder of bugs: patches that put one realistic mistake into it.
const independentServers = "../../testdata/servers"

// bug is a patch of a server, with the fields of its header.
type bug struct {
	name   string   // of its file, without .patch
	breaks string   // the requirement that it violates
	also   []string // further requirements that it violates
	does   string   // what the server does wrong
	patch  string   // path of the patch
}

// violated returns every requirement that a server with the bug violates.
func (b bug) violated() []string { return append([]string{b.breaks}, b.also...) }

// parseBug reads the header of a patch: lines of "Key: value" before the diff. It
// returns an error if a key is unknown, repeated or missing, or if a requirement
// is not among known.
func parseBug(text string, known []string) (bug, error) {
	header, _, found := strings.Cut(text, "\n--- ")
	if !found {
		return bug{}, fmt.Errorf("no diff follows the header")
	}
	values := map[string]string{}
	for line := range strings.Lines(header) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		key, value, _ := strings.Cut(line, ": ")
		if !slices.Contains([]string{"Breaks", "Also", "Does"}, key) {
			return bug{}, fmt.Errorf("the header has the line %q; want Breaks, Also or Does", line)
		}
		if _, repeated := values[key]; repeated {
			return bug{}, fmt.Errorf("the header has two lines %s", key)
		}
		values[key] = value
	}
	b := bug{breaks: values["Breaks"], does: values["Does"]}
	if b.breaks == "" || b.does == "" {
		return bug{}, fmt.Errorf("the header has no Breaks or no Does")
	}
	if also := values["Also"]; also != "" {
		b.also = strings.Split(also, ", ")
	}
	for i, id := range b.violated() {
		switch {
		case !slices.Contains(known, id):
			return bug{}, fmt.Errorf("no requirement %q exists", id)
		case slices.Contains(b.violated()[:i], id):
			return bug{}, fmt.Errorf("the header names %s twice", id)
		}
	}
	return b, nil
}

// bugsOf returns the bugs of a server, ordered by name.
func bugsOf(t *testing.T, server string) []bug {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(independentServers, server, "bugs", "*.patch"))
	if err != nil {
		t.Fatal(err)
	}
	known := knownRequirements(t)
	var bugs []bug
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		b, err := parseBug(string(text), known)
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		b.name, b.patch = strings.TrimSuffix(filepath.Base(path), ".patch"), path
		bugs = append(bugs, b)
	}
	return bugs
}

func knownRequirements(t *testing.T) []string {
	t.Helper()
	requirements, err := spec.Requirements()
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, r := range requirements {
		ids = append(ids, r.ID)
	}
	return ids
}

func TestBugHeaders(t *testing.T) {
	known := []string{"SERVERS-2", "SERVERS-11", "PEER-6"}
	const diff = "--- a/server.mjs\n+++ b/server.mjs\n"
	got, err := parseBug("Breaks: SERVERS-11\nAlso: SERVERS-2, PEER-6\nDoes: omits the id: always.\n\n"+diff, known)
	want := bug{breaks: "SERVERS-11", also: []string{"SERVERS-2", "PEER-6"}, does: "omits the id: always."}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(bug{})); diff != "" || err != nil {
		t.Errorf("%v (-want +got)\n%s", err, diff)
	}
	for text, want := range map[string]string{
		"Breaks: SERVERS-11\nDoes: omits the id.\n":                                      "no diff follows",
		"Does: omits the id.\n" + diff:                                                   "has no Breaks or no Does",
		"Breaks: SERVERS-11\n" + diff:                                                    "has no Breaks or no Does",
		"Breaks: SERVERS-99\nDoes: omits the id.\n" + diff:                               `no requirement "SERVERS-99"`,
		"Breaks: SERVERS-11\nAlso: SERVERS-2,PEER-6\nDoes: omits the id.\n" + diff:       `no requirement "SERVERS-2,PEER-6"`,
		"Breaks: SERVERS-11\nAlso: SERVERS-11\nDoes: omits the id.\n" + diff:             "names SERVERS-11 twice",
		"Breaks: SERVERS-11\nBreaks: SERVERS-2\nDoes: omits the id.\n" + diff:            "two lines Breaks",
		"Breaks: SERVERS-11\nBecause: of a typing mistake\nDoes: omits the id.\n" + diff: "want Breaks, Also or Does",
	} {
		if _, err := parseBug(text, known); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got error %v, want one with %q", text, err, want)
		}
	}
}

// verdictOn compares what a report names with what a server violates.
type verdictOn struct {
	missed []string // violated but not named
	blamed []string // named but not violated
	named  int      // how many are named in total
}

// compareNamed compares the requirements that a report names as failed or warned with
// those that a server violates.
func compareNamed(violated, named []string) verdictOn {
	v := verdictOn{named: len(named)}
	for _, id := range violated {
		if !slices.Contains(named, id) {
			v.missed = append(v.missed, id)
		}
	}
	for _, id := range named {
		if !slices.Contains(violated, id) {
			v.blamed = append(v.blamed, id)
		}
	}
	return v
}

// figures adds up the verdicts on several bugs.
type figures struct {
	violated, named, right int // requirements; right ones are both
}

func (f *figures) add(violated []string, v verdictOn) {
	f.violated += len(violated)
	f.named += v.named
	f.right += v.named - len(v.blamed)
}

// recall returns the share of the violated requirements that are named, or 1 if no
// requirement is violated.
func (f *figures) recall() float64 { return share(f.right, f.violated) }

// precision returns the share of the named requirements that are violated, or 1 if no
// requirement is named.
func (f *figures) precision() float64 { return share(f.right, f.named) }

func share(part, whole int) float64 {
	if whole == 0 {
		return 1
	}
	return float64(part) / float64(whole)
}

func TestFiguresOfBugs(t *testing.T) {
	var sum figures
	for _, b := range []struct {
		bug   bug
		named []string
		want  verdictOn
	}{
		{bug{breaks: "A"}, []string{"A"}, verdictOn{named: 1}},
		{bug{breaks: "A", also: []string{"B"}}, []string{"B", "C", "D"}, verdictOn{missed: []string{"A"}, blamed: []string{"C", "D"}, named: 3}},
		{bug{breaks: "A"}, nil, verdictOn{missed: []string{"A"}}},
	} {
		got := compareNamed(b.bug.violated(), b.named)
		if diff := cmp.Diff(b.want, got, cmp.AllowUnexported(verdictOn{})); diff != "" {
			t.Errorf("%v, named %v (-want +got)\n%s", b.bug, b.named, diff)
		}
		sum.add(b.bug.violated(), got)
	}
	if sum.recall() != 0.5 || sum.precision() != 0.5 {
		t.Errorf("recall %v, precision %v, want 0.5 for both", sum.recall(), sum.precision())
	}
	if none := (figures{}); none.recall() != 1 || none.precision() != 1 {
		t.Errorf("recall %v, precision %v of nothing, want 1 for both", none.recall(), none.precision())
	}
}

func TestBugsHaveHeaders(t *testing.T) {
	for _, server := range []string{"python", "node"} {
		bugsOf(t, server)
	}
}
