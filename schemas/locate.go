package schemas

import (
	"cmp"
	"slices"
	"unicode/utf8"
)

// locate puts the findings in the order of the document, drops those that say
// the same of the same place, and counts their lines and columns in one pass.
func locate(doc []byte, findings []finding) []Violation {
	slices.SortStableFunc(findings, func(a, b finding) int { return cmp.Compare(a.offset, b.offset) })
	at := cursor{line: 1, column: 1}
	seen := make(map[finding]bool, len(findings))
	violations := make([]Violation, 0, len(findings))
	for _, f := range findings {
		if seen[f] {
			continue
		}
		seen[f] = true
		at.advance(doc, f.offset)
		f.Line, f.Column = at.line, at.column
		violations = append(violations, f.Violation)
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
