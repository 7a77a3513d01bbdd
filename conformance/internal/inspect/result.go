package inspect

import (
	"errors"
	"io/fs"
	"strings"

	"github.com/besterprotocol/bester/conformance/internal/capture"
	"github.com/besterprotocol/bester/conformance/internal/documents"
	"github.com/besterprotocol/bester/conformance/internal/plain"
	"github.com/besterprotocol/bester/schemas"
	"github.com/besterprotocol/bester/spec"
)

// Result is what was found of one document.
type Result struct {
	File   string
	Format documents.Format
	Index  int   // counts the documents of the file, from 1
	Line   int   // that it begins on, from 1; 0 in frames
	Offset int64 // of its first byte in the file, in captures and taps among all that its sender sent
	// Said is where in a conversation it stood, nil outside of captures and taps.
	Said *capture.Frame
	// Kind is the kind that it was held against, "" where nothing tells one.
	Kind schemas.Kind
	// Reason says why it is taken for one of Kind, "" where that was given.
	Reason string
	// Others are the other kinds that it could be of as well.
	Others []schemas.Kind
	// Findings say what is wrong with it, in its order; none where it is valid.
	Findings []Finding
	// Unread says why it could not be checked, "" where it was.
	Unread string
}

// Valid reports whether the document was checked and nothing is wrong with it.
func (r Result) Valid() bool { return len(r.Findings) == 0 && r.Unread == "" }

// Finding is one thing that is wrong with a document. Line and Column are those of
// the file, in frames those of the body; Offset and End are those of the file.
type Finding struct {
	schemas.Violation
	// Sentence is the requirement that is broken; zero where there is none.
	Sentence spec.Requirement
	Excerpt  Excerpt
}

// Values of a finding's keyword beside those of package schemas.
const (
	KeywordFrame = "frame" // the frame is at fault, and not its body
	KeywordKind  = "kind"  // the document is of no kind that can be told
	KeywordMore  = "more"  // more is wrong with the document than the findings before say
)

// File is what was found in one file.
type File struct {
	Name string
	Counts
	// Err is why the file could not be read, or not to its end; nil where it was.
	Err error
}

// Why says why the file could not be read, or not to its end.
func (f File) Why() string { return plain.Words(f.Err) }

// Trouble says, with the name of the file, why it could not be read, or not to its
// end. Errors of the system have the name already, and some begin with it.
func (f File) Trouble() string {
	text := f.Why()
	var named *fs.PathError
	if errors.As(f.Err, &named) || strings.HasPrefix(text, f.Name+": ") {
		return text
	}
	return f.Name + ": " + text
}

// Counts are how many documents there were.
type Counts struct {
	Valid, Invalid, Unread int
	Kinds                  map[schemas.Kind]int // of those that were checked, by kind
}

// Checked is how many documents were checked.
func (c Counts) Checked() int { return c.Valid + c.Invalid }

// Count takes one more document into account.
func (c *Counts) Count(r Result) {
	if r.Unread != "" {
		c.Unread++
		return
	}
	if c.Kinds == nil {
		c.Kinds = make(map[schemas.Kind]int)
	}
	c.Kinds[r.Kind]++
	if r.Valid() {
		c.Valid++
	} else {
		c.Invalid++
	}
}

// Add takes in what was counted elsewhere.
func (c *Counts) Add(other Counts) {
	c.Valid += other.Valid
	c.Invalid += other.Invalid
	c.Unread += other.Unread
	for kind, n := range other.Kinds {
		if c.Kinds == nil {
			c.Kinds = make(map[schemas.Kind]int)
		}
		c.Kinds[kind] += n
	}
}
