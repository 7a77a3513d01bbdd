package conformance

import (
	"slices"
	"testing"

	"github.com/besterprotocol/bester/conformance/internal/report"
	"github.com/besterprotocol/bester/conformance/internal/wire"
	"github.com/besterprotocol/bester/features"
	"github.com/besterprotocol/bester/spec"
)

// TestNeedsAreOfScenarios compares needs.txt with the feature files. Every scenario and
// requirement in it must exist, and no scenario may need a requirement that it proves.
func TestNeedsAreOfScenarios(t *testing.T) {
	c, err := ownCatalog()
	if err != nil {
		t.Fatal(err)
	}
	proves := map[[2]string][]string{}
	sentences := map[[2]string]int{}
	for i, s := range c.scenarios {
		at := [2]string{s.File, c.outlines[i]}
		proves[at] = append(proves[at], s.Requirements...)
		sentences[at] = max(sentences[at], len(s.Steps))
	}
	listed, err := features.Needs()
	if err != nil {
		t.Fatal(err)
	}
	byID := everyRequirement(t)
	for _, n := range listed {
		if n.Finding != "" {
			if _, known := byID[n.Finding]; !known || n.Finding == n.Requirement {
				t.Errorf("findings of %s need %s", n.Finding, n.Requirement)
			}
			continue
		}
		at := [2]string{n.File, n.Scenario}
		switch _, known := byID[n.Requirement]; {
		case proves[at] == nil:
			t.Errorf("%s has no scenario %q", n.File, n.Scenario)
		case !known:
			t.Errorf("%q needs %s, which does not exist", n.Scenario, n.Requirement)
		case slices.Contains(proves[at], n.Requirement):
			t.Errorf("%q needs %s, which it proves", n.Scenario, n.Requirement)
		case slices.ContainsFunc(n.Breaks, func(b features.Break) bool { return b.Step > sentences[at]+3 }):
			t.Errorf("%q does not have all of the steps in %v", n.Scenario, n.Breaks)
		}
	}
}

func TestKindOf(t *testing.T) {
	tests := []struct {
		a, b string
		same bool
	}{
		{`"bob" receives a "chat" delivery carrying {"a":[1]}`, `"bob's phone" receives a "other" delivery carrying 2`, true},
		{`"alice" receives a good report for "1"`, `"alice" receives a good report for "say \"2\""`, true},
		{`"alice" receives a good report for "1"`, `"alice" receives a bad report for "1"`, false},
	}
	for _, test := range tests {
		if got := kindOf(test.a) == kindOf(test.b); got != test.same {
			t.Errorf("%s and %s are of one kind: %v, want %v", test.a, test.b, got, test.same)
		}
	}
}

// TestConsequencesAreNoFindings: a finding is dropped if another breach explains it, unless it
// is certain.
func TestConsequencesAreNoFindings(t *testing.T) {
	c, err := ownCatalog()
	if err != nil {
		t.Fatal(err)
	}
	requirements, err := spec.Requirements()
	if err != nil {
		t.Fatal(err)
	}
	provesOnly := func(id string) report.Scenario {
		return c.scenarios[slices.IndexFunc(c.scenarios, func(s report.Scenario) bool { return slices.Equal(s.Requirements, []string{id}) })]
	}
	tests := []struct {
		name    string
		failed  string // the requirement whose scenario fails
		certain bool
		found   bool // whether the finding stays
	}{
		{"a consequence", "STAT-4", false, false},
		{"another breach does not explain it", "MSG-2", false, true},
		{"certain", "STAT-4", true, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			failed, passed := provesOnly(test.failed), provesOnly("JSON-1")
			failed.Verdict, failed.Failure = report.Failed, &report.Failure{Happened: "something else"}
			passed.Verdict, passed.Findings = report.Passed, []wire.Finding{{Requirement: "CONN-4", Certain: test.certain}}
			scenarios := []report.Scenario{failed, passed}
			r := &run{requirements: requirements, catalog: c, needs: needs{need{finding: "CONN-4"}: {"STAT-4"}}}
			r.diagnose(scenarios)
			if got := len(scenarios[1].Findings) > 0; got != test.found {
				t.Errorf("the finding stays: %v, want %v", got, test.found)
			}
			if scenarios[0].Verdict != report.Failed || !slices.Equal(scenarios[0].Blames, []string{test.failed}) {
				t.Errorf("the failed scenario is %s and blames %v", scenarios[0].Verdict, scenarios[0].Blames)
			}
		})
	}
}
