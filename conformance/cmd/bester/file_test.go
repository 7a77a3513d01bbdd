package main

import (
	"io"
	"os"
	"path/filepath"
	"strconv"
	"testing"
)

func text(s string) func(io.Writer) error {
	return func(w io.Writer) error { _, err := io.WriteString(w, s); return err }
}

func TestReportsCreateTheirFolder(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a", "b", "report.json")
	if err := checkFile(file); err != nil {
		t.Fatal(err)
	}
	if err := writeFile(file, text("new")); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(file); string(got) != "new" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
}

// TestDescriptorIsWrittenInPlace writes to a descriptor of a regular file. A reader of the
// descriptor must see the text, so the file must not be replaced.
func TestDescriptorIsWrittenInPlace(t *testing.T) {
	if _, err := os.Stat("/dev/fd"); err != nil {
		t.Skip("this system has no /dev/fd")
	}
	held, err := os.Create(filepath.Join(t.TempDir(), "held"))
	if err != nil {
		t.Fatal(err)
	}
	defer held.Close()
	if err := writeFile("/dev/fd/"+strconv.Itoa(int(held.Fd())), text("new")); err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(held); string(got) != "new" || err != nil {
		t.Errorf("the descriptor reads %q, %v", got, err)
	}
}

// TestReportOfAnEarlierRunIsRemoved starts a run that fails to begin. No old report may be
// left that looks like its result.
func TestReportOfAnEarlierRunIsRemoved(t *testing.T) {
	file := filepath.Join(t.TempDir(), "report.json")
	if err := os.WriteFile(file, []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	wantRun(t, 2, "", []string{"test", "--exec", "exit 0 # {config}", "--report", "json=" + file}, "could not be started")
	if _, err := os.Stat(file); !os.IsNotExist(err) {
		t.Errorf("the report of the earlier run still exists: %v", err)
	}
}

func TestFailFast(t *testing.T) {
	wantRun(t, 1, "", []string{"test", "--exec", shell(t, "crashes"), "--requirement", "FRAME-6", "--fail-fast"}, "the run was stopped before all scenarios had ended")
}
