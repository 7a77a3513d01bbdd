package conformance

import (
	"math"
	"testing"

	"github.com/besterprotocol/bester/conformance/internal/target"
)

func TestParallelOfOpenFiles(t *testing.T) {
	for files, want := range map[uint64]int{
		0: 1, filesBeside: 1, filesBeside + 2*filesPerScenario - 1: 1, filesBeside + 2*filesPerScenario: 2,
		1024: 4, 1 << 20: 4368, math.MaxUint64: 1 << 16, // which is "unlimited"
	} {
		if got := parallelFor(files); got != want {
			t.Errorf("%d files: got %d scenarios, want %d", files, got, want)
		}
	}
}

func TestParallelKeepsToAllLimits(t *testing.T) {
	for _, test := range []struct {
		asked, limit int
		attach       string
		want         int
	}{{8, 0, "", 8}, {8, 3, "", 3}, {2, 3, "", 2}, {8, 3, "servers", 1}} {
		r := run{options: Options{Parallel: test.asked, Attach: test.attach}, target: &target.Target{Limits: target.Limits{Parallel: test.limit}}}
		if got := r.parallel(); got != test.want {
			t.Errorf("%+v: got %d", test, got)
		}
	}
}
