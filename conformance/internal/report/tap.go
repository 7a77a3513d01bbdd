package report

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// WriteTAP writes the report in version 14 of the Test Anything Protocol: a test
// point for each scenario. Known failures are to be done, and so are warnings,
// which fail nobody; what was not run is skipped. All that is not good has
// diagnostics in YAML.
func (r *Report) WriteTAP(w io.Writer) error {
	r = r.cleaned()
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, "TAP version 14\n1..%d\n", len(r.Scenarios))
	fmt.Fprintf(out, "# Bester 1.0: %s\n# %s\n", oneLine(r.Server), oneLine(r.manner()))
	for i, s := range r.Scenarios {
		r.tapPoint(out, i+1, s)
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
	if s.Failure != nil {
		r.tapDiagnostics(out, s)
	}
}

// tapDiagnostics writes the block of YAML behind a test point.
func (r *Report) tapDiagnostics(out *bufio.Writer, s Scenario) {
	fmt.Fprintln(out, "  ---")
	for _, member := range []struct{ name, value string }{
		{"verdict", string(r.verdictOf(s))},
		{"requirements", strings.Join(s.Requirements, " ")},
		{"place", s.Place()},
		{"allowed", s.Failure.Allowed},
		{"happened", s.Failure.Happened},
		{"explanation", r.explanation(s)},
	} {
		fmt.Fprintf(out, "  %s: %s\n", member.name, yamlText(member.value))
	}
	fmt.Fprintf(out, "  duration_ms: %.3f\n  ...\n", float64(s.Took.Microseconds())/1000)
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
