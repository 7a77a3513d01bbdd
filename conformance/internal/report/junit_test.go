package report

import (
	"strings"
	"testing"

	junit "github.com/joshdk/go-junit"
)

func TestJUnit(t *testing.T) {
	r := hostile()
	suites, err := junit.Ingest([]byte(written(t, r, "junit")))
	if err != nil {
		t.Fatal(err)
	}
	if len(suites) != 1 || suites[0].Name != oneLine(clean("Feature "+nasty)) {
		t.Fatalf("got suites %+v", suites)
	}
	totals := suites[0].Totals
	if totals.Tests != 8 || totals.Passed != 1 || totals.Failed != 2 || totals.Error != 1 || totals.Skipped != 4 {
		t.Errorf("got totals %+v", totals)
	}
	want := []junit.Status{
		junit.StatusPassed, junit.StatusFailed, junit.StatusError, junit.StatusSkipped, junit.StatusSkipped, junit.StatusSkipped, junit.StatusFailed, junit.StatusSkipped,
	}
	for i, c := range suites[0].Tests {
		if c.Status != want[i] || c.Classname != "a.b" {
			t.Errorf("%s: got status %s and class %s", r.Scenarios[i].Verdict, c.Status, c.Classname)
		}
	}
	passed, failed, known := suites[0].Tests[0], suites[0].Tests[1], suites[0].Tests[5]
	if passed.Name != oneLine(clean("Scenario "+nasty))+" (features/a/b.feature:1)" || passed.Properties["file"] != "" {
		t.Errorf("got name %q", passed.Name)
	}
	failure := failed.Error.(junit.Error)
	for _, part := range []string{"allowed: " + oneLine(clean(nasty)), "; happened: " + oneLine(clean(nasty))} {
		if !strings.Contains(failure.Message, part) {
			t.Errorf("message %q does not have %q", failure.Message, part)
		}
	}
	for _, part := range []string{"What was on the wire:", "The last that S1 printed:", "spec/a.md:7"} {
		if !strings.Contains(failure.Body, part) {
			t.Errorf("%q is not in\n%s", part, failure.Body)
		}
	}
	if known.Message != "known failure: "+oneLine(clean(nasty)) {
		t.Errorf("got %q", known.Message)
	}
	if suites[0].Properties["seed"] != "0" {
		t.Errorf("got properties %v", suites[0].Properties)
	}
}
