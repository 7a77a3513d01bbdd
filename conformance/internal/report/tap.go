package report

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"
)

// WriteTAP writes the report in version 14 of the Test Anything Protocol: a test point for
// each scenario, and one for each broken requirement that no failed scenario shows. Known
// failures and warnings are TODO; scenarios that were not run are SKIP. Everything that is
// not good has diagnostics in YAML.
func (r *Report) WriteTAP(w io.Writer) error {
	r = r.cleaned()
	out := bufio.NewWriter(w)
	broken := r.unshown()
	fmt.Fprintf(out, "TAP version 14\n1..%d\n", len(r.Scenarios)+len(broken))
	fmt.Fprintf(out, "# Bester 1.0: %s\n# %s\n", oneLine(r.Server), oneLine(r.manner()))
	for i, s := range r.Scenarios {
		r.tapPoint(out, i+1, s)
	}
	for i, u := range broken {
		r.tapUnshown(out, len(r.Scenarios)+i+1, u)
	}
	verdict, words := r.verdict()
	fmt.Fprintf(out, "# %s: %s %s\n", verdict, oneLine(r.Server), words)
	return out.Flush()
}

// tapEscape has a description, or a reason, stand as it is: # begins a directive.
var tapEscape = strings.NewReplacer(`\`, `\\`, "#", `\#`)

func (r *Report) tapPoint(out *bufio.Writer, number int, s Scenario) {
	outcome, why := r.outcome(s)
	ok, directive := "ok", ""
	switch {
	case outcome == isWrong || outcome == isOpen:
		ok = "not ok"
	case s.Verdict == KnownFailure || r.verdictOf(s) == Warned:
		ok, directive = "not ok", " # TODO "+tapEscape.Replace(why)
	case outcome == isAside:
		directive = " # SKIP " + tapEscape.Replace(why)
	}
	fmt.Fprintf(out, "%s %d - %s%s\n", ok, number, tapEscape.Replace(s.title()), directive)
	if s.Failure != nil && s.Verdict != Blocked {
		r.tapDiagnostics(out, s)
	}
}

// tapUnshown writes a test point for a broken requirement that no failed scenario shows.
func (r *Report) tapUnshown(out *bufio.Writer, number int, u unshown) {
	directive := ""
	if u.cause.Verdict == Warned {
		directive = " # TODO " + tapEscape.Replace(u.why())
	}
	fmt.Fprintf(out, "not ok %d - %s%s\n", number, tapEscape.Replace(u.title()), directive)
	tapBlock(out, []tapMember{
		{"verdict", string(u.cause.Verdict)},
		{"requirements", u.ID},
		{"place", u.record.Place()},
		{"happened", u.cause.Happened},
		{"explanation", r.unshownExplanation(u)},
	}, u.record.Took)
}

// tapDiagnostics writes the block of YAML behind a test point.
func (r *Report) tapDiagnostics(out *bufio.Writer, s Scenario) {
	tapBlock(out, []tapMember{
		{"verdict", string(r.verdictOf(s))},
		{"requirements", strings.Join(s.Requirements, " ")},
		{"place", s.Place()},
		{"allowed", s.Failure.Allowed},
		{"happened", s.Failure.Happened},
		{"explanation", r.explanation(s)},
	}, s.Took)
}

// tapMember is a member of a YAML block.
type tapMember struct{ name, value string }

func tapBlock(out *bufio.Writer, members []tapMember, took time.Duration) {
	fmt.Fprintln(out, "  ---")
	for _, m := range members {
		fmt.Fprintf(out, "  %s: %s\n", m.name, yamlText(m.value))
	}
	fmt.Fprintf(out, "  duration_ms: %.3f\n  ...\n", float64(took.Microseconds())/1000)
}

// yamlText returns text, which is clean, as a value in a block of YAML that is
// indented by two: in quotes where it is one line, and otherwise line by line, as
// it is, under a mark that says how far the lines are indented, and what becomes
// of the last line end. Marshalers have been seen to get that wrong where the first
// line begins with a space.
func yamlText(text string) string {
	if !strings.Contains(text, "\n") {
		quoted, _ := json.Marshal(text) // which has no error for text
		return string(quoted)
	}
	mark := "|2-"
	body, ended := strings.CutSuffix(text, "\n")
	if ended {
		mark = "|2+"
	}
	return mark + "\n    " + strings.ReplaceAll(body, "\n", "\n    ")
}
