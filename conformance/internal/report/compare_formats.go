package report

import (
	"bufio"
	"fmt"
	"html/template"
	"io"
	"strings"

	"github.com/besterprotocol/bester/conformance/internal/formats"
)

// ComparisonFormats returns the formats of a comparison; style is for text.
func ComparisonFormats(style Style) formats.Set[*Comparison] {
	return formats.Set[*Comparison]{Document: "a comparison", Formats: []formats.Format[*Comparison]{
		{Name: "text", Write: func(c *Comparison, w io.Writer) error { return c.writeText(w, style) }},
		{Name: "markdown", Write: (*Comparison).writeMarkdown},
		{Name: "html", Write: func(c *Comparison, w io.Writer) error { return comparisonPage.Execute(w, c) }},
		{Name: "json", Write: (*Comparison).writeJSON},
	}}
}

// Write writes the comparison in the named format. It returns an error if the format is
// unknown or writing to w fails.
func (c *Comparison) Write(w io.Writer, format string, style Style) error {
	return ComparisonFormats(style).Write(c, w, format)
}

// writeJSON writes the comparison as JSON, marked like a report.
func (c *Comparison) writeJSON(w io.Writer) error {
	return writeJSON(w, struct {
		Format  string `json:"format"`
		Version int    `json:"version"`
		*Comparison
	}{"bester-comparison", 1, c})
}

// Title names a report in one line.
func (c Compared) Title() string {
	return strings.TrimSpace(c.Server+" "+c.Version) + " (" + c.Name + ")"
}

// cell is what stands for a verdict in a table.
func cell(v Verdict, signs map[Verdict]string) string {
	if v == "" {
		return " "
	}
	return signs[v]
}

// writeText writes a table whose columns are numbered, and what the numbers and
// signs mean.
func (c *Comparison) writeText(w io.Writer, style Style) error {
	t := &text{out: bufio.NewWriter(w), style: style}
	for i, r := range c.Reports {
		t.line("%2d %s %s", i+1, t.paint(r.Verdict, marks[r.Verdict]), r.Title()+" "+r.Sentence)
	}
	t.line("")
	width := 0
	for _, row := range append(c.Profiles, c.Requirements...) {
		width = max(width, len([]rune(row.ID)))
	}
	t.comparedRows(c.Profiles, width, len(c.Reports))
	t.comparedRows(c.Requirements, width, len(c.Reports))
	for _, v := range severity {
		fmt.Fprintf(t.out, "%s %s  ", t.paint(v, marks[v]), v)
	}
	t.line("")
	for i, change := range c.Changes {
		if i == 0 || c.Changes[i-1].To != change.To {
			t.line("\nWhat changed in %s from %d to %d:", c.Reports[change.To].Server, change.From+1, change.To+1)
		}
		t.line("  %s %s: %s, was %s", t.paint(change.After, pad(string(change.Kind), 13)), change.ID, known(change.After), known(change.Before))
		if change.Why != "" {
			t.line("    %s", change.Why)
		}
	}
	return t.out.Flush()
}

// known names a verdict, and its absence.
func known(v Verdict) string {
	if v == "" {
		return "not in the specification"
	}
	return string(v)
}

func (t *text) comparedRows(rows []Row, width, columns int) {
	fmt.Fprint(t.out, strings.Repeat(" ", width+7))
	for i := range columns {
		fmt.Fprintf(t.out, " %2d", i+1)
	}
	t.line("")
	for _, row := range rows {
		fmt.Fprintf(t.out, "%s %-6s", pad(row.ID, width), row.Level)
		for _, v := range row.Verdicts {
			fmt.Fprintf(t.out, "  %s", t.paint(v, cell(v, marks)))
		}
		t.line("")
	}
	t.line("")
}

// writeMarkdown writes the table, and what changed, for GitHub and its like.
func (c *Comparison) writeMarkdown(w io.Writer) error {
	out := bufio.NewWriter(w)
	for i, r := range c.Reports {
		fmt.Fprintf(out, "%d. %s %s %s\n", i+1, icons[r.Verdict], markdownLine(r.Title()), r.Sentence)
	}
	markdownRows(out, "Profile", c.Profiles, len(c.Reports))
	c.markdownChanges(out)
	fmt.Fprint(out, "\n<details>\n<summary>All requirements</summary>\n")
	markdownRows(out, "Requirement", c.Requirements, len(c.Reports))
	fmt.Fprint(out, "\n</details>\n")
	return out.Flush()
}

func markdownRows(out *bufio.Writer, title string, rows []Row, columns int) {
	fmt.Fprintf(out, "\n| %s |", title)
	for i := range columns {
		fmt.Fprintf(out, " %d |", i+1)
	}
	fmt.Fprintf(out, "\n| --- |%s\n", strings.Repeat(" --- |", columns))
	for _, row := range rows {
		fmt.Fprintf(out, "| %s |", markdownLine(row.ID))
		for _, v := range row.Verdicts {
			fmt.Fprintf(out, " %s |", strings.TrimSpace(cell(v, icons)+" "+string(v)))
		}
		fmt.Fprintln(out)
	}
}

func (c *Comparison) markdownChanges(out *bufio.Writer) {
	for i, change := range c.Changes {
		if i == 0 || c.Changes[i-1].To != change.To {
			fmt.Fprintf(out, "\nWhat changed in %s from %d to %d:\n\n", markdownLine(c.Reports[change.To].Server), change.From+1, change.To+1)
		}
		fmt.Fprintf(out, "- %s **%s** %s: %s, was %s", icons[change.After], change.Kind, markdownLine(change.ID), known(change.After), known(change.Before))
		if change.Why != "" {
			fmt.Fprintf(out, " (%s)", markdownLine(change.Why))
		}
		fmt.Fprintln(out)
	}
}

// comparisonPage is the comparison as one page that needs nothing else, in light
// and dark.
var comparisonPage = template.Must(template.New("compare.tmpl").Funcs(template.FuncMap{
	"mark":   func(v Verdict) string { return cell(v, marks) },
	"known":  known,
	"number": func(i int) int { return i + 1 },
}).ParseFS(htmlFiles, "html/compare.tmpl"))
