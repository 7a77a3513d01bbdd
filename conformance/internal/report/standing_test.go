package report

import "testing"

func TestStepToFixIsTheFirstThatFailed(t *testing.T) {
	for name, c := range map[string]struct {
		verdicts []Verdict
		want     int
	}{
		"all pass":                          {[]Verdict{Passed, Passed}, -1},
		"one fails after one that may pass": {[]Verdict{Passed, Unstable, Failed}, 2},
		"one fails now and then":            {[]Verdict{Passed, Unstable, Passed}, 1},
		"one blocks another":                {[]Verdict{Failed, Blocked}, 0},
	} {
		r := &Report{}
		for _, v := range c.verdicts {
			r.FirstSteps = append(r.FirstSteps, FirstStep{Verdict: v})
		}
		if got := r.stepToFix(); got != c.want {
			t.Errorf("%s: got step %d, want %d", name, got, c.want)
		}
	}
}
