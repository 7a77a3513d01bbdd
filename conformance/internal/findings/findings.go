// Package findings writes what was found of documents, for people and for programs.
package findings

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/besterprotocol/bester/conformance/internal/inspect"
	"github.com/besterprotocol/bester/conformance/internal/shown"
	"github.com/besterprotocol/bester/schemas"
)

// Writer writes what was found while it comes, and holds little of it.
type Writer interface {
	inspect.Sink
	// Close writes what stands behind everything else.
	Close() error
}

// Style says how much is written, and how.
type Style struct {
	Quiet   bool   // text, json, ndjson and github: only what is wrong; json and ndjson have their sum all the same
	Each    bool   // and yet each valid one too, in text a line
	Color   bool   // text: with colours, for a terminal
	Width   int    // text: the columns of the terminal, 0 for as many as there are
	Version string // sarif: of the program; "" for none
}

// Format is a way to write what was found.
type Format struct {
	Name, About string
	open        func(*bufio.Writer, Style) Writer
}

// Formats returns all formats.
func Formats() []Format {
	return []Format{
		{"text", "for people, with the place and what to change", newText},
		{"json", "one JSON object, with every document", newJSON},
		{"ndjson", "a JSON object on a line for every document, and one for the sum", newLines},
		{"sarif", "SARIF 2.1.0, for code scanning", newSARIF},
		{"junit", "JUnit XML, for CI systems", newJUnit},
		{"github", "annotations of a GitHub workflow", newGitHub},
	}
}

// New returns a writer of a format. The error says which formats there are.
func New(w io.Writer, format string, style Style) (Writer, error) {
	var names []string
	for _, f := range Formats() {
		if f.Name == format {
			return f.open(bufio.NewWriter(w), style), nil
		}
		names = append(names, f.Name)
	}
	last := len(names) - 1
	return nil, fmt.Errorf("--format is %q: it must be %s or %s", format, strings.Join(names[:last], ", "), names[last])
}

// summary is what all files have in them.
type summary struct {
	files []inspect.File
	inspect.Counts
}

func (s *summary) add(f inspect.File) {
	s.files = append(s.files, f)
	s.Counts.Add(f.Counts)
}

// failed returns the error with which writing to w has failed, nil for none. Nobody
// may read it any more: what goes on for ever, as a program's output does, is not to
// be read for nobody.
func failed(w *bufio.Writer) error {
	_, err := w.Write(nil)
	return err
}

// sum says how much there was in all files.
func (s *summary) sum() string {
	files, broken := plural(len(s.files), "file"), 0
	for _, f := range s.files {
		if f.Err != nil {
			broken++
		}
	}
	if broken > 0 {
		files += fmt.Sprintf(", %d of them not read to the end", broken)
	}
	return files + ": " + counted(s.Counts)
}

// place says where in a file something is, as editors find places where it has
// lines.
func place(r inspect.Result, f inspect.Finding) string {
	if r.Line == 0 {
		return shown.Line(r.File) + ": " + frame(r, f.Offset)
	}
	return fmt.Sprintf("%s:%d:%d", shown.Line(r.File), f.Line, f.Column)
}

// placeOf says where in a file a document is.
func placeOf(r inspect.Result) string {
	if r.Line == 0 {
		return shown.Line(r.File) + ": " + frame(r, int(r.Offset))
	}
	return fmt.Sprintf("%s:%d", shown.Line(r.File), r.Line)
}

// frame says which frame a document was, and at which byte something is.
func frame(r inspect.Result, offset int) string {
	switch said := r.Said; {
	case said == nil:
		return fmt.Sprintf("frame %d, byte %d", r.Index, offset)
	case said.Number == 0:
		return conversation(r)
	case said.Packet == 0:
		return fmt.Sprintf("%s, %s's frame %d, byte %d", conversation(r), said.Sender, said.Number, offset)
	default:
		return fmt.Sprintf("packet %d, %s, %s's frame %d, byte %d", said.Packet, conversation(r), said.Sender, said.Number, offset)
	}
}

func conversation(r inspect.Result) string {
	c := r.Said.Conversation
	if !c.Opener.IsValid() { // at a tap, where also UNIX sockets are connected
		return fmt.Sprintf("connection %d", c.Number)
	}
	return fmt.Sprintf("conversation %d (%v to %v)", c.Number, c.Opener, c.Acceptor)
}

// reason says why a document counts as one of its kind, and what else it could be;
// "" where there is nothing to say.
func reason(r inspect.Result) string {
	if r.Reason == "" {
		return ""
	}
	text := r.Reason
	if len(r.Others) > 0 {
		var names []string
		for _, kind := range r.Others {
			names = append(names, one(kind))
		}
		text += "; it could also be " + strings.Join(names, " or ")
	}
	return text
}

// one is the name of a kind with its article.
func one(kind schemas.Kind) string {
	if strings.HasPrefix(string(kind), "i") {
		return "an " + string(kind)
	}
	return "a " + string(kind)
}

// kinds says how many documents there were of each kind.
func kinds(c inspect.Counts) string {
	var texts []string
	for _, kind := range slices.Sorted(maps.Keys(c.Kinds)) {
		name := string(kind)
		if kind == "" {
			name = "of no known kind"
		}
		texts = append(texts, fmt.Sprintf("%d %s", c.Kinds[kind], name))
	}
	return strings.Join(texts, ", ")
}
