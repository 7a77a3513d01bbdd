package report

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"
)

// Style says how text is set.
type Style struct {
	Color bool // for a terminal
}

// WriteText writes the report for a person to read: failures first, then the
// verdict on each requirement and profile, and last the verdict on the whole.
func (r *Report) WriteText(w io.Writer, style Style) error {
	r = r.cleaned()
	t := &text{out: bufio.NewWriter(w), style: style}
	t.failures(r)
	t.requirements(r)
	t.profiles(r)
	t.verdict(r)
	return t.out.Flush()
}

// text writes lines; its errors come out when it is flushed.
type text struct {
	out   *bufio.Writer
	style Style
}

func (t *text) line(format string, args ...any) { fmt.Fprintf(t.out, format+"\n", args...) }

var colors = map[Verdict]string{Passed: "32", Failed: "31", Warned: "33", NotRun: "35", KnownFailure: "33", NowPasses: "31"}

// paint colours words by a verdict.
func (t *text) paint(v Verdict, words string) string {
	if code, ok := colors[v]; ok && t.style.Color {
		return "\x1b[" + code + "m" + words + "\x1b[0m"
	}
	return words
}

// marks are what stands before a line, so that colour is not needed.
var marks = map[Verdict]string{
	Passed: "✓", Failed: "✗", Warned: "!", NotRun: "?", NotClaimed: "-", NotChosen: "-", Untestable: "·", Disputed: "·",
	KnownFailure: "~", NowPasses: "✗",
}

// failures writes each scenario that did not pass.
func (t *text) failures(r *Report) {
	shown := map[string]int{} // how many, by what they prove
	unrun := map[string]int{} // how many, by why
	for _, s := range r.Scenarios {
		proves := strings.Join(s.Requirements, " ")
		switch {
		case s.Verdict == KnownFailure:
			t.line("%s %s: known failure: %s", t.paint(s.Verdict, marks[s.Verdict]), s.Place(), s.Known)
		case s.Verdict == NowPasses:
			t.line("%s %s passes, though the baseline says that it fails: %s", t.paint(s.Verdict, marks[s.Verdict]), s.Place(), s.Known)
		case s.Verdict == NotRun && s.Failure != nil:
			if unrun[s.Failure.Happened]++; unrun[s.Failure.Happened] <= inFull {
				t.line("%s %s (%s) could not be run: %s", t.paint(s.Verdict, marks[s.Verdict]), s.Place(), proves, s.Failure.Happened)
			}
		case s.Failure != nil && !r.isDisputed(s):
			if shown[proves]++; shown[proves] <= inFull {
				t.failure(r, s)
			} else {
				t.line("%s %s (%s, as above) %s: %s", t.paint(r.verdictOf(s), marks[r.verdictOf(s)]), s.Place(), proves, s.Name, s.Failure.Happened)
			}
		}
	}
	for _, why := range slices.Sorted(maps.Keys(unrun)) {
		if more := unrun[why] - inFull; more > 0 {
			t.line("%s %s more could not be run: %s", t.paint(NotRun, marks[NotRun]), plural(more, "scenario"), why)
		}
	}
}

// inFull is how many failures of the same requirements are shown with all that
// there is to know of them, and how many scenarios that could not be run for the
// same reason are named.
const inFull = 3

func (t *text) failure(r *Report, s Scenario) {
	t.line("%s", t.paint(r.verdictOf(s), strings.Repeat("─", 80)))
	t.explanation(r, s)
}

// explanation writes all that there is to know of a scenario that did not pass.
func (t *text) explanation(r *Report, s Scenario) {
	verdict := r.verdictOf(s)
	for _, requirement := range r.requirementsOf(s) {
		t.line("%s %s", t.paint(verdict, marks[verdict]+" "+requirement.ID), requirement.Text)
		t.line("  spec/%s:%d", requirement.File, requirement.Line)
	}
	t.line("  bester explain %s", strings.Join(s.Requirements, " "))
	t.line("")
	t.line("  Scenario: %s", s.Name)
	t.line("  %s", s.Place())
	for _, step := range s.Steps {
		t.line("    %s %s %s", t.stepMark(step), step.Keyword, step.Text)
	}
	t.line("")
	if s.Known != "" {
		t.line("  known:    %s", s.Known)
	}
	t.reason(*s.Failure)
	t.trace(s)
	t.output(s)
}

func (t *text) stepMark(step Step) string {
	switch {
	case step.Failed:
		return t.paint(Failed, marks[Failed])
	case step.Done:
		return t.paint(Passed, marks[Passed])
	}
	return " "
}

func (t *text) reason(f Failure) {
	if f.Allowed == "" {
		t.line("  The scenario could not be run: %s", f.Happened)
	} else {
		t.line("  allowed:  %s", f.Allowed)
		t.line("  happened: %s", f.Happened)
	}
	if f.Ended != "" {
		t.line("")
		t.line("  %s", strings.ReplaceAll(strings.TrimSpace(f.Ended), "\n", "\n  "))
	}
}

// output writes what the servers printed last.
func (t *text) output(s Scenario) {
	for _, name := range slices.Sorted(maps.Keys(s.Output)) {
		if text := strings.TrimSpace(s.Output[name]); text != "" {
			t.line("")
			t.line("  The last that %s printed:", name)
			t.line("    %s", strings.ReplaceAll(text, "\n", "\n    "))
		}
	}
	t.line("")
}

// requirements writes a line for each requirement.
func (t *text) requirements(r *Report) {
	for _, q := range r.Requirements {
		if r.Partial && q.Verdict == NotChosen {
			continue
		}
		t.line("%s %-11s %-6s %-10s %s", t.paint(q.Verdict, marks[q.Verdict]), q.ID, q.Level, q.Profile, t.detail(r, q))
	}
	t.line("")
}

func (t *text) detail(r *Report, q Requirement) string {
	switch q.Verdict {
	case Untestable, Disputed:
		return fmt.Sprintf("%s: %s", q.Verdict, q.Reason)
	case NotClaimed, NotChosen:
		return string(q.Verdict)
	}
	extent := plural(q.Scenarios, "scenario")
	if q.Verdict != Passed && q.Scenarios > 1 {
		extent = fmt.Sprintf("%d of %s", r.notPassed(q), extent)
	}
	return fmt.Sprintf("%s in %s", t.paint(q.Verdict, string(q.Verdict)), extent)
}

// notPassed returns how many scenarios that were run for q did not pass.
func (r *Report) notPassed(q Requirement) int {
	n := 0
	for _, s := range r.Scenarios {
		if s.Verdict.ran() && s.Verdict != Passed && slices.Contains(s.Requirements, q.ID) {
			n++
		}
	}
	return n
}

func plural(n int, noun string) string {
	if n == 1 {
		return fmt.Sprintf("%d %s", n, noun)
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// shownCounts are the verdicts that the table of profiles counts, in order.
var shownCounts = []Verdict{Passed, Warned, Failed, KnownFailure, NowPasses, NotRun, NotChosen, Untestable, Disputed}

// profiles writes a line for each profile.
func (t *text) profiles(r *Report) {
	for _, p := range r.Profiles {
		t.line("%s %-10s %s", t.paint(p.Verdict, marks[p.Verdict]), p.Name, counts(p))
	}
	t.line("")
}

func counts(p Profile) string {
	if p.Verdict == NotClaimed {
		return string(NotClaimed)
	}
	var counts []string
	for _, v := range shownCounts {
		if n := p.Counts[v]; n > 0 {
			counts = append(counts, fmt.Sprintf("%d %s", n, v))
		}
	}
	return strings.Join(counts, ", ")
}

// verdict writes the last lines.
// further counts the requirements with rarer verdicts, where there are any.
func (r *Report) further() string {
	counts := ""
	for _, v := range []Verdict{KnownFailure, NowPasses, NotRun, Disputed} {
		if n := r.count(v); n > 0 {
			counts += fmt.Sprintf(", %d %s", n, v)
		}
	}
	return counts
}

func (t *text) verdict(r *Report) {
	verdict, words := r.verdict()
	t.line("%s ran against %s in %.1f s: %s passed, %d failed, %d with a warning%s", plural(r.ran(), "scenario"), r.Server,
		r.Took.Round(time.Millisecond).Seconds(), plural(r.count(Passed), "requirement"), r.count(Failed), r.count(Warned), r.further())
	t.line("%s", r.manner())
	if r.Stopped {
		t.line("the run was stopped before all scenarios had ended")
	}
	if r.Hurried > 0 {
		t.line("it was silent so often that in the end nothing was waited for longer than %v", r.Hurried)
	}
	t.line("%s", t.paint(verdict, fmt.Sprintf("%s %s %s", marks[verdict], r.Server, words)))
}
