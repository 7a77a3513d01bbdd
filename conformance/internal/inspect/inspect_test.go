package inspect

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/besterprotocol/bester/conformance/internal/documents"
	"github.com/besterprotocol/bester/schemas"
)

// notes is a sink that keeps what it is told.
type notes struct {
	results []Result
	files   []File
	fail    error
}

func (n *notes) Document(r Result) error {
	n.results = append(n.results, r)
	return n.fail
}

func (n *notes) File(f File) error {
	n.files = append(n.files, f)
	return nil
}

func (n *notes) Wait() error { return nil }

// texts is a source of files that hold texts.
func texts(kind schemas.Kind, files map[string]string, order ...string) Source {
	return Source{Files: order, Kind: kind, Open: func(file string) (io.ReadCloser, error) {
		text, ok := files[file]
		if !ok {
			return nil, fs.ErrNotExist
		}
		return io.NopCloser(strings.NewReader(text)), nil
	}}
}

func inspect(t *testing.T, source Source) *notes {
	t.Helper()
	n := &notes{}
	if err := Run(t.Context(), source, n); err != nil {
		t.Fatal(err)
	}
	return n
}

// TestInferAsMeant is about documents that could pass for what their authors did not
// mean.
func TestInferAsMeant(t *testing.T) {
	const message = `{"payload":{"type":"","data":0,"id":""}}`
	tests := []struct {
		format           documents.Format
		text             string
		kind             schemas.Kind
		fault, suggested string // what they contain; "" for nothing at fault
	}{
		{documents.JSON, "[" + message + "]", "", "an array, whose first element is written like a client-message", "jq -c '.[]'"},
		{documents.JSON, "[" + `{"header":{"status":0}}` + "]", "", "like a handler-response", "--kind handler-request"},
		{documents.JSON, `"{\"payload\":1}"`, "", "a string, in which stands what is written like a client-message", "not as a string"},
		{documents.JSON, `[{"type":"","data":0}]`, schemas.HandlerRequest, "", ""},
		{documents.JSON, `["` + "payload" + `",` + message + "]", schemas.HandlerRequest, "", ""},
		{documents.JSON, `"payload"`, schemas.HandlerRequest, "", ""},
		{documents.JSON, `[`, schemas.HandlerRequest, "not JSON", ""},
		{documents.JSON, "[" + message + ", oops", schemas.HandlerRequest, "expected a value, but found", ""},
		{documents.JSON, `[{"PAYLOAD":{"type":"","data":0,"id":""}}]`, schemas.HandlerRequest, "", ""},
		{documents.JSON, message + "\n" + message, schemas.ClientMessage, "goes on", "--input ndjson"},
		{documents.Lines, message + message, schemas.ClientMessage, "goes on", "on a line of its own"},
		{documents.Frames, message + message, schemas.ClientMessage, "goes on", "in a frame of its own"},
		{documents.JSON, `{"payload":1{`, schemas.ClientMessage, `expected "," or "}"`, ""},
		{documents.YAML, "knownFailures:\n- why: x\n- reason: y\n", schemas.Baseline, `"fails" is missing`, ""},
		{documents.YAML, "known_failures: []\n", schemas.Baseline, "is missing", "knownFailures"},
		{documents.YAML, "name: x\nstart: [x]\nprofile: y\n", schemas.Target, "must be a string", ""},
		{documents.YAML, "anything: 1\n", schemas.Baseline, "is missing", ""},
		{documents.YAML, "payload: {}\n", schemas.Baseline, "is missing", ""},
	}
	for _, test := range tests {
		r := Check(documents.Document{Format: test.format, Line: 1, Text: []byte(test.text)}, "")
		if r.Kind != test.kind || r.Valid() != (test.fault == "") {
			t.Errorf("%s: got %+v", test.text, r)
			continue
		}
		if !r.Valid() && (!strings.Contains(r.Findings[0].Message, test.fault) || !strings.Contains(r.Findings[0].Suggestion, test.suggested)) {
			t.Errorf("%s: got %q and %q", test.text, r.Findings[0].Message, r.Findings[0].Suggestion)
		}
	}
}

// TestRunKeepsTheOrder has more documents than fit into a batch, of several lengths,
// and wants each to be told in its place.
func TestRunKeepsTheOrder(t *testing.T) {
	var b strings.Builder
	const n = 4_000
	for i := range n {
		fmt.Fprintf(&b, `{"payload":{"type":"","data":"%s","id":%d}}`+"\n", strings.Repeat("x", i%97), i)
	}
	files := map[string]string{"a.ndjson": b.String(), "b.ndjson": b.String()}
	got := inspect(t, texts(schemas.ClientMessage, files, "a.ndjson", "gone", "b.ndjson"))
	for i, r := range got.results {
		want := fmt.Sprintf("must be a string, but is the number %d", i%n)
		if r.Index != i%n+1 || r.Line != r.Index || len(r.Findings) != 1 || r.Findings[0].Message != want {
			t.Fatalf("result %d is %+v, want one that says %q", i, r, want)
		}
	}
	for i, name := range []string{"a.ndjson", "gone", "b.ndjson"} {
		f := got.files[i]
		if gone := name == "gone"; f.Name != name || gone != errors.Is(f.Err, fs.ErrNotExist) || !gone && f.Invalid != n {
			t.Errorf("got %+v for %s", f, name)
		}
	}
}

func TestRunEndsEarly(t *testing.T) {
	full := errors.New("the disk is full")
	long := strings.Repeat("{}\n", 1_000_000)
	source := texts("", map[string]string{"a.ndjson": long}, "a.ndjson")
	if err := Run(t.Context(), source, &notes{fail: full}); !errors.Is(err, full) {
		t.Errorf("got %v, want the error of the sink", err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if err := Run(ctx, source, &notes{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want that of the context", err)
	}
	endless, _ := io.Pipe()
	ctx, stop = context.WithCancel(t.Context())
	source.Open = func(string) (io.ReadCloser, error) { stop(); return endless, nil }
	if err := Run(ctx, source, &notes{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v of a file that never ends, want that of the context", err)
	}
}

// TestRunIsInterruptedInTheSink ends the context while the sink is busy, so that the reader is
// often the first to notice.
func TestRunIsInterruptedInTheSink(t *testing.T) {
	for range 200 {
		ctx, stop := context.WithCancel(t.Context())
		text, program := io.Pipe()
		source := Source{Files: []string{"a.ndjson"}, Open: func(string) (io.ReadCloser, error) { return text, nil }}
		go io.WriteString(program, "[]\n")
		n := &interrupting{after: 1, stop: func() { stop(); program.Close(); runtime.Gosched() }}
		if err := Run(ctx, source, n); !errors.Is(err, context.Canceled) {
			t.Fatalf("got %v, want context.Canceled", err)
		}
	}
}

// TestRunTellsOfTheFileThatItIsInterruptedIn wants its documents counted, and none of
// the files to pass for one that was read.
func TestRunTellsOfTheFileThatItIsInterruptedIn(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	endless, program := io.Pipe()
	source := Source{Files: []string{"a.ndjson", "b.ndjson", "c.ndjson"}, Open: func(file string) (io.ReadCloser, error) {
		if file == "b.ndjson" {
			return endless, nil
		}
		return io.NopCloser(strings.NewReader("[]\n")), nil
	}}
	go io.WriteString(program, "[]\n[]\n")
	n := &interrupting{after: 3, stop: stop}
	if err := Run(ctx, source, n); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if len(n.files) != 2 || n.files[0].Err != nil || n.files[1].Name != "b.ndjson" || n.files[1].Valid != 2 {
		t.Fatalf("got %+v", n.files)
	}
	const want = "interrupted before its end; files behind it that were not read: 1"
	if err := n.files[1].Err; !errors.Is(err, ErrInterrupted) || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

// interrupting is a sink that ends a context behind a number of documents.
type interrupting struct {
	notes
	after int
	stop  func()
}

func (i *interrupting) Wait() error {
	if len(i.results) >= i.after {
		i.stop()
	}
	return nil
}

// TestRunTellsWhatCameBeforeAnError is about a file that vanishes while it is read.
func TestRunTellsWhatCameBeforeAnError(t *testing.T) {
	broken := errors.New("the disk is on fire")
	got := inspect(t, Source{Files: []string{"a.ndjson"}, Open: func(string) (io.ReadCloser, error) {
		return io.NopCloser(io.MultiReader(strings.NewReader("[]\n[]\n[]"), iotest.ErrReader(broken))), nil
	}})
	if len(got.results) != 2 || !errors.Is(got.files[0].Err, broken) || got.files[0].Valid != 2 {
		t.Errorf("got %+v", got)
	}
}

// TestPlaces wants what a finding is about to stand where it says in the file.
func TestPlaces(t *testing.T) {
	files := map[string]string{
		"a.json":   "{\n \"payload\": {\"type\": \"ä\", \"data\": 1, \"id\": 77}}",
		"b.ndjson": "{}\n\n{\"payload\":{\"type\":\"ä\",\"data\":1,\"id\":77}}",
		"c.bester": "\x2a\x00\x00\x00{\"payload\":{\"type\":\"ä\",\"data\":1,\"id\":77}}",
		"d.yaml":   "name: ä\nstart: 77\n",
	}
	for name, want := range map[string]string{"a.json": "2:44", "b.ndjson": "3:38", "c.bester": "1:38", "d.yaml": "2:8"} {
		kind := schemas.ClientMessage
		if name == "d.yaml" {
			kind = schemas.Target
		}
		got := inspect(t, texts(kind, files, name))
		last := got.results[len(got.results)-1]
		f := last.Findings[len(last.Findings)-1]
		if at := fmt.Sprintf("%d:%d", f.Line, f.Column); at != want {
			t.Errorf("%s: stands at %s, want %s", name, at, want)
		}
		if !strings.HasPrefix(files[name][f.Offset:], "77") {
			t.Errorf("%s: %q stands at byte %d", name, files[name][f.Offset:], f.Offset)
		}
	}
}

// TestEveryRequirementIsOneOfTheSpecification wants of every example of a message
// that is not valid the sentence that it breaks.
func TestEveryRequirementIsOneOfTheSpecification(t *testing.T) {
	checked := 0
	for _, kind := range schemas.Kinds() {
		files, err := fs.Glob(schemas.Files(), path.Join("examples", string(kind), "invalid", "*"))
		if err != nil {
			t.Fatal(err)
		}
		isMessage := !slices.Contains([]schemas.Kind{schemas.ServerConf, schemas.Report, schemas.Target, schemas.Baseline}, kind)
		for _, file := range files {
			text, err := fs.ReadFile(schemas.Files(), file)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range Check(documents.Document{Format: documents.JSON, Line: 1, Text: text}, kind).Findings {
				if checked++; f.Sentence.ID != f.Requirement || isMessage && f.Sentence.Text == "" {
					t.Errorf("%s: %q breaks %q, of which the specification says %q", file, f.Fault(), f.Requirement, f.Sentence.Text)
				}
			}
		}
	}
	if checked < 100 {
		t.Errorf("only %d findings: the examples are not found", checked)
	}
}

func TestExcerpt(t *testing.T) {
	x := strings.Repeat("x", 200)
	tests := []struct {
		name, before, fault, after string
		want                       Excerpt
	}{
		{"a short line", "ä: ", "77", " z", Excerpt{"ä: 77 z", 3, 5}},
		{"a line between others", "a\r\nb\n: ", "7", "\r\nc", Excerpt{": 7", 2, 3}},
		{"what goes on on the next line", "[", "{\n}", "]", Excerpt{"[{", 1, 2}},
		{"nothing at the end of a line", "{", "", "\n", Excerpt{"{", 1, 1}},
		{"nothing at all", "", "", "", Excerpt{"", 0, 0}},
		{"a long line", x, "7", x, Excerpt{"…" + x[:50] + "7" + x[:48] + "…", 51, 52}},
		{"a fault that is cut too", "", x, x, Excerpt{x[:100] + "…", 0, 101}},
		{"what no terminal should see", "\t\x1b\xff\u202e", "7", "\x00", Excerpt{" \uFFFD\uFFFD\uFFFD7\uFFFD", 4, 5}},
	}
	for _, test := range tests {
		start, end := len(test.before), len(test.before)+len(test.fault)
		got := excerpt([]byte(test.before+test.fault+test.after), start, end)
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
	}
}

// FuzzCheck wants of any text, as any kind or none, findings whose excerpts can be
// shown and mark something in them.
func FuzzCheck(f *testing.F) {
	f.Add(uint8(0), []byte("{\"payload\":\n{\"type\":\t1,\"id\":\"\xff\"}} x"))
	f.Add(uint8(14), []byte("name: x\nstart: [\n"))
	f.Add(uint8(20), []byte("a: &b 1\n"))
	f.Fuzz(func(t *testing.T, index uint8, text []byte) {
		kinds := append(schemas.Kinds(), "", "")
		at := int(index) % len(kinds)
		d := documents.Document{Format: documents.JSON, Index: 1, Line: 1, Text: text}
		if at == len(kinds)-1 {
			d.Format = documents.YAML
		}
		r := Check(d, kinds[at])
		if r.Unread != "" {
			t.Fatalf("%q as %q: %s", text, kinds[at], r.Unread)
		}
		for _, found := range r.Findings {
			e := found.Excerpt
			if e.Start < 0 || e.End < e.Start || e.End > len([]rune(e.Text)) || strings.ContainsAny(e.Text, "\r\n\x1b") {
				t.Fatalf("%q: got the excerpt %+v", text, e)
			}
			if found.Offset < 0 || found.End < found.Offset || found.End > len(text) {
				t.Fatalf("%q: reaches from %d to %d", text, found.Offset, found.End)
			}
		}
	})
}

// TestOfTooManyFaultsTheLastSaysSo wants no more findings than a person reads.
func TestOfTooManyFaultsTheLastSaysSo(t *testing.T) {
	text := `{"status":"0","data":[` + strings.Repeat("0,", schemas.MaxViolations) + "0]}"
	n := inspect(t, texts("", map[string]string{"a.json": text}, "a.json"))
	found := n.results[0].Findings
	last := found[len(found)-1]
	if len(found) != schemas.MaxViolations+1 || last.Keyword != KeywordMore || last.Pointer != "" || last.Line != 1 {
		t.Errorf("got %d findings, the last of them %+v", len(found), last)
	}
}
