package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var runLine = regexp.MustCompile(`(?m)^run +(\d+)(?: of \d+)?: (.+), seed (\d+), [\d.]+ s$`)

// series runs bester test with --requirement FRAME-6 and the arguments, and calls
// after when the line on a run is printed.
func series(t *testing.T, ctx context.Context, after func(run string), args ...string) (code int, stdout, stderr string) {
	t.Helper()
	out := &watched{after: after}
	var errs bytes.Buffer
	args = append([]string{"test", "--requirement", "FRAME-6"}, args...)
	code = Run(ctx, args, strings.NewReader(""), out, &errs)
	return code, out.String(), errs.String()
}

// watched is a buffer that reports each line about a run.
type watched struct {
	bytes.Buffer
	after func(run string)
}

func (w *watched) Write(b []byte) (int, error) {
	if found := runLine.FindSubmatch(b); found != nil && w.after != nil {
		w.after(string(found[1]))
	}
	return w.Buffer.Write(b)
}

// seeds returns the seeds of the runs in out. It fails the test unless all runs have verdict.
func seeds(t *testing.T, out, verdict string) (all []string) {
	t.Helper()
	for _, found := range runLine.FindAllStringSubmatch(out, -1) {
		if !strings.Contains(found[2], verdict) {
			t.Errorf("run %s: %s, want %s", found[1], found[2], verdict)
		}
		all = append(all, found[3])
	}
	return all
}

func TestRepeat(t *testing.T) {
	t.Parallel()
	code, out, errs := series(t, t.Context(), nil, "--exec", shell(t, "itself"), "--repeat", "3")
	got := seeds(t, out, "✓ passed")
	if code != exitGood || len(got) != 3 || got[0] == got[1] || got[1] == got[2] {
		t.Errorf("exit code %d, seeds %v\n%s%s", code, got, out, errs)
	}
	for _, want := range []string{"The report is on run 3, the last.", "✓ FRAME-6 ", "\nseed " + got[2] + "\n", "In 3 runs, no scenario had differing verdicts."} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not in\n%s", want, out)
		}
	}
	_, out, _ = series(t, t.Context(), nil, "--exec", shell(t, "itself"), "--repeat", "2", "--seed", "42")
	if got := fmt.Sprint(seeds(t, out, "✓ passed")); got != "[42 42]" {
		t.Errorf("got seeds %s\n%s", got, out)
	}
}

// now returns the command line of a server in a role of its own while a file exists,
// and of the reference server otherwise.
func now(t *testing.T, file, line string) string {
	t.Helper()
	return fmt.Sprintf("if [ -e '%s' ]; then %s; else %s; fi", file, line, shell(t, "itself"))
}

// TestRepeatOnAServerThatFailsNowAndThen judges a server that fails in the second of
// three runs.
func TestRepeatOnAServerThatFailsNowAndThen(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	fails, file := filepath.Join(folder, "fails"), filepath.Join(folder, "report.json")
	code, out, errs := series(t, t.Context(), func(run string) {
		if run == "1" {
			os.WriteFile(fails, nil, 0o600)
		} else {
			os.Remove(fails)
		}
	}, "--exec", now(t, fails, shell(t, "crashes")), "--repeat", "3", "--report", "json="+file)
	got := seeds(t, out, "")
	if code != exitBad || len(got) != 3 {
		t.Fatalf("exit code %d\n%s%s", code, out, errs)
	}
	for _, want := range []string{"✗ failed, seed " + got[1], "The report is on run 2, the first that did not pass.", "\nseed " + got[1] + "\n", ": passed in 2 runs, failed in 1 run\n"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not in\n%s", want, out)
		}
	}
	judged, err := readReport(file, nil)
	if err != nil || fmt.Sprint(judged.Seed) != got[1] || judged.Conforms() {
		t.Errorf("the report in the file is not on run 2: %v", err)
	}
}

func TestUntilFailure(t *testing.T) {
	t.Parallel()
	fails := filepath.Join(t.TempDir(), "fails")
	code, out, errs := series(t, t.Context(), func(run string) {
		if run == "2" {
			os.WriteFile(fails, nil, 0o600)
		}
	}, "--exec", now(t, fails, shell(t, "crashes")), "--until-failure")
	if code != exitBad || len(seeds(t, out, "")) != 3 || !strings.Contains(out, "\nrun 3: ✗ failed") {
		t.Errorf("exit code %d\n%s%s", code, out, errs)
	}
	code, out, errs = series(t, t.Context(), nil, "--exec", shell(t, "itself"), "--until-failure", "--repeat", "2")
	if code != exitGood || len(seeds(t, out, "✓ passed")) != 2 {
		t.Errorf("exit code %d\n%s%s", code, out, errs)
	}
}

func TestRepeatOnAServerThatDoesNotStartAgain(t *testing.T) {
	gone := filepath.Join(t.TempDir(), "gone")
	code, out, errs := series(t, t.Context(), func(string) { os.WriteFile(gone, nil, 0o600) },
		"--exec", now(t, gone, "echo I am gone; exit 4"), "--repeat", "3")
	if code != exitFailed || len(seeds(t, out, "✓ passed")) != 1 || !strings.Contains(out, "The report is on run 1, the last.") || !strings.Contains(errs, "I am gone") {
		t.Errorf("exit code %d\n%s%s", code, out, errs)
	}
}

func TestRepeatHasNothingElseOnStandardOutput(t *testing.T) {
	t.Parallel()
	code, out, errs := series(t, t.Context(), nil, "--exec", shell(t, "itself"), "--repeat", "2", "--report", "json=-")
	if code != exitGood || len(seeds(t, errs, "✓ passed")) != 2 || !strings.HasPrefix(out, "{") || !strings.HasSuffix(out, "}\n") {
		t.Errorf("exit code %d\n%s%s", code, out, errs)
	}
}

func TestRepeatThatIsStoppedBetweenRuns(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	code, out, errs := series(t, ctx, func(string) { cancel() }, "--exec", shell(t, "itself"), "--until-failure")
	if code != exitPartly || len(seeds(t, out, "✓ passed")) != 1 || !strings.Contains(out, "✓ FRAME-6 ") || errs != "" {
		t.Errorf("exit code %d\n%s%s", code, out, errs)
	}
}

func TestInterruptedRepetitionLeavesNothing(t *testing.T) {
	t.Parallel()
	wantNothingLeft(t, "--requirement", "FRAME-6", "--until-failure")
}

func TestOneRunHasNoLine(t *testing.T) {
	code, out, errs := series(t, t.Context(), nil, "--exec", shell(t, "itself"))
	if code != exitGood || runLine.MatchString(out+errs) || strings.Contains(out, "The report is on") || strings.Contains(out, "differing") {
		t.Errorf("exit code %d\n%s%s", code, out, errs)
	}
}

func TestRepeatUsage(t *testing.T) {
	wantRun(t, 2, "", []string{"test", "--repeat", "0"}, `--repeat is "0": it must be at least 1`)
	for _, flags := range [][]string{{"--next", "--repeat", "2"}, {"--next", "--until-failure"}, {"--baseline", "x", "--update-baseline", "--repeat", "2"}} {
		wantRun(t, 2, "", append([]string{"test"}, flags...), "none of the others can be")
	}
}
