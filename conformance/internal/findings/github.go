package findings

import (
	"bufio"
	"fmt"
	"strings"

	"github.com/besterprotocol/bester/conformance/internal/inspect"
	"github.com/besterprotocol/bester/conformance/internal/shown"
)

// gitHub writes the commands by which a workflow annotates files. The log of a
// workflow shows of each the message alone, which therefore has the place, too.
type gitHub struct {
	*bufio.Writer
	Style
	summary
	annotations int
}

// mostAnnotations is how many errors of a step GitHub shows beside the files.
const mostAnnotations = 10

func newGitHub(w *bufio.Writer, style Style) Writer { return &gitHub{Writer: w, Style: style} }

var (
	escapeValue    = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	escapeProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

// Document writes an annotation for each thing that is wrong.
func (g *gitHub) Document(r inspect.Result) error {
	if r.Unread != "" {
		g.annotate(r.File, fmt.Sprintf(",line=%d", max(r.Line, 1)), "not read", placeOf(r)+": "+r.Unread)
	}
	for _, f := range r.Findings {
		at := ""
		if r.Line > 0 {
			at = fmt.Sprintf(",line=%d,col=%d", f.Line, f.Column)
		}
		g.annotate(r.File, at, titleOf(r, f), place(r, f)+": "+messageOf(f))
	}
	return failed(g.Writer)
}

func (g *gitHub) annotate(file, at, title, message string) {
	g.annotations++
	fmt.Fprintf(g, "::error file=%s%s,title=%s::%s\n", shown.Line(escapeProperty.Replace(file)), at, escapeProperty.Replace(title), escapeValue.Replace(shown.Text(message)))
}

// titleOf names what is wrong in a few words.
func titleOf(r inspect.Result, f inspect.Finding) string {
	switch {
	case f.Requirement != "":
		return f.Requirement
	case r.Kind != "":
		return "invalid " + string(r.Kind)
	}
	return "invalid document"
}

// messageOf says in one text what is wrong, and what to do.
func messageOf(f inspect.Finding) string {
	message := f.Fault()
	if f.Suggestion != "" {
		message += "\n" + f.Suggestion
	}
	if f.Sentence.ID != "" {
		message += "\n" + f.Sentence.ID + ": " + f.Sentence.Text
	}
	return message
}

// File writes an annotation where a file could not be read.
func (g *gitHub) File(f inspect.File) error {
	g.add(f)
	if f.Err != nil {
		g.annotate(f.Name, "", "not read", shown.Line(f.Trouble()))
	}
	return nil
}

// Wait writes what there is.
func (g *gitHub) Wait() error { return g.Flush() }

// Close writes the sum, and where GitHub shows the rest.
func (g *gitHub) Close() error {
	if g.annotations > mostAnnotations {
		fmt.Fprintf(g, "GitHub shows %d of these %d errors beside the files; the log of this step has all.\n", mostAnnotations, g.annotations)
	}
	if !g.Quiet {
		fmt.Fprintln(g, g.sum())
	}
	return g.Flush()
}
