package schemas

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v5"
)

var update = flag.Bool("update", false, "write anew what is made of the schemas")

func TestMadeFilesAreUpToDate(t *testing.T) {
	made := map[string][]byte{"bundle.json": Bundle(), "asyncapi.json": AsyncAPI(), unseenFile: unseenFaults(t)}
	for file, want := range made {
		if *update {
			if err := os.WriteFile(file, want, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		got, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is not what the schemas and examples make; run: go test ./schemas -run Made -update", file)
		}
	}
}

// TestBundleJudgesAlike holds the examples against the bundle, with no other file
// at hand.
func TestBundleJudgesAlike(t *testing.T) {
	compiler := newCompiler(t, BundleID, Bundle())
	for _, kind := range Kinds() {
		schema, err := compiler.Compile(BundleID + "#/$defs/" + string(kind))
		if err != nil {
			t.Fatal(err)
		}
		checkExamples(t, kind, schema)
	}
}

// TestBundleOfJudgesAlike holds the examples of each kind against the root of the
// file that has the schema of that kind only.
func TestBundleOfJudgesAlike(t *testing.T) {
	for _, kind := range Kinds() {
		text, err := BundleOf(kind)
		if err != nil {
			t.Fatal(err)
		}
		id := base + string(kind) + ".bundle.json"
		schema, err := newCompiler(t, id, text).Compile(id)
		if err != nil {
			t.Fatal(err)
		}
		checkExamples(t, kind, schema)
	}
}

// TestBundleOfNeedsNoNames wants each reference in the file of one kind to be a
// pointer into the file, and nothing but the file to have an $id: editors and
// generators of code follow no other.
func TestBundleOfNeedsNoNames(t *testing.T) {
	for _, kind := range Kinds() {
		text, err := BundleOf(kind)
		if err != nil {
			t.Fatal(err)
		}
		var document map[string]any
		if err := json.Unmarshal(text, &document); err != nil {
			t.Fatalf("%s: %v", kind, err)
		}
		for _, p := range appendParts(nil, part{string(kind), nil, document, true}) {
			if ref, ok := p.schema["$ref"].(string); ok && !strings.HasPrefix(ref, "#/") {
				t.Errorf("%s refers to %q", p, ref)
			} else if ok {
				checkRef(t, document, ref)
			}
			if len(p.path) > 0 && (p.schema["$id"] != nil || p.schema["$schema"] != nil) {
				t.Errorf("%s is a schema of its own", p)
			}
		}
	}
}

// readBundle reads the bundle as any program would.
func readBundle(t *testing.T) map[string]any {
	t.Helper()
	var bundle map[string]any
	if err := json.Unmarshal(Bundle(), &bundle); err != nil {
		t.Fatal(err)
	}
	return bundle
}

// newCompiler returns a compiler that knows one file, and fetches none.
func newCompiler(t *testing.T, id string, text []byte) *jsonschema.Compiler {
	t.Helper()
	compiler := jsonschema.NewCompiler()
	compiler.LoadURL = refuse
	if err := compiler.AddResource(id, bytes.NewReader(text)); err != nil {
		t.Fatal(err)
	}
	return compiler
}

func TestSchemaOfNoKind(t *testing.T) {
	if _, err := Schema("client-massage"); !errors.Is(err, ErrUnknownKind) {
		t.Errorf("got %v", err)
	}
	if _, err := BundleOf("definitions"); !errors.Is(err, ErrUnknownKind) {
		t.Errorf("got %v", err)
	}
}

// TestBundleMeansTheSameInPython wants the bundle to refuse a line end at the end of
// a text where the pattern does, although "$" matches before it in Python.
func TestBundleMeansTheSameInPython(t *testing.T) {
	refused := 0
	for _, p := range appendParts(nil, part{"bundle.json", nil, readBundle(t), true}) {
		pattern, _ := p.schema["pattern"].(string)
		if !strings.HasPrefix(pattern, "^") {
			continue
		}
		python := regexp.MustCompile(strings.TrimSuffix(pattern, "$") + `(\n?\z)`)
		guarded := cmp.Equal(p.schema["allOf"], []any{map[string]any{"not": map[string]any{"type": "string", "pattern": `\n$`}}})
		examples, _ := p.schema["examples"].([]any)
		for _, example := range append(examples, "listener0", "LOG_LEVEL") {
			text, _ := example.(string)
			want := regexp.MustCompile(pattern).MatchString(text + "\n")
			if got := python.MatchString(text+"\n") && !guarded; got != want {
				t.Errorf("%s: %q with a line end behind it: got %t, want %t", p, text, got, want)
			}
			if guarded && python.MatchString(text+"\n") {
				refused++
			}
		}
	}
	if refused < 10 {
		t.Errorf("a line end was refused %d times only", refused)
	}
}
