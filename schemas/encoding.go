package schemas

import (
	"bytes"
	"fmt"
	"unicode/utf8"
)

// checkWidth refuses a text whose characters have two or four bytes each: nothing
// in it could be read. // JSON-8
func checkWidth(doc []byte) *syntaxError {
	name := wide(doc)
	if name == "" {
		return nil
	}
	return &syntaxError{0, min(2, len(doc)), "", "the document is " + name + ", where UTF-8 is wanted", "JSON-8", "write it as UTF-8, without a byte order mark"}
}

// wide names the encoding of a text in UTF-16 or UTF-32, by its byte order mark or
// the zeros around the first characters of JSON; "" stands for any other.
func wide(doc []byte) string {
	begins := func(with string) bool { return bytes.HasPrefix(doc, []byte(with)) }
	switch {
	case begins("\xFF\xFE\x00\x00"), begins("\x00\x00\xFE\xFF"):
		return "UTF-32"
	case begins("\xFF\xFE"), begins("\xFE\xFF"):
		return "UTF-16"
	case len(doc) < 4:
		return ""
	}
	zeros := [4]bool{doc[0] == 0, doc[1] == 0, doc[2] == 0, doc[3] == 0}
	switch zeros {
	case [4]bool{false, true, true, true}, [4]bool{true, true, true, false}:
		return "UTF-32"
	case [4]bool{false, true, false, true}, [4]bool{true, false, true, false}:
		return "UTF-16"
	}
	return ""
}

// checkEncoding notes what is not plain UTF-8, and skips a byte order mark.
func (p *parser) checkEncoding() {
	const mark = "\uFEFF"
	if bytes.HasPrefix(p.doc, []byte(mark)) {
		p.note(&syntaxError{0, len(mark), "", "the document begins with a byte order mark", "JSON-1", "begin with the JSON text itself"})
		p.pos = len(mark)
	}
	for at := 0; at < len(p.doc) && len(p.notes) < maxNotes && !utf8.Valid(p.doc[at:]); {
		start := nextInvalid(p.doc, at)
		at = endOfInvalid(p.doc, start)
		p.note(&syntaxError{start, at, "", fmt.Sprintf("the byte 0x%02X is not valid UTF-8 here", p.doc[start]), "JSON-8", ""})
	}
}

// nextInvalid returns where the first byte from at on stands that is no UTF-8.
func nextInvalid(doc []byte, at int) int {
	for {
		r, size := utf8.DecodeRune(doc[at:])
		if r == utf8.RuneError && size <= 1 {
			return at
		}
		at += size
	}
}

// endOfInvalid returns the end of the bytes from at on that are no UTF-8.
func endOfInvalid(doc []byte, at int) int {
	for at < len(doc) {
		if r, size := utf8.DecodeRune(doc[at:]); r != utf8.RuneError || size > 1 {
			break
		}
		at++
	}
	return at
}
