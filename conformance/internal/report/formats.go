package report

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// Format is one way to write a report down.
type Format struct {
	Name  string // such as "junit"
	About string // what it is, in a few words
	write func(r *Report, w io.Writer) error
}

// formats are all that there are. Each has a file of its own.
var formats = []Format{
	{"text", "for people, as on a terminal", func(r *Report, w io.Writer) error { return r.WriteText(w, Style{}) }},
	{"html", "one page for a browser, with what went over each connection", (*Report).WriteHTML},
	{"markdown", "for the summary of a CI job, or a wiki", (*Report).WriteMarkdown},
	{"json", "everything, in a documented format that bester reads again", (*Report).WriteJSON},
	{"junit", "JUnit XML, which almost every CI system shows", (*Report).WriteJUnit},
	{"tap", "TAP version 14, with diagnostics in YAML", (*Report).WriteTAP},
	{"sarif", "SARIF 2.1.0, for code scanning", (*Report).WriteSARIF},
	{"messages", "Cucumber messages, a JSON object in each line, for Cucumber's own tools", (*Report).WriteMessages},
	{"badge", "a badge, as SVG", (*Report).WriteBadge},
	{"shields", "the JSON of which shields.io makes a badge", (*Report).WriteShields},
}

// Formats returns the formats that a report can be written in. The slice is the
// caller's to change.
func Formats() []Format { return slices.Clone(formats) }

// Write writes the report in the format of that name, whatever server it is on:
// text that would break a format is escaped, or cut where it is too long to be
// read. The error is that of w, or says that there is no such format.
func (r *Report) Write(w io.Writer, format string) error {
	f, err := formatNamed(format)
	if err != nil {
		return err
	}
	return f.write(r, w)
}

// CheckFormat returns an error that names all formats where there is none of that
// name.
func CheckFormat(name string) error {
	_, err := formatNamed(name)
	return err
}

func formatNamed(format string) (Format, error) {
	var names []string
	for _, f := range formats {
		if f.Name == format {
			return f, nil
		}
		names = append(names, f.Name)
	}
	return Format{}, fmt.Errorf("there is no format %q; the formats are %s", format, strings.Join(names, ", "))
}
