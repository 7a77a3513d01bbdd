package conformance

import (
	"slices"
	"strings"
	"testing"

	"github.com/besterprotocol/bester/conformance/internal/report"
)

// names returns the names of the scenarios that a selection runs.
func names(t *testing.T, s Selection) []string {
	t.Helper()
	scenarios, err := Scenarios(s)
	if err != nil {
		t.Fatalf("%+v: %v", s, err)
	}
	var all []string
	for _, s := range scenarios {
		all = append(all, s.Name)
	}
	return all
}

// aReport has a scenario of each verdict, two of which have moved since.
var aReport = &Report{Scenarios: []report.Scenario{
	{File: "handlers/connection.feature", Line: 1, Name: "A handler that comes and goes", Verdict: report.Failed},
	{File: "commands/send_clients.feature", Line: 1, Name: "An empty list is valid", Verdict: report.NotRun},
	{File: "federation/send_servers.feature", Line: 1, Name: "An empty list is valid", Verdict: report.Passed},
	{File: "commands/send_clients.feature", Line: 2, Name: "A scenario of long ago", Verdict: report.Failed},
	{File: "commands/send_clients.feature", Line: 3, Name: "Nobody else receives it", Verdict: report.NotChosen},
	{File: "commands/send_clients.feature", Line: 4, Name: "Who is named twice receives it once", Verdict: report.NotClaimed},
	{File: "commands/send_handler.feature", Line: 5, Name: "A chain of 8 handlers", Verdict: report.KnownFailure},
}}

func TestSelection(t *testing.T) {
	for _, test := range []struct {
		what      string
		selection Selection
		want      []string
	}{
		{"a requirement and a name", Selection{Requirements: []string{"HAND-4"}, Name: "comes and"}, []string{"A handler that comes and goes"}},
		{"tags", Selection{Tags: "@HAND-9 and not @chaining"}, []string{"The server's side of the connection stays open until it has the answer"}},
		{"tags in parentheses", Selection{Tags: "(@HAND-4 or @HAND-9) and (@chaining)"}, []string{"So it does to each handler of a chain"}},
		{"tags, of the profiles claimed", Selection{Tags: "@HAND-9", Profiles: []string{"federation"}},
			[]string{"The server's side of the connection stays open until it has the answer"}},
		{"a report", Selection{NotPassedIn: aReport},
			[]string{"An empty list is valid", "A chain of 8 handlers", "A handler that comes and goes"}},
		{"a report and a requirement", Selection{NotPassedIn: aReport, Requirements: []string{"HAND-4"}}, []string{"A handler that comes and goes"}},
	} {
		if got := names(t, test.selection); !slices.Equal(got, test.want) {
			t.Errorf("%s: got %q, want %q", test.what, got, test.want)
		}
	}
}

// A name that stands in one file twice is told apart by its line.
func TestSelectionFromAReportGoesByLineFirst(t *testing.T) {
	const name = "A report goes before the closing: a length of zero"
	scenarios, err := Scenarios(Selection{Name: "^" + name + "$"})
	if err != nil || len(scenarios) != 1 {
		t.Fatalf("got %d scenarios, %v", len(scenarios), err)
	}
	again := scenarios[0]
	again.Verdict = report.Failed
	if got := names(t, Selection{NotPassedIn: &Report{Scenarios: []report.Scenario{again}}}); !slices.Equal(got, []string{name}) {
		t.Errorf("got %q", got)
	}
}

func TestSelectionSaysWhatIsWrong(t *testing.T) {
	gone := &Report{Scenarios: aReport.Scenarios[3:4]}
	for _, test := range []struct {
		selection Selection
		want      string
	}{
		{Selection{Requirements: []string{"HAND-44"}}, `no requirement "HAND-44" in the specification: did you mean "HAND-4"?`},
		{Selection{Requirements: []string{"CONN-10"}}, "no scenario proves CONN-10: It allows"},
		{Selection{Profiles: []string{"chainin"}}, `no profile "chainin": did you mean "chaining"? (the profiles are core, `},
		{Selection{Tags: "@hand-4"}, `no scenario has the tag "@hand-4": did you mean "@HAND-4"?`},
		{Selection{Tags: "HAND-4"}, `no scenario has the tag "HAND-4": did you mean "@HAND-4"?`},
		{Selection{Tags: "@HAND-4 and"}, "a tag is missing"},
		{Selection{Tags: "@HAND-4 or not"}, "a tag is missing"},
		{Selection{Tags: " "}, "a tag is missing"},
		{Selection{Tags: "@HAND-4 @HAND-5"}, "Expected operator"},
		{Selection{Tags: "(@HAND-4"}, "Unmatched ("},
		{Selection{Tags: "@HAND-4 and @CHAIN-5"}, `no scenario has tags that fit "@HAND-4 and @CHAIN-5"`},
		{Selection{Name: "("}, `the pattern of names "("`},
		{Selection{Name: "no such name"}, `no scenario has a name that matches "no such name"`},
		{Selection{Name: "A chain of 8", Requirements: []string{"HAND-4"}}, `no scenario proves HAND-4, and has a name that matches "A chain of 8"`},
		{Selection{Profiles: []string{"core"}, Requirements: []string{"CHAIN-4"}}, "profiles that are not claimed"},
		{Selection{NotPassedIn: &Report{}}, "nothing to run again"},
		{Selection{NotPassedIn: gone}, "none of the 1 scenarios that did not pass in the report exists any more"},
	} {
		scenarios, err := Scenarios(test.selection)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%+v: got %d scenarios and %v, want %q", test.selection, len(scenarios), err, test.want)
		}
	}
}

func TestEverythingIsSelectedByNothing(t *testing.T) {
	c := everyScenario(t)
	if got := names(t, Selection{}); len(got) != len(c) || len(c) < 500 {
		t.Errorf("got %d of %d scenarios", len(got), len(c))
	}
}
