package report

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// TestHTMLBeginsWithStepsAndCauses checks the part of the page before the profiles.
func TestHTMLBeginsWithStepsAndCauses(t *testing.T) {
	r := nothingFailed()
	r.FirstSteps = []FirstStep{
		{Does: "listens", Verdict: Passed, Place: "features/a.feature:3"},
		{Does: "signs in", Verdict: Failed, Requirement: "A-1", Place: "features/a.feature:2", Waiting: 2},
	}
	p := parsedHTML(t, htmlOf(t, r))
	text := textIn(p.all(func(n *html.Node) bool { return n.Data == "main" })[0])
	last := -1
	for _, want := range []string{
		"Where the server stands", "✓ listens", "✗ signs in", "Fix A-1 next; 2 scenarios wait for it.",
		"Causes", "3 causes explain 2 failing scenarios and 2 blocked ones.", "✗ A-1", "✗ B-1", "! A-2", "Profiles",
	} {
		at := strings.Index(text, want)
		if at <= last {
			t.Errorf("%q is missing or out of order", want)
		}
		last = at
	}
	causes := p.all(func(n *html.Node) bool { return attribute(n, "class") == "cause" })
	if len(causes) != 3 || !has(causes[0], "open") || has(causes[1], "open") {
		t.Fatalf("%d causes are shown, want 3, and only the first one open", len(causes))
	}
	for i, want := range []string{"1", "2", "2"} {
		if got := attribute(causes[i], "data-record"); got != want {
			t.Errorf("cause %d has the record %s, want %s", i, got, want)
		}
	}
	if rec := p.recordIn(t, 1); rec.Blocked != "A-1" || rec.First != 1 || len(rec.Found) != 1 || rec.Found[0].Requirement != "A-1" {
		t.Errorf("got record %+v", rec)
	}
}

func TestHTMLListsTheScenariosOfACause(t *testing.T) {
	var scenarios []Scenario
	for i := range htmlCausePlaces + 7 {
		scenarios = append(scenarios, failed(i+1, 1, "x", "y", "A-1"))
	}
	r := judged([]string{"core"}, nil, scenarios...)
	p := parsedHTML(t, htmlOf(t, r))
	for _, place := range []int{1, htmlCausePlaces} {
		want := fmt.Sprintf("#scenario=features/a.feature:%d", place)
		if len(p.all(func(n *html.Node) bool { return attribute(n, "href") == want })) != 1 {
			t.Errorf("no link to %s", want)
		}
	}
	if text := textIn(p.byID(t, "causes")); !strings.Contains(text, fmt.Sprintf("%d and 7 more scenarios show it", htmlCausePlaces)) {
		t.Errorf("got %.300q", text)
	}
}
