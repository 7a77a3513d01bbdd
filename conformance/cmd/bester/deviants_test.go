package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

func TestDeviantIsCaught(t *testing.T) {
	file := filepath.Join(t.TempDir(), "matrix.json")
	wantRun(t, exitGood, "", []string{"deviants", "length-counts-itself", "--report", "json=" + file}, "✓ length-counts-itself")
	var m struct {
		Requirements []struct {
			ID       string
			Deviants []struct{ Verdict string }
		}
	}
	text, err := os.ReadFile(file)
	if err == nil {
		err = json.Unmarshal(text, &m)
	}
	if err != nil || len(m.Requirements) == 0 || m.Requirements[0].ID != "FRAME-1" || m.Requirements[0].Deviants[0].Verdict != "caught" {
		t.Errorf("%v: %s", err, text)
	}
}

func TestDeviantsThatDoNotExist(t *testing.T) {
	wantRun(t, exitFailed, "", []string{"deviants", "length-count-itself"}, `did you mean "length-counts-itself"?`)
	wantRun(t, exitFailed, "", []string{"deviants", "--requirement", "FRAME-0"}, `no requirement "FRAME-0"`)
	wantRun(t, exitFailed, "", []string{"deviants", "--parallel", "0"}, "at least 1")
	wantRun(t, exitFailed, "", []string{"deviants", "--report", "xml=x"}, "text, json, html, markdown")
	wantRun(t, exitFailed, "", []string{"mutants", "--combine", "1", "--report", "html=x"}, "the formats are text, json")
	wantRun(t, exitFailed, "", []string{"mutants", "length-counts-itself+length-big-endian"}, "change the same function")
	wantRun(t, exitFailed, "", []string{"mutants", "length-counts-itself+length-count-itself"}, `did you mean "length-counts-itself"?`)
}

// TestDeviantsTakeSources runs the command where there are none.
func TestDeviantsTakeSources(t *testing.T) {
	t.Chdir(t.TempDir())
	wantRun(t, exitFailed, "", []string{"deviants", "length-counts-itself"}, "in a checkout of the repository")
}

func TestCoverageIsListed(t *testing.T) {
	wantRun(t, exitGood, "", []string{"list", "coverage"}, "length-big-endian, ")
	wantRun(t, exitGood, "", []string{"list", "--coverage"}, "a server without it fails what they prove")
	wantRun(t, exitGood, "", []string{"list", "coverage", "--format", "json"}, `"deviants": [`)
}
