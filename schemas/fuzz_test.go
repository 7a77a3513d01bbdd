package schemas

import (
	"encoding/json"
	"errors"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzValidate wants of any bytes, as any kind: no crash, the same verdict on
// JSON as encoding/json gives, and violations that make sense.
func FuzzValidate(f *testing.F) {
	for i, kind := range Kinds() {
		for _, verdict := range []string{"valid", "invalid"} {
			for _, doc := range fuzzSeeds(f, kind, verdict) {
				f.Add(uint8(i), doc)
			}
		}
	}
	f.Fuzz(func(t *testing.T, index uint8, doc []byte) {
		kind := Kinds()[int(index)%len(Kinds())]
		err := Validate(kind, doc)
		isJSON := json.Valid(doc) && utf8.Valid(doc)
		if err == nil {
			if !isJSON {
				t.Fatalf("valid, but not JSON: %q", doc)
			}
			return
		}
		var invalid *Error
		if !errors.As(err, &invalid) || invalid.Kind != kind || len(invalid.Violations) == 0 {
			t.Fatalf("got %v, want an *Error of kind %s with violations", err, kind)
		}
		isUnread := slices.ContainsFunc(invalid.Violations, func(v Violation) bool { return v.Keyword == KeywordJSON || v.Keyword == KeywordSize })
		if isUnread == isJSON {
			t.Fatalf("encoding/json takes it for JSON: %t; got %v", isJSON, err)
		}
		checkViolations(t, doc, invalid)
		if again := Validate(kind, doc); !reflect.DeepEqual(again, err) {
			t.Fatalf("once %v, then %v", err, again)
		}
	})
}

// fuzzSeeds returns the examples of a kind.
func fuzzSeeds(f *testing.F, kind Kind, verdict string) [][]byte {
	f.Helper()
	entries, err := embedded.ReadDir("examples/" + string(kind) + "/" + verdict)
	if err != nil {
		f.Fatal(err)
	}
	var docs [][]byte
	for _, entry := range entries {
		doc, err := embedded.ReadFile("examples/" + string(kind) + "/" + verdict + "/" + entry.Name())
		if err != nil {
			f.Fatal(err)
		}
		docs = append(docs, doc)
	}
	return docs
}

// checkViolations wants violations inside the document, in its order, each
// once and in words fit for one line.
func checkViolations(t *testing.T, doc []byte, invalid *Error) {
	t.Helper()
	lines := len(regexp.MustCompile("\r\n|\r|\n").Split(string(doc), -1))
	seen := make(map[Violation]bool)
	line, column := 1, 1
	for _, v := range invalid.Violations {
		if v.Line < line || v.Line == line && v.Column < column || v.Line > lines || v.Column > len(doc)+1 {
			t.Fatalf("%v comes behind line %d, column %d of %d lines", v, line, column, lines)
		}
		line, column = v.Line, v.Column
		if v.Message == "" || v.Message != printable(v.Message) || !utf8.ValidString(v.Message+v.Pointer) {
			t.Fatalf("message %q at %q is not fit for one line", v.Message, v.Pointer)
		}
		if v.Offset < 0 || v.End < v.Offset || v.End > len(doc) {
			t.Fatalf("%v reaches from byte %d to %d of %d", v, v.Offset, v.End, len(doc))
		}
		if v.Suggestion != printable(v.Suggestion) {
			t.Fatalf("suggestion %q is not fit for one line", v.Suggestion)
		}
		if seen[v] {
			t.Fatalf("%v stands there twice", v)
		}
		seen[v] = true
	}
	if got := strings.Count(invalid.Error(), "\n") + 1; got != len(invalid.Violations) {
		t.Fatalf("got %d lines for %d violations", got, len(invalid.Violations))
	}
}

// loneSurrogate finds escapes that encoding/json may replace and we do not.
var loneSurrogate = regexp.MustCompile(`(?i)\\ud[89a-f]`)

// FuzzParse wants the parser to read from any text what encoding/json reads.
func FuzzParse(f *testing.F) {
	for _, kind := range Kinds() {
		for _, doc := range fuzzSeeds(f, kind, "valid") {
			f.Add(doc)
		}
	}
	f.Add([]byte(`"\"\\\/\b\f\n\r\t\u00e9\ud83d\udcac\u0000"`))
	f.Fuzz(func(t *testing.T, doc []byte) {
		root, found, _ := parse(doc, nowhere)
		read := !slices.ContainsFunc(found, func(f finding) bool { return f.Keyword == KeywordJSON || f.Keyword == KeywordSize })
		var want any
		if err := json.Unmarshal(doc, &want); err != nil || !utf8.Valid(doc) {
			if read && !json.Valid(doc) {
				t.Fatalf("read %q, which is no JSON: %v", doc, err)
			}
			return
		}
		if !read || root == nil {
			t.Fatalf("did not read %q", doc)
		}
		if loneSurrogate.Match(doc) {
			return
		}
		if got := withoutNumbers(root.value); !reflect.DeepEqual(got, withoutNumbers(want)) {
			t.Fatalf("read %q as %v, want %v", doc, got, want)
		}
		checkNodes(t, doc, root)
	})
}

// withoutNumbers replaces the numbers in a value, which the parser shortens.
func withoutNumbers(value any) any {
	switch v := value.(type) {
	case json.Number, float64:
		return "a number"
	case []any:
		for i := range v {
			v[i] = withoutNumbers(v[i])
		}
	case map[string]any:
		for name := range v {
			v[name] = withoutNumbers(v[name])
		}
	}
	return value
}

// checkNodes wants every node to stand where its value can be read again.
func checkNodes(t *testing.T, doc []byte, n *node) {
	t.Helper()
	if !json.Valid(doc[n.start:n.end]) {
		t.Fatalf("bytes %d to %d of %q are no value", n.start, n.end, doc)
	}
	for name, member := range n.members {
		var key string
		decoder := json.NewDecoder(strings.NewReader(string(doc[member.key:])))
		if err := decoder.Decode(&key); err != nil || key != name {
			t.Fatalf("byte %d of %q: got name %q (%v), want %q", member.key, doc, key, err, name)
		}
		checkNodes(t, doc, member)
	}
	for _, item := range n.items {
		checkNodes(t, doc, item)
	}
}
