package matrix

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var (
	first  = Place{"features/a.feature:1", "First <one>", []string{"A-1"}}
	second = Place{"features/a.feature:2", "Second | one", []string{"A-1", "A-2"}}
)

// example is the matrix of a suite that is right in everything.
func example() *Matrix {
	return &Matrix{
		Suite: "v1", Seed: 7, Started: time.Unix(0, 0).UTC(),
		Correct: Server{Does: "is the reference server", Verdict: Passed, Scenarios: 2},
		Requirements: []Requirement{
			{ID: "A-1", Level: "MUST", Text: "A server MUST.", Scenarios: []Place{first, second}, Deviants: []Server{
				{Name: "one", Requirement: "A-1", Does: "does <b> | this", Change: "a.go\n- x\n+ <y>\n", Verdict: Caught, Scenarios: 2, Failed: []Failed{{first, "no <reply>"}}},
				{Name: "two", Requirement: "A-1", Does: "does that", Verdict: Caught, Scenarios: 2, Failed: []Failed{{first, ""}, {second, ""}}},
			}},
			{ID: "A-2", Level: "MUST", Text: "A client MUST.", Reason: "it binds clients", Scenarios: []Place{second}},
		},
		Variants: []Server{{Name: "late", Requirement: "A-2", Does: "is late", Verdict: Passed, Scenarios: 2}},
	}
}

func written(t *testing.T, m *Matrix, format string) string {
	t.Helper()
	var b bytes.Buffer
	if err := m.Write(&b, format); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestSuiteThatIsRight(t *testing.T) {
	if m := example(); !m.Good() || len(m.Idle()) != 0 {
		t.Errorf("good: %v; idle: %v", m.Good(), m.Idle())
	}
}

func TestWhatIsWrongWithASuite(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(*Matrix)
		says  string
	}{
		"survivor":      {func(m *Matrix) { m.Requirements[0].Deviants[0].Verdict = Survived }, "✗ one does <b> | this: survived"},
		"wrong reason":  {func(m *Matrix) { m.Requirements[0].Deviants[0].Verdict = Elsewhere }, "✗ one does <b> | this: caught for a wrong reason\n      features/a.feature:1 (A-1) First <one>\n        no <reply>\n"},
		"not judged":    {func(m *Matrix) { d := &m.Requirements[0].Deviants[0]; d.Verdict, d.Reason = NotJudged, "no port" }, "not judged: no port"},
		"blamed":        {func(m *Matrix) { m.Variants[0].Verdict = Blamed }, "✗ late is late: blamed"},
		"correct":       {func(m *Matrix) { m.Correct.Verdict = Blamed }, "✗ is the reference server: blamed"},
		"idle scenario": {func(m *Matrix) { m.Requirements[0].Deviants[1].Failed = nil }, "✗ A-1 features/a.feature:2 Second | one"},
	} {
		m := example()
		c.spoil(m)
		if m.Good() || !strings.Contains(written(t, m, "text"), c.says) {
			t.Errorf("%s: good: %v; there is no %q in\n%s", name, m.Good(), c.says, written(t, m, "text"))
		}
	}
}

func TestScenariosThatCatchAreNamed(t *testing.T) {
	if want, got := "✓ two does that: caught by 2 of 2 scenarios: features/a.feature:1, 2\n", written(t, example(), "text"); !strings.Contains(got, want) {
		t.Errorf("there is no %q in\n%s", want, got)
	}
	var many []Failed
	for _, p := range []string{"a:1", "b:1", "b:2", "a:2", "a:3", "a:4", "a:5", "a:6", "a:7", "a:8"} {
		many = append(many, Failed{Place: Place{Place: p}})
	}
	if want, got := "a:1; b:1, 2; a:2, 3, 4, 5, 6 and 2 more", places(many); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// A scenario cannot be called idle where the deviant that it is there for was left
// out.
func TestNobodyIsIdleWhereDeviantsWereLeftOut(t *testing.T) {
	m := example()
	m.Requirements[0].Deviants, m.Requirements[0].Partial = m.Requirements[0].Deviants[:1], true
	if !m.Good() {
		t.Errorf("idle: %v", m.Idle())
	}
}

func TestScenariosThatFailAloneAreNotIdle(t *testing.T) {
	m := example()
	m.Requirements[0].Deviants[1].Failed = m.Requirements[0].Deviants[0].Failed
	idle := m.Idle()
	if len(idle) != 1 {
		t.Fatalf("idle: %v, want one scenario", idle)
	}
	m.Requirements[0].Alone = []Place{idle[0].Scenario}
	if left := m.Idle(); len(left) != 0 {
		t.Errorf("idle: %v", left)
	}
}

func TestVerdicts(t *testing.T) {
	for _, c := range []struct {
		server Server
		want   Verdict
	}{
		{Server{}, Survived},
		{Server{Failed: []Failed{{first, ""}}}, Caught},
		{Server{Failed: []Failed{{first, ""}}, Reason: "no port"}, Caught},
		{Server{Reason: "no port"}, NotJudged},
	} {
		if c.server.Settle(Caught, Survived); c.server.Verdict != c.want {
			t.Errorf("%+v: want %s", c.server, c.want)
		}
	}
}

func TestJSONHoldsEverything(t *testing.T) {
	var read struct {
		Format  string
		Version int
		Matrix
	}
	if err := json.Unmarshal([]byte(written(t, example(), "json")), &read); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(*example(), read.Matrix); diff != "" || read.Format != "bester-matrix" || read.Version != 1 {
		t.Errorf("%s %d\n%s", read.Format, read.Version, diff)
	}
}

func TestPageShowsWhichScenarioCatchesWhat(t *testing.T) {
	page := written(t, example(), "html")
	if strings.Count(page, `<td class="cell caught"`) != 3 || strings.Count(page, `<td class="cell"`) != 1 {
		t.Errorf("the cells are wrong:\n%s", page)
	}
	for _, want := range []string{"does &lt;b&gt; | this", "&#43; &lt;y&gt;", "No deviant: it binds clients.", "✓ caught by 1 of 2 scenarios", "<b>late</b> is late"} {
		if !strings.Contains(page, want) {
			t.Errorf("there is no %q in\n%s", want, page)
		}
	}
}

func TestMarkdownIsATable(t *testing.T) {
	for _, want := range []string{"| A-1 | does &lt;b> \\| this | ✓ caught by 1 of 2 scenarios: features/a.feature:1 |\n", "| A-2 | is late | ✓ passed |\n"} {
		if text := written(t, example(), "markdown"); !strings.Contains(text, want) {
			t.Errorf("there is no %q in\n%s", want, text)
		}
	}
}

// TestCollateralBlame has two deviants. The report on one of them blames six requirements
// that it keeps.
func TestCollateralBlame(t *testing.T) {
	m := example()
	d := m.Requirements[0].Deviants
	d[0].Whole, d[1].Whole = &Comparison{}, &Comparison{}
	if want, got := "median 0, 95th percentile 0, maximum 0", written(t, m, "text"); !m.Good() || !strings.Contains(got, want) {
		t.Errorf("%q is not in\n%s", want, got)
	}
	for range 6 {
		d[1].Whole.Blamed = append(d[1].Whole.Blamed, Blame{Requirement: "A-2", Failed: Failed{second, "no reply"}, Scenarios: 3})
	}
	want := "  two (A-1) A-2 A-2 A-2 A-2 A-2 A-2\n      A-2: by 3 scenarios, the first features/a.feature:2 Second | one: no reply\n"
	for _, want := range []string{want, "median 0, 95th percentile 6, maximum 6"} {
		if got := written(t, m, "text"); m.Good() || !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
	if p := percentile([]int{1, 2, 3, 4}, 50); p != 2 {
		t.Errorf("the median of 1, 2, 3 and 4 is %d", p)
	}
}

func TestUnknownFormat(t *testing.T) {
	if err := example().Write(&bytes.Buffer{}, "xml"); err == nil || !strings.Contains(err.Error(), "text, json, html, markdown") {
		t.Errorf("got %v", err)
	}
}

// TestPageGroupsByPrefix: each group has one heading, wherever its requirements stand.
func TestPageGroupsByPrefix(t *testing.T) {
	m := example()
	m.Requirements = append(m.Requirements, Requirement{ID: "B-1"}, Requirement{ID: "A-3"})
	page := written(t, m, "html")
	var found []int
	for _, part := range []string{`<h2 id="A">`, `<h3 id="A-2">`, `<h3 id="A-3">`, `<h2 id="B">`, `<h3 id="B-1">`} {
		if strings.Count(page, part) != 1 {
			t.Errorf("%s is there %d times", part, strings.Count(page, part))
		}
		found = append(found, strings.Index(page, part))
	}
	if !slices.IsSorted(found) {
		t.Errorf("the parts come in another order: %v", found)
	}
}
