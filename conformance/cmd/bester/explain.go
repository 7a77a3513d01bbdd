package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/besterprotocol/bester/conformance"
	"github.com/besterprotocol/bester/conformance/internal/columns"
	"github.com/besterprotocol/bester/conformance/internal/formats"
	"github.com/besterprotocol/bester/conformance/internal/suggest"
	"github.com/besterprotocol/bester/features"
	"github.com/besterprotocol/bester/spec"
)

func newExplain() *cobra.Command {
	var format string
	var color colors
	explained := explainedFormats(&color)
	command := &cobra.Command{
		Use:   "explain ID…",
		Short: "Explain requirements: why they are there, what is allowed, what goes wrong",
		Long: `Explain requirements of the specification: the sentence, its level and profile,
where it stands, why it is there, what is allowed, the mistakes that are often
made, and the scenarios that prove it. The case of an id does not count.`,
		Example: `  bester explain HAND-4
  bester explain clients-7 stat-1 --format markdown
  bester explain HAND-4 --color always | less -R`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(command *cobra.Command, ids []string) error {
			if !explained.Has(format) {
				return errUsage("--format", format, explained.Choice())
			}
			all, err := explain(ids)
			if err != nil {
				return err
			}
			return explained.Write(all, command.OutOrStdout(), format)
		},
	}
	command.Flags().StringVar(&format, "format", "text", "`format` of the explanation: "+explained.Choice())
	color.add(command.Flags())
	return command
}

// explainedFormats returns the formats of bester explain; color is for text.
func explainedFormats(color *colors) formats.Set[[]explanation] {
	text := func(all []explanation, w io.Writer) error { return writeExplained(all, *color, w) }
	return formats.Set[[]explanation]{Document: "an explanation", Formats: []formats.Format[[]explanation]{
		{Name: "text", Write: text},
		{Name: "json", Write: writeExplainedJSON},
		{Name: "markdown", Write: writeExplainedMarkdown},
	}}
}

// explanation is all that is known about a requirement.
type explanation struct {
	ID        string           `json:"id"`
	Level     string           `json:"level"`
	Profile   string           `json:"profile"`
	Text      string           `json:"text"`
	File      string           `json:"file"`
	Line      int              `json:"line"`
	Why       string           `json:"why"`
	Allowed   string           `json:"allowed"`
	Mistakes  []string         `json:"mistakes"`
	Scenarios []listedScenario `json:"scenarios"`
	NotProven string           `json:"notProven,omitempty"` // why no scenario can be
}

// explain returns the explanations of ids in their order.
func explain(ids []string) ([]explanation, error) {
	requirements, err := spec.Requirements()
	if err != nil {
		return nil, err
	}
	notes, err := spec.Notes()
	if err != nil {
		return nil, err
	}
	scenarios, err := conformance.Scenarios(conformance.Selection{})
	if err != nil {
		return nil, err
	}
	byID := map[string]spec.Requirement{}
	var known []string
	for _, q := range requirements {
		byID[strings.ToUpper(q.ID)] = q
		known = append(known, q.ID)
	}
	var all []explanation
	for _, id := range ids {
		q, ok := byID[strings.ToUpper(id)]
		if !ok {
			return nil, fmt.Errorf("there is no requirement %q in the specification%s", id, suggest.Question(id, known))
		}
		all = append(all, newExplanation(q, notes[q.ID], scenarios))
	}
	return all, nil
}

func newExplanation(q spec.Requirement, note spec.Note, scenarios []conformance.Scenario) explanation {
	return explanation{
		ID: q.ID, Level: q.Level.String(), Profile: q.Profile, Text: q.Text, File: "spec/" + q.File, Line: q.Line,
		Why: note.Why, Allowed: note.Allowed, Mistakes: note.Mistakes,
		Scenarios: proving(q.ID, scenarios), NotProven: features.Untestable()[q.ID],
	}
}

// proving returns the scenarios that prove a requirement.
func proving(id string, scenarios []conformance.Scenario) []listedScenario {
	found := []listedScenario{}
	for _, s := range scenarios {
		if slices.Contains(s.Requirements, id) {
			found = append(found, newListedScenario(s))
		}
	}
	return found
}

func writeExplainedJSON(all []explanation, w io.Writer) error {
	return writeJSON(w, all)
}

func writeExplainedMarkdown(all []explanation, w io.Writer) error {
	var b strings.Builder
	for i, e := range all {
		if i > 0 {
			b.WriteString("\n")
		}
		fmt.Fprintf(&b, "## %s\n\n> %s\n\n%s, profile %s, %s:%d\n", e.ID, e.Text, e.Level, e.Profile, e.File, e.Line)
		fmt.Fprintf(&b, "\n**Why:** %s\n\n**Allowed:** %s\n\n**Common mistakes:**\n\n", e.Why, e.Allowed)
		for _, mistake := range e.Mistakes {
			fmt.Fprintf(&b, "- %s\n", mistake)
		}
		b.WriteString("\n**Scenarios:**\n\n")
		if e.NotProven != "" {
			fmt.Fprintf(&b, "None can be. %s\n", e.NotProven)
		}
		for _, s := range e.Scenarios {
			fmt.Fprintf(&b, "- `%s` %s\n", s.place(), escapeMarkdown.Replace(s.Name))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// escapeMarkdown keeps the names of scenarios from being read as Markdown.
var escapeMarkdown = strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", `\<`, "&", `\&`)

// writeExplained writes text for a person, to the width of the terminal.
func writeExplained(all []explanation, color colors, w io.Writer) error {
	t := explainedText{width: width(w), color: color.on(w)}
	for i, e := range all {
		if i > 0 {
			t.b.WriteString("\n")
		}
		t.explain(e)
	}
	_, err := io.WriteString(w, t.b.String())
	return err
}

// explainedText is text being written.
type explainedText struct {
	b     strings.Builder
	width int
	color bool
}

func (t *explainedText) explain(e explanation) {
	fmt.Fprintf(&t.b, "%s  %s, profile %s\n%s:%d\n", t.bold(e.ID), e.Level, e.Profile, e.File, e.Line)
	t.paragraph("", e.Text)
	t.paragraph("Why", e.Why)
	t.paragraph("Allowed", e.Allowed)
	t.heading("Common mistakes")
	for _, mistake := range e.Mistakes {
		t.wrap("  - ", "    ", mistake)
	}
	if e.NotProven != "" {
		t.paragraph("Scenarios", "None can be. "+e.NotProven)
		return
	}
	t.heading("Scenarios")
	for _, s := range e.Scenarios {
		t.wrap("  ", "    ", s.Name)
		fmt.Fprintf(&t.b, "    %s\n", s.place())
	}
}

func (t *explainedText) bold(text string) string {
	if t.color {
		return "\x1b[1m" + text + "\x1b[0m"
	}
	return text
}

func (t *explainedText) heading(text string) { fmt.Fprintf(&t.b, "\n%s\n", t.bold(text)) }

// paragraph writes text under a heading, or without one where that is "".
func (t *explainedText) paragraph(heading, text string) {
	if heading == "" {
		t.b.WriteString("\n")
	} else {
		t.heading(heading)
	}
	t.wrap("  ", "  ", text)
}

// wrap writes words in lines of the width, of which the first begins with one text
// and the others with another.
func (t *explainedText) wrap(first, others, words string) {
	begin := first
	for _, line := range columns.Wrap(strings.Join(strings.Fields(words), " "), t.width-len(others)) {
		t.b.WriteString(begin + line + "\n")
		begin = others
	}
}
