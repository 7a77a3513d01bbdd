package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/besterprotocol/bester/conformance"
	"github.com/besterprotocol/bester/conformance/internal/report"
	"github.com/besterprotocol/bester/spec"
)

// TestReferenceConforms judges the reference server by everything there is, as
// a person would from a shell.
func TestReferenceConforms(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "report.json")
	c := command(t, "itself", "test", "--timeout-scale", timeoutScale, "--report", "json="+file)
	c.Stderr = os.Stderr
	out, err := c.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	requirements, err := spec.Requirements()
	if err != nil {
		t.Fatal(err)
	}
	judged, err := readReport(file, nil)
	if err != nil || len(judged.Requirements) != len(requirements) {
		t.Fatalf("%v, and verdicts on %d of %d requirements", err, len(judged.Requirements), len(requirements))
	}
	for _, q := range judged.Requirements {
		if q.Verdict != report.Passed && q.Verdict != report.Untestable {
			t.Errorf("%s is %s", q.ID, q.Verdict)
		}
	}
	for _, want := range []string{"✓ the reference server conforms to Bester 1.0", "0 failed, 0 with a warning"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("%q is not in\n%s", want, out)
		}
	}
}

// judge judges a server in a role by two requirements, of which it breaks one.
func judge(t *testing.T, role string) *conformance.Report {
	t.Helper()
	report, err := conformance.Run(t.Context(), conformance.Options{
		Server:    "a server that " + role,
		Exec:      shell(t, role),
		Selection: conformance.Selection{Requirements: []string{"FRAME-6", "LISTEN-3"}},
		Patience:  2 * time.Second,
	})
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// wantVerdicts fails the test unless FRAME-6 is failed and LISTEN-3 is not, and
// returns the report as text.
func wantVerdicts(t *testing.T, report *conformance.Report) string {
	t.Helper()
	var text bytes.Buffer
	if err := report.WriteText(&text, conformance.Style{}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"✗ FRAME-6     MUST", "✓ LISTEN-3    MUST"} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("%q is not in\n%s", want, text.String())
		}
	}
	if report.Conforms() {
		t.Error("the server conforms")
	}
	return text.String()
}

func TestServerThatCrashesCostsTheScenarioAtHand(t *testing.T) {
	t.Parallel()
	text := wantVerdicts(t, judge(t, "crashes"))
	for _, want := range []string{"S1 ended (exit status 3)", "I have crashed"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
}

func TestServerThatHangsCostsTheScenarioAtHand(t *testing.T) {
	t.Parallel()
	text := wantVerdicts(t, judge(t, "hangs"))
	if !strings.Contains(text, "happened: nothing for 2") {
		t.Errorf("the report does not tell that nothing came:\n%s", text)
	}
}

func TestServerThatCannotBeStarted(t *testing.T) {
	wantRun(t, 2, "", []string{"test", "--exec", "echo I want {config}; cat {config}/x"}, "could not be started", "I want", "Not a directory")
	wantRun(t, 2, "", []string{"test", "--exec", "exit 0 # {config}"}, "could not be started", "exit status 0")
}

func TestClaimedProfilesOnly(t *testing.T) {
	wantRun(t, 0, "", []string{"test", "--exec", shell(t, "itself"), "--profile", "chaining", "--requirement", "CHAIN-4", "--requirement", "PEER-3"},
		"✓ CHAIN-4 ", "- federation not claimed", "in the scenarios that were chosen")
}

// underWay starts a run in a temporary folder and waits until the folder contains a file
// that matches pattern. The run has its own process group.
func underWay(t *testing.T, pattern string, flags ...string) (run *exec.Cmd, folder string) {
	t.Helper()
	folder, err := os.MkdirTemp("", "bt")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	run = command(t, "itself", append([]string{"test"}, flags...)...)
	run.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	run.Env = append(run.Env, "TMPDIR="+folder)
	if err := run.Start(); err != nil {
		t.Fatal(err)
	}
	waitFor(t, "anything like "+pattern, func() bool {
		found, _ := filepath.Glob(filepath.Join(folder, pattern))
		return len(found) > 0
	})
	return run, folder
}

// TestInterruptedRunLeavesNothing stops a run in the middle of a scenario and looks
// for what it started and wrote.
func TestInterruptedRunLeavesNothing(t *testing.T) {
	t.Parallel()
	wantNothingLeft(t)
}

// wantNothingLeft interrupts a run with more options in the middle of a scenario, and fails
// the test if a file or a process is left.
func wantNothingLeft(t *testing.T, more ...string) {
	t.Helper()
	run, folder := underWay(t, "*/*/h*", more...)
	run.Process.Signal(syscall.SIGINT)
	if err := run.Wait(); err == nil || run.ProcessState.ExitCode() != exitPartly {
		t.Errorf("got %v, want exit code %d", err, exitPartly)
	}
	if left, _ := os.ReadDir(folder); len(left) > 0 {
		t.Errorf("%v is left behind", left)
	}
	wantNoServers(t, folder)
}

func waitFor(t *testing.T, what string, there func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !there(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("there is not %s", what)
		}
	}
}

// servers returns the processes whose configuration lies in folder.
func servers(folder string) []string {
	var found []string
	files, _ := filepath.Glob("/proc/[0-9]*/cmdline")
	for _, file := range files {
		line, _ := os.ReadFile(file)
		if bytes.Contains(line, []byte(folder)) {
			found = append(found, file)
		}
	}
	return found
}

func wantNoServers(t *testing.T, folder string) {
	t.Helper()
	if left := servers(folder); len(left) > 0 {
		t.Errorf("servers are left behind: %v", left)
	}
}

func TestRunThatIsCancelledBeforeItBegins(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out, errs bytes.Buffer
	if code := Run(ctx, []string{"test"}, strings.NewReader(""), &out, &errs); code != exitFailed {
		t.Errorf("got exit code %d: %s%s", code, out.String(), errs.String())
	}
}
