package conformance

import (
	"testing"

	"github.com/besterprotocol/bester/conformance/internal/target"
)

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
