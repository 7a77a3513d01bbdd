package report

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
)

// readSARIF reads what stands in text, which has nothing in it that SARIF does not
// know.
func readSARIF(t *testing.T, text string) *sarif.Run {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.DisallowUnknownFields()
	var read sarif.Report
	if err := decoder.Decode(&read); err != nil {
		t.Fatal(err)
	}
	valid, err := sarif.FromString(text)
	if err != nil {
		t.Fatal(err)
	}
	if err := valid.Validate(); err != nil {
		t.Fatal(err)
	}
	if len(read.Runs) != 1 {
		t.Fatalf("got %d runs", len(read.Runs))
	}
	return read.Runs[0]
}

func TestSARIF(t *testing.T) {
	run := readSARIF(t, written(t, hostile(), "sarif"))
	if len(run.Tool.Driver.Rules) != len(all) || *run.Tool.Driver.Rules[1].ID != "A-2" || run.Tool.Driver.Rules[1].DefaultConfiguration.Level != "warning" {
		t.Errorf("got rules %+v", run.Tool.Driver.Rules)
	}
	if got := *run.Tool.Driver.Rules[0].HelpURI; got != "https://github.com/besterprotocol/bester/blob/main/spec/a.md?plain=1#L7" {
		t.Errorf("got %s", got)
	}
	var got []string
	for _, result := range run.Results {
		place := result.Locations[0].PhysicalLocation
		got = append(got, fmt.Sprintf("%s %s %s:%d %d", *result.RuleID, result.Level, *place.ArtifactLocation.URI, *place.Region.StartLine, len(result.Suppressions)))
		if *run.Tool.Driver.Rules[result.RuleIndex].ID != *result.RuleID {
			t.Errorf("%s has the rule %d", *result.RuleID, result.RuleIndex)
		}
	}
	want := `A-1 error features/a/b.feature:2 0
B-1 error features/a/b.feature:2 0
A-1 note features/a/b.feature:3 0
B-1 note features/a/b.feature:3 0
A-1 error features/a/b.feature:6 1
B-1 error features/a/b.feature:6 1
A-1 error features/a/b.feature:7 0
B-1 error features/a/b.feature:7 0
A-2 warning features/a/b.feature:99 0`
	if strings.Join(got, "\n") != want {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
	if reason := *run.Results[4].Suppressions[0].Justification; reason != clean(nasty) {
		t.Errorf("got %q", reason)
	}
	if text := *run.Results[0].Message.Text; !strings.Contains(text, "allowed: "+oneLine(clean(nasty))) {
		t.Errorf("got %q", text)
	}
}

func TestSARIFLinksToTheVersionThatWasRun(t *testing.T) {
	r := failing()
	r.Suite = "v1.2.3"
	run := readSARIF(t, written(t, r, "sarif"))
	if got := *run.Tool.Driver.Rules[0].HelpURI; !strings.Contains(got, "/blob/v1.2.3/spec/a.md") {
		t.Errorf("got %s", got)
	}
}
