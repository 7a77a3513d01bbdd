package schemas

import (
	"bytes"
	"flag"
	"io/fs"
	"os"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v5"
)

var update = flag.Bool("update", false, "write bundle.json anew")

// bundleFile is every schema in one file, for those who would rather load one.
const bundleFile = "bundle.json"

// bundle joins the schema files: each as it is, under "$defs", by its kind.
func bundle(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	b.WriteString(`{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "$id": "https://github.com/besterprotocol/bester/schemas/1.0/bundle.json",
  "title": "Bester 1.0: every schema in one file",
  "description": "Made of the files beside it. Each kind of message is one of the definitions.",
  "$defs": {`)
	names := []string{"definitions"}
	for _, kind := range Kinds() {
		names = append(names, string(kind))
	}
	for i, name := range names {
		if i > 0 {
			b.WriteByte(',')
		}
		text, err := fs.ReadFile(FS, name+suffix)
		if err != nil {
			t.Fatal(err)
		}
		indented := strings.ReplaceAll(strings.TrimSpace(string(text)), "\n", "\n    ")
		b.WriteString("\n    \"" + name + "\": " + indented)
	}
	b.WriteString("\n  }\n}\n")
	return b.Bytes()
}

func TestBundleIsUpToDate(t *testing.T) {
	want := bundle(t)
	if *update {
		if err := os.WriteFile(bundleFile, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(bundleFile)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not what the schema files make; run: go test ./schemas -run Bundle -update", bundleFile)
	}
}

// TestBundleStandsAlone holds the examples against the bundle, with no other
// file at hand.
func TestBundleStandsAlone(t *testing.T) {
	text, err := os.ReadFile(bundleFile)
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.LoadURL = refuse
	if err := compiler.AddResource(base+bundleFile, bytes.NewReader(text)); err != nil {
		t.Fatal(err)
	}
	for _, kind := range Kinds() {
		schema, err := compiler.Compile(base + bundleFile + "#/$defs/" + string(kind))
		if err != nil {
			t.Fatal(err)
		}
		alone := &compiled{schemas: map[Kind]*jsonschema.Schema{kind: schema}}
		for _, verdict := range []string{"valid", "invalid"} {
			for _, name := range exampleNames(t, kind, verdict) {
				checkAlone(t, alone, kind, examplePath(kind, verdict, name))
			}
		}
	}
}

// checkAlone wants the bundle to find as many broken keywords in an example as
// the separate files do.
func checkAlone(t *testing.T, alone *compiled, kind Kind, example string) {
	t.Helper()
	doc, err := fs.ReadFile(FS, example)
	if err != nil {
		t.Fatal(err)
	}
	opaque, _ := opaqueData(kind)
	root, _ := parse(doc, opaque)
	if root == nil {
		return
	}
	want, err := library().check(kind, root.value)
	if err != nil {
		t.Fatal(err)
	}
	got, err := alone.check(kind, root.value)
	if err != nil || len(got) != len(want) {
		t.Errorf("%s: got %d broken keywords (%v), want %d", example, len(got), err, len(want))
	}
}
