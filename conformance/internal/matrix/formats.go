package matrix

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"

	"github.com/besterprotocol/bester/conformance/internal/formats"
)

var matrixFormats = formats.Set[*Matrix]{Document: "a matrix", Formats: []formats.Format[*Matrix]{
	{Name: "text", Write: (*Matrix).writeText},
	{Name: "json", Write: (*Matrix).writeJSON},
	{Name: "html", Write: func(m *Matrix, w io.Writer) error { return page.Execute(w, m) }},
	{Name: "markdown", Write: (*Matrix).writeMarkdown},
}}

// CheckFormat returns an error that lists all formats of a matrix if name is not the name of
// one.
func CheckFormat(name string) error { return matrixFormats.Check(name) }

// Write writes the matrix in the named format. It returns an error if the format is unknown
// or writing to w fails.
func (m *Matrix) Write(w io.Writer, format string) error { return matrixFormats.Write(m, w, format) }

// writeJSON writes the matrix as JSON, marked like a report.
func (m *Matrix) writeJSON(w io.Writer) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", " ")
	return encoder.Encode(struct {
		Format  string `json:"format"`
		Version int    `json:"version"`
		*Matrix
	}{"bester-matrix", 1, m})
}

//go:embed page.tmpl
var pageText string

var page = template.Must(template.New("matrix").Funcs(template.FuncMap{
	"summary": (*Matrix).summary,
	"good":    Verdict.isGood,
	"mark":    Verdict.mark,
	"outcome": Server.outcome,
	"idle":    Requirement.isIdle,
	"number":  func(i int) int { return i + 1 },
	"groups":  groups,
}).Parse(pageText))

// group is the requirements whose ids begin alike.
type group struct {
	Name         string
	Requirements []Requirement
}

// groups returns them in the order in which the first of each comes: chapters of the
// specification speak of some by the way.
func groups(all []Requirement) []group {
	var found []group
	for _, q := range all {
		name, _, _ := strings.Cut(q.ID, "-")
		i := slices.IndexFunc(found, func(g group) bool { return g.Name == name })
		if i < 0 {
			i = len(found)
			found = append(found, group{Name: name})
		}
		found[i].Requirements = append(found[i].Requirements, q)
	}
	return found
}

// writeMarkdown writes a table of requirements, for documentation.
func (m *Matrix) writeMarkdown(w io.Writer) error {
	var b strings.Builder
	for _, line := range m.summary() {
		fmt.Fprintf(&b, "- %s\n", line)
	}
	b.WriteString("\n| Requirement | Deviant: this server … | Caught by |\n|---|---|---|\n")
	for _, q := range m.Requirements {
		for _, s := range q.Deviants {
			fmt.Fprintf(&b, "| %s | %s | %s %s |\n", q.ID, escaped(s.Does), s.Verdict.mark(), escaped(s.outcomeAndPlaces()))
		}
	}
	if len(m.Variants) > 0 {
		b.WriteString("\n| Freedom | Variant: this server … | |\n|---|---|---|\n")
	}
	for _, s := range m.Variants {
		fmt.Fprintf(&b, "| %s | %s | %s %s |\n", s.Requirement, escaped(s.Does), s.Verdict.mark(), escaped(s.outcome()))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// escaped returns text for a cell of a table.
func escaped(text string) string {
	return strings.NewReplacer("\\", "\\\\", "|", "\\|", "<", "&lt;", "*", "\\*", "_", "\\_", "`", "\\`", "\n", " ").Replace(text)
}
