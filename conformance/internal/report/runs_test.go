package report

import (
	"strings"
	"testing"
	"time"
)

// at returns a scenario with a place of its own.
func at(line int, v Verdict, ids ...string) Scenario {
	s := onLine(line, scenario(v, ids...))
	s.Name = "Some\nname"
	if v != Passed {
		s.Failure = &Failure{Allowed: "x", Happened: "y"}
	}
	return s
}

func series(runs ...*Report) (all Runs) {
	for _, run := range runs {
		all.Add(run)
	}
	return all
}

func TestRunsShowTheFirstThatDidNotPass(t *testing.T) {
	good := func() *Report { return judged([]string{"core"}, nil, at(1, Passed, "A-1")) }
	bad := judged([]string{"core"}, nil, at(1, Failed, "A-1"))
	partly := judged([]string{"core"}, nil, at(1, NotRun, "A-1"))
	stopped := judged([]string{"core"}, nil, scenario(NotRun, "A-1"))
	stopped.Stopped = true
	last := good()
	for _, test := range []struct {
		runs  []*Report
		shown *Report
		title string
	}{
		{[]*Report{good(), last}, last, "The report is on run 2, the last."},
		{[]*Report{good(), bad, partly, good()}, bad, "The report is on run 2, the first that did not pass."},
		{[]*Report{partly, bad}, partly, "The report is on run 1, the first that did not pass."},
		{[]*Report{good(), stopped}, stopped, "The report is on run 2, which was stopped."},
	} {
		all := series(test.runs...)
		if all.Shown != test.shown || all.Title() != test.title {
			t.Errorf("want %q, got %q", test.title, all.Title())
		}
	}
	if (&Runs{}).Shown != nil {
		t.Error("an empty series shows something")
	}
}

func TestRunsListWhatDiffers(t *testing.T) {
	run := func(a, b Verdict) *Report {
		return judged([]string{"core"}, nil, at(1, a, "A-1"), at(2, b, "A-1"), at(3, NotChosen, "A-2"))
	}
	cut := judged([]string{"core"}, nil, scenario(NotRun, "A-1")) // which was not reached
	cut.Scenarios[0].File, cut.Scenarios[0].Line = "a.feature", 1
	for _, test := range []struct {
		runs []*Report
		want string
	}{
		{[]*Report{run(Passed, Failed)}, ""},
		{[]*Report{run(Passed, Failed), run(Passed, Failed), cut}, "In 3 runs, no scenario had differing verdicts.\n"},
		{[]*Report{run(Passed, Failed), run(Passed, Passed), run(Passed, Passed), run(Passed, Unstable)},
			"In 4 runs, 1 scenario had differing verdicts:\n  features/a.feature:2 Some name: passed in 2 runs, failed in 1 run, unstable in 1 run\n"},
	} {
		var got strings.Builder
		all := series(test.runs...)
		if err := all.WriteDiffering(&got); err != nil || got.String() != test.want {
			t.Errorf("got %q, %v, want %q", got.String(), err, test.want)
		}
	}
}

func TestRunsHaveALineEach(t *testing.T) {
	var all Runs
	for _, test := range []struct {
		verdict Verdict
		stopped bool
		of      int
		want    string
	}{
		{Passed, false, 10, "run  1 of 10: ✓ passed, seed 7, 1.5 s\n"},
		{Failed, false, 10, "run  2 of 10: ✗ failed, seed 7, 1.5 s\n"},
		{Unstable, false, 0, "run 3: ✗ failed, seed 7, 1.5 s\n"},
		{NotRun, false, 0, "run 4: ? could not be judged completely, seed 7, 1.5 s\n"},
		{NotRun, true, 0, "run 5: ? stopped, seed 7, 1.5 s\n"},
		{Failed, true, 0, "run 6: ✗ failed, seed 7, 1.5 s\n"},
	} {
		run := judged([]string{"core"}, nil, at(1, test.verdict, "A-1"))
		run.Seed, run.Took, run.Stopped = 7, 1500*time.Millisecond, test.stopped
		all.Add(run)
		var got strings.Builder
		if err := all.WriteLine(&got, Style{}, run, test.of); err != nil || got.String() != test.want {
			t.Errorf("got %q, %v, want %q", got.String(), err, test.want)
		}
	}
}
