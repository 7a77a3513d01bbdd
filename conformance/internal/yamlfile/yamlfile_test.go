package yamlfile

import (
	"errors"
	"strings"
	"testing"

	"github.com/besterprotocol/bester/schemas"
)

func TestRead(t *testing.T) {
	for _, text := range []string{
		"knownFailures: []",
		"# why\nknownFailures:\n- fails: HAND-8 # soon\n  reason: not yet\n  expires: 2026-12-31\n",
		`{"knownFailures": [{"fails": "a: b", "reason": "- c"}]}`,
		"---\nknownFailures:\n  - {fails: HAND-8, reason: \"not yet\"}\n...\n",
	} {
		if _, err := Read(schemas.Baseline, []byte(text)); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestReadSaysWhere(t *testing.T) {
	for text, want := range map[string]string{
		"":                               "line 1, column 1: must be an object, but is null",
		"# nothing\n":                    "line 1, column 1: must be an object, but is null",
		"[]":                             "line 1, column 1: must be an object, but is an array",
		"knownFailures:\n- fails: A-1\n": `line 2, column 3: /knownFailures/0: member "reason" is missing`,
		"knownFailures:\n- fails: A-1\n  reason: x\n  expire: 2026-12-31\n": `line 4, column 3: /knownFailures/0/expire: unknown member "expire" (known here: expires, fails, reason)`,
		"knownFailures:\n- fails: A-1\n  reason: 7\n":                       "line 3, column 11: /knownFailures/0/reason: must be a string, but is the number 7",
		"knownFailures:\n- fails: A-1\n  reason: 0x10\n":                    "line 3, column 11: /knownFailures/0/reason: must be a string, but is the number 16",
		"knownFailures:\n- fails: A-1\n  reason: yes\n  reason: no\n":       `line 4, column 3: /knownFailures/0/reason: member "reason" stands here twice`,
		"knownFailures:\n- fails: A-1\n  reason: true\n":                    "line 3, column 11: /knownFailures/0/reason: must be a string, but is true",
		"knownFailures: []\na/b~c: 1\n":                                     `line 2, column 1: /a~1b~0c: unknown member "a/b~c" (known here: knownFailures)`,
		"# one\nKnownFailures: []\n":                                        `line 2, column 1: member "knownFailures" is missing`,
		"knownFailures: []\n---\nknownFailures: []\n":                       "line 2, column 1: is a second document: there is to be one",
		"knownFailures: &a []\n":                                            "line 1, column 16: is an anchor or an alias: write it out",
		"a: &a [1]\nknownFailures: *a\n":                                    "line 1, column 4: is an anchor or an alias: write it out",
		"[a]: 1\n":                                                          "line 1, column 1: is no name of a member: it must be a word",
		"knownFailures:\n- fails: A: b\n":                                   "line 2, column 1: is not YAML: mapping values are not allowed in this context",
		"knownFailures: \"x":                                                "line 1, column 1: is not YAML: found unexpected end of stream",
		"\x00":                                                              "line 1, column 1: is not YAML: control characters are not allowed",
		strings.Repeat("#", maxSize+1):                                      "line 1, column 1: is longer than 262144 bytes",
	} {
		_, err := Read(schemas.Baseline, []byte(text))
		var invalid *schemas.Error
		if !errors.As(err, &invalid) {
			t.Errorf("%.40q: got %v, want an *Error", text, err)
			continue
		}
		if got := invalid.Violations[0].String(); got != want {
			t.Errorf("%.60q: got\n%s, want\n%s", text, got, want)
		}
	}
}

// TestReadSaysWhereThereIsMore is about a file with more faults than are told.
func TestReadSaysWhereThereIsMore(t *testing.T) {
	for n, more := range map[int]bool{maxFaults: false, maxFaults + 1: true} {
		_, err := Read(schemas.Baseline, []byte("knownFailures:\n"+strings.Repeat("- 7\n", n)))
		var invalid *schemas.Error
		if !errors.As(err, &invalid) || len(invalid.Violations) != maxFaults || invalid.More != more {
			t.Errorf("%d faults: got %v", n, err)
		}
	}
}

// What nests without end is refused, by whoever meets it first.
func TestReadBoundsNesting(t *testing.T) {
	for _, text := range []string{strings.Repeat("[", 200000), strings.Repeat("- ", 100000), strings.Repeat("{a: ", 50000)} {
		if _, err := Read(schemas.Baseline, []byte(text)); err == nil {
			t.Errorf("%.10q…: got no error", text)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("knownFailures:\n- fails: HAND-8\n  reason: .inf\n"))
	f.Add([]byte("? [a]\n: <<: *b\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		_, err := Read(schemas.Baseline, text)
		var invalid *schemas.Error
		if err != nil && !errors.As(err, &invalid) {
			t.Errorf("%q: %v", text, err)
		}
		if invalid != nil && (invalid.Violations[0].Line < 1 || invalid.Violations[0].Column < 1) {
			t.Errorf("%q: stands at %+v", text, invalid.Violations[0])
		}
	})
}
