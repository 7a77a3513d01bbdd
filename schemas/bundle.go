package schemas

import (
	"bytes"
	"fmt"
	"strings"
)

// definitions names the file of what several kinds share, which is no kind.
const definitions = "definitions"

// BundleID is the $id of the bundle.
const BundleID = base + "bundle.json"

// Bundle returns every schema in one file, a Compound Schema Document of JSON
// Schema 2020-12 that needs no other. The schema of each kind stands in it as
// "#/$defs/KIND", under its own $id; the bundle itself demands nothing.
func Bundle() []byte {
	names := []string{definitions}
	for _, kind := range Kinds() {
		names = append(names, string(kind))
	}
	return join(names, `
  "$id": "`+BundleID+`",
  "title": "Bester 1.0: every schema in one file",
  "description": "Made of the files beside it. Each kind of message is one of the definitions.",`)
}

// BundleOf returns the schema of one kind in a file that needs no other: its
// root is about documents of that kind. A kind that does not exist gives an
// error that wraps ErrUnknownKind.
func BundleOf(kind Kind) ([]byte, error) {
	schema, err := Schema(kind)
	if err != nil {
		return nil, err
	}
	return join([]string{definitions, string(kind)}, fmt.Sprintf(`
  "$id": "%[1]s%[2]s.bundle.json",
  "title": %[3]s,
  "description": "The schema of one kind in a file that needs no other.",
  "$ref": "%[2]s%[4]s",`, base, kind, literal(schema.Title), suffix)), nil
}

// join writes schemas into one document: each as its file has it, under
// "$defs", by its name. head is the members before them.
func join(names []string, head string) []byte {
	var b bytes.Buffer
	b.WriteString("{\n  \"$schema\": \"https://json-schema.org/draft/2020-12/schema\"," + head + "\n  \"$defs\": {")
	for i, name := range names {
		if i > 0 {
			b.WriteByte(',')
		}
		indented := strings.ReplaceAll(strings.TrimSpace(string(schemaText(name))), "\n", "\n    ")
		b.WriteString("\n    \"" + name + "\": " + indented)
	}
	b.WriteString("\n  }\n}\n")
	return b.Bytes()
}

// schemaText returns the schema file of a name that is known to exist.
func schemaText(name string) []byte {
	text, err := FS.ReadFile(name + suffix)
	if err != nil {
		panic(err) // a fault of the program's own files
	}
	return text
}
