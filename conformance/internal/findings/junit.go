package findings

import (
	"bufio"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/besterprotocol/bester/conformance/internal/inspect"
	"github.com/besterprotocol/bester/conformance/internal/shown"
)

// jUnit writes JUnit XML: a suite for each file, a case for each document. Since
// the counts of a suite stand before its cases, these lie in a temporary file
// until it is known how many they are.
type jUnit struct {
	out   *bufio.Writer
	cases *os.File // nil as long as there is none
	spool *bufio.Writer
	began bool
}

func newJUnit(w *bufio.Writer, _ Style) Writer { return &jUnit{out: w} }

type (
	jUnitCase struct {
		XMLName xml.Name    `xml:"testcase"`
		Class   string      `xml:"classname,attr"`
		Name    string      `xml:"name,attr"`
		Error   *jUnitCause `xml:"error"`
		Failure *jUnitCause `xml:"failure"`
	}
	jUnitCause struct {
		Message string `xml:"message,attr"`
		Type    string `xml:"type,attr"`
		Text    string `xml:",chardata"`
	}
)

// Document writes the document's case.
func (j *jUnit) Document(r inspect.Result) error {
	kind := string(r.Kind)
	if kind == "" {
		kind = unknown
	}
	c := jUnitCase{Class: kind, Name: fmt.Sprintf("%s, document %d", shown.Line(r.File), r.Index)}
	if r.Unread != "" {
		c.Error = &jUnitCause{Message: shown.Line(r.Unread), Type: "unread"}
	}
	if len(r.Findings) > 0 {
		c.Failure = failure(r)
	}
	return j.keep(c)
}

// failure says all that is wrong with a document.
func failure(r inspect.Result) *jUnitCause {
	var texts []string
	for _, f := range r.Findings {
		texts = append(texts, place(r, f)+": "+shown.Text(messageOf(f)))
	}
	return &jUnitCause{Message: shown.Line(r.Findings[0].Fault()), Type: r.Findings[0].Keyword, Text: strings.Join(texts, "\n\n")}
}

// keep puts a case aside.
func (j *jUnit) keep(c jUnitCase) (err error) {
	if j.cases == nil {
		if j.cases, err = os.CreateTemp("", "bester-*.xml"); err != nil {
			return err
		}
		if err := os.Remove(j.cases.Name()); err != nil { // it lasts as long as it is open, whatever happens
			return err
		}
		j.spool = bufio.NewWriter(j.cases)
	}
	encoder := xml.NewEncoder(j.spool)
	encoder.Indent("    ", "  ")
	if err := encoder.Encode(c); err != nil {
		return err
	}
	return j.spool.WriteByte('\n')
}

// File writes the suite of a file.
func (j *jUnit) File(f inspect.File) error {
	unread := f.Unread
	if f.Err != nil {
		unread++
		err := j.keep(jUnitCase{Class: "file", Name: shown.Line(f.Name), Error: &jUnitCause{Message: shown.Line(f.Why()), Type: "unread"}})
		if err != nil {
			return err
		}
	}
	j.begin()
	fmt.Fprintf(j.out, `  <testsuite name=%s tests="%d" failures="%d" errors="%d" skipped="0">`+"\n",
		attribute(shown.Line(f.Name)), f.Checked()+unread, f.Invalid, unread)
	if err := j.unload(); err != nil {
		return err
	}
	_, err := j.out.WriteString("  </testsuite>\n")
	return err
}

// begin writes what stands before all suites.
func (j *jUnit) begin() {
	if !j.began {
		j.out.WriteString(xml.Header + `<testsuites name="Bester messages">` + "\n")
		j.began = true
	}
}

// unload writes the cases that were put aside.
func (j *jUnit) unload() error {
	if j.cases == nil {
		return nil
	}
	if err := j.spool.Flush(); err != nil {
		return err
	}
	if _, err := j.cases.Seek(0, io.SeekStart); err != nil {
		return err
	}
	if _, err := j.out.ReadFrom(j.cases); err != nil {
		return err
	}
	if _, err := j.cases.Seek(0, io.SeekStart); err != nil {
		return err
	}
	return j.cases.Truncate(0)
}

// attribute returns text as the value of an XML attribute, quotes and all.
func attribute(text string) string {
	var b strings.Builder
	xml.EscapeText(&b, []byte(text))
	return `"` + b.String() + `"`
}

// Wait does nothing: what comes is not complete before its file ends.
func (j *jUnit) Wait() error { return nil }

// Close writes the end.
func (j *jUnit) Close() error {
	j.begin()
	j.out.WriteString("</testsuites>\n")
	err := j.out.Flush()
	if j.cases != nil {
		err = errors.Join(err, j.cases.Close())
	}
	return err
}
