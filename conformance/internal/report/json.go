package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/besterprotocol/bester/conformance/internal/limited"
	"github.com/besterprotocol/bester/conformance/internal/shown"
	"github.com/besterprotocol/bester/schemas"
)

// What marks a document as a report. Within a version members may be added, and
// none is changed or taken away.
const (
	jsonFormat  = "bester-report"
	jsonVersion = 1
)

// maxJSON bounds what is read as a report, in bytes: some ten times the report on
// a server that fails everything.
const maxJSON = 256 << 20

// document is a report as JSON, which the schema "report" describes. The members
// of the report stand beside those of the document.
type document struct {
	Format  string `json:"format"`
	Version int    `json:"version"`
	*Report
	Conforms bool      `json:"conforms"` // this and the members below are computed, for convenience
	Complete bool      `json:"complete"`
	Causes   []Cause   `json:"causes"`
	Findings []Finding `json:"findings"`
}

// WriteJSON writes the report as one JSON document, from which ReadJSON makes
// the same report. Text that is no UTF-8 becomes U+FFFD in it.
func (r *Report) WriteJSON(w io.Writer) error {
	written := *r
	written.Started = r.Started.UTC()
	written.Profiles = present(r.Profiles)
	written.Requirements = present(r.Requirements)
	written.Scenarios = present(r.Scenarios)
	return writeJSON(w, document{
		Format: jsonFormat, Version: jsonVersion, Report: &written,
		Conforms: r.Conforms() && r.Complete(), Complete: r.Complete(), Causes: r.Causes(), Findings: r.Findings(),
	})
}

// writeJSON writes a value as JSON that can be shown.
func writeJSON(w io.Writer, value any) error {
	text, err := json.MarshalIndent(value, "", " ")
	if err == nil {
		_, err = w.Write(append(shown.JSON(text), '\n'))
	}
	return err
}

// present returns list, or one without elements where there is none: the members
// of a document that lists things are never null.
func present[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// ReadJSON reads a report that WriteJSON wrote. The error is one line that says
// what is wrong with the document, and where; a document of more than 256 MiB is
// refused.
func ReadJSON(r io.Reader) (*Report, error) { return readJSON(r, maxJSON) }

func readJSON(r io.Reader, limit int) (*Report, error) {
	text, err := limited.Read(r, limit)
	if err != nil {
		return nil, err
	}
	if err := checkFormat(text); err != nil {
		return nil, err
	}
	if err := checkSchema(text); err != nil {
		return nil, err
	}
	read := document{Report: &Report{}}
	if err := json.Unmarshal(text, &read); err != nil {
		return nil, fmt.Errorf("not a valid report: %w", err)
	}
	return read.Report, nil
}

// checkFormat tells what is no report, or one of the future, from one with a
// mistake in it.
func checkFormat(text []byte) error {
	var head struct {
		Format  string      `json:"format"`
		Version json.Number `json:"version"`
	}
	err := json.Unmarshal(text, &head)
	var syntax *json.SyntaxError
	switch {
	case len(bytes.TrimSpace(text)) == 0:
		return errors.New("not a report: the document is empty")
	case errors.As(err, &syntax):
		return nil // the schema's error says where
	case head.Format != jsonFormat:
		return fmt.Errorf("not a report: its member \"format\" is not %q", jsonFormat)
	}
	if version, err := head.Version.Int64(); err == nil && version > jsonVersion {
		return fmt.Errorf("a report in version %d of the format: only version %d is known here; use a newer bester", version, jsonVersion)
	}
	return nil
}

// checkSchema returns the first of what is wrong with a document: of its text,
// and where that is JSON, of what it says.
func checkSchema(text []byte) error {
	err := schemas.Validate(schemas.Report, text)
	var invalid *schemas.Error
	if !errors.As(err, &invalid) {
		return err
	}
	isText := func(v schemas.Violation) bool { return v.Keyword == schemas.KeywordJSON }
	first := invalid.Violations[max(0, slices.IndexFunc(invalid.Violations, isText))]
	more := ""
	if n := len(invalid.Violations) - 1; n > 0 {
		more = fmt.Sprintf(" (and %s)", plural(n, "more mistake"))
	}
	return fmt.Errorf("not a valid report: %s%s", first, more)
}
