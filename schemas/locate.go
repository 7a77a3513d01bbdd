package schemas

import (
	"cmp"
	"slices"
	"unicode/utf8"
)

// locate puts violations, of which the offsets are known, in the order of the
// document, drops those that say the same of the same place, and counts their
// lines and columns in one pass.
func locate(doc []byte, found []Violation) []Violation {
	slices.SortStableFunc(found, func(a, b Violation) int { return cmp.Compare(a.Offset, b.Offset) })
	type fault struct {
		offset           int
		pointer, message string
	}
	at := cursor{line: 1, column: 1}
	seen := make(map[fault]bool, len(found))
	violations := make([]Violation, 0, len(found))
	for _, v := range found {
		told := fault{v.Offset, v.Pointer, v.Message}
		if seen[told] {
			continue
		}
		seen[told] = true
		at.advance(doc, v.Offset)
		v.Line, v.Column = at.line, at.column
		violations = append(violations, v)
	}
	return violations
}

// cursor is a place in a document.
type cursor struct {
	offset, line, column int
}

// advance moves the cursor to an offset at or behind it.
func (c *cursor) advance(doc []byte, offset int) {
	for c.offset < offset {
		r, size := utf8.DecodeRune(doc[c.offset:])
		c.offset += size
		if r == '\n' || r == '\r' && !startsWithLF(doc[c.offset:]) {
			c.line, c.column = c.line+1, 1
		} else {
			c.column++
		}
	}
}

// startsWithLF tells whether a CR before rest is the first half of CR LF,
// whose line ends with its LF.
func startsWithLF(rest []byte) bool {
	return len(rest) > 0 && rest[0] == '\n'
}
