package report

import (
	"bytes"
	"strings"
	"testing"
)

func next(t *testing.T, r *Report) string {
	t.Helper()
	var out bytes.Buffer
	if err := r.WriteNext(&out, Style{}); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestNextExplainsTheFirstStepThatFails(t *testing.T) {
	r := judged([]string{"core"}, nil, scenario(Passed, "A-3"), failed(7, 2, "a good report", "nothing for 5s", "A-1"))
	r.FirstSteps = []FirstStep{
		{Does: "listens", Verdict: Passed, Place: "features/:0"},
		{Does: "signs in", Verdict: Failed, Requirement: "A-1", Place: "features/a.feature:7"},
	}
	got := next(t, r)
	for _, want := range []string{
		"listens ✓ · signs in ✗: fix A-1 next\n\n✗ A-1 A server MUST.\n  spec/a.md:7\n", "  features/a.feature:7\n", "  allowed:  a good report\n  happened: nothing for 5s\n",
		"What was on the wire:", "✗ signs in: run bester explain A-1 to read why ",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
}

func TestNextReportsThatAllStepsPass(t *testing.T) {
	r := judged([]string{"core"}, nil, scenario(Passed, "A-1"))
	r.FirstSteps = []FirstStep{{Does: "listens", Verdict: Passed}, {Does: "signs in", Verdict: Passed}}
	if got, want := next(t, r), "✓ my server passes all 2 first steps\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestNextShowsWhatIsUnstable(t *testing.T) {
	s := failed(7, 2, "x", "y", "A-1")
	s.Verdict = Unstable
	r := judged([]string{"core"}, nil, s)
	r.FirstSteps = []FirstStep{{Does: "listens", Verdict: Unstable, Requirement: "A-1", Place: "features/a.feature:7"}}
	if got, want := next(t, r), "listens ≈: it fails now and then\n\n≈ features/a.feature:7 (A-1) is unstable: "; !strings.HasPrefix(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
