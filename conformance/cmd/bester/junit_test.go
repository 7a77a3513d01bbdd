package main

import (
	"encoding/xml"
	"errors"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/besterprotocol/bester/conformance/internal/report"
)

// junitRules are what testdata/readers/junit.xsd says of each element: its attributes, and
// the elements in it in their order.
var junitRules = map[string]struct{ attributes, children string }{
	"testsuites": {"name time tests failures disabled errors", "testsuite"},
	"testsuite":  {"name tests failures errors time disabled skipped timestamp hostname id package", "properties testcase system-out system-err"},
	"properties": {"", "property"},
	"property":   {"name value", ""},
	"testcase":   {"name assertions time classname status", "skipped error failure system-out system-err"},
	"skipped":    {"type message", ""},
	"error":      {"type message", ""},
	"failure":    {"type message", ""},
}

// wantStrictJUnit fails the test if text has an element or an attribute that the strictest
// readers do not know, or elements in another order.
func wantStrictJUnit(t *testing.T, text string) {
	t.Helper()
	type open struct {
		name string
		last int // the place of the last child in the order
	}
	stack := []open{{name: ""}}
	seen := map[string]bool{}
	for decoder := xml.NewDecoder(strings.NewReader(text)); ; {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			name, parent := token.Name.Local, &stack[len(stack)-1]
			place := slices.Index(strings.Fields(junitRules[parent.name].children), name)
			if parent.name != "" && place < parent.last {
				t.Errorf("%s is in %s at a wrong place", name, parent.name)
			}
			parent.last = place
			for _, a := range token.Attr {
				if !slices.Contains(strings.Fields(junitRules[name].attributes), a.Name.Local) {
					t.Errorf("%s has the attribute %s", name, a.Name.Local)
				}
			}
			seen[name] = true
			stack = append(stack, open{name: name})
		case xml.EndElement:
			stack = stack[:len(stack)-1]
		}
	}
	if !seen["testsuites"] || !seen["testcase"] || !seen["failure"] {
		t.Errorf("too little is tried: %v", seen)
	}
}

func TestJUnitIsStrict(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "report.json")
	if err := writeFile(file, judge(t, "crashes").WriteJSON); err != nil {
		t.Fatal(err)
	}
	for _, of := range []string{file, reportFile(t, "r.json", "my server", report.Failed)} {
		_, out, _ := run(t, "", "report", "render", of, "--report", "junit=-")
		wantStrictJUnit(t, out)
	}
	m := messages{t.TempDir()}
	bad, none := m.write(t, "bad.ndjson", badMessage+"\n{\n"), m.write(t, "none.ndjson", "")
	_, out, _ := run(t, "", "validate", "--format", "junit", bad, none, bad+".gone", m.write(t, "x.bester", framed(badMessage)+"\x09\x00\x00\x00{"))
	wantStrictJUnit(t, out)
}
