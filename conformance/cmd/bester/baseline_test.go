package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/besterprotocol/bester/conformance/internal/report"
)

// judging returns the arguments that judge a server in a role by two
// requirements, of which one that crashes fails FRAME-6.
func judging(t *testing.T, role string, more ...string) []string {
	t.Helper()
	return append([]string{"test", "--exec", shell(t, role), "--requirement", "FRAME-6", "--requirement", "LISTEN-3"}, more...)
}

// TestBaseline follows a baseline from the first failure to the last.
func TestBaseline(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "known.yaml")
	against := func(role string, more ...string) []string {
		return judging(t, role, append([]string{"--baseline", file}, more...)...)
	}
	wantRun(t, 2, "", against("crashes"), file+": no such file")
	wantRun(t, 0, "", against("crashes", "--update-baseline"), "known failures, ", " 0 removed", "~ FRAME-6 ",
		"conforms to Bester 1.0 in the scenarios that were chosen but for")
	text, err := os.ReadFile(file)
	if err != nil || !strings.Contains(string(text), "reason: why does this fail? say it here") {
		t.Fatalf("got %s, %v", text, err)
	}
	wantRun(t, 0, "", against("crashes"), "known failure: why does this fail?", "~ FRAME-6 ", "✓ LISTEN-3 ", "but for")
	wantRun(t, 1, "", against("itself"), "passes, though the baseline says that it fails", "✗ FRAME-6 ", "remove these entries")
	wantRun(t, 0, "", []string{"test", "--exec", shell(t, "itself"), "--requirement", "LISTEN-3", "--baseline", file, "--update-baseline"}, "0 removed")
	wantRun(t, 0, "", against("itself", "--update-baseline"), file+": 0 known failures, 0 added")

	expired := "knownFailures:\n- {fails: FRAME-6, reason: not yet, expires: 2020-01-31}\n"
	if err := os.WriteFile(file, []byte(expired), 0o600); err != nil {
		t.Fatal(err)
	}
	wantRun(t, 1, "", against("crashes"), "✗ FRAME-6 ", "known:    until 2020-01-31: not yet")
	wantRun(t, 2, "", []string{"test", "--exec", "exit 1 # {config}", "--baseline", file, "--update-baseline"}, "could not be started")
	if text, err := os.ReadFile(file); err != nil || string(text) != expired {
		t.Errorf("a run that was none changed the file: %s, %v", text, err)
	}
}

func TestBaselineThatIsWrong(t *testing.T) {
	file := filepath.Join(t.TempDir(), "known.yaml")
	for text, want := range map[string]string{
		"knownFailures:\n- {fails: HAND-44, reason: x}\n":               file + `:2: no scenario proves "HAND-44": did you mean "HAND-4"?`,
		"knownFailures:\n- {fails: A handler that comes, reason: x}\n":  `did you mean "A handler that comes and goes"?`,
		"knownFailures:\n- {fails: HAND-4, reason: x, expire: never}\n": file + `:2:30: /knownFailures/0/expire: unknown member "expire"`,
	} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		wantRun(t, 2, "", []string{"test", "--baseline", file}, want)
	}
	if err := os.WriteFile(file, []byte("knownFailures:\n- {fails: HAND-4}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	wantRun(t, 1, "", []string{"validate", "--kind", "baseline", file}, file+`:2:3: /knownFailures/0: member "reason" is missing`)
	t.Chdir(t.TempDir())
	wantRun(t, 2, "", []string{"test", "--baseline", "-"}, "open -: no such file")
	wantRun(t, 0, "knownFailures: []\n", []string{"validate", "--kind", "baseline", "-"}, "-: a valid baseline")
	wantRun(t, 2, "", []string{"test", "--update-baseline"}, "--update-baseline needs --baseline FILE")
}

func TestFromReport(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "report.json")
	written, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	r := judge(t, "crashes")
	if err := r.WriteJSON(written); err != nil {
		t.Fatal(err)
	}
	written.Close()
	code, out, errs := run(t, "", "list", "scenarios", "--from-report", file)
	failed := 0
	for _, s := range r.Scenarios {
		if s.Verdict == report.Failed {
			failed++
			if !strings.Contains(out, s.Name) {
				t.Errorf("%q is not in\n%s", s.Name, out)
			}
		}
	}
	if got := strings.Count(out, "\n") - 1; code != exitGood || failed == 0 || got != failed {
		t.Errorf("got %d scenarios (exit code %d: %s), want %d", got, code, errs, failed)
	}
	wantRun(t, 0, "", []string{"test", "--exec", shell(t, "itself"), "--from-report", file}, "✓ FRAME-6 ", "in the scenarios that were chosen")
	wantRun(t, 2, "", []string{"test", "--from-report", filepath.Join(t.TempDir(), "missing.json")}, "missing.json: no such file")
	if err := os.WriteFile(file, []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	wantRun(t, 2, "", []string{"test", "--from-report", file}, file+": ")
}
