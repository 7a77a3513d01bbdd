package main

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/besterprotocol/bester/conformance/internal/report"
)

// reportFile writes a report on a server of that name, which failed or did not, and
// returns its file.
func reportFile(t *testing.T, name, server string, verdict report.Verdict) string {
	t.Helper()
	s := report.Scenario{Feature: "Frames", Name: "A frame", File: "framing/frames.feature", Line: 3, Requirements: []string{"FRAME-1"}, Verdict: verdict}
	if verdict == report.Failed {
		s.Failure = &report.Failure{Allowed: "this", Happened: "that"}
	}
	r := &report.Report{Server: server, Scenarios: []report.Scenario{s}}
	r.Requirements = []report.Requirement{{Verdict: verdict, Scenarios: 1}}
	r.Requirements[0].ID, r.Requirements[0].Level = "FRAME-1", 1
	file := filepath.Join(t.TempDir(), name)
	if err := writeFile(file, r.WriteJSON); err != nil {
		t.Fatal(err)
	}
	return file
}

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestReportsOfARun judges a server that fails, and wants its reports all the same.
func TestReportsOfARun(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	file := func(name string) string { return filepath.Join(folder, name) }
	wantRun(t, 1, "", []string{"test", "--exec", shell(t, "crashes"), "--requirement", "FRAME-6",
		"--report", "json=" + file("r.json"), "--report", "junit=" + file("r.xml"), "--report", "text=" + file("r.txt")},
		"✗ FRAME-6 ")
	if err := xml.Unmarshal([]byte(read(t, file("r.xml"))), &struct{}{}); err != nil || !strings.Contains(read(t, file("r.xml")), "<failure ") {
		t.Errorf("junit: %v", err)
	}
	wantRun(t, 0, "", []string{"validate", "--kind", "report", file("r.json")}, "a valid report")
	wantRun(t, 0, read(t, file("r.json")), []string{"report", "render", "-"}, read(t, file("r.txt")))
	if left, _ := filepath.Glob(file(".*")); len(left) > 0 {
		t.Errorf("%v is left behind", left)
	}
}

func TestReportOnStandardOutput(t *testing.T) {
	t.Parallel()
	_, stdout, _ := run(t, "", "test", "--exec", shell(t, "itself"), "--requirement", "LISTEN-3", "--report", "json=-")
	if !json.Valid([]byte(stdout)) {
		t.Errorf("there is something beside the report:\n%.500s", stdout)
	}
}

func TestRender(t *testing.T) {
	file := reportFile(t, "r.json", "my server", report.Failed)
	wantRun(t, 0, "", []string{"report", "render", file}, "✗ my server does not conform")
	for _, format := range report.Formats() {
		out := filepath.Join(t.TempDir(), "out")
		wantRun(t, 0, "", []string{"report", "render", file, "--report", format.Name + "=" + out})
		_, stdout, _ := run(t, "", "report", "render", file, "--report", format.Name+"=-")
		if text := read(t, out); text == "" || text != stdout {
			t.Errorf("%s: the file and standard output differ", format.Name)
		}
		wantRun(t, 0, "", []string{"test", "--help"}, "  "+format.Name+" ")
	}
}

func TestReadmeExplainsEveryFormat(t *testing.T) {
	text := read(t, filepath.Join(root, "conformance", "README.md"))
	for _, format := range report.Formats() {
		if !strings.Contains(text, "| `"+format.Name+"` | ") {
			t.Errorf("conformance/README.md does not explain %s", format.Name)
		}
	}
}

func TestWrongReports(t *testing.T) {
	good := reportFile(t, "r.json", "my server", report.Passed)
	folder := t.TempDir()
	wantRun(t, 2, "", []string{"report"}, "bester report render REPORT.json")
	wantRun(t, 2, "", []string{"report", "render", filepath.Join(folder, "missing.json")}, "missing.json: no such file")
	wantRun(t, 2, "{}", []string{"report", "render", "-"}, "-: not a report")
	wantRun(t, 2, "", []string{"report", "render", good, "--report", "junit"}, "FORMAT=FILE")
	wantRun(t, 2, "", []string{"report", "render", good, "--report", "pdf=x"}, `no format "pdf"`, "junit")
	wantRun(t, 2, "", []string{"report", "render", good, "--report", "junit=" + folder}, "is a folder")
	wantRun(t, 2, "", []string{"report", "render", good, "--report", "junit=" + filepath.Join(good, "x")}, "not a directory")
	wantRun(t, 2, "", []string{"test", "--report", "junit=/proc/none"}, `--report is "junit=/proc/none": `) // where files cannot be created
	wantRun(t, 2, "", []string{"report", "render", good, "--report", "junit=-", "--report", "tap=-"}, "two reports cannot go to standard output")
	wantRun(t, 2, "", []string{"report", "compare", good}, "bester:")
	wantRun(t, 2, "", []string{"report", "compare", good, good, "--format", "pdf"}, "--format", "markdown")
	wantRun(t, 2, "", []string{"report", "compare", good, filepath.Join(folder, "missing.json")}, "missing.json")
}

func TestFilesAreWrittenCompletelyOrNotAtAll(t *testing.T) {
	folder := t.TempDir()
	file, link := filepath.Join(folder, "file"), filepath.Join(folder, "link")
	if err := os.WriteFile(file, []byte("before"), 0o640); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(file, link); err != nil {
		t.Fatal(err)
	}
	halfWritten := func(w io.Writer) error {
		io.WriteString(w, "half")
		return errors.New("no more room")
	}
	if err := writeFile(link, halfWritten); err == nil || read(t, file) != "before" {
		t.Errorf("got %v and %q", err, read(t, file))
	}
	whole := (&report.Report{}).WriteShields
	if err := writeFile(link, whole); err != nil || !strings.Contains(read(t, file), "schemaVersion") {
		t.Errorf("got %v and %q", err, read(t, file))
	}
	info, err := os.Lstat(link)
	if err != nil || info.Mode().IsRegular() {
		t.Error("the link is no link any more")
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("got mode %v", info.Mode())
	}
	if left, _ := os.ReadDir(folder); len(left) != 2 {
		t.Errorf("%v is left behind", left)
	}
	if err := writeFile(os.DevNull, whole); err != nil {
		t.Error(err)
	}
	if info, err := os.Stat(os.DevNull); err != nil || info.Mode().IsRegular() {
		t.Fatal("a device has become a file")
	}
}

func TestCompare(t *testing.T) {
	before, after := reportFile(t, "before.json", "my server", report.Passed), reportFile(t, "after.json", "my server", report.Failed)
	other := reportFile(t, "other.json", "another", report.Failed)
	wantRun(t, 0, "", []string{"report", "compare", before, after}, "newly failing FRAME-1: failed, was passed", "framing/frames.feature:3", "that")
	wantRun(t, 1, "", []string{"report", "compare", before, after, "--fail-on-regression"}, "newly failing")
	wantRun(t, 0, "", []string{"report", "compare", after, before, "--fail-on-regression"}, "newly passing")
	wantRun(t, 0, "", []string{"report", "compare", before, other, "--fail-on-regression"}, "another")
	for format, want := range map[string]string{"markdown": "| FRAME\\-1 |", "html": "<td", "json": `"bester-comparison"`} {
		wantRun(t, 0, "", []string{"report", "compare", before, after, "--format", format}, want)
	}
}
