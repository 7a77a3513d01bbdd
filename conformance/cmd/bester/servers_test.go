//go:build servers

package main

import (
	"bytes"
	"fmt"
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
// Without these variables, a sample of bugs is judged by some scenarios.
//
//	BESTER_BUGS=all   every bug, judged by every scenario (an hour)
//	BESTER_BUGS=NAME  the bugs whose names contain NAME, judged by every scenario
//	BESTER_SETS=20    how many sets of bugs are put into each server (default 2)
//	BESTER_SEED=7     another sample of bugs, sets and requirements (default 1)

const (
	sampledBugs         = 3 // per server
	sampledRequirements = 8 // judged in addition to the violated ones
	leastRecall         = 0.97

	sampledSets = 2 // per server
	fewestInSet = 2
	mostInSet   = 6
	leastInSets = 0.9 // recall and precision over so few sets
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

// TestServersWithManyBugs puts several bugs into a server at once. The report must name what
// they violate, and little else. What another breach blocks is not missed.
func TestServersWithManyBugs(t *testing.T) {
	sets := number(t, "BESTER_SETS", sampledSets)
	for _, server := range independent(t) {
		t.Run(server, func(t *testing.T) {
			random := rand.New(rand.NewPCG(uint64(seed(t)), 1))
			var sum figures
			for range sets {
				folder, set := withSomeBugs(t, server, random)
				r := judgeFolder(t, folder, conformance.Options{Seed: seed(t)})
				violated := slices.DeleteFunc(violatedBy(set), func(id string) bool { return isBlocked(r, id) })
				v := compareNamed(violated, named(r))
				sum.add(violated, v)
				t.Logf("%s, which violate %v: missed %v, wrongly blamed %v", namesOf(set), violated, v.missed, v.blamed)
			}
			t.Logf("%s: %d sets, recall %.1f %%, precision %.1f %%", server, sets, 100*sum.recall(), 100*sum.precision())
			if sum.recall() < leastInSets || sum.precision() < leastInSets {
				t.Errorf("recall %.1f %% and precision %.1f %%, want %.0f %% for both", 100*sum.recall(), 100*sum.precision(), 100*leastInSets)
			}
		})
	}
}

// withSomeBugs copies a server to a new folder and puts bugs into it, as many as a random
// number says. Bugs that change the same lines as one before them are passed over.
func withSomeBugs(t *testing.T, server string, random *rand.Rand) (folder string, set []bug) {
	folder = copyOf(t, server)
	bugs := bugsOf(t, server)
	random.Shuffle(len(bugs), func(i, j int) { bugs[i], bugs[j] = bugs[j], bugs[i] })
	size := fewestInSet + random.IntN(mostInSet-fewestInSet+1)
	for _, b := range bugs {
		if len(set) < size && apply(folder, b) == nil {
			set = append(set, b)
		}
	}
	return folder, set
}

// violatedBy returns every requirement that a server with several bugs violates, each once.
func violatedBy(set []bug) []string {
	var all []string
	for _, b := range set {
		all = append(all, b.violated()...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func namesOf(set []bug) string {
	var names []string
	for _, b := range set {
		names = append(names, b.name)
	}
	return strings.Join(names, ", ")
}

func isBlocked(r *conformance.Report, id string) bool {
	return slices.ContainsFunc(r.Requirements, func(q report.Requirement) bool { return q.ID == id && q.Verdict == report.Blocked })
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
		r := judgeFolder(t, withBug(t, server, b), options)
		violated := slices.DeleteFunc(b.violated(), func(id string) bool { return id != b.breaks && isBlocked(r, id) })
		v := compareNamed(violated, named(r))
		sum.add(violated, v)
		t.Logf("%s (%s): missed %v, wrongly blamed %v", b.name, b.breaks, v.missed, v.blamed)
		if slices.Contains(v.missed, b.breaks) {
			t.Errorf("%s: the report does not name %s, although the server %s", b.name, b.breaks, b.does)
		}
	}
	t.Logf("%s: %d bugs, recall %.1f %%, precision %.1f %%", server, len(bugs), 100*sum.recall(), 100*sum.precision())
	if everything && sum.recall() < leastRecall { // a sample is too small for that
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

func seed(t *testing.T) int64 { return int64(number(t, "BESTER_SEED", 1)) }

// number returns the number in an environment variable, or without, if there is none.
func number(t *testing.T, variable string, without int) int {
	t.Helper()
	text := os.Getenv(variable)
	if text == "" {
		return without
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatalf("%s: %v", variable, err)
	}
	return n
}

// withBug copies a server to a new folder, applies the patch of a bug, and returns the
// folder.
func withBug(t *testing.T, server string, b bug) string {
	t.Helper()
	folder := copyOf(t, server)
	if err := apply(folder, b); err != nil {
		t.Fatal(err)
	}
	return folder
}

// copyOf copies a server to a new folder.
func copyOf(t *testing.T, server string) string {
	t.Helper()
	folder := t.TempDir()
	if err := os.CopyFS(folder, os.DirFS(filepath.Join(independentServers, server))); err != nil {
		t.Fatal(err)
	}
	return folder
}

// apply applies the patch of a bug to the server in a folder.
func apply(folder string, b bug) error {
	patch, err := filepath.Abs(b.patch)
	if err != nil {
		return err
	}
	apply := exec.Command("git", "apply", "-p1", patch)
	apply.Dir = folder
	apply.Env = append(os.Environ(), "GIT_CEILING_DIRECTORIES="+filepath.Dir(folder))
	if out, err := apply.CombinedOutput(); err != nil {
		return fmt.Errorf("%s does not apply: %w: %s", b.patch, err, out)
	}
	return nil
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
