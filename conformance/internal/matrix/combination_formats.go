package matrix

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/besterprotocol/bester/conformance/internal/formats"
	"github.com/besterprotocol/bester/conformance/internal/shown"
)

var combinationFormats = formats.Set[*Combination]{Document: "a combination", Formats: []formats.Format[*Combination]{
	{Name: "text", Write: (*Combination).writeText},
	{Name: "json", Write: (*Combination).writeJSON},
}}

// CheckCombinationFormat returns an error that lists all formats of a combination if name is
// not the name of one.
func CheckCombinationFormat(name string) error { return combinationFormats.Check(name) }

// Write writes the combination in the named format. It returns an error if the format is
// unknown or writing to w fails.
func (c *Combination) Write(w io.Writer, format string) error {
	return combinationFormats.Write(c, w, format)
}

// figure is the ratio over all sets, and the median of the ratios of the single sets.
type figure struct {
	Ratio
	Value  float64 `json:"value"`
	Median float64 `json:"median"`
}

func (c *Combination) figure(of func(Comparison) Ratio) figure {
	all := c.total(of)
	return figure{all, all.Value(), c.Median(of)}
}

// writeJSON writes the combination as JSON, with a format and version like a report, and with
// the computed figures.
func (c *Combination) writeJSON(w io.Writer) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", " ")
	return encoder.Encode(struct {
		Format  string `json:"format"`
		Version int    `json:"version"`
		*Combination
		Recall    figure  `json:"recall"`
		Precision figure  `json:"precision"`
		Blamed    []Wrong `json:"wronglyBlamed"`
		Missed    []Wrong `json:"missed"`
	}{"bester-combination", 1, c, c.figure(Comparison.Recall), c.figure(Comparison.Precision), c.WronglyBlamed(), c.Overlooked()})
}

// writeText writes the result of each set, the requirements that were wrongly blamed or
// missed by frequency, and the figures.
func (c *Combination) writeText(w io.Writer) error {
	var b strings.Builder
	for _, s := range c.Sets {
		s.writeText(&b, c.Seed)
	}
	writeWrong(&b, "Wrongly blamed", c.WronglyBlamed())
	writeWrong(&b, "Missed", c.Overlooked())
	fmt.Fprintf(&b, "\n%s\n", strings.Join(c.summary(), "\n"))
	_, err := io.WriteString(w, shown.Text(b.String()))
	return err
}

func (s Set) writeText(b *strings.Builder, seed int64) {
	fmt.Fprintf(b, "%s set %d: %s --seed %d\n", s.mark(), s.Number, strings.Join(s.names(), "+"), seed)
	if s.Reason != "" {
		fmt.Fprintf(b, "  not judged: %s\n", s.Reason)
		return
	}
	fmt.Fprintf(b, "  breaks %s\n", strings.Join(s.Broken, " "))
	if len(s.Blocked) > 0 {
		fmt.Fprintf(b, "  blocked %s\n", strings.Join(s.Blocked, " "))
	}
	if len(s.Unstable) > 0 {
		fmt.Fprintf(b, "  unstable %s\n", strings.Join(s.Unstable, " "))
	}
	for _, m := range s.Missed {
		fmt.Fprintf(b, "  ✗ missed %s: %s\n", m.Requirement, m.line())
	}
	for _, blamed := range s.Blamed {
		fmt.Fprintf(b, "  ✗ blamed %s: %s\n", blamed.Requirement, blamed.line())
	}
	for _, d := range s.Differing {
		fmt.Fprintf(b, "  ✗ verdicts differ on %s %s: %s\n", d.Place.Place, d.Name, d.line())
	}
}

func (s Set) mark() string {
	if len(s.Missed)+len(s.Blamed)+len(s.Differing) > 0 || s.Reason != "" {
		return "✗"
	}
	return "✓"
}

// names returns the names of the mutants.
func (s Set) names() []string {
	var names []string
	for _, m := range s.Mutants {
		names = append(names, m.Name)
	}
	return names
}

func (m Miss) line() string {
	return fmt.Sprintf("broken by %s, %s in %s%s", strings.Join(m.Mutants, " and "), m.Verdict, scenarios(m.Scenarios), alone("named", m.Alone))
}

func (b Blame) line() string {
	return fmt.Sprintf("by %s, the first %s %s: %s%s", scenarios(b.Scenarios), b.Place.Place, b.Name, b.Why, alone("blamed", b.Alone))
}

func scenarios(n int) string {
	if n == 1 {
		return "1 scenario"
	}
	return fmt.Sprintf("%d scenarios", n)
}

// alone returns words on the mutants with which the same happens without the rest of the set.
func alone(happens string, mutants []string) string {
	if mutants == nil {
		return ""
	}
	return fmt.Sprintf(" (%s for %s alone)", happens, strings.Join(mutants, " and "))
}

func (d Differing) line() string {
	var all []string
	for _, verdict := range slices.Sorted(maps.Keys(d.Verdicts)) {
		all = append(all, fmt.Sprintf("%s in %d runs", verdict, d.Verdicts[verdict]))
	}
	return strings.Join(all, ", ")
}

// shownSets is the number of sets shown per wrong requirement.
const shownSets = 3

// writeWrong lists requirements by frequency, with what happened in each set.
func writeWrong(b *strings.Builder, title string, all []Wrong) {
	if len(all) == 0 {
		return
	}
	fmt.Fprintf(b, "\n%s, most often first\n", title)
	for _, w := range all {
		fmt.Fprintf(b, "  %s in %d sets\n", w.Requirement, len(w.Sets))
		for i, line := range w.Lines[:min(len(w.Lines), shownSets)] {
			fmt.Fprintf(b, "      set %d: %s\n", w.Sets[i], line)
		}
	}
}

// summary returns the lines with the figures.
func (c *Combination) summary() []string {
	blocked, unstable, named := 0, 0, 0
	for _, s := range c.Sets {
		blocked += len(s.Blocked)
		unstable += len(s.Unstable)
		named += len(both(s.Broken, s.Blocked))
	}
	lines := []string{
		"recall    " + c.figure(Comparison.Recall).text(),
		"precision " + c.figure(Comparison.Precision).text(),
		fmt.Sprintf("blocked: %d requirements, %d of them broken; unstable: %d", blocked, named, unstable),
		fmt.Sprintf("%d of %d sets judged", len(c.judged()), len(c.Sets)),
	}
	if c.Runs > 1 {
		lines = append(lines, fmt.Sprintf("sets on which the %d runs disagree: %d", c.Runs, len(c.Differing())))
	}
	lines = append(lines, fmt.Sprintf("took %.0f s, seed %d", c.Took.Seconds(), c.Seed))
	if c.Stopped {
		lines = append(lines, "stopped before all sets were judged")
	}
	return lines
}

func (f figure) text() string {
	return fmt.Sprintf("%5.1f %% (%d of %d requirements), median of the sets %.1f %%", 100*f.Value, f.Part, f.Whole, 100*f.Median)
}
