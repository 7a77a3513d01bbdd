package main

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/besterprotocol/bester/spec"
)

func TestExplain(t *testing.T) {
	notes, err := spec.Notes()
	if err != nil {
		t.Fatal(err)
	}
	wantRun(t, 0, "", []string{"explain", "hand-4"}, "HAND-4  MUST, profile core\nspec/handlers.md:", "\nWhy\n", "\nAllowed\n",
		"\nCommon mistakes\n  - "+notes["HAND-4"].Mistakes[0], "\nScenarios\n", "  A handler that comes and goes\n    features/handlers/connection.feature:")
	wantRun(t, 0, "", []string{"explain", "CONN-10"}, "None can be. It allows a server to close")
	wantRun(t, 0, "", []string{"explain", "HAND-4", "Chain-4"}, "HAND-4  MUST", "CHAIN-4  MUST, profile chaining")
	wantRun(t, 2, "", []string{"explain", "HAND-4", "HAND-44"}, `no requirement "HAND-44" in the specification: did you mean "HAND-4"?`)
	wantRun(t, 2, "", []string{"explain"}, "requires at least 1 arg")
	wantRun(t, 2, "", []string{"explain", "HAND-4", "--format", "html"}, "text, json or markdown")
	wantRun(t, 0, "", []string{"explain", "HAND-4", "--format", "markdown"}, "## HAND-4\n\n> A server", "**Why:** "+notes["HAND-4"].Why,
		"- "+notes["HAND-4"].Mistakes[0]+"\n", "` A handler that comes and goes\n")
}

// TestExplainEverything explains each requirement, in lines that fit.
func TestExplainEverything(t *testing.T) {
	requirements, err := spec.Requirements()
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, q := range requirements {
		ids = append(ids, q.ID)
	}
	code, out, errs := run(t, "", append([]string{"explain"}, ids...)...)
	if code != exitGood {
		t.Fatalf("exit code %d: %s", code, errs)
	}
	for line := range strings.Lines(out) {
		if n := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); n > defaultWidth && strings.Count(strings.TrimSpace(line), " ") > 0 {
			t.Errorf("a line of %d characters: %s", n, line)
		}
	}
	if strings.Contains(out, "\x1b") {
		t.Error("there is colour outside of a terminal")
	}
	code, out, _ = run(t, "", append([]string{"explain", "--format", "json"}, ids...)...)
	var all []explanation
	if err := json.Unmarshal([]byte(out), &all); code != exitGood || err != nil || len(all) != len(ids) {
		t.Fatalf("exit code %d, %d explanations, %v", code, len(all), err)
	}
	for i, e := range all {
		if e.ID != ids[i] || e.Why == "" || e.Allowed == "" || len(e.Mistakes) == 0 || (len(e.Scenarios) == 0) == (e.NotProven == "") {
			t.Errorf("%s is not explained: %+v", ids[i], e)
		}
	}
}

func TestExplainedTextIsWrapped(t *testing.T) {
	text := explainedText{width: 10, color: true}
	text.wrap("- ", "  ", "one two three a-word-that-is-long four")
	want := []string{"- one two", "  three", "  a-word-that-is-long", "  four", ""}
	if got := strings.Split(text.b.String(), "\n"); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := text.bold("x"); got != "\x1b[1mx\x1b[0m" {
		t.Errorf("got %q", got)
	}
}
