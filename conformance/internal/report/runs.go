package report

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// Runs is a series of runs against one server. It counts the verdicts on each scenario and
// keeps the report to show. The zero value is an empty series.
type Runs struct {
	Shown   *Report // the report on the first run that did not pass, or on the last run; nil if the series is empty
	shown   int     // the number of that run, from 1
	count   int
	tallies []*tally
	byPlace map[string]*tally
}

// tally counts the verdicts on one scenario.
type tally struct {
	place, name string
	runs        map[Verdict]int
}

// Passes reports whether a run found nothing wrong and judged everything that was
// chosen.
func (r *Report) Passes() bool { return r.Conforms() && r.Complete() }

// Add adds the next run.
func (r *Runs) Add(run *Report) {
	r.count++
	if r.Shown == nil || r.Shown.Passes() {
		r.Shown, r.shown = run, r.count
	}
	if r.byPlace == nil {
		r.byPlace = map[string]*tally{}
	}
	for _, s := range run.Scenarios {
		if !s.Verdict.ran() || s.Verdict == NotRun && s.Failure == nil { // the run ended before it
			continue
		}
		t := r.byPlace[s.Place()]
		if t == nil {
			t = &tally{place: s.Place(), name: s.Name, runs: map[Verdict]int{}}
			r.byPlace[s.Place()] = t
			r.tallies = append(r.tallies, t)
		}
		t.runs[s.Verdict]++
	}
}

// WriteLine writes a line on the run that was added last: its number, verdict, seed and time.
// of is the number of runs to come in total, or 0 if it is unknown.
func (r *Runs) WriteLine(w io.Writer, style Style, run *Report, of int) error {
	t := &text{out: bufio.NewWriter(w), style: style}
	number := fmt.Sprint(r.count)
	if of > 0 {
		number = fmt.Sprintf("%*d of %d", len(fmt.Sprint(of)), r.count, of)
	}
	verdict, _ := run.verdict()
	words := map[Verdict]string{Passed: "passed", Failed: "failed", NotRun: "could not be judged completely"}[verdict]
	if run.Stopped && verdict != Failed {
		verdict, words = NotRun, "stopped"
	}
	t.line("run %s: %s, seed %d, %.1f s", number, t.paint(verdict, marks[verdict]+" "+words), run.Seed, run.Took.Round(time.Millisecond).Seconds())
	return t.out.Flush()
}

// Title returns a sentence that says which run is shown.
func (r *Runs) Title() string {
	why := "the first that did not pass"
	switch verdict, _ := r.Shown.verdict(); {
	case r.Shown.Stopped && verdict != Failed:
		why = "which was stopped"
	case r.Shown.Passes():
		why = "the last"
	}
	return fmt.Sprintf("The report is on run %d, %s.", r.shown, why)
}

// WriteDiffering writes the scenarios whose verdicts differ between runs, and how many runs gave
// each verdict.
func (r *Runs) WriteDiffering(w io.Writer) error {
	t := &text{out: bufio.NewWriter(w)}
	var differing []*tally
	for _, one := range r.tallies {
		if len(one.runs) > 1 {
			differing = append(differing, one)
		}
	}
	switch {
	case len(differing) > 0:
		t.line("In %s, %s had differing verdicts:", plural(r.count, "run"), plural(len(differing), "scenario"))
	case r.count > 1:
		t.line("In %s, no scenario had differing verdicts.", plural(r.count, "run"))
	}
	for _, one := range differing {
		t.line("  %s %s: %s", one.place, oneLine(one.name), one)
	}
	return t.out.Flush()
}

// String lists the verdicts, the most frequent first.
func (t *tally) String() string {
	var verdicts []Verdict
	for v := range t.runs {
		verdicts = append(verdicts, v)
	}
	slices.SortFunc(verdicts, func(a, b Verdict) int {
		if n := t.runs[b] - t.runs[a]; n != 0 {
			return n
		}
		return strings.Compare(string(a), string(b))
	})
	var all []string
	for _, v := range verdicts {
		all = append(all, fmt.Sprintf("%s in %s", v, plural(t.runs[v], "run")))
	}
	return strings.Join(all, ", ")
}
