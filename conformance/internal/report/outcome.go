package report

import (
	"bufio"
	"strings"
)

// outcome is what a scenario comes to where a format knows no more than the four
// of them.
type outcome int

const (
	isGood  outcome = iota
	isWrong         // the server is to blame
	isOpen          // nobody knows, the suite or the machine being to blame
	isAside         // not run, or it fails nobody
)

// outcome returns what s comes to, and why in one line; "" where it is
// good.
func (r *Report) outcome(s Scenario) (outcome, string) {
	switch verdict := r.verdictOf(s); verdict {
	case Passed:
		return isGood, ""
	case Failed:
		return isWrong, s.Failure.InOneLine()
	case NowPasses:
		return isWrong, "passes, though the baseline says that it fails: " + oneLine(s.Known)
	case Unstable:
		return isWrong, "unstable: it failed once, but not again: " + s.Failure.InOneLine()
	case Blocked:
		if s.Known != "" {
			return isAside, "not judged: blocked by " + s.BlockedBy + ", a known failure: " + oneLine(s.Known)
		}
		return isAside, "not judged: blocked by " + s.BlockedBy
	case NotRun:
		return isOpen, "could not be run: " + s.Failure.InOneLine()
	case KnownFailure:
		return isAside, "known failure: " + oneLine(s.Known)
	case Warned:
		return isAside, "warning: " + s.Failure.InOneLine()
	default:
		return isAside, string(verdict)
	}
}

// shownLine bounds, in bytes, what stands in one line.
const shownLine = 1000

// InOneLine says what the failure is.
func (f *Failure) InOneLine() string {
	switch {
	case f == nil: // the scenario was not reached
		return "the run ended before it"
	case f.Allowed == "":
		return head(oneLine(f.Happened), shownLine)
	}
	return "allowed: " + head(oneLine(f.Allowed), shownLine) + "; happened: " + head(oneLine(f.Happened), shownLine)
}

// explanation returns all that there is to know of a scenario that did not pass,
// as text of several lines; "" where there is nothing.
func (r *Report) explanation(s Scenario) string {
	if s.Failure == nil || s.Verdict == Blocked {
		return ""
	}
	return r.render(func(t *text) { t.explanation(r, s) })
}

// render returns the text that write writes.
func (r *Report) render(write func(*text)) string {
	var b strings.Builder
	t := &text{out: bufio.NewWriter(&b)}
	write(t)
	t.out.Flush()
	return strings.TrimSpace(b.String()) + "\n"
}

// title is the name of a scenario and where it stands, in one line: names alone
// are not unique.
func (s Scenario) title() string { return oneLine(s.Name) + " (" + s.Place() + ")" }

// topic is the path of the feature without its suffix, such as
// "commands/send_clients".
func (s Scenario) topic() string { return strings.TrimSuffix(s.File, ".feature") }
