package schemas

import (
	"bytes"
	"fmt"
	"regexp"
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

var (
	// wholePattern finds the patterns that are about a whole text, each on a
	// line of its own.
	wholePattern = regexp.MustCompile(`(?m)^( *)("pattern": "\^.*\$")`)
	// openEnd finds those that may end with any character but some: a line end
	// at the end is meant to match them.
	openEnd = regexp.MustCompile(`\[\^[^\]]*\]\+\$"$`)
)

// refuseLineEnd adds to a pattern that no line end stands at the end of the text.
// In Python, "$" is also the place before that, and elsewhere it is not.
func refuseLineEnd(line string) string {
	if openEnd.MatchString(line) {
		return line
	}
	return wholePattern.ReplaceAllString(line, "$1$2,\n$1"+`"allOf": [{ "not": { "type": "string", "pattern": "\\n$$" } }]`)
}

// join writes schemas into one document: each as its file has it, under
// "$defs", by its name, but for what refuseLineEnd adds. head is the members
// before them.
func join(names []string, head string) []byte {
	var b bytes.Buffer
	b.WriteString("{\n  \"$schema\": \"https://json-schema.org/draft/2020-12/schema\"," + head + "\n  \"$defs\": {")
	for i, name := range names {
		if i > 0 {
			b.WriteByte(',')
		}
		alike := wholePattern.ReplaceAllStringFunc(string(schemaText(name)), refuseLineEnd)
		indented := strings.ReplaceAll(strings.TrimSpace(alike), "\n", "\n    ")
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
