package main

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"io"
	"path/filepath"
	"strings"
	"testing"
)

// validateFormats are the formats of bester validate.
var validateFormats = []string{"text", "json", "ndjson", "sarif", "junit", "github"}

// TestWhatWasNotReadIsInEveryDocument wants programs to learn from what they read,
// and not from the exit code alone, that a file was not read or that there was none.
func TestWhatWasNotReadIsInEveryDocument(t *testing.T) {
	m := messages{t.TempDir()}
	good := m.write(t, "good.json", goodMessage)
	missing := filepath.Join(m.folder, "missing.json")
	pattern := filepath.Join(m.folder, "*.pcap")
	for _, format := range validateFormats {
		code, stdout, stderr := run(t, "", "validate", "--format", format, missing, pattern, good)
		if code != exitFailed || strings.Count(stderr, "\n") != 2 {
			t.Errorf("%s: got exit code %d and %s", format, code, stderr)
		}
		if format == "text" {
			stdout += stderr
		}
		for _, want := range []string{"missing.json: no such file", "no file matches this pattern"} {
			if !strings.Contains(stdout, want) {
				t.Errorf("%s: %q is not in %s", format, want, stdout)
			}
		}
	}
	wantRun(t, exitFailed, "", []string{"validate", "--format", "sarif", pattern}, `"executionSuccessful":false`)
	wantRun(t, exitFailed, "", []string{"validate", "--format", "junit", pattern}, `tests="1" failures="0" errors="1"`)
	wantRun(t, exitFailed, "", []string{"validate", pattern, good}, "2 files, 1 of them not read to the end: 1 document, all valid")
}

// TestInterruptionIsInEveryDocument ends validation in the middle of a stream and
// wants what came before to be told and counted, in a document that is whole and says
// that the stream was not.
func TestInterruptionIsInEveryDocument(t *testing.T) {
	for format, want := range map[string]string{
		"text":   "-: 2 documents, 1 valid, 1 invalid (2 client-message)\n",
		"json":   `"files":[{"file":"-","error":"interrupted before its end","valid":1,"invalid":1,"unread":0,`,
		"ndjson": `"files":[{"file":"-","error":"interrupted before its end","valid":1,"invalid":1,"unread":0,`,
		"sarif":  `"invocations":[{"executionSuccessful":false,`,
		"junit":  `<error message="interrupted before its end" type="unread">`,
		"github": "1 file, 1 of them not read to the end: 2 documents, 1 valid, 1 invalid",
	} {
		stdout := interruptedValidation(t, format)
		if !strings.Contains(stdout, want) {
			t.Errorf("%s: got %s, want %s", format, stdout, want)
		}
		var value any
		var err error
		switch format {
		case "json", "sarif":
			err = json.Unmarshal([]byte(stdout), &value)
		case "junit":
			err = xml.Unmarshal([]byte(stdout), &struct{}{})
		}
		if err != nil {
			t.Errorf("%s: %v", format, err)
		}
	}
}

// interruptedValidation returns what is printed where validation is interrupted when it has read
// two messages and waits for more.
func interruptedValidation(t *testing.T, format string) string {
	t.Helper()
	in, program := io.Pipe()
	ctx, stop := context.WithCancel(context.Background())
	var stdout, stderr lockedBuffer
	done := make(chan int)
	go func() { done <- Run(ctx, []string{"validate", "--format", format, "-"}, in, &stdout, &stderr) }()
	io.WriteString(program, goodMessage+"\n"+badMessage+"\n")
	if format != "junit" { // whose cases wait for the end of their file
		waitFor(t, "the second message", func() bool { return strings.Contains(stdout.String(), "must be a string") })
	}
	stop()
	if code := <-done; code != exitFailed || stderr.String() != "bester: -: interrupted before its end\n" {
		t.Errorf("%s: got exit code %d and %s", format, code, &stderr)
	}
	return stdout.String()
}

// TestNamesCannotSpeak has a name of a file write commands to a terminal and to a
// workflow.
func TestNamesCannotSpeak(t *testing.T) {
	m := messages{t.TempDir()}
	name := m.write(t, "a\n::error::b\x1b[2J\xff.json", badMessage)
	for _, format := range validateFormats {
		code, stdout, stderr := run(t, "", "validate", "--format", format, name, name+".gone")
		if code != exitFailed || strings.Contains(stdout+stderr, "\n::error::b") || strings.Contains(stdout+stderr, "\x1b") {
			t.Errorf("%s: got exit code %d and %q%q", format, code, stdout, stderr)
		}
	}
}
