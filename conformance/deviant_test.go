package conformance

import (
	"strings"
	"testing"

	"github.com/besterprotocol/bester/conformance/internal/matrix"
	"github.com/besterprotocol/bester/spec"
)

func TestOnlyScenariosOfRecommendationsAreWarnings(t *testing.T) {
	requirements, err := spec.Requirements()
	if err != nil {
		t.Fatal(err)
	}
	p := &proving{requirements: requirements}
	for ids, want := range map[string]bool{
		"STAT-3":         true,
		"STAT-3 CONN-6":  true,
		"ROUTE-2":        false,
		"STAT-3 ROUTE-2": false,
		"MSG-5":          false, // a MAY is failed by what is none of its choices
	} {
		if got := p.isWarning(matrix.Failed{Place: matrix.Place{Requirements: strings.Fields(ids)}}); got != want {
			t.Errorf("%s: got %v, want %v", ids, got, want)
		}
	}
}
