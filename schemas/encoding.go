package schemas

import (
	"bytes"
	"fmt"
	"unicode/utf8"
)

// checkWidth refuses a text whose characters have two or four bytes each: nothing
// in it could be read. // JSON-8
func checkWidth(doc []byte) *syntaxError {
	encoding := WideEncoding(doc)
	if encoding == "" {
		return nil
	}
	return &syntaxError{0, min(2, len(doc)), "", "the document is " + encoding + ", where UTF-8 is wanted", "JSON-8", "write it as UTF-8, without a byte order mark"}
}

// WideEncoding names the encoding of a text whose characters have two or four bytes
// each, of which no message may be: UTF-16 or UTF-32 where it begins with a byte
// order mark, UTF-16LE, UTF-16BE, UTF-32LE or UTF-32BE where the zeros around its
// first characters tell. For any other text it returns "". (JSON-8)
func WideEncoding(text []byte) string {
	begins := func(with string) bool { return bytes.HasPrefix(text, []byte(with)) }
	switch {
	case begins("\xFF\xFE\x00\x00"), begins("\x00\x00\xFE\xFF"):
		return "UTF-32"
	case begins("\xFF\xFE"), begins("\xFE\xFF"):
		return "UTF-16"
	}
	for _, wide := range []struct{ name, zeros string }{
		{"UTF-32LE", ".000.000"}, {"UTF-32BE", "000.000."}, {"UTF-16LE", ".0.0"}, {"UTF-16BE", "0.0."},
	} {
		if hasZeros(text, wide.zeros) {
			return wide.name
		}
	}
	return ""
}

// hasZeros tells whether of the bytes that a text begins with exactly those are
// zero that are in a pattern, of which four bytes may be enough.
func hasZeros(text []byte, pattern string) bool {
	if len(text) < 4 {
		return false
	}
	for i, c := range text[:min(len(text), len(pattern))] {
		if (c == 0) != (pattern[i] == '0') {
			return false
		}
	}
	return true
}

// checkEncoding notes what is not plain UTF-8, and skips a byte order mark.
func (p *parser) checkEncoding() {
	const mark = "\uFEFF"
	if bytes.HasPrefix(p.doc, []byte(mark)) {
		p.note(&syntaxError{0, len(mark), "", "the document begins with a byte order mark", "JSON-1", "begin with the JSON text itself"})
		p.pos = len(mark)
	}
	for at := 0; at < len(p.doc) && !p.more && !utf8.Valid(p.doc[at:]); {
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
