//go:build servers

package main

import (
	"bytes"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/besterprotocol/bester/conformance"
	"github.com/besterprotocol/bester/conformance/internal/report"
)

// These tests judge independent servers. As they are, they must conform. With one bug
// patched in, the report must name the requirements that the bug violates.
//
//	BESTER_BUGS=all   every bug, judged by every scenario (an hour)
//	BESTER_BUGS=NAME  the bugs whose names contain NAME, judged by every scenario
//	BESTER_SEED=7     another sample of bugs and requirements (default 1)

const (
	sampledBugs         = 12 // per server
	sampledRequirements = 8  // judged in addition to the violated ones
	leastRecall         = 0.97
)

func TestIndependentServersConform(t *testing.T) {
	for _, server := range independent(t) {
		t.Run(server, func(t *testing.T) {
			r := judgeFolder(t, filepath.Join(independentServers, server), conformance.Options{Seed: seed(t)})
			if !r.Conforms() || !r.Complete() || len(named(r)) > 0 {
				var text bytes.Buffer
				r.WriteText(&text, conformance.Style{})
				t.Errorf("%s", text.String())
			}
		})
	}
}

func TestBugsOfIndependentServersAreNamed(t *testing.T) {
	for _, server := range independent(t) {
		t.Run(server, func(t *testing.T) { judgeBugs(t, server) })
	}
}

// independent returns the independent servers in this checkout.
func independent(t *testing.T) []string {
	t.Helper()
	var found []string
	for _, server := range []string{"python", "node"} {
		if _, err := os.Stat(filepath.Join(independentServers, server)); err != nil {
			t.Logf("no server in %s yet", server)
			continue
		}
		found = append(found, server)
	}
	return found
}

func judgeBugs(t *testing.T, server string) {
	random := rand.New(rand.NewPCG(uint64(seed(t)), 0))
	bugs, everything := chooseBugs(bugsOf(t, server), random)
	var sum figures
	for _, b := range bugs {
		options := conformance.Options{Seed: seed(t)}
		if !everything {
			options.Requirements = append(b.violated(), otherRequirements(t, b, random)...)
			options.Parallel = 4
		}
		v := compareNamed(b, named(judgeFolder(t, withBug(t, server, b), options)))
		sum.add(b, v)
		t.Logf("%s (%s): missed %v, wrongly blamed %v", b.name, b.breaks, v.missed, v.blamed)
		if slices.Contains(v.missed, b.breaks) {
			t.Errorf("%s: the report does not name %s, although the server %s", b.name, b.breaks, b.does)
		}
	}
	t.Logf("%s: %d bugs, recall %.1f %%, precision %.1f %%", server, len(bugs), 100*sum.recall(), 100*sum.precision())
	if sum.recall() < leastRecall {
		t.Errorf("recall is %.1f %%, want %.1f %%", 100*sum.recall(), 100*leastRecall)
	}
}

// chooseBugs returns the bugs to judge, and whether to run every scenario on them.
func chooseBugs(all []bug, random *rand.Rand) (chosen []bug, everything bool) {
	switch which := os.Getenv("BESTER_BUGS"); which {
	case "":
		random.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		return all[:min(len(all), sampledBugs)], false
	case "all":
		return all, true
	default:
		return slices.DeleteFunc(all, func(b bug) bool { return !strings.Contains(b.name, which) }), true
	}
}

// otherRequirements samples the requirements that a bug does not violate.
func otherRequirements(t *testing.T, b bug, random *rand.Rand) []string {
	others := slices.DeleteFunc(knownRequirements(t), func(id string) bool { return slices.Contains(b.violated(), id) })
	random.Shuffle(len(others), func(i, j int) { others[i], others[j] = others[j], others[i] })
	return others[:sampledRequirements]
}

func seed(t *testing.T) int64 {
	t.Helper()
	text := os.Getenv("BESTER_SEED")
	if text == "" {
		return 1
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		t.Fatalf("BESTER_SEED: %v", err)
	}
	return n
}

// withBug copies a server to a new folder, applies the patch of a bug, and returns the
// folder.
func withBug(t *testing.T, server string, b bug) string {
	t.Helper()
	folder := t.TempDir()
	if err := os.CopyFS(folder, os.DirFS(filepath.Join(independentServers, server))); err != nil {
		t.Fatal(err)
	}
	patch, err := filepath.Abs(b.patch)
	if err != nil {
		t.Fatal(err)
	}
	apply := exec.Command("git", "apply", "-p1", patch)
	apply.Dir = folder
	apply.Env = append(os.Environ(), "GIT_CEILING_DIRECTORIES="+filepath.Dir(folder))
	if out, err := apply.CombinedOutput(); err != nil {
		t.Fatalf("%s does not apply: %v: %s", b.patch, err, out)
	}
	return folder
}

func judgeFolder(t *testing.T, folder string, options conformance.Options) *conformance.Report {
	t.Helper()
	options.Target = filepath.Join(folder, "server.target.yaml")
	r, err := conformance.Run(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// named returns the requirements that a report names as failed or warned.
func named(r *conformance.Report) []string {
	var ids []string
	for _, q := range r.Requirements {
		if q.Verdict == report.Failed || q.Verdict == report.Warned {
			ids = append(ids, q.ID)
		}
	}
	return ids
}
