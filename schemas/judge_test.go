package schemas

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v5"
)

// unseenFile tells programs of others, which testdata/readers/run has judge all
// examples, of which invalid ones a schema does not see the fault.
const unseenFile = "testdata/readers/unseen.txt"

// verdicts of whoever has a schema and a reader of JSON.
const (
	saysValid   = "valid"
	saysInvalid = "invalid"
	saysNoJSON  = "no JSON"
)

// verdictOf returns what the schema alone says of an example, by the folder that
// it lies in and by the table of faults.
func verdictOf(kind Kind, folder, name string) string {
	if folder == "valid" {
		return saysValid
	}
	switch message := faults[kind][name].message; {
	case strings.HasPrefix(message, "not JSON: "):
		return saysNoJSON
	case strings.HasPrefix(message, "member ") && strings.HasSuffix(message, " stands here twice"):
		return saysValid // a reader of JSON takes one of the two
	}
	return saysInvalid
}

// unseenFaults returns the content of that file.
func unseenFaults(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	b.WriteString("# What a schema alone says of the invalid examples whose fault it does not see.\n")
	for _, kind := range Kinds() {
		for _, name := range exampleNames(t, kind, "invalid") {
			if verdict := verdictOf(kind, "invalid", name); verdict != saysInvalid {
				fmt.Fprintf(&b, "%s: %s\n", examplePath(kind, "invalid", name), verdict)
			}
		}
	}
	return b.Bytes()
}

// checkExamples wants a schema, compiled of whatever file, to say of each example
// of a kind what is expected of it.
func checkExamples(t *testing.T, kind Kind, schema *jsonschema.Schema) {
	t.Helper()
	for _, folder := range []string{"valid", "invalid"} {
		for _, name := range exampleNames(t, kind, folder) {
			want := verdictOf(kind, folder, name)
			if want == saysNoJSON {
				continue // what is no JSON is not for a schema to say
			}
			if got := judge(t, kind, schema, readExample(t, kind, folder, name)); got != want {
				t.Errorf("%s: got %s, want %s", examplePath(kind, folder, name), got, want)
			}
		}
	}
}

// judge returns what a schema says of a document. It is given the document as the
// package reads it, since the schema library crashes on some numbers.
func judge(t *testing.T, kind Kind, schema *jsonschema.Schema, doc []byte) string {
	t.Helper()
	opaque, err := opaqueData(kind)
	if err != nil {
		t.Fatal(err)
	}
	root, _, _ := parse(doc, opaque)
	if root == nil {
		return saysNoJSON
	}
	if schema.Validate(root.value) != nil {
		return saysInvalid
	}
	return saysValid
}
