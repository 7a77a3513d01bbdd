package matrix

import (
	"fmt"
	"io"
	"strings"
)

// WriteText writes what the suite made of each server, and what is wrong with the
// suite, for people.
func (m *Matrix) WriteText(w io.Writer) error {
	var b strings.Builder
	for _, s := range m.Deviants {
		s.writeText(&b)
	}
	for _, s := range m.Variants {
		s.writeText(&b)
	}
	m.Correct.writeText(&b)
	for _, p := range m.Idle() {
		fmt.Fprintf(&b, "✗ %s is caught by nothing at %s %q\n", p.Requirement, p.Scenario.Place, p.Scenario.Name)
	}
	fmt.Fprintf(&b, "\n%s\n", m.Summary())
	_, err := io.WriteString(w, b.String())
	return err
}

func (s Server) writeText(b *strings.Builder) {
	mark := "✗"
	if s.Verdict.isGood() {
		mark = "✓"
	}
	fmt.Fprintf(b, "%s %-11s %s %s: %s", mark, s.Requirement, s.Name, s.Does, s.Verdict)
	switch s.Verdict {
	case Caught:
		fmt.Fprintf(b, " by %d of %d scenarios", len(s.Failed), s.Scenarios)
	case Elsewhere, Blamed:
		for _, f := range s.Failed[:min(len(s.Failed), shownFailed)] {
			fmt.Fprintf(b, "\n    %s (%s) %s", f.Place, strings.Join(f.Requirements, " "), f.Name)
		}
		if more := len(s.Failed) - shownFailed; more > 0 {
			fmt.Fprintf(b, "\n    and %d more", more)
		}
	case NotJudged:
		fmt.Fprintf(b, ": %s", s.Reason)
	}
	b.WriteString("\n")
}

// shownFailed bounds how many scenarios are named for a server.
const shownFailed = 8

// Summary says in one sentence what came out.
func (m *Matrix) Summary() string {
	sentence := fmt.Sprintf("%d of %d deviants caught, %d of %d variants passed, the reference server %s, %d idle proofs, in %.0f s",
		count(m.Deviants, Caught), len(m.Deviants), count(m.Variants, Passed), len(m.Variants), m.Correct.Verdict, len(m.Idle()), m.Took.Seconds())
	if m.Stopped {
		sentence += "; stopped before the end"
	}
	return sentence
}
