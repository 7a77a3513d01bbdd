package schemas

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"testing"

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
