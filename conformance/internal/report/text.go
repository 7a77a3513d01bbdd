package report

import (
	"bufio"
	"cmp"
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

// WriteText writes the report for people: the first steps, the causes of the failures, the
// verdicts on requirements and profiles, and last the verdict on the server. Even for a bad
// server it is only a few screens long; other formats contain everything.
func (r *Report) WriteText(w io.Writer, style Style) error {
	r = r.cleaned()
	t := &text{out: bufio.NewWriter(w), style: style, frame: textFrame}
	causes := r.Causes()
	t.standing(r, causes)
	t.causes(r, causes)
	t.exceptions(r)
	t.requirements(r)
	t.profiles(r)
	t.state(r)
	t.verdict(r)
	return t.out.Flush()
}

// textFrame is the number of bytes of a frame that are shown in a line of text.
const textFrame = 200

// text writes lines; its errors come out when it is flushed.
type text struct {
	out   *bufio.Writer
	style Style
	frame int // how many bytes of a frame are shown in a line; 0 means shownBytes
}

func (t *text) line(format string, args ...any) { fmt.Fprintf(t.out, format+"\n", args...) }

var colors = map[Verdict]string{Passed: "32", Failed: "31", Warned: "33", Blocked: "36", Unstable: "35", NotRun: "35", KnownFailure: "33", NowPasses: "31"}

// paint colours words by a verdict.
func (t *text) paint(v Verdict, words string) string {
	if code, ok := colors[v]; ok && t.style.Color {
		return "\x1b[" + code + "m" + words + "\x1b[0m"
	}
	return words
}

// marks are what stands before a line, so that colour is not needed.
var marks = map[Verdict]string{
	Passed: "✓", Failed: "✗", Warned: "!", Blocked: "▪", Unstable: "≈", NotRun: "?", NotClaimed: "-", NotChosen: "-", Untestable: "·", Disputed: "·",
	KnownFailure: "~", NowPasses: "✗",
}

// exceptions writes the scenarios that did not pass and have no cause: unstable ones, those
// that could not run, and those in the baseline. Of each kind it names the first few.
func (t *text) exceptions(r *Report) {
	seen, order := map[string]int{}, []string{}
	for _, s := range r.Scenarios {
		kind, words := s.exception()
		if kind == "" {
			continue
		}
		if seen[kind]++; seen[kind] == 1 {
			order = append(order, kind)
		}
		switch {
		case seen[kind] > inFull:
		case s.Verdict == Unstable && seen[kind] == 1:
			t.unstable(r, s, words)
		default:
			t.line("%s %s%s", t.paint(s.Verdict, marks[s.Verdict]), s.Place(), words)
		}
	}
	for _, kind := range order {
		if more := seen[kind] - inFull; more > 0 {
			t.line("  %s more %s", plural(more, "scenario"), kind)
		}
	}
	if len(order) > 0 {
		t.line("")
	}
}

// exception returns the kind of a scenario that did not pass and has no cause, and the words
// that follow its place. It returns "" for every other scenario.
func (s Scenario) exception() (kind, words string) {
	switch {
	case s.Verdict == Unstable && s.Failure != nil:
		return "unstable: failed once, but not again", fmt.Sprintf(" (%s) is unstable: it failed once, but not again: %s", strings.Join(s.Requirements, " "), s.Failure.InOneLine())
	case s.Verdict == KnownFailure:
		return "known failure: " + s.Known, ": known failure: " + s.Known
	case s.Verdict == NowPasses:
		return "passes, though the baseline says that it fails: " + s.Known, " passes, though the baseline says that it fails: " + s.Known
	case s.Verdict == NotRun && s.Failure != nil:
		return "could not be run: " + s.Failure.Happened, fmt.Sprintf(" (%s) could not be run: %s", strings.Join(s.Requirements, " "), s.Failure.Happened)
	}
	return "", ""
}

// unstable writes an unstable scenario with its record.
func (t *text) unstable(r *Report, s Scenario, words string) {
	t.line("%s %s%s", t.paint(Unstable, marks[Unstable]), s.Place(), words)
	t.trace(s, marksOf(s), causeTrace)
}

// inFull is the number of scenarios of one kind that exceptions names.
const inFull = 3

// explanation writes all that there is to know of a scenario that did not pass.
func (t *text) explanation(r *Report, s Scenario) {
	verdict := r.verdictOf(s)
	for _, requirement := range r.requirementsOf(s) {
		t.sentence(verdict, requirement)
	}
	t.line("  bester explain %s", strings.Join(s.Requirements, " "))
	t.line("")
	t.scenario(s)
	t.line("")
	if s.Known != "" {
		t.line("  known:    %s", s.Known)
	}
	if s.Failure != nil {
		t.reason(*s.Failure)
		t.ended(s, 0)
	}
	for _, f := range s.Findings {
		t.line("  also broken: %s: %s", f.Requirement, oneLine(f.What))
	}
	t.trace(s, marksOf(s), 0)
	t.output(s, 0)
}

// sentence writes the text of a requirement and its place in the specification.
func (t *text) sentence(v Verdict, q Requirement) {
	t.line("%s %s", t.paint(v, marks[v]+" "+q.ID), q.Text)
	t.line("  spec/%s:%d", q.File, q.Line)
}

// scenario writes the name, place and steps of a scenario.
func (t *text) scenario(s Scenario) {
	t.line("  Scenario: %s", s.Name)
	t.line("  %s", s.Place())
	for _, step := range s.Steps {
		t.line("    %s %s %s", t.stepMark(step), step.Keyword, step.Text)
	}
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
}

// output writes the last lines that the servers printed; 0 means all lines.
func (t *text) output(s Scenario, lines int) {
	for _, name := range slices.Sorted(maps.Keys(s.Output)) {
		if text := strings.TrimSpace(s.Output[name]); text != "" {
			t.line("")
			t.line("  The last that %s printed:", name)
			t.line("    %s", strings.Join(lastLines(strings.Split(text, "\n"), lines), "\n    "))
		}
	}
	t.line("")
}

// lastLines returns the last n lines, or all if n is 0. If the first of them is indented, it is
// part of a stack trace. Then the line above the trace is kept, which says what went wrong.
func lastLines(lines []string, n int) []string {
	from := max(0, len(lines)-n)
	if n == 0 {
		from = 0
	}
	head := from
	for head > 0 && strings.TrimLeft(lines[head], " \t") != lines[head] {
		head--
	}
	if head == from {
		return lines[from:]
	}
	kept := []string{lines[head]}
	if left := from - head - 1; left > 0 {
		kept = append(kept, "  … "+plural(left, "more line"))
	}
	return append(kept, lines[from:]...)
}

// requirements writes a line for each requirement that did not pass. Passed requirements
// have lines only if they are few; the profiles count them anyway. Blocked requirements
// share a line for each requirement that blocks them.
func (t *text) requirements(r *Report) {
	few := r.count(Passed) <= fewLines
	unjudged := r.count(NotRun) > fewLines
	blocked := map[string]int{}
	var unseen []string
	for _, q := range r.Requirements {
		switch q.Verdict {
		case NotChosen, NotClaimed:
		case Untestable:
			unseen = append(unseen, q.ID)
		case Blocked:
			blocked[r.blockersOf(q)]++
		case Passed:
			if few {
				t.requirement(r, q)
			}
		case NotRun:
			if !unjudged {
				t.requirement(r, q)
			}
		default:
			t.requirement(r, q)
		}
	}
	if unjudged {
		t.line("%s %s: %s", t.paint(NotRun, marks[NotRun]), NotRun, plural(r.count(NotRun), "requirement"))
	}
	for _, by := range slices.Sorted(maps.Keys(blocked)) {
		t.line("%s not judged: blocked by %s: %s", t.paint(Blocked, marks[Blocked]), by, plural(blocked[by], "requirement"))
	}
	if len(unseen) > 0 && !r.Partial {
		t.line("%s %s: %s", marks[Untestable], Untestable, strings.Join(unseen, ", "))
	}
	t.line("")
}

// fewLines is the largest number of requirements that passed, or could not be judged, for
// which each one has its own line.
const fewLines = 12

func (t *text) requirement(r *Report, q Requirement) {
	t.line("%s %-11s %-6s %-10s %s", t.paint(q.Verdict, marks[q.Verdict]), q.ID, q.Level, q.Profile, t.detail(r, q))
}

// blockersOf returns the requirements that block the scenarios of q.
func (r *Report) blockersOf(q Requirement) string {
	var ids []string
	for _, s := range r.Scenarios {
		if s.Verdict == Blocked && slices.Contains(s.Requirements, q.ID) && !slices.Contains(ids, s.BlockedBy) {
			ids = append(ids, s.BlockedBy)
		}
	}
	slices.SortFunc(ids, func(a, b string) int { return cmp.Compare(r.indexOf(a), r.indexOf(b)) })
	return strings.Join(ids, ", ")
}

func (t *text) detail(r *Report, q Requirement) string {
	switch q.Verdict {
	case Untestable, Disputed:
		return fmt.Sprintf("%s: %s", q.Verdict, q.Reason)
	case NotClaimed, NotChosen:
		return string(q.Verdict)
	}
	if q.Verdict == Passed || q.Scenarios <= 1 {
		return fmt.Sprintf("%s in %s", t.paint(q.Verdict, string(q.Verdict)), plural(q.Scenarios, "scenario"))
	}
	return fmt.Sprintf("%s in %d of %s", t.paint(q.Verdict, string(q.Verdict)), r.notPassed(q), plural(q.Scenarios, "scenario"))
}

// notPassed returns how many scenarios show that the server does not meet q.
func (r *Report) notPassed(q Requirement) int {
	n := 0
	for _, s := range r.Scenarios {
		proves := s.Verdict.ran() && s.Verdict != Passed && s.Verdict != Blocked && slices.Contains(s.Requirements, q.ID)
		if proves || slices.Contains(s.Broken(), q.ID) {
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
var shownCounts = []Verdict{Passed, Warned, Failed, Blocked, Unstable, KnownFailure, NowPasses, NotRun, NotChosen, Untestable, Disputed}

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

// further counts the requirements with rarer verdicts, where there are any.
func (r *Report) further() string {
	counts := ""
	for _, v := range []Verdict{Blocked, Unstable, KnownFailure, NowPasses, NotRun, Disputed} {
		if n := r.count(v); n > 0 {
			counts += fmt.Sprintf(", %d %s", n, v)
		}
	}
	return counts
}

// verdict writes the last lines.
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
