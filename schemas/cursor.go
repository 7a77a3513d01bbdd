package schemas

import "unicode/utf8"

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
