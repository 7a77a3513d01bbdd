package report

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// of returns a report on a server in which and B-1 have come to verdicts.
func of(server string, a1, a2, b1 Verdict) *Report {
	scenarios := []Scenario{scenario(a1, "A-1"), scenario(a2, "A-2"), scenario(b1, "B-1")}
	for i := range scenarios {
		if scenarios[i].Verdict == Failed {
			scenarios[i].Failure = &Failure{Allowed: "this", Happened: "that"}
		}
	}
	claimed := []string{"core", "extra"}
	if b1 == NotClaimed {
		claimed = claimed[:1]
	}
	r := judged(claimed, map[string]string{"A-3": "nobody sees it"}, scenarios...)
	r.Server = server
	return r
}

func TestCompare(t *testing.T) {
	c := Compare([]*Report{
		of("one", Passed, Failed, Failed), of("other", Passed, Passed, NotClaimed), of("one", Failed, Passed, KnownFailure),
	}, []string{"a.json", "b.json", "c.json"})
	var rows []string
	for _, row := range append(c.Profiles, c.Requirements...) {
		line := row.ID
		for _, v := range row.Verdicts {
			line += ", " + string(v)
		}
		rows = append(rows, line)
	}
	want := []string{
		"core, warned, passed, failed", "extra, failed, not claimed, known failure",
		"A-1, passed, passed, failed", "A-2, warned, passed, passed",
		"A-3, not observable, not observable, not observable", "B-1, failed, not claimed, known failure",
	}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	changes := []Change{
		{0, 2, "A-1", Passed, Failed, NewlyFailing, "features/:0, allowed: this; happened: that"},
		{0, 2, "A-2", Warned, Passed, NewlyPassing, ""},
		{0, 2, "B-1", Failed, KnownFailure, Better, ""},
	}
	if diff := cmp.Diff(changes, c.Changes); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
	if !c.Regressed {
		t.Error("it is not told that something is worse")
	}
}

func TestKindsOfChanges(t *testing.T) {
	tests := []struct {
		before, after Verdict
		want          ChangeKind
	}{
		{Passed, Failed, NewlyFailing}, {KnownFailure, Failed, NewlyFailing}, {NotClaimed, Failed, NewlyFailing}, {"", Failed, NewlyFailing},
		{Passed, Warned, Worse}, {Passed, NotRun, Worse}, {Warned, KnownFailure, Worse}, {Passed, NotClaimed, Worse}, {NowPasses, NotClaimed, Worse},
		{Passed, Blocked, Worse}, {Passed, Unstable, Worse}, {Blocked, Failed, NewlyFailing}, {Failed, Blocked, Otherwise}, {Blocked, Passed, NewlyPassing},
		{Failed, Passed, NewlyPassing}, {KnownFailure, NowPasses, NewlyPassing}, {Warned, Passed, NewlyPassing}, {NotClaimed, Passed, NewlyPassing}, {"", Passed, NewlyPassing},
		{Failed, Warned, Better}, {Failed, KnownFailure, Better},
		{Passed, NotChosen, Otherwise}, {Passed, NowPasses, Otherwise}, {Failed, NotClaimed, Otherwise}, {Passed, "", Otherwise}, {Passed, Disputed, Otherwise}, {NotChosen, Warned, Otherwise},
	}
	for _, test := range tests {
		if got := kindOf(test.before, test.after); got != test.want {
			t.Errorf("from %q to %q: got %s, want %s", test.before, test.after, got, test.want)
		}
	}
}

func TestOnlyTheSameServerChanges(t *testing.T) {
	c := Compare([]*Report{of("one", Passed, Passed, Passed), of("other", Failed, Failed, Failed)}, []string{"a", "b"})
	if len(c.Changes) > 0 || c.Regressed {
		t.Errorf("got changes %+v", c.Changes)
	}
}

func writtenComparison(t *testing.T, c *Comparison, format string) string {
	t.Helper()
	var b bytes.Buffer
	if err := c.Write(&b, format, Style{}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestComparisonsAsText(t *testing.T) {
	got := writtenComparison(t, Compare([]*Report{of("one", Passed, Failed, Failed), of("one", Failed, Passed, NotClaimed)}, []string{"a.json", "b.json"}), "text")
	for _, want := range []string{
		" 1 ✗ one (a.json) does not conform to Bester 1.0\n",
		"core          !  ✗\n", "A-1   MUST    ✓  ✗\n", "B-1   MUST    ✗  -\n",
		"What changed in one from 1 to 2:\n  newly failing A-1: failed, was passed\n    features/:0, allowed: this; happened: that\n  newly passing A-2: passed, was warned\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
}

// hostileComparison compares what no format likes.
func hostileComparison() *Comparison {
	second := hostile()
	for i := range second.Scenarios {
		second.Scenarios[i].Verdict = Passed
	}
	second.Requirements, second.Profiles = nil, nil
	second.Judge(Scope{Requirements: all, Profiles: profiles, Claimed: []string{"core", "extra"}})
	second.Requirements[0].ID = nasty
	return Compare([]*Report{second, hostile()}, []string{nasty, nasty})
}

func TestHostileComparisons(t *testing.T) {
	c := hostileComparison()
	var read struct {
		Format string
		Comparison
	}
	if err := json.Unmarshal([]byte(writtenComparison(t, c, "json")), &read); err != nil || read.Format != "bester-comparison" {
		t.Errorf("json: %v", err)
	}
	if diff := cmp.Diff(*c, read.Comparison); diff != "" {
		t.Errorf("json (-want +got):\n%s", diff)
	}
	markdown := page(t, writtenComparison(t, c, "markdown"))
	if rows := strings.Count(markdown, "<tr>"); rows != 2+len(c.Profiles)+len(c.Requirements) || strings.Contains(markdown, "<script") || strings.Contains(markdown, "<b>") {
		t.Errorf("markdown: got %d rows in\n%s", rows, markdown)
	}
	if text := writtenComparison(t, c, "text"); strings.Contains(text, "\x1b") {
		t.Error("text: control characters are left")
	}
	html := writtenComparison(t, c, "html")
	wantWellFormed(t, html)
	if strings.Contains(html, "<script") || strings.Contains(html, "http:") || strings.Contains(html, "https:") {
		t.Error("html: the page has a script, or needs something else")
	}
	if rows := strings.Count(html, "<tr>"); rows != 3+len(c.Changes)+len(c.Profiles)+len(c.Requirements) {
		t.Errorf("html: got %d rows", rows)
	}
}

// wantWellFormed wants every tag to be closed, but for those that HTML leaves open.
func wantWellFormed(t *testing.T, page string) {
	t.Helper()
	page = regexp.MustCompile(`<!DOCTYPE html>|<meta [^>]*>`).ReplaceAllString(page, "")
	decoder := xml.NewDecoder(strings.NewReader(page))
	for {
		if _, err := decoder.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

func TestUnknownFormatOfAComparison(t *testing.T) {
	if err := Compare(nil, nil).Write(io.Discard, "xml", Style{}); err == nil || !strings.Contains(err.Error(), "markdown") {
		t.Errorf("got %v", err)
	}
}
