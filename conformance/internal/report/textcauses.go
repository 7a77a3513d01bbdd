package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/besterprotocol/bester/conformance/internal/columns"
)

// How much the text shows of causes.
const (
	fullCauses  = 3   // causes with the whole scenario and its record
	shortCauses = 25  // causes with the sentence, what happened, and where
	namedCauses = 60  // causes in one line each
	causeTrace  = 14  // lines of a record
	causeOutput = 5   // lines of a server's output
	wrapWidth   = 100 // columns
)

// standing writes which first steps the server passes, and what to fix next.
func (t *text) standing(r *Report, causes []Cause) {
	reached, next := r.standing(causes, func(step string, v Verdict) string { return step + " " + t.paint(v, marks[v]) })
	if next == "" {
		return
	}
	for _, line := range columns.Wrap(reached+": "+next, wrapWidth) {
		t.line("%s", line)
	}
	t.line("")
}

// standing returns the first steps that the server passes, each formatted by set, and what
// to fix next. next is "" if nothing needs fixing or no step was run.
func (r *Report) standing(causes []Cause, set func(step string, v Verdict) string) (reached, next string) {
	var steps []string
	toFix := r.stepToFix()
	for i, step := range r.FirstSteps {
		verdict := step.Verdict
		switch {
		case i == toFix:
			next = r.next(step)
			if verdict == Blocked { // the requirement that blocks this step is the one to fix
				verdict = Failed
			}
		case verdict == Blocked:
			continue
		}
		steps = append(steps, set(step.Does, verdict))
	}
	if next == "" && len(causes) > 0 && len(steps) > 0 {
		return set(fmt.Sprintf("all %d first steps", len(steps)), Passed), "fix " + causes[0].Requirements[0] + " next"
	}
	return strings.Join(steps, " · "), next
}

// stepToFix returns the index of the first step that failed, or else of the first that did not
// pass, or -1. A step that fails now and then keeps no other from passing.
func (r *Report) stepToFix() int {
	i := slices.IndexFunc(r.FirstSteps, func(s FirstStep) bool { return s.Verdict != Passed && s.Verdict != Unstable })
	if i < 0 {
		i = slices.IndexFunc(r.FirstSteps, func(s FirstStep) bool { return s.Verdict != Passed })
	}
	return i
}

// next returns what to do about a first step that did not pass.
func (r *Report) next(step FirstStep) string {
	words := "it could not be judged"
	switch {
	case step.Verdict == Unstable:
		words = "it fails now and then"
	case step.Requirement != "":
		words = "fix " + step.Requirement + " next"
	}
	switch step.Waiting {
	case 0:
		return words
	case 1:
		return words + "; 1 scenario waits for it"
	}
	return fmt.Sprintf("%s; %d scenarios wait for it", words, step.Waiting)
}

// causes writes the causes of the failures: the first few in full, the others in short.
func (t *text) causes(r *Report, causes []Cause) {
	if len(causes) == 0 {
		return
	}
	t.line("%s", summaryOf(causes))
	for i, c := range causes {
		switch s := r.at(c.Record); {
		case i < fullCauses:
			t.fullCause(r, c, *s)
		case i < fullCauses+shortCauses:
			t.shortCause(r, c, *s)
		case i < fullCauses+shortCauses+namedCauses:
			t.line("%s %s %s: %s", t.paint(c.Verdict, marks[c.Verdict]+" "+c.ids()), c.Record, s.Name, head(oneLine(c.Happened), textFrame))
		}
	}
	if more := len(causes) - fullCauses - shortCauses - namedCauses; more > 0 {
		t.line("and %s; --report html=FILE shows all of them", plural(more, "more cause"))
	}
	t.line("")
}

// summaryOf returns one line on how many scenarios the causes explain.
func summaryOf(causes []Cause) string {
	failing, blocked := explained(causes)
	explain := "causes explain"
	if len(causes) == 1 {
		explain = "cause explains"
	}
	words := fmt.Sprintf("%d %s %s", len(causes), explain, plural(failing, "failing scenario"))
	if blocked > 0 {
		words += fmt.Sprintf(" and %s", plural(blocked, "blocked one"))
	}
	return words
}

// manyIDs is the number of requirements that are named per cause.
const manyIDs = 6

// ids returns the ids of the broken requirements, at most manyIDs.
func (c Cause) ids() string { return c.firstIDs(manyIDs) }

// firstIDs returns the ids of the first n broken requirements, and the number of the others.
func (c Cause) firstIDs(n int) string {
	if more := len(c.Requirements) - n; more > 0 {
		return fmt.Sprintf("%s and %d more", strings.Join(c.Requirements[:n], " "), more)
	}
	return strings.Join(c.Requirements, " ")
}

// extent returns how many scenarios show the cause and how many it blocks. It returns "" if
// a single scenario shows the cause and none is blocked.
func (c Cause) extent() string {
	var words []string
	if n := len(c.Scenarios); n > 1 {
		words = append(words, plural(n, "scenario")+" fail like this")
	}
	if c.Blocked > 0 {
		words = append(words, plural(c.Blocked, "blocked scenario"))
	}
	return strings.Join(words, ", ")
}

// fullCause writes everything about a cause, with its shortest record.
func (t *text) fullCause(r *Report, c Cause, s Scenario) {
	t.line("%s", t.paint(c.Verdict, strings.Repeat("─", 80)))
	t.blamed(r, c)
	t.line("  bester explain %s", strings.Join(c.Requirements[:min(len(c.Requirements), manyIDs)], " "))
	if words := c.extent(); words != "" {
		t.line("  %s", words)
	}
	t.line("")
	t.record(c, s)
}

// record writes the scenario with the shortest record of a cause.
func (t *text) record(c Cause, s Scenario) {
	t.scenario(s)
	t.line("")
	if s.Known != "" {
		t.line("  known:    %s", s.Known)
	}
	t.deviation(c)
	t.ended(s, causeOutput)
	t.trace(s, c.marks(), causeTrace)
	t.output(s, causeOutput)
}

// blamed writes the sentences of the specification that the server breaks.
func (t *text) blamed(r *Report, c Cause) {
	for i, id := range c.Requirements {
		if i == inFull && len(c.Requirements) > inFull+1 {
			t.line("%s", t.paint(c.Verdict, marks[c.Verdict]+" "+Cause{Requirements: c.Requirements[i:]}.ids()))
			return
		}
		if at := r.indexOf(id); at < len(r.Requirements) {
			t.sentence(r.Requirements[at].Verdict.asMark(), r.Requirements[at])
		} else {
			t.line("%s", t.paint(c.Verdict, marks[c.Verdict]+" "+id))
		}
	}
}

// deviation writes what was allowed, what happened, and the message of a crash.
func (t *text) deviation(c Cause) {
	if c.Allowed != "" {
		t.line("  allowed:  %s", head(oneLine(c.Allowed), shownLine))
	}
	t.line("  happened: %s", head(c.Happened, shownLine))
	if c.Crash != "" {
		t.line("  crash:    %s", head(c.Crash, shownLine))
	}
}

// ended writes how a server ended unexpectedly, and the last lines that it printed.
func (t *text) ended(s Scenario, lines int) {
	if s.Failure == nil || s.Failure.Ended == "" {
		return
	}
	printed := strings.Split(strings.TrimSpace(s.Failure.Ended), "\n")
	if more := len(printed) - 1 - lines; lines > 0 && more > 0 {
		printed = slices.Concat(printed[:1], []string{fmt.Sprintf("… %s", plural(more, "more line"))}, printed[1+more:])
	}
	t.line("")
	t.line("  %s", strings.Join(printed, "\n  "))
}

// marks returns the numbers of the events that show a cause.
func (c Cause) marks() map[int]bool {
	marked := map[int]bool{}
	if c.Event != 0 {
		marked[c.Event] = true
	}
	for _, input := range c.Inputs {
		marked[input] = true
	}
	return marked
}

// shortCause writes the sentence, what happened, and the place of a cause.
func (t *text) shortCause(r *Report, c Cause, s Scenario) {
	sentence := ""
	if at := r.indexOf(c.Requirements[0]); at < len(r.Requirements) {
		sentence = r.Requirements[at].Text
	}
	t.line("%s %s", t.paint(c.Verdict, marks[c.Verdict]+" "+c.ids()), cut(sentence, wrapWidth))
	words := c.extent()
	if words != "" {
		words = " (" + words + ")"
	}
	t.line("  %s %s%s", s.Place(), s.Name, words)
	if c.Allowed != "" {
		t.line("    allowed:  %s", head(oneLine(c.Allowed), textFrame))
	}
	t.line("    happened: %s", head(c.Happened, textFrame))
	if c.Crash != "" {
		t.line("    crash:    %s", head(c.Crash, textFrame))
	}
	t.inputs(c, s)
}

// inputs writes the last frames that were sent before the server went wrong.
func (t *text) inputs(c Cause, s Scenario) {
	numbers := c.Inputs
	if numbers == nil {
		numbers = lastInput(s.Events, c.Event)
	}
	for _, e := range s.Events {
		if slices.Contains(numbers, e.Number) {
			t.line("    sent:     %s  %s", between(e), t.describe(e))
		}
	}
}

// cut returns the first words of text, as many as fit in width columns.
func cut(text string, width int) string {
	lines := columns.Wrap(oneLine(text), width)
	if len(lines) == 1 {
		return lines[0]
	}
	return lines[0] + " …"
}

// state writes how many scenarios failed only after others had run.
func (t *text) state(r *Report) {
	if words := r.State.words(); words != "" {
		t.line("%s", words)
		t.line("")
	}
}

// words returns a line on the scenarios that failed only after others had run, or "" if s is
// nil.
func (s *State) words() string {
	if s == nil {
		return ""
	}
	fail := "scenarios fail"
	if s.Scenarios == 1 {
		fail = "scenario fails"
	}
	words := fmt.Sprintf("%d %s only after others ran: the server keeps state, first seen in %s after %s", s.Scenarios, fail, s.First, s.After)
	if s.Fresh {
		words += "; the run continued with a fresh server for each scenario"
	}
	return words
}
