package report

import (
	"io"
	"slices"

	"github.com/besterprotocol/bester/conformance/internal/formats"
)

// Format is one way to write a report.
type Format = formats.Format[*Report]

// reportFormats are all formats of a report. Each has its own file.
var reportFormats = formats.Set[*Report]{Document: "a report", Formats: []Format{
	{Name: "text", About: "for people, as on a terminal", Write: func(r *Report, w io.Writer) error { return r.WriteText(w, Style{}) }},
	{Name: "html", About: "one page for a browser, with what went over each connection", Write: (*Report).WriteHTML},
	{Name: "markdown", About: "for the summary of a CI job, or a wiki", Write: (*Report).WriteMarkdown},
	{Name: "json", About: "everything, in a documented format that bester reads again", Write: (*Report).WriteJSON},
	{Name: "junit", About: "JUnit XML, which almost every CI system shows", Write: (*Report).WriteJUnit},
	{Name: "tap", About: "TAP version 14, with diagnostics in YAML", Write: (*Report).WriteTAP},
	{Name: "sarif", About: "SARIF 2.1.0, for code scanning", Write: (*Report).WriteSARIF},
	{Name: "messages", About: "Cucumber messages, a JSON object in each line, for Cucumber's own tools", Write: (*Report).WriteMessages},
	{Name: "badge", About: "a badge, as SVG", Write: (*Report).WriteBadge},
	{Name: "shields", About: "the JSON that shields.io turns into a badge", Write: (*Report).WriteShields},
}}

// Formats returns the formats of a report. The caller may change the slice.
func Formats() []Format { return slices.Clone(reportFormats.Formats) }

// Write writes the report in the named format. Text that would break the format is escaped,
// or cut if it is too long to read. Write returns an error if the format is unknown or
// writing to w fails.
func (r *Report) Write(w io.Writer, format string) error { return reportFormats.Write(r, w, format) }

// CheckFormat returns an error that lists all formats if name is not the name of one.
func CheckFormat(name string) error { return reportFormats.Check(name) }
