package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/besterprotocol/bester/conformance/internal/wire"
	"github.com/besterprotocol/bester/spec"
)

func htmlOf(t *testing.T, r *Report) string {
	t.Helper()
	var out bytes.Buffer
	if err := r.WriteHTML(&out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// parsed is a page as a browser reads it.
type parsed struct {
	*html.Node
}

func parsedHTML(t *testing.T, text string) parsed {
	t.Helper()
	node, err := html.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return parsed{node}
}

// all returns the elements for which has holds, from top to bottom.
func (p parsed) all(has func(*html.Node) bool) []*html.Node {
	var found []*html.Node
	for node := range p.Descendants() {
		if node.Type == html.ElementNode && has(node) {
			found = append(found, node)
		}
	}
	return found
}

func (p parsed) named(a atom.Atom) []*html.Node {
	return p.all(func(n *html.Node) bool { return n.DataAtom == a })
}

func (p parsed) byID(t *testing.T, id string) *html.Node {
	t.Helper()
	found := p.all(func(n *html.Node) bool { return attribute(n, "id") == id })
	if len(found) != 1 {
		t.Fatalf("%d elements have the id %q, want 1", len(found), id)
	}
	return found[0]
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

// textIn returns the text in n, with space made even.
func textIn(n *html.Node) string {
	var text strings.Builder
	for node := range n.Descendants() {
		if node.Type == html.TextNode {
			text.WriteString(node.Data)
		}
	}
	return strings.Join(strings.Fields(text.String()), " ")
}

// recordIn returns the record of the i-th scenario as it stands in the page.
func (p parsed) recordIn(t *testing.T, i int) record {
	t.Helper()
	var rec record
	if err := json.Unmarshal([]byte(p.byID(t, fmt.Sprintf("record-%d", i)).FirstChild.Data), &rec); err != nil {
		t.Fatal(err)
	}
	return rec
}

// mixed returns a report that has a requirement of every verdict.
func mixed() *Report {
	r := &Report{Server: "my server", Version: "3.2", Suite: "1.4", Seed: 77, Took: 1234 * time.Millisecond, Started: time.Date(2026, 3, 4, 5, 6, 0, 0, time.UTC)}
	counts := map[Verdict]int{}
	for i, v := range htmlOrder {
		id := fmt.Sprintf("M-%d", i+1)
		r.Requirements = append(r.Requirements, Requirement{
			Requirement: spec.Requirement{ID: id, Level: spec.MUST, Profile: "core", Text: "A server MUST `do` it.", File: "m.md", Line: i + 10},
			Verdict:     v,
			Reason:      "for a reason",
		})
		counts[v] = 1
	}
	r.Profiles = []Profile{{Name: "core", Verdict: Failed, Counts: counts}}
	return r
}

func TestHTMLIsWellFormed(t *testing.T) {
	text := htmlOf(t, failing())
	void := []string{"meta", "input", "link", "br"}
	tokens := html.NewTokenizer(strings.NewReader(text))
	var open []string
	for tokens.Next() != html.ErrorToken {
		token := tokens.Token()
		switch {
		case token.Type == html.StartTagToken && !slices.Contains(void, token.Data):
			open = append(open, token.Data)
		case token.Type == html.EndTagToken:
			if len(open) == 0 || open[len(open)-1] != token.Data {
				t.Fatalf("</%s> ends nothing: %v are open", token.Data, open)
			}
			open = open[:len(open)-1]
		}
	}
	if len(open) > 0 {
		t.Errorf("%v are left open", open)
	}
	p := parsedHTML(t, text)
	for _, n := range p.all(func(n *html.Node) bool { return has(n, "id") }) {
		p.byID(t, attribute(n, "id"))
	}
	for _, a := range p.named(atom.A) {
		if id, inside := strings.CutPrefix(attribute(a, "href"), "#"); inside {
			p.byID(t, id)
		}
	}
}

func TestHTMLShowsTheVerdictsWithoutJavaScript(t *testing.T) {
	r := mixed()
	p := parsedHTML(t, htmlOf(t, r))
	if got, want := textIn(p.named(atom.H1)[0]), "✗my server does not conform to Bester 1.0."; got != want {
		t.Errorf("got the heading %q, want %q", got, want)
	}
	header := textIn(p.named(atom.Header)[0])
	for _, want := range []string{"Servermy server", "Version3.2", "Suite1.4", "Started4 March 2026, 05:06 UTC", "Took1.2 s", "Seed77", "Of 12 requirements: 1 failed, 1 unstable, 1 known failure that passes"} {
		if !strings.Contains(header, want) {
			t.Errorf("%q is not in %q", want, header)
		}
	}
	if got := textIn(p.named(atom.Tbody)[0]); !strings.HasPrefix(got, "core ✗ failed 1 failed, 1 unstable, 1 known failure that passes, 1 could not run, 1 warned, 1 blocked") {
		t.Errorf("the profile reads %q", got)
	}
	for i, q := range r.Requirements {
		wantRequirement(t, p, q, i+1)
	}
}

// wantRequirement checks that q is in the grid and has a section, each with its
// mark.
func wantRequirement(t *testing.T, p parsed, q Requirement, number int) {
	t.Helper()
	cells := p.all(func(n *html.Node) bool { return n.DataAtom == atom.A && attribute(n, "href") == "#"+q.ID })
	if len(cells) != 1 {
		t.Fatalf("%s stands %d times in the grid", q.ID, len(cells))
	}
	if got, want := textIn(cells[0]), fmt.Sprintf("%s %d", marks[q.Verdict], number); got != want {
		t.Errorf("%s: the grid shows %q, want %q", q.ID, got, want)
	}
	if got, want := attribute(cells[0], "aria-label"), fmt.Sprintf("%s: %s", q.ID, q.Verdict); got != want {
		t.Errorf("%s: the grid says %q, want %q", q.ID, got, want)
	}
	section := p.byID(t, q.ID)
	if got, want := textIn(section), fmt.Sprintf("%s %s A server MUST do it. MUST · core", marks[q.Verdict], q.ID); !strings.HasPrefix(got, want) {
		t.Errorf("%s: the section reads %q, want %q", q.ID, got, want)
	}
	inside := parsed{section}
	if code := inside.named(atom.Code); len(code) != 1 || textIn(code[0]) != "do" {
		t.Errorf("%s: what stands in backticks is not code", q.ID)
	}
	if got, want := attribute(inside.named(atom.A)[0], "href"), fmt.Sprintf("https://github.com/besterprotocol/bester/blob/main/spec/m.md?plain=1#L%d", q.Line); got != want {
		t.Errorf("%s leads to %s, want %s", q.ID, got, want)
	}
	if got, want := has(section, "open"), q.Verdict.needsWork(); got != want {
		t.Errorf("%s (%s): opened %v, want %v", q.ID, q.Verdict, got, want)
	}
}

func TestHTMLSaysWhatTheVerdictIs(t *testing.T) {
	stopped := judged([]string{"core"}, nil, scenario(NotRun, "A-1"))
	stopped.Stopped = true
	partial := judged([]string{"core", "extra"}, nil, scenario(Passed, "A-1"))
	partial.Partial = true
	tests := map[string]*Report{
		"my server conforms to Bester 1.0.":                                  judged([]string{"core", "extra"}, nil, scenario(Passed, "A-1")),
		"my server conforms to Bester 1.0 in the profiles core.":             judged([]string{"core"}, nil, scenario(Passed, "A-1"), scenario(Passed, "B-1")),
		"my server conforms to Bester 1.0 in the scenarios that were chosen": partial,
		"Only some requirements were chosen":                                 partial,
		"my server could not be judged completely.":                          stopped,
		"The run was stopped before all scenarios had ended.":                stopped,
		"nothing was waited for longer than 2s":                              failing(),
		"Known failures pass in 1 requirement: take them off the baseline.":  judged([]string{"core"}, nil, scenario(NowPasses, "A-1")),
		"The server does not claim the profile extra.":                       judged([]string{"core"}, nil, scenario(Passed, "A-1")),
		"No scenario can prove it of a server: nobody sees it":               failing(),
		"Under discussion, and fails nobody until it is decided: too strict": judgedBy(Scope{Requirements: all, Profiles: profiles, Claimed: []string{"core"},
			Disputed: map[string]string{"A-1": "too strict"}}, scenario(Failed, "A-1")),
	}
	for want, r := range tests {
		if got := htmlOf(t, r); !strings.Contains(got, want) {
			t.Errorf("%q is not in the page", want)
		}
	}
}

func TestHTMLOpensSomeOfManyFailures(t *testing.T) {
	var scope Scope
	var scenarios []Scenario
	for i := range 100 {
		q := spec.Requirement{ID: fmt.Sprintf("A-%d", i+1), Level: spec.MUST, Profile: "core", Text: "A server MUST."}
		scope.Requirements = append(scope.Requirements, q)
		scenarios = append(scenarios, scenario(Failed, q.ID))
	}
	scope.Profiles, scope.Claimed = profiles, []string{"core"}
	p := parsedHTML(t, htmlOf(t, judgedBy(scope, scenarios...)))
	sections := p.named(atom.Details)
	for i, section := range sections {
		if got, want := has(section, "open"), i < htmlOpened; got != want {
			t.Errorf("section %d: opened %v, want %v", i, got, want)
		}
	}
	if len(sections) != 100 {
		t.Errorf("got %d sections, want 100", len(sections))
	}
}

func TestHTMLKeepsTheRecord(t *testing.T) {
	s := scenario(Failed, "A-1")
	s.File, s.Line, s.Took = "a/b.feature", 12, 2500*time.Microsecond
	s.Steps = []Step{{"Given", "a", true, false}, {"Then", "b", false, true}, {"And", "c", false, false}}
	s.Failure = &Failure{Allowed: "a delivery", Happened: "a report", Event: 4, Ended: " S1 ended\n"}
	s.Output = map[string]string{"S1": "a line\n", "S2": " \n"}
	handler := `the "chat" handler`
	s.Events = []wire.Event{
		{Number: 1, Party: handler, Connection: handler + ", connection 1", Server: "S1", Action: wire.Opened, Accepted: true, Address: "/tmp/h0"},
		{Number: 2, Party: "alice", Connection: "alice", Server: "S1", Action: wire.Sent, Bytes: []byte{1, 2}, Size: 2, At: 1500 * time.Microsecond},
		{Number: 3, Party: handler, Connection: handler + ", connection 2", Server: "S1", Action: wire.Received},
		{Number: 4, Party: "alice", Connection: "alice", Server: "S1", Action: wire.Received, Bytes: []byte("ab"), Size: 90, Fault: "no"},
		{Number: 5, Party: `the peer server "P"`, Connection: "P1", Action: wire.Opened, Accepted: true},
		{Number: 6, Party: "the witness", Connection: "the witness", Server: "S1", Action: wire.Opened, Aside: true},
		{Number: 7, Party: "alice", Connection: "alice", Server: "S1", Action: wire.Closed, Note: "end of stream"},
		{Number: 8, Party: handler, Connection: handler + ", connection 1", Server: "S1", Action: wire.Ended},
	}
	got := parsedHTML(t, htmlOf(t, judged([]string{"core"}, nil, s))).recordIn(t, 0)
	wantEqual(t, "lanes", got.Lanes, []lane{{"alice", false}, {"S1", true}, {handler, false}, {`the peer server "P"`, false}})
	wantEqual(t, "steps", got.Steps, []recordStep{{"Given", "a", "passed"}, {"Then", "b", "failed"}, {"And", "c", "not reached"}})
	wantEqual(t, "failure", *got.Failure, recordFailure{"a delivery", "a report", "S1 ended", 4})
	wantEqual(t, "output", got.Output, map[string]string{"S1": "a line"})
	var ends []string
	for _, e := range got.Events {
		ends = append(ends, fmt.Sprintf("%d: %s → %s", e.Number, got.Lanes[e.From].Name, got.Lanes[e.To].Name))
	}
	wantEqual(t, "arrows", ends, []string{"1: S1 → " + handler, "2: alice → S1", "3: S1 → " + handler, "4: S1 → alice",
		`5: S1 → the peer server "P"`, "7: alice → S1", "8: S1 → " + handler})
	wantEqual(t, "event", got.Events[3], recordEvent{Number: 4, Action: "received", From: 1, To: 0, Bytes: []byte("ab"), Size: 90, Fault: "no"})
	wantEqual(t, "connection", got.Events[0].Connection, handler+", connection 1")
	if got.Asides != 1 || got.Took != 2.5 || got.Source != "https://github.com/besterprotocol/bester/blob/main/features/a/b.feature?plain=1#L12" {
		t.Errorf("got %d asides, %v ms, %s", got.Asides, got.Took, got.Source)
	}
}

func wantEqual(t *testing.T, what string, got, want any) {
	t.Helper()
	if got, want := fmt.Sprintf("%+v", got), fmt.Sprintf("%+v", want); got != want {
		t.Errorf("%s: got %s, want %s", what, got, want)
	}
}

func TestHTMLLeavesOpenWhichOfSeveralServersAPeerHears(t *testing.T) {
	s := scenario(Passed, "A-1")
	s.Events = []wire.Event{
		{Number: 1, Party: "bob", Server: "S2", Action: wire.Sent},
		{Number: 2, Party: "alice", Server: "S1", Action: wire.Sent},
		{Number: 3, Party: "P", Action: wire.Opened, Accepted: true},
	}
	got := new(Report).recordOf(s, new(1<<10))
	wantEqual(t, "lanes", got.Lanes, []lane{{"bob", false}, {"alice", false}, {"S1", true}, {"S2", true}, {"server", true}, {"P", false}})
	if e := got.Events[2]; got.Lanes[e.From].Name != "server" {
		t.Errorf("the peer was reached from %s", got.Lanes[e.From].Name)
	}
}

func TestHTMLHoldsWhatIsHostileAsText(t *testing.T) {
	const attack = `</script></style><script>alert(1)</script><img src=x onerror="alert(1)"><!--'"` + "`" + `{{.}}`
	const unseen = "\x00\x01\x1b[31m\x7f\u0085\u202e\xff"
	const shown = `\u0000\u0001\u001b[31m\u007f\u0085\u202e\xff`
	evil := attack + unseen
	s := scenario(Failed, "A-1")
	s.Name, s.Known = evil, evil
	s.Steps = []Step{{"Then", evil, false, true}}
	s.Failure = &Failure{Allowed: evil, Happened: evil, Ended: evil, Event: 1}
	s.Events = []wire.Event{{Number: 1, Party: evil, Connection: evil + ", connection 1", Server: evil, Action: wire.Received, Bytes: []byte(evil), Note: evil, Fault: evil, Address: evil}}
	s.Output = map[string]string{evil: evil}
	r := judged([]string{"core"}, map[string]string{"A-3": evil}, s)
	r.Server, r.Version = evil, evil
	text := htmlOf(t, r)
	p := parsedHTML(t, text)
	if got := len(p.named(atom.Script)); got != 3 {
		t.Errorf("the page has %d scripts, want its program, the scenarios and one record", got)
	}
	if len(p.named(atom.Img)) > 0 || len(p.named(atom.Style)) != 1 {
		t.Error("what a server said has become markup")
	}
	for _, b := range []byte(text) {
		if b < ' ' && b != '\n' && b != '\t' || b == 0x7f {
			t.Fatalf("the page has the control character %#x", b)
		}
	}
	if got, want := p.named(atom.H1)[0].LastChild.FirstChild.Data, attack+shown+" does not conform to Bester 1.0."; got != want {
		t.Errorf("got the heading %q, want %q", got, want)
	}
	rec := p.recordIn(t, 0)
	if !bytes.Equal(rec.Events[0].Bytes, []byte(evil)) {
		t.Errorf("the bytes are %q", rec.Events[0].Bytes)
	}
	for _, got := range []string{rec.Known, rec.Steps[0].Text, rec.Failure.Allowed, rec.Failure.Happened, rec.Failure.Ended, rec.Events[0].Note,
		rec.Events[0].Fault, rec.Events[0].Address, strings.TrimSuffix(rec.Events[0].Connection, ", connection 1"), rec.Lanes[0].Name, rec.Output[attack+shown]} {
		if got != attack+shown {
			t.Errorf("got %q, want %q", got, attack+shown)
		}
	}
}

func TestHTMLIsBounded(t *testing.T) {
	frame := make([]byte, 1<<20)
	s := scenario(Failed, "A-1")
	s.Failure = &Failure{Allowed: "little", Happened: strings.Repeat("much ", 1<<20), Event: 2000}
	for i := range 2000 {
		s.Events = append(s.Events, wire.Event{Number: i + 1, Party: "alice", Server: "S1", Action: wire.Received, Bytes: frame, Size: len(frame)})
	}
	passed := scenario(Passed, "A-2")
	passed.Events = s.Events[:10]
	r := judged([]string{"core"}, nil, append([]Scenario{passed}, slices.Repeat([]Scenario{s}, 40)...)...)
	text := htmlOf(t, r)
	const limit = htmlPageBytes*4/3 + 12<<20 // base64, and what an event needs beside its bytes
	if len(text) > limit {
		t.Errorf("the page has %d bytes, want at most %d", len(text), limit)
	}
	p := parsedHTML(t, text)
	if rec := p.recordIn(t, 0); len(rec.Events) != 0 || rec.Cut != 10 {
		t.Errorf("of what passed stay %d events, before what failed", len(rec.Events))
	}
	for i := 1; i <= 40; i++ {
		rec := p.recordIn(t, i)
		last := rec.Events[len(rec.Events)-1]
		if last.Number != 2000 || len(last.Bytes) != htmlEventBytes || last.Size != 1<<20 {
			t.Errorf("scenario %d: of the event that failed stay %d of %d bytes", i, len(last.Bytes), last.Size)
		}
		if len(rec.Events)+rec.Cut != 2000 {
			t.Errorf("scenario %d: %d events and %d that are left out are not 2000", i, len(rec.Events), rec.Cut)
		}
	}
	if got := p.recordIn(t, 1).Failure.Happened; len(got) > shownText+100 {
		t.Errorf("of a long text stay %d bytes", len(got))
	}
}

func TestHTMLLoadsNothing(t *testing.T) {
	p := parsedHTML(t, htmlOf(t, failing()))
	for _, n := range p.all(func(n *html.Node) bool { return true }) {
		for _, a := range n.Attr {
			switch {
			case a.Key == "src", a.Key == "srcset", a.Key == "style", a.Key == "data", strings.HasPrefix(a.Key, "on"):
				t.Errorf("<%s> has %s=%q", n.Data, a.Key, a.Val)
			case strings.Contains(a.Val, "//") && (n.DataAtom != atom.A || a.Key != "href"):
				t.Errorf("<%s> leads to %s=%q", n.Data, a.Key, a.Val)
			}
		}
	}
	if style := p.named(atom.Style)[0].FirstChild.Data; strings.Contains(style, "url(") || strings.Contains(style, "@import") {
		t.Error("the style loads something")
	}
}

func TestHTMLAllowsOnlyItsOwnStyleAndScript(t *testing.T) {
	p := parsedHTML(t, htmlOf(t, failing()))
	policies := p.all(func(n *html.Node) bool { return attribute(n, "http-equiv") == "Content-Security-Policy" })
	if len(policies) != 1 {
		t.Fatalf("the page has %d policies, want 1", len(policies))
	}
	scripts := p.all(func(n *html.Node) bool { return n.DataAtom == atom.Script && !has(n, "type") })
	if len(scripts) != 1 {
		t.Fatalf("the page has %d programs, want 1", len(scripts))
	}
	want := "default-src 'none'; style-src " + hashOf(p.named(atom.Style)[0].FirstChild.Data) +
		"; script-src " + hashOf(scripts[0].FirstChild.Data) + "; base-uri 'none'; form-action 'none'"
	if got := attribute(policies[0], "content"); got != want {
		t.Errorf("got the policy %s, want %s", got, want)
	}
}

func TestHTMLReportsThatItCouldNotBeWritten(t *testing.T) {
	if err := failing().WriteHTML(fullDisk{}); !errors.Is(err, io.ErrShortWrite) {
		t.Errorf("got %v, want %v", err, io.ErrShortWrite)
	}
}
