package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/besterprotocol/bester/conformance"
	"github.com/besterprotocol/bester/conformance/internal/layout"
	"github.com/besterprotocol/bester/conformance/internal/report"
	"github.com/besterprotocol/bester/conformance/internal/wire"
)

// praised judges a server that reports everything good, and returns the report and
// the folder with what was saved of the failures.
func praised(t *testing.T) (*conformance.Report, string) {
	t.Helper()
	r, err := conformance.Run(t.Context(), conformance.Options{
		Server: "praises", Exec: shell(t, "praises"), Patience: 300 * time.Millisecond,
		Selection: conformance.Selection{Requirements: []string{"AUTH-6", "CLIENTS-3"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(t.TempDir(), "failures")
	if err := save(r, folder); err != nil {
		t.Fatal(err)
	}
	return r, folder
}

func TestReplay(t *testing.T) {
	t.Parallel()
	r, folder := praised(t)
	saved, err := filepath.Glob(filepath.Join(folder, "*.json"))
	scripts, _ := filepath.Glob(filepath.Join(folder, "*.py"))
	failed := failures(r)
	if err != nil || len(failed) < 2 || len(saved) != len(failed) || len(scripts) != len(failed) {
		t.Fatalf("%d scenarios failed, %d were saved, with %d scripts, %v", len(failed), len(saved), len(scripts), err)
	}
	all := filepath.Join(folder, "all.json")
	if err := writeFile(all, r.WriteJSON); err != nil {
		t.Fatal(err)
	}
	wantRun(t, 2, "", []string{"replay", all}, "scenarios failed in it: name one, such as "+failed[0].Place())
	wantRun(t, 2, "", []string{"replay", all, "features/nowhere.feature:1"}, all, "no scenario at features/nowhere.feature:1 failed in it")
	for _, s := range failed {
		wantReplayed(t, []string{"replay", all, s.Place(), "--exec", shell(t, "praises")}, false)
		wantReplayed(t, []string{"replay", filepath.Join(folder, fileName(s)+".json"), "--exec", shell(t, "itself")}, true)
	}
}

func failures(r *conformance.Report) (failed []report.Scenario) {
	for _, s := range r.Scenarios {
		if s.Verdict == report.Failed {
			failed = append(failed, s)
		}
	}
	return failed
}

// wantReplayed replays a failure, and wants the server to do something else than
// then, or to do nothing else.
func wantReplayed(t *testing.T, args []string, differs bool) {
	t.Helper()
	code, out, errs := run(t, "", args...)
	different := strings.Contains(out, "(this time ") || strings.Contains(out, "(not this time") || strings.Contains(out, "(not taken")
	if code != exitGood || different != differs {
		t.Errorf("%q: exit code %d, differs: %v, want %v\n%s%s", args, code, different, differs, out, errs)
	}
	outcome := "\nSame outcome: "
	if differs {
		outcome = "\nDifferent outcome\n  then: "
	}
	if !strings.Contains(out, outcome) {
		t.Errorf("%q: %q is not in\n%s", args, outcome, out)
	}
	if !differs && !strings.Contains(out, "(the same this time)") {
		t.Errorf("%q: nothing is the same\n%s", args, out)
	}
}

func TestReplayOfWhatCannotBe(t *testing.T) {
	good := conformance.Report{Server: "x", Scenarios: []report.Scenario{{File: "a.feature", Line: 1, Verdict: report.Passed}}}
	path := filepath.Join(t.TempDir(), "good.json")
	if err := writeFile(path, good.WriteJSON); err != nil {
		t.Fatal(err)
	}
	wantRun(t, 2, "", []string{"replay", path}, path, "no scenario failed in it")
	wantRun(t, 2, "", []string{"replay", path + ".gone"}, "no such file")
	wantRun(t, 2, "{}", []string{"replay", "-"}, "not a report")
	wantRun(t, 2, "", []string{"replay"}, "arg")
	wantRun(t, 2, "", []string{"replay", path, "a", "b"}, "arg")
}

// TestSaveOfACutRecord wants the record, and no script, not even an older one.
func TestSaveOfACutRecord(t *testing.T) {
	s := report.Scenario{
		File: "a/b.feature", Line: 7, Verdict: report.Failed, Failure: &report.Failure{Happened: "x"},
		Events: []wire.Event{{Number: 1, Connection: "alice", Action: wire.Sent, Bytes: []byte("abc"), Size: 4}},
	}
	r := &report.Report{Scenarios: []report.Scenario{s}}
	folder := t.TempDir()
	for range 2 {
		if err := save(r, folder); err != nil {
			t.Fatal(err)
		}
		left, err := os.ReadDir(folder)
		if err != nil || len(left) != 1 || left[0].Name() != "a-b-7.json" {
			t.Errorf("left are %v, %v", left, err)
		}
		if err := os.WriteFile(filepath.Join(folder, "a-b-7.py"), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	wantRun(t, 2, "", []string{"replay", filepath.Join(folder, "a-b-7.json"), "--exec", shell(t, "itself")}, "the record was cut")
}

// TestReplayStandsAbsurdReports changes a good record into what nobody records. All
// of it is refused or replayed, in good order.
func TestReplayStandsAbsurdReports(t *testing.T) {
	s := report.Scenario{
		File: "a/b.feature", Line: 7, Verdict: report.Failed, Failure: &report.Failure{Happened: "x"},
		Servers: []layout.Layout{layout.New("S1", "/then", "127.0.0.1:9", "[::1]:9", layout.ScaledTimeouts(1))},
		Events: []wire.Event{
			{Number: 1, Connection: "alice", Party: "alice", Server: "S1", Action: wire.Opened, Address: "127.0.0.1:9"},
			{Number: 2, Connection: "alice", Party: "alice", Server: "S1", Action: wire.Closed},
		},
	}
	var good strings.Builder
	if err := (&report.Report{Scenarios: []report.Scenario{s}}).WriteJSON(&good); err != nil {
		t.Fatal(err)
	}
	replay := []string{"replay", "-", "--exec", shell(t, "itself")}
	wantRun(t, 0, good.String(), replay, "alice ↔ S1")
	for _, change := range []struct {
		from, to string
		code     int
	}{
		{`"handlerNs": 120000000000`, `"handlerNs": -9223372036854775808`, 2},
		{`"handlerNs": 120000000000`, `"handlerNs": 9223372036854775807`, 2},
		{`"handlerNs": 120000000000`, `"handlerNs": 1e400`, 2},
		{`"name": "S1"`, `"name": "../../S1"`, 0},
		{`"tcp4": "127.0.0.1:9"`, `"tcp4": ""`, 2},
		{`"number": 1`, `"number": -1`, 2},
		{`"action": "opened"`, `"action": "danced"`, 2},
		{`"address": "127.0.0.1:9"`, `"address": "/etc/passwd"`, 2},
		{`"address": "127.0.0.1:9"`, `"address": "/etc/passwd", "accepted": true`, 2},
		{`"address": "127.0.0.1:9"`, `"address": "127.0.0.1:9", "size": -5`, 2},
		{`"events": [`, `"events": null, "x": [`, 2},
		{`"servers": [`, `"servers": [null, `, 2},
	} {
		if !strings.Contains(good.String(), change.from) {
			t.Fatalf("the report has no %s:\n%s", change.from, good.String())
		}
		wantRun(t, change.code, strings.Replace(good.String(), change.from, change.to, 1), replay)
	}
}

// TestReplayThatNobodyReadsLeavesNothing replays a failure as before "| head".
func TestReplayThatNobodyReadsLeavesNothing(t *testing.T) {
	t.Parallel()
	_, saved := praised(t)
	records, _ := filepath.Glob(filepath.Join(saved, "*.json"))
	if len(records) == 0 {
		t.Fatal("no failure was saved")
	}
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	reader.Close()
	defer writer.Close()
	folder, err := os.MkdirTemp("", "bt")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(folder)
	var stderr bytes.Buffer
	c := command(t, "itself", "replay", records[0])
	c.Env = append(c.Env, "TMPDIR="+folder)
	c.Stdout, c.Stderr = writer, &stderr
	c.Run()
	if !c.ProcessState.Exited() || stderr.Len() > 0 {
		t.Errorf("%v\n%s", c.ProcessState, stderr.String())
	}
	if left, _ := os.ReadDir(folder); len(left) > 0 {
		t.Errorf("%v is left behind", left)
	}
}
