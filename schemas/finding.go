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
}

// maxPointers is how long the pointers of the violations that are told may be
// together, in bytes, before no more is told: each may be as long as the document.
const maxPointers = 1 << 20

// tell returns what is found wrong with a document, in its order, what is said
// twice of one place once; and whether there is more than may be told.
func tell(doc []byte, found []finding) (told []Violation, more bool) {
	found = inOrder(found)
	at := cursor{line: 1, column: 1}
	pointers := 0
	for _, f := range found {
		if len(told) == MaxViolations || pointers > maxPointers {
			return told, true
		}
		at.advance(doc, f.Offset)
		f.Line, f.Column = at.line, at.column
		if f.about != nil {
			f.Pointer = joinPointer(f.about.path())
		}
		pointers += len(f.Pointer)
		told = append(told, f.Violation)
	}
	return told, false
}

// inOrder puts findings in the order of the document, and drops those that say the
// same of the same value and place.
func inOrder(found []finding) []finding {
	slices.SortStableFunc(found, func(a, b finding) int { return cmp.Compare(a.Offset, b.Offset) })
	type fault struct {
		about   *node
		offset  int
		message string
	}
	seen := make(map[fault]bool, len(found))
	return slices.DeleteFunc(found, func(f finding) bool {
		is := fault{f.about, f.Offset, f.Message}
		again := seen[is]
		seen[is] = true
		return again
	})
}
