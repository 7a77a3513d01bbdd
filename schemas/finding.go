package schemas

import (
	"cmp"
	"slices"
)

// finding is a violation of which the pointer, the line and the column are not yet
// known. Of a document in which much is wrong, most are never told.
type finding struct {
	about *node // the value at fault; nil where it is the text
	Violation
	meant []*node // members that seem to be meant for one that is missing
}

// start returns where the value at fault begins, 0 where it is the text.
func (f finding) start() int {
	if f.about == nil {
		return 0
	}
	return f.about.start
}

// maxPointers is how long the pointers of the violations that are told may be
// together, in bytes, before no more is told: each may be as long as the document.
const maxPointers = 1 << 20

// tell returns what is found wrong with a document, in its order, and whether there
// is more than may be told.
func tell(doc []byte, found []finding) (told []Violation, more bool) {
	slices.SortStableFunc(found, func(a, b finding) int {
		return cmp.Or(cmp.Compare(a.Offset, b.Offset), cmp.Compare(a.start(), b.start()))
	})
	at := cursor{line: 1, column: 1}
	pointers := 0
	for _, f := range found {
		if len(told) == MaxViolations || pointers > maxPointers {
			return told, true
		}
		at.advance(doc, f.Offset)
		f.Line, f.Column = at.line, at.column
		if f.about != nil {
			f.Pointer = joinPointer(f.about.writtenPath())
		}
		pointers += len(f.Pointer)
		told = append(told, f.Violation)
	}
	return told, false
}

// firstOfEach drops findings that say of a value what was found before.
func firstOfEach(found []finding) []finding {
	type fault struct {
		about   *node
		message string
	}
	seen := make(map[fault]bool)
	var first []finding
	for _, f := range found {
		if is := (fault{f.about, f.Message}); !seen[is] {
			seen[is] = true
			first = append(first, f)
		}
	}
	return first
}
