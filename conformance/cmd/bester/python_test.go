//go:build python

package main

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/besterprotocol/bester/conformance"
	"github.com/besterprotocol/bester/conformance/internal/report"
)

// The server in Python was not written for this suite: it has a configuration of
// its own, and departs from the specification where its README.md says so.

const pythonServer = "../../testdata/pyserver"

var pythonTarget = filepath.Join(pythonServer, "pyserver.target.yaml")

// departures returns the requirements that the server says it does not meet.
func departures(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(pythonServer, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, match := range regexp.MustCompile(`(?m)^\|.*\| ([A-Z]+-\d+) \| (?:MUST|SHOULD) \|`).FindAllStringSubmatch(string(text), -1) {
		ids = append(ids, match[1])
	}
	if len(ids) < 4 {
		t.Fatalf("README.md lists only %v", ids)
	}
	slices.Sort(ids)
	return ids
}

func selecting(ids ...string) conformance.Selection { return conformance.Selection{Requirements: ids} }

// judgePython judges the server, or some that run already.
func judgePython(t *testing.T, options conformance.Options) *conformance.Report {
	t.Helper()
	options.Target = pythonTarget
	report, err := conformance.Run(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// notPassed returns the requirements that failed, or are warned of.
func notPassed(r *conformance.Report) []string {
	var ids []string
	for _, q := range r.Requirements {
		if q.Verdict == report.Failed || q.Verdict == report.Warned {
			ids = append(ids, q.ID)
		}
	}
	slices.Sort(ids)
	return ids
}

func TestPythonServerFailsWhatItSaysItFails(t *testing.T) {
	t.Parallel()
	report := judgePython(t, conformance.Options{TimeoutScale: 1})
	if diff := cmp.Diff(departures(t), notPassed(report)); diff != "" {
		var text bytes.Buffer
		report.WriteText(&text, conformance.Style{})
		t.Errorf("(-README.md +report)\n%s\n%s", diff, text.String())
	}
	if !report.Complete() || report.Version != "1.0.0" {
		t.Errorf("complete: %v; version %q", report.Complete(), report.Version)
	}
}

// running starts three servers where the plan in a new folder says, and returns
// the folder and the processes.
func running(t *testing.T) (folder string, servers []*exec.Cmd) {
	t.Helper()
	folder, err := os.MkdirTemp("", "bp")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	succeed(t, "target", "layout", "--write", folder, "--port", fmt.Sprint(freePorts(t, 3)), pythonTarget)
	for _, name := range []string{"S1", "S2", "S3"} {
		c := exec.Command("python3", filepath.Join(pythonServer, "server.py"), "--config", filepath.Join(folder, name, "server.ini"))
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			c.Process.Kill()
			c.Wait()
		})
		servers = append(servers, c)
		waitFor(t, name, func() bool {
			conn, err := net.Dial("unix", filepath.Join(folder, name, "s.sock"))
			if err == nil {
				conn.Close()
			}
			return err == nil
		})
	}
	return folder, servers
}

// succeed runs the command itself and wants it to succeed.
func succeed(t *testing.T, args ...string) {
	t.Helper()
	var out, errs bytes.Buffer
	if code := Run(t.Context(), args, strings.NewReader(""), &out, &errs); code != exitGood {
		t.Fatalf("%v: exit code %d: %s%s", args, code, out.String(), errs.String())
	}
}

func TestAttachedServersAreJudgedAsThoseThatAreStarted(t *testing.T) {
	t.Parallel()
	some := []string{"CONN-4", "MSG-2", "STAT-1", "HAND-6", "CLIENTS-11", "CHAIN-4", "SERVERS-1", "SERVERS-3", "BUILTIN-1", "LISTEN-2"}
	folder, _ := running(t)
	attached := judgePython(t, conformance.Options{Attach: folder, Selection: selecting(some...), Patience: 10 * time.Second})
	started := judgePython(t, conformance.Options{Selection: selecting(some...), Patience: 10 * time.Second})
	if diff := cmp.Diff(verdicts(started), verdicts(attached)); diff != "" {
		t.Errorf("(-started +attached)\n%s", diff)
	}
}

func verdicts(r *conformance.Report) map[string]report.Verdict {
	all := map[string]report.Verdict{}
	for _, q := range r.Requirements {
		all[q.ID] = q.Verdict
	}
	return all
}

func TestWhatNeedsServersThatAreStartedCannotRunAttached(t *testing.T) {
	folder, _ := running(t)
	r := judgePython(t, conformance.Options{Attach: folder, Selection: selecting("BUILTIN-4", "BUILTIN-3")})
	if got := verdicts(r); got["BUILTIN-4"] != report.NotRun || got["BUILTIN-3"] != report.Passed || !r.Conforms() || r.Complete() {
		t.Errorf("got %s for BUILTIN-4 and %s for BUILTIN-3", got["BUILTIN-4"], got["BUILTIN-3"])
	}
}

// interrupted judges attached servers, and does something to the first of them
// when five scenarios have ended.
func interrupted(t *testing.T, patience time.Duration, do func(*os.Process)) *conformance.Report {
	t.Helper()
	folder, servers := running(t)
	return judgePython(t, conformance.Options{
		Attach: folder, Selection: selecting("ROUTE-2"), Patience: patience, Seed: 1,
		Progress: func(p conformance.Progress) {
			if p.Done == 5 {
				do(servers[0].Process)
			}
		},
	})
}

func signalling(s syscall.Signal) func(*os.Process) { return func(p *os.Process) { p.Signal(s) } }

// slow lets a process run for a tenth of the time only, until the test ends.
func slow(t *testing.T) func(*os.Process) {
	return func(p *os.Process) {
		go func() {
			for t.Context().Err() == nil && p.Signal(syscall.SIGSTOP) == nil {
				time.Sleep(45 * time.Millisecond)
				p.Signal(syscall.SIGCONT)
				time.Sleep(5 * time.Millisecond)
			}
		}()
	}
}

func count(r *conformance.Report, v report.Verdict) int {
	n := 0
	for _, s := range r.Scenarios {
		if s.Verdict == v {
			n++
		}
	}
	return n
}

func TestServerThatIsKilledInTheMiddle(t *testing.T) {
	t.Parallel()
	r := interrupted(t, time.Second, signalling(syscall.SIGKILL))
	if count(r, report.Passed) < 5 || count(r, report.NotRun) == 0 || r.Complete() {
		t.Errorf("%d passed, %d failed, %d could not run", count(r, report.Passed), count(r, report.Failed), count(r, report.NotRun))
	}
}

func TestServerThatFreezesInTheMiddle(t *testing.T) {
	t.Parallel()
	r := interrupted(t, time.Second, signalling(syscall.SIGSTOP))
	blocked := 0
	for _, s := range r.Scenarios {
		if s.Verdict == report.Blocked && s.BlockedBy == "AUTH-2" { // the next scenario signs in first
			blocked++
		}
	}
	if count(r, report.Passed) < 5 || blocked == 0 || r.Conforms() {
		t.Errorf("%d passed, %d failed, %d blocked by AUTH-2", count(r, report.Passed), count(r, report.Failed), blocked)
	}
}

func TestServerThatBecomesSlowInTheMiddle(t *testing.T) {
	begun := time.Now()
	undisturbed := interrupted(t, 10*time.Second, func(*os.Process) {})
	alone := time.Since(begun)
	begun = time.Now()
	slowed := interrupted(t, 10*time.Second, slow(t))
	t.Logf("%s alone, %s slowed", alone, time.Since(begun))
	if diff := cmp.Diff(verdicts(undisturbed), verdicts(slowed)); diff != "" || !slowed.Complete() || !slowed.Conforms() {
		t.Errorf("%d passed, %d failed, %d could not run (-undisturbed +slowed)\n%s", count(slowed, report.Passed), count(slowed, report.Failed), count(slowed, report.NotRun), diff)
	}
}

// TestScriptShowsTheFailureAgain runs the script on a failure against a server
// that was started by somebody else.
func TestScriptShowsTheFailureAgain(t *testing.T) {
	t.Parallel()
	saved := t.TempDir()
	var out, errs bytes.Buffer
	if code := Run(t.Context(), []string{"test", "--target", pythonTarget, "--requirement", "BUILTIN-1", "--save", saved}, strings.NewReader(""), &out, &errs); code != exitBad {
		t.Fatalf("exit code %d: %s%s", code, out.String(), errs.String())
	}
	scripts, _ := filepath.Glob(filepath.Join(saved, "*.py"))
	if len(scripts) == 0 {
		t.Fatal("no script was saved")
	}
	folder, _ := running(t)
	if got := script(t, scripts[0], "S1 IPv4="+addressIn(t, folder)); strings.Contains(got, "then it was") || !strings.Contains(got, `"type":"dummy"`) {
		t.Errorf("against the server that fails:\n%s", got)
	}
	wrong, err := exec.Command("python3", scripts[0], "127.0.0.1:2223").CombinedOutput()
	if err == nil || !bytes.Contains(wrong, []byte("'127.0.0.1:2223' is not known here")) || !bytes.Contains(wrong, []byte("'S1 IPv4=127.0.0.1:")) {
		t.Errorf("got %v: %s", err, wrong)
	}
	var replayed bytes.Buffer
	record := strings.TrimSuffix(scripts[0], ".py") + ".json"
	if code := Run(t.Context(), []string{"replay", record, "--target", pythonTarget}, strings.NewReader(""), &replayed, &errs); code != exitGood || strings.Contains(replayed.String(), "(this time") {
		t.Errorf("replayed, exit code %d: %s%s", code, replayed.String(), errs.String())
	}
}

// addressIn returns where the first server of the plan in folder listens.
func addressIn(t *testing.T, folder string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(folder, "S1", "server.ini"))
	if err != nil {
		t.Fatal(err)
	}
	return string(regexp.MustCompile(`(?m)^tcp4 = (\S+)$`).FindSubmatch(text)[1])
}

func script(t *testing.T, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, "python3", args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return string(out)
}

// TestActionJudges runs what the GitHub Action runs.
func TestActionJudges(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	c := exec.Command("../../action/judge")
	c.Env = append(os.Environ(), "BESTER_TARGET="+pythonTarget, "BESTER_PROFILES=unix", "BESTER_REPORTS="+filepath.Join(folder, "reports"),
		"GITHUB_STEP_SUMMARY="+filepath.Join(folder, "summary"), "GITHUB_OUTPUT="+filepath.Join(folder, "output"))
	out, err := c.CombinedOutput()
	if err == nil || c.ProcessState.ExitCode() != exitBad {
		t.Fatalf("%v\n%s", err, out)
	}
	for file, want := range map[string]string{
		"output": "conforms=false\n", "summary": "does not conform", "reports/report.html": "<!doctype html>", "reports/junit.xml": "<testsuites",
		"reports/report.sarif": `"2.1.0"`, "reports/badge.svg": "<svg", "reports/report.json": `"bester-report"`,
	} {
		text, err := os.ReadFile(filepath.Join(folder, file))
		if err != nil || !bytes.Contains(bytes.ToLower(text), []byte(strings.ToLower(want))) {
			t.Errorf("%s: %v; it has no %q", file, err, want)
		}
	}
	if saved, _ := filepath.Glob(filepath.Join(folder, "reports/failures/*.py")); len(saved) == 0 {
		t.Error("no failure was saved")
	}
}

// TestActionNeedsAServer sees to it that the reference server is not judged in
// place of one that an input of the action does not name.
func TestActionNeedsAServer(t *testing.T) {
	folder := t.TempDir()
	c := exec.Command("../../action/judge")
	c.Env = append(os.Environ(), "BESTER_TARGET=", "BESTER_EXEC=", "BESTER_REPORTS="+filepath.Join(folder, "reports"),
		"GITHUB_OUTPUT="+filepath.Join(folder, "output"))
	out, err := c.CombinedOutput()
	if err == nil || c.ProcessState.ExitCode() != exitFailed || !bytes.Contains(out, []byte("BESTER_TARGET")) {
		t.Errorf("got %v\n%s", err, out)
	}
	if text, _ := os.ReadFile(filepath.Join(folder, "output")); string(text) != "conforms=false\n" {
		t.Errorf("the output is %q", text)
	}
}
