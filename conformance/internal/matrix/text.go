package matrix

import (
	"fmt"
	"io"
	"strings"

	"github.com/besterprotocol/bester/conformance/internal/shown"
)

// writeText writes what the suite made of each server, a line each, and what is
// wrong with the suite.
func (m *Matrix) writeText(w io.Writer) error {
	var b strings.Builder
	for _, q := range m.Requirements {
		if len(q.Deviants) > 0 {
			fmt.Fprintf(&b, "%s %s %s\n", q.ID, q.Level, q.Text)
			writeServers(&b, q.Deviants)
		}
	}
	if len(m.Variants) > 0 {
		fmt.Fprintf(&b, "Variants, which keep the whole specification\n")
		writeServers(&b, m.Variants)
	}
	fmt.Fprintf(&b, "The reference server\n")
	writeServers(&b, []Server{m.Correct})
	for i, p := range m.Idle() {
		if i == 0 {
			fmt.Fprintf(&b, "Scenarios that catch no deviant of a requirement they name\n")
		}
		fmt.Fprintf(&b, "  ✗ %s %s %s\n", p.Requirement, p.Scenario.Place, p.Scenario.Name)
	}
	if c, ok := m.collateral(); ok {
		c.write(&b)
	}
	fmt.Fprintf(&b, "\n%s\n", strings.Join(m.summary(), "\n"))
	_, err := io.WriteString(w, shown.Text(b.String()))
	return err
}

func writeServers(b *strings.Builder, servers []Server) {
	for _, s := range servers {
		fmt.Fprintf(b, "  %s %s: %s\n", s.Verdict.mark(), strings.TrimSpace(s.Name+" "+s.Does), s.outcomeAndPlaces())
		if s.Verdict == Caught || s.Verdict == Passed {
			continue
		}
		for _, f := range s.Failed[:min(len(s.Failed), shownFailed)] {
			fmt.Fprintf(b, "      %s (%s) %s\n", f.Place.Place, strings.Join(f.Requirements, " "), f.Name)
			fmt.Fprintf(b, "        %s\n", f.Why)
		}
		if more := len(s.Failed) - shownFailed; more > 0 {
			fmt.Fprintf(b, "      and %d more\n", more)
		}
	}
}

// shownFailed bounds how many scenarios are named for a server.
const shownFailed = 8

func (v Verdict) mark() string {
	if v.isGood() {
		return "✓"
	}
	return "✗"
}

// outcome says what the suite made of a server, in a few words.
func (s Server) outcome() string {
	switch s.Verdict {
	case Caught:
		return fmt.Sprintf("caught by %d of %d scenarios", len(s.Failed), s.Scenarios)
	case NotJudged:
		return fmt.Sprintf("not judged: %s", s.Reason)
	}
	return string(s.Verdict)
}

// outcomeAndPlaces is outcome with the places of scenarios that caught it.
func (s Server) outcomeAndPlaces() string {
	if s.Verdict != Caught {
		return s.outcome()
	}
	return s.outcome() + ": " + places(s.Failed)
}

// places names scenarios, each file once: features/a.feature:3, 8.
func places(scenarios []Failed) string {
	var b strings.Builder
	last := ""
	for i, p := range scenarios[:min(len(scenarios), shownFailed)] {
		file, line, _ := strings.Cut(p.Place.Place, ":")
		if file == last {
			line = ", " + line
		} else {
			line = file + ":" + line
			if i > 0 {
				line = "; " + line
			}
		}
		b.WriteString(line)
		last = file
	}
	if more := len(scenarios) - shownFailed; more > 0 {
		fmt.Fprintf(&b, " and %d more", more)
	}
	return b.String()
}

// summary says what came out, in lines.
func (m *Matrix) summary() []string {
	deviants := m.Deviants()
	lines := []string{fmt.Sprintf("%d of %d deviants caught by a scenario of the requirement that they break", count(deviants, Caught), len(deviants))}
	for _, v := range []Verdict{Elsewhere, Survived, NotJudged} {
		if n := count(deviants, v); n > 0 {
			lines = append(lines, fmt.Sprintf("deviants %s: %d", v, n))
		}
	}
	if c, ok := m.collateral(); ok {
		lines = append(lines, c.summary())
	}
	lines = append(lines,
		fmt.Sprintf("%d of %d variants passed", count(m.Variants, Passed), len(m.Variants)),
		fmt.Sprintf("the reference server %s %d scenarios", m.Correct.Verdict, m.Correct.Scenarios),
		fmt.Sprintf("scenarios that catch no deviant of a requirement that they name: %d", len(m.Idle())),
		fmt.Sprintf("took %.0f s, seed %d", m.Took.Seconds(), m.Seed))
	if m.Partial {
		lines = append(lines, "only some servers were judged")
	}
	if m.Stopped {
		lines = append(lines, "stopped before all were judged")
	}
	return lines
}
