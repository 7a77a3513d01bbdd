package findings

import (
	"bufio"
	"fmt"
	"strings"

	"github.com/besterprotocol/bester/conformance/internal/inspect"
)

// gitHub writes the commands by which a workflow annotates files.
type gitHub struct {
	*bufio.Writer
	summary
}

func newGitHub(w *bufio.Writer, _ Style) Writer { return &gitHub{Writer: w} }

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
		g.annotate(r.File, at, titleOf(r, f), messageOf(r, f))
	}
	return nil
}

func (g *gitHub) annotate(file, at, title, message string) {
	fmt.Fprintf(g, "::error file=%s%s,title=%s::%s\n", escapeProperty.Replace(file), at, escapeProperty.Replace(title), escapeValue.Replace(message))
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
func messageOf(r inspect.Result, f inspect.Finding) string {
	message := f.Fault()
	if r.Line == 0 {
		message = frame(r, f.Offset) + ": " + message
	}
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
		g.annotate(f.Name, "", "not read", f.Err.Error())
	}
	return nil
}

// Wait writes what there is.
func (g *gitHub) Wait() error { return g.Flush() }

// Close writes the sum.
func (g *gitHub) Close() error {
	fmt.Fprintf(g, "%s: %s\n", plural(len(g.files), "file"), counted(g.Counts))
	return g.Flush()
}
