package schemas

import (
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
	all := []string{definition(definitions, alike(definitions))}
	for _, kind := range Kinds() {
		all = append(all, definition(string(kind), alike(string(kind))))
	}
	return []byte(`{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "$id": "` + BundleID + `",
  "title": "Bester 1.0: every schema in one file",
  "description": "Made of the files beside it. Each kind of message is one of the definitions.",
  "$defs": {` + strings.Join(all, ",") + `
  }
}
`)
}

// BundleOf returns the schema of one kind in a file that needs no other: its
// root is about documents of that kind. What it refers to is found by a pointer
// into the file, so that programs can read it that know nothing of an $id inside.
// A kind that does not exist gives an error that wraps ErrUnknownKind.
func BundleOf(kind Kind) ([]byte, error) {
	if _, err := Schema(kind); err != nil {
		return nil, err
	}
	name := base + string(kind)
	text := strings.Replace(alike(string(kind)), name+suffix, name+".bundle.json", 1)
	if !strings.Contains(text, sharedRef) {
		return []byte(text), nil
	}
	text = strings.ReplaceAll(text, sharedRef, `"#/$defs/`+definitions+`/$defs/`)
	return []byte(define(text, definition(definitions, unnamed.ReplaceAllString(alike(definitions), "")))), nil
}

// sharedRef begins a reference to what several kinds share.
const sharedRef = `"` + definitions + suffix + `#/$defs/`

// unnamed finds what makes a file a schema of its own.
var unnamed = regexp.MustCompile(`(?m)^  "\$(schema|id)": .*\n`)

// definition returns the text of a schema as it stands under "$defs", by its name.
func definition(name, schema string) string {
	return "\n    \"" + name + "\": " + strings.ReplaceAll(strings.TrimSpace(schema), "\n", "\n    ")
}

// define adds a definition to the text of a schema, which may have others.
func define(schema, definition string) string {
	const head = "\n  \"$defs\": {"
	if strings.Contains(schema, head) {
		return strings.Replace(schema, head, head+definition+",", 1)
	}
	return strings.TrimSuffix(schema, "\n}\n") + "," + head + definition + "\n  }\n}\n"
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

// alike returns the text of a schema file, but for what refuseLineEnd adds.
func alike(name string) string {
	return wholePattern.ReplaceAllStringFunc(string(schemaText(name)), refuseLineEnd)
}

// schemaText returns the schema file of a name that is known to exist.
func schemaText(name string) []byte {
	text, err := embedded.ReadFile(name + suffix)
	if err != nil {
		panic(err) // a fault of the program's own files
	}
	return text
}
