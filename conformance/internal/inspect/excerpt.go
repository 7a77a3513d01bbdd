package inspect

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/besterprotocol/bester/conformance/internal/shown"
)

// Excerpt is the line of a document in which something is wrong, or so much of it
// as can be shown.
type Excerpt struct {
	Text       string // without line breaks and what a terminal would act on
	Start, End int    // the characters of Text that are at fault; equal for a place between two
}

const (
	before = 50 // characters that an excerpt shows before what is at fault
	most   = 100
)

// excerpt returns the line around the bytes from start to end.
func excerpt(text []byte, start, end int) Excerpt {
	from, to := lineAround(text, start)
	b := builder{text: text, start: start, end: min(end, to)}
	first := from
	if utf8.RuneCount(text[from:to]) > most {
		first = back(text, from, start, before)
	}
	if first > from {
		b.write('…')
	}
	at := first
	for at < to && b.length < most {
		r, size := utf8.DecodeRune(text[at:])
		b.mark(at)
		b.write(visible(r))
		at += size
	}
	b.mark(at)
	if at < to {
		b.write('…')
	}
	return b.excerpt()
}

// builder makes an excerpt.
type builder struct {
	text       []byte
	start, end int // bytes of text that are at fault
	shown      strings.Builder
	length     int // of shown, in characters
	from, to   int // characters of shown that are at fault
	began      bool
	ended      bool
}

func (b *builder) write(r rune) {
	b.shown.WriteRune(r)
	b.length++
}

// mark notes that the next character is the one at a byte.
func (b *builder) mark(at int) {
	if at >= b.start && !b.began {
		b.from, b.began = b.length, true
	}
	if at >= b.end && !b.ended {
		b.to, b.ended = b.length, true
	}
}

func (b *builder) excerpt() Excerpt {
	if !b.ended {
		b.to = b.length
	}
	return Excerpt{shown.Mask(b.shown.String()), b.from, max(b.to, b.from)}
}

// visible is how an excerpt shows a character.
func visible(r rune) rune {
	switch {
	case r == '\t':
		return ' '
	case unicode.IsPrint(r):
		return r
	}
	return utf8.RuneError
}

// maxLine is in how many bytes the beginning and the end of a line are looked for:
// more than an excerpt shows.
const maxLine = utf8.UTFMax * (before + most)

// lineAround returns where the line around a place begins and ends, or where it is
// too long for an excerpt.
func lineAround(text []byte, at int) (from, to int) {
	near := text[max(0, at-maxLine):at]
	from = at - len(near) + strings.LastIndexAny(string(near), "\r\n") + 1
	far := text[at:min(len(text), at+maxLine)]
	to = at + len(far)
	if end := strings.IndexAny(string(far), "\r\n"); end >= 0 {
		to = at + end
	}
	return from, to
}

// back returns the place n characters before at, not before from.
func back(text []byte, from, at, n int) int {
	for ; at > from && n > 0; n-- {
		_, size := utf8.DecodeLastRune(text[from:at])
		at -= size
	}
	return at
}

// offsetOf returns the byte at a line and a column, both from 1.
func offsetOf(text []byte, line, column int) int {
	at := 0
	for ; line > 1; line-- {
		end := strings.IndexByte(string(text[at:]), '\n')
		if end < 0 {
			return len(text)
		}
		at += end + 1
	}
	for ; column > 1 && at < len(text) && text[at] != '\n'; column-- {
		_, size := utf8.DecodeRune(text[at:])
		at += size
	}
	return at
}
