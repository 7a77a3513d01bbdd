package replay

import (
	"encoding/hex"
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/besterprotocol/bester/conformance/internal/layout"
	"github.com/besterprotocol/bester/conformance/internal/report"
	"github.com/besterprotocol/bester/conformance/internal/wire"
	"github.com/besterprotocol/bester/spec"
)

// hostile are texts that end strings, or are none, where nobody looks after them.
var hostile = []string{
	`"`, `""`, `"""`, `""""`, `'''`, `\`, `\\`, `\"""`, `"""\`, "\n", "\r\n", "\x00", "\xff\xfe", "\u2028", "\x1b[2J\x7f",
	`\u12`, `\N{x}`, `\xg`, "{{.Name}}", "日本 zoe\u0308 \U0001f600", "#!/bin/sh\n" + `"""` + "\nimport os\n" + `"""`, "%s %d {0}", "\t  ",
}

// hostileScript writes the script on a scenario in which everything is called text.
func hostileScript(t *testing.T, text string) string {
	t.Helper()
	r := &report.Report{Requirements: []report.Requirement{{Requirement: spec.Requirement{ID: "HAND-1", Text: text}}}}
	s := report.Scenario{
		Name: text, Requirements: []string{"HAND-1"}, Failure: &report.Failure{Allowed: text, Happened: text},
		Servers: []layout.Layout{{Name: text, TCP4: "127.0.0.1:1", Users: map[string]string{text: text}}},
		Events: []wire.Event{
			{Connection: text, Action: wire.Opened, Address: "127.0.0.1:1"},
			{Connection: text, Action: wire.Opened, Address: text, Party: text, Server: text, Accepted: true},
			{Connection: text, Action: wire.Sent, Bytes: []byte(text), Size: len(text)},
			{Connection: text, Action: wire.Received, Bytes: []byte(text)},
			{Connection: text, Action: wire.Closed, Note: wire.HalfClosed},
			{Connection: text, Action: wire.Closed, Note: wire.ClosedByReset},
			{Connection: text, Action: wire.Ended},
		},
	}
	var out strings.Builder
	if err := WriteScript(&out, r, s); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// TestScriptIsWellFormed wants all that is not the script's own to stand in strings,
// of which each is one of JSON, and so of Python, or hexadecimal.
func TestScriptIsWellFormed(t *testing.T) {
	benign := strings.Count(hostileScript(t, "benign"), "\n")
	for _, text := range hostile {
		script := hostileScript(t, text)
		if !utf8.ValidString(script) || strings.ContainsAny(script, "\x00\r") {
			t.Errorf("%q: there are bytes in it that Python does not take", text)
		}
		head, rest, ok := strings.Cut(script, "\n\"\"\"\nimport os\nimport socket\n")
		docstring, _ := strings.CutPrefix(head, "#!/usr/bin/env python3\n\"\"\"")
		if !ok || unescaped.MatchString(docstring) || strings.HasSuffix(docstring, `"`) {
			t.Errorf("%q: the docstring ends early:\n%s", text, script)
		}
		wantLiterals(t, text, rest)
		if lines := strings.Count(script, "\n") - 4*strings.Count(text, "\n"); lines != benign {
			t.Errorf("%q: got %d lines, want %d: texts stand elsewhere than in the docstring", text, lines, benign)
		}
	}
}

// unescaped matches in a docstring what ends it, or an escape that is none of ours.
var unescaped = regexp.MustCompile(`^(?:[^\\"]|"{1,2}(?:[^\\"]|$)|"{0,2}\\[\\"rx])*?(?:"""|\\[^\\"rx])`)

// wantLiterals reads the tables of a script and wants to find text in them.
func wantLiterals(t *testing.T, text, script string) {
	t.Helper()
	pair := regexp.MustCompile(`(?m)^    (".*"): (".*"),$`)
	triple := regexp.MustCompile(`(?m)^    \((".*"), ("[a-z]+"), (".*")\),$`)
	pairs, triples := pair.FindAllStringSubmatch(script, -1), triple.FindAllStringSubmatch(script, -1)
	if len(pairs) != 3 || len(triples) != 7 {
		t.Fatalf("%q: got %d pairs and %d steps\n%s", text, len(pairs), len(triples), script)
	}
	valid := strings.ToValidUTF8(text, "\uFFFD")
	if got := literal(t, pairs[2][1]); strings.ReplaceAll(got, "\uFFFD\uFFFD", "\uFFFD") != valid {
		t.Errorf("%q: the user is called %q", text, got)
	}
	for _, match := range triples {
		literal(t, match[1])
		if what := literal(t, match[3]); match[2] == `"send"` && what != hex.EncodeToString([]byte(text)) {
			t.Errorf("%q: %q is sent", text, what)
		}
	}
}

func literal(t *testing.T, quoted string) (text string) {
	t.Helper()
	if err := json.Unmarshal([]byte(quoted), &text); err != nil {
		t.Errorf("%s is no literal: %v", quoted, err)
	}
	return text
}
