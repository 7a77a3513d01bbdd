package findings

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/joshdk/go-junit"
	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"github.com/besterprotocol/bester/conformance/internal/columns"
	"github.com/besterprotocol/bester/conformance/internal/inspect"
	"github.com/besterprotocol/bester/schemas"
	"github.com/besterprotocol/bester/spec"
)

// The documents that each format has to tell of.
var (
	valid = inspect.Result{File: "a.ndjson", Format: "ndjson", Index: 1, Line: 1, Kind: schemas.Delivery,
		Reason: `it has "x"`, Others: []schemas.Kind{schemas.ClientMessage}}
	invalid = inspect.Result{File: "a.ndjson", Format: "ndjson", Index: 2, Line: 3, Offset: 20, Kind: schemas.ClientMessage,
		Findings: []inspect.Finding{{
			Violation: schemas.Violation{Pointer: "/a", Line: 3, Column: 5, Offset: 24, End: 26, Keyword: "type",
				Message: "is <wrong>, 100% & \"so\"", Requirement: "MSG-1", Suggestion: "write it in quotes"},
			Sentence: spec.Requirement{ID: "MSG-1", Text: "A client MUST.", File: "messages.md", Line: 7},
			Excerpt:  inspect.Excerpt{Text: `{"a":77}`, Start: 5, End: 7},
		}}}
	long = inspect.Result{File: "a.ndjson", Format: "ndjson", Index: 3, Line: 4, Offset: 30, Unread: "the line is long"}
	cut  = inspect.Result{File: "b\n,:.bester", Format: "frames", Index: 1, Offset: 4,
		Findings: []inspect.Finding{{Violation: schemas.Violation{Offset: 9, End: 9, Keyword: "frame", Message: "ends"}}}}
	first  = inspect.File{Name: "a.ndjson", Counts: inspect.Counts{Valid: 1, Invalid: 1, Unread: 1, Kinds: map[schemas.Kind]int{schemas.Delivery: 1, schemas.ClientMessage: 1}}}
	second = inspect.File{Name: "b\n,:.bester", Counts: inspect.Counts{Invalid: 1, Kinds: map[schemas.Kind]int{"": 1}}, Err: errors.New("it has vanished")}
)

// written returns what a format makes of the documents.
func written(t *testing.T, format string, style Style) string {
	t.Helper()
	var b bytes.Buffer
	w, err := New(&b, format, style)
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{
		w.Document(valid), w.Document(invalid), w.Wait(), w.Document(long), w.File(first),
		w.Document(cut), w.File(second), w.Close(),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return b.String()
}

func TestText(t *testing.T) {
	want := `a.ndjson:3:5: /a: is <wrong>, 100% & "so"
    {"a":77}
         ^^
    MSG-1: A client MUST.
    hint: write it in quotes
a.ndjson:4: the line is long
a.ndjson: 3 documents, 1 valid, 1 invalid, 1 not read (1 client-message, 1 delivery)
b\u000a,:.bester: frame 1, byte 9: ends
2 files, 1 of them not read to the end: 4 documents, 1 valid, 2 invalid, 1 not read (1 of no known kind, 1 client-message, 1 delivery)
`
	if diff := cmp.Diff(want, written(t, "text", Style{})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	quiet := written(t, "text", Style{Quiet: true})
	if strings.Contains(quiet, "documents") || !strings.Contains(quiet, "a.ndjson:3:5:") {
		t.Errorf("--quiet: got %s", quiet)
	}
}

func TestJSON(t *testing.T) {
	var whole struct {
		Documents []record
		Summary   jsonSummary
	}
	decoder := json.NewDecoder(strings.NewReader(written(t, "json", Style{})))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&whole); err != nil {
		t.Fatal(err)
	}
	if _, err := decoder.Token(); err != io.EOF {
		t.Errorf("the document goes on: %v", err)
	}
	if len(whole.Documents) != 4 || whole.Documents[1].Findings[0].Sentence != "A client MUST." || whole.Documents[0].Others[0] != schemas.ClientMessage {
		t.Errorf("got %+v", whole.Documents)
	}
	want := jsonSummary{1, []jsonFile{{"a.ndjson", "", countsOf(first.Counts)}, {second.Name, "it has vanished", countsOf(second.Counts)}},
		jsonCounts{1, 2, 1, map[schemas.Kind]int{"unknown": 1, schemas.Delivery: 1, schemas.ClientMessage: 1}}}
	if diff := cmp.Diff(want, whole.Summary, cmp.AllowUnexported(jsonFile{}, jsonSummary{})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	var documents []record
	lines := strings.Split(strings.TrimSpace(written(t, "ndjson", Style{})), "\n")
	for _, line := range lines[:4] {
		var one record
		if err := json.Unmarshal([]byte(line), &one); err != nil {
			t.Fatal(err)
		}
		documents = append(documents, one)
	}
	if diff := cmp.Diff(whole.Documents, documents); diff != "" || !strings.HasPrefix(lines[4], `{"summary":{"version":1,`) {
		t.Errorf("lines say %s at the end, and else (-json +ndjson):\n%s", lines[4], diff)
	}
}

// TestEveryMemberIsDocumented looks for each member of the JSON in schemas/README.md.
func TestEveryMemberIsDocumented(t *testing.T) {
	text, err := os.ReadFile("../../../schemas/README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, described, _ := strings.Cut(string(text), "### What programs read")
	described, _, _ = strings.Cut(described, "\n## ")
	for _, value := range []any{record{}, said{}, jsonFinding{}, jsonSummary{}, jsonFile{}, jsonCounts{}} {
		for _, field := range reflect.VisibleFields(reflect.TypeOf(value)) {
			name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
			if name != "" && !strings.Contains(described, "`"+name+"`") {
				t.Errorf("%T: %q is not described", value, name)
			}
		}
	}
	for _, word := range []string{unknown, inspect.KeywordFrame, inspect.KeywordKind, inspect.KeywordMore, schemas.KeywordJSON, schemas.KeywordRepeated, schemas.KeywordSize} {
		if !strings.Contains(described, "`"+word+"`") {
			t.Errorf("%q is not described", word)
		}
	}
}

func TestSARIF(t *testing.T) {
	text := written(t, "sarif", Style{})
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.DisallowUnknownFields()
	var read sarif.Report
	if err := decoder.Decode(&read); err != nil {
		t.Fatal(err)
	}
	checked, err := sarif.FromString(text)
	if err != nil {
		t.Fatal(err)
	}
	if err := checked.Validate(); err != nil {
		t.Fatal(err)
	}
	run := read.Runs[0]
	if len(run.Results) != 2 || len(run.Tool.Driver.Rules) != 2 || run.Invocations[0].ExecutionSuccessful == nil || *run.Invocations[0].ExecutionSuccessful {
		t.Fatalf("got %s", text)
	}
	for i, rule := range []string{"MSG-1", "schema/frame"} {
		if got := run.Results[i]; *got.RuleID != rule || *run.Tool.Driver.Rules[got.RuleIndex].ID != rule {
			t.Errorf("result %d is of the rule %s", i, *got.RuleID)
		}
	}
	place := run.Results[0].Locations[0].PhysicalLocation
	region := [4]int{*place.Region.StartLine, *place.Region.StartColumn, *place.Region.EndLine, *place.Region.EndColumn}
	if region != [4]int{3, 5, 3, 7} || *place.ContextRegion.StartLine != 3 || *place.ContextRegion.Snippet.Text != `{"a":77}` {
		t.Errorf("the first result stands at %v in %+v", region, place.ContextRegion)
	}
	frame := run.Results[1].Locations[0].PhysicalLocation
	if *frame.ArtifactLocation.URI != "./b%0A,:.bester" || frame.Region.ByteOffset != 9 || *frame.Region.StartLine != 1 {
		t.Errorf("the second result stands at %+v", frame)
	}
	var notes []string
	for _, n := range run.Invocations[0].ToolExecutionNotifications {
		notes = append(notes, *n.Locations[0].PhysicalLocation.ArtifactLocation.URI+" "+*n.Message.Text)
	}
	if diff := cmp.Diff([]string{"a.ndjson a.ndjson:4: the line is long", "./b%0A,:.bester b\n,:.bester: it has vanished"}, notes); diff != "" {
		t.Errorf("notifications (-want +got):\n%s", diff)
	}
}

// TestSARIFForCodeScanning wants what GitHub asks of a rule, and of a result that
// it is to know again.
func TestSARIFForCodeScanning(t *testing.T) {
	read, err := sarif.FromString(written(t, "sarif", Style{Version: "1.2.3"}))
	if err != nil {
		t.Fatal(err)
	}
	run := read.Runs[0]
	if v := run.Tool.Driver.Version; v == nil || *v != "1.2.3" {
		t.Errorf("got the version %v", v)
	}
	for _, rule := range run.Tool.Driver.Rules {
		if *rule.FullDescription.Text == "" || *rule.Help.Text == "" || *rule.Help.Markdown == "" || *rule.HelpURI == "" {
			t.Errorf("the rule %s is not explained: %+v", *rule.ID, rule)
		}
	}
	if got := run.Results; cmp.Equal(got[0].PartialFingerprints, got[1].PartialFingerprints) || len(got[0].PartialFingerprints) == 0 {
		t.Errorf("two results have the fingerprints %v and %v", got[0].PartialFingerprints, got[1].PartialFingerprints)
	}
}

func TestURIsOfFiles(t *testing.T) {
	for file, want := range map[string]string{
		"-": "stdin", "./a/../b.json": "b.json", "../b.json": "../b.json", "c:d.json": "./c:d.json",
		"a b#c?d%20.json": "a%20b%23c%3Fd%2520.json", "\xff\n.json": "%FF%0A.json",
		"/tmp/a b.json": "file:///tmp/a%20b.json",
	} {
		if got := uri(file); got != want {
			t.Errorf("%q is %s, want %s", file, got, want)
		}
	}
}

func TestJUnit(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	text := written(t, "junit", Style{})
	if left, err := os.ReadDir(os.TempDir()); err != nil || len(left) > 0 {
		t.Errorf("leaves %v (%v)", left, err)
	}
	suites, err := junit.Ingest([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []junit.Totals{{Tests: 3, Passed: 1, Failed: 1, Error: 1}, {Tests: 2, Failed: 1, Error: 1}} {
		if got := suites[i].Totals; got != want {
			t.Errorf("suite %d: got %+v, want %+v", i, got, want)
		}
	}
	var counted struct {
		Suites []struct {
			Tests    int `xml:"tests,attr"`
			Failures int `xml:"failures,attr"`
			Errors   int `xml:"errors,attr"`
		} `xml:"testsuite"`
	}
	if err := xml.Unmarshal([]byte(text), &counted); err != nil {
		t.Fatal(err)
	}
	for i, s := range counted.Suites {
		if got := (junit.Totals{Tests: s.Tests, Failed: s.Failures, Error: s.Errors, Passed: s.Tests - s.Failures - s.Errors}); got != suites[i].Totals {
			t.Errorf("suite %d says %+v of itself and has %+v", i, got, suites[i].Totals)
		}
	}
}

func TestGitHub(t *testing.T) {
	const (
		annotations = `::error file=a.ndjson,line=3,col=5,title=MSG-1::a.ndjson:3:5: /a: is <wrong>, 100%25 & "so"%0Awrite it in quotes%0AMSG-1: A client MUST.
::error file=a.ndjson,line=4,title=not read::a.ndjson:4: the line is long
::error file=b%0A%2C%3A.bester,title=invalid document::b\u000a,:.bester: frame 1, byte 9: ends
::error file=b%0A%2C%3A.bester,title=not read::b\u000a,:.bester: it has vanished
`
		sum = "2 files, 1 of them not read to the end: 4 documents, 1 valid, 2 invalid, 1 not read (1 of no known kind, 1 client-message, 1 delivery)\n"
	)
	if diff := cmp.Diff(annotations+sum, written(t, "github", Style{})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(annotations, written(t, "github", Style{Quiet: true})); diff != "" {
		t.Errorf("--quiet (-want +got):\n%s", diff)
	}
}

// TestGitHubShowsTen wants to be told where GitHub leaves out annotations.
func TestGitHubShowsTen(t *testing.T) {
	for n, want := range map[int]string{10: "1 file: no documents\n", 11: "GitHub shows 10 of these 11 errors beside the files; the log of this step has all.\n1 file: no documents\n"} {
		var b bytes.Buffer
		w, err := New(&b, "github", Style{})
		if err != nil {
			t.Fatal(err)
		}
		for range n {
			w.Document(invalid)
		}
		w.File(inspect.File{Name: "a.ndjson"})
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		lines := strings.SplitAfterN(b.String(), "\n", n+1)
		if got := lines[n]; got != want || strings.Count(b.String(), "::error ") != n {
			t.Errorf("%d annotations end in %q, want %q", n, got, want)
		}
	}
}

// TestNothing wants in every format a document that is whole where there was none.
func TestNothing(t *testing.T) {
	for _, f := range Formats() {
		var b bytes.Buffer
		w, err := New(&b, f.Name, Style{})
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		var value any
		switch f.Name {
		case "json", "ndjson", "sarif":
			err = json.Unmarshal(b.Bytes(), &value)
		case "junit":
			_, err = junit.Ingest(b.Bytes())
		}
		if err != nil {
			t.Errorf("%s: %v: %s", f.Name, err, &b)
		}
	}
}

// TestFullDisk wants to be told where what is written gets lost.
func TestFullDisk(t *testing.T) {
	full := errors.New("the disk is full")
	for _, f := range Formats() {
		w, err := New(failing{full}, f.Name, Style{})
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(w.Document(invalid), w.File(first), w.Wait(), w.Close()); !errors.Is(err, full) {
			t.Errorf("%s: got %v", f.Name, err)
		}
	}
}

// TestNobodyReads wants to be told while documents come, of which there may be no
// end, where nobody takes in what is written.
func TestNobodyReads(t *testing.T) {
	closed := errors.New("nobody reads")
	for _, format := range []string{"text", "json", "ndjson", "sarif", "github"} {
		w, err := New(failing{closed}, format, Style{})
		for i := 0; i < 1000 && err == nil; i++ {
			err = w.Document(invalid)
		}
		if !errors.Is(err, closed) {
			t.Errorf("%s: got %v", format, err)
		}
	}
}

type failing struct{ error }

func (f failing) Write([]byte) (int, error) { return 0, f.error }

func TestTextOfEachValidDocument(t *testing.T) {
	got := written(t, "text", Style{Each: true, Quiet: true})
	if want := "a.ndjson:1: a valid delivery\n"; !strings.HasPrefix(got, want) || strings.Count(got, "a valid") != 1 {
		t.Errorf("got %s, want it to begin with %s", got, want)
	}
}

// TestTextSaysOnce wants of a document with several faults the sentence that they all
// break once, and once what it was taken for.
func TestTextSaysOnce(t *testing.T) {
	r := invalid
	r.Reason = `it has "payload"`
	r.Findings = append(slices.Clone(r.Findings), r.Findings...)
	var b bytes.Buffer
	w, err := New(&b, "text", Style{})
	if err := errors.Join(err, w.Document(r), w.Document(r), w.Wait()); err != nil {
		t.Fatal(err)
	}
	want := strings.Repeat(`a.ndjson:3:5: /a: is <wrong>, 100% & "so"
    {"a":77}
         ^^
    MSG-1: A client MUST.
    hint: write it in quotes
    taken for a client-message: it has "payload"
a.ndjson:3:5: /a: is <wrong>, 100% & "so"
    {"a":77}
         ^^
    MSG-1, as above
    hint: write it in quotes
`, 2)
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestTextFitsTheTerminal wants no line of explanation to be broken by a terminal,
// where the mark would stand under something else.
func TestTextFitsTheTerminal(t *testing.T) {
	r := invalid
	r.Findings = slices.Clone(r.Findings)
	r.Findings[0].Excerpt = marked(strings.Repeat("x", 50) + "[日本]" + strings.Repeat("y", 50))
	r.Findings[0].Sentence.Text = strings.Repeat("words and ", 10)
	var b bytes.Buffer
	w, err := New(&b, "text", Style{Width: 40})
	if err := errors.Join(err, w.Document(r), w.Wait()); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(b.String(), "\n")
	for _, line := range lines {
		if columns.Of(line) > 40 {
			t.Errorf("%d columns: %s", columns.Of(line), line)
		}
	}
	excerpt := slices.IndexFunc(lines, func(line string) bool { return strings.Contains(line, "日") })
	before, _, _ := strings.Cut(lines[excerpt], "日")
	if at, mark := columns.Of(before), strings.Index(lines[excerpt+1], "^^^^"); at != mark {
		t.Errorf("the mark is at column %d, what is at fault at %d:\n%s", mark, at, &b)
	}
}

func TestTextOfNoDocuments(t *testing.T) {
	var b bytes.Buffer
	w, err := New(&b, "text", Style{})
	gone := errors.New("it is gone")
	if err := errors.Join(err, w.File(inspect.File{Name: "a", Err: gone}), w.File(inspect.File{Name: "b", Err: gone}), w.Close()); err != nil {
		t.Fatal(err)
	}
	if got, want := b.String(), "2 files, 2 of them not read to the end: no documents\n"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestKindsHaveTheirArticles(t *testing.T) {
	r := inspect.Result{Reason: `it has "status"`, Others: []schemas.Kind{schemas.InformerRequest, schemas.Delivery}}
	if got, want := reason(r), `it has "status"; it could also be an informer-request or a delivery`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestQuietJSONHasOnlyWhatIsWrong(t *testing.T) {
	for _, format := range []string{"json", "ndjson"} {
		for style, want := range map[Style]bool{{}: true, {Quiet: true}: false, {Quiet: true, Each: true}: true} {
			got := written(t, format, style)
			if strings.Contains(got, `"index":1,"line":1,`) != want || !strings.Contains(got, `"index":2,"line":3,`) || !strings.Contains(got, `"summary":{"version":1,`) {
				t.Errorf("%s, %+v: got %s", format, style, got)
			}
			if format == "json" && !json.Valid([]byte(got)) {
				t.Errorf("%+v: no JSON: %s", style, got)
			}
		}
	}
}
