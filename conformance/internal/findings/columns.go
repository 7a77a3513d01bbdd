package findings

import (
	"strings"
	"unicode"

	"github.com/besterprotocol/bester/conformance/internal/inspect"
)

// wideRunes are the characters to which terminals give two columns: those that
// Unicode calls wide or full in width (UAX #11).
var wideRunes = &unicode.RangeTable{
	R16: []unicode.Range16{
		{0x1100, 0x115F, 1}, {0x231A, 0x231B, 1}, {0x2329, 0x232A, 1}, {0x23E9, 0x23EC, 1}, {0x23F0, 0x23F3, 3},
		{0x25FD, 0x25FE, 1}, {0x2614, 0x2615, 1}, {0x2648, 0x2653, 1}, {0x267F, 0x2693, 20}, {0x26A1, 0x26A1, 1},
		{0x26AA, 0x26AB, 1}, {0x26BD, 0x26BE, 1}, {0x26C4, 0x26C5, 1}, {0x26CE, 0x26D4, 6}, {0x26EA, 0x26EA, 1},
		{0x26F2, 0x26F3, 1}, {0x26F5, 0x26FA, 5}, {0x26FD, 0x2705, 8}, {0x270A, 0x270B, 1}, {0x2728, 0x274C, 36},
		{0x274E, 0x2753, 5}, {0x2754, 0x2755, 1}, {0x2757, 0x2757, 1}, {0x2795, 0x2797, 1}, {0x27B0, 0x27BF, 15},
		{0x2B1B, 0x2B1C, 1}, {0x2B50, 0x2B55, 5}, {0x2E80, 0x303E, 1}, {0x3041, 0xA4CF, 1}, {0xA960, 0xA97C, 1},
		{0xAC00, 0xD7A3, 1}, {0xF900, 0xFAFF, 1}, {0xFE10, 0xFE19, 1}, {0xFE30, 0xFE6B, 1}, {0xFF01, 0xFF60, 1},
		{0xFFE0, 0xFFE6, 1},
	},
	R32: []unicode.Range32{ // with a few among them that are narrow
		{0x16FE0, 0x1B2FB, 1}, {0x1F300, 0x1F64F, 1}, {0x1F680, 0x1F6FF, 1}, {0x1F7E0, 0x1F7F0, 1}, {0x1F900, 0x1FAFF, 1}, {0x20000, 0x3FFFD, 1},
	},
}

// columns is how wide a terminal shows a text.
func columns(text string) int {
	n := 0
	for _, r := range text {
		n += columnsOf(r)
	}
	return n
}

func columnsOf(r rune) int {
	switch {
	case unicode.In(r, unicode.Mn, unicode.Me): // they stand over the character before
		return 0
	case unicode.Is(wideRunes, r):
		return 2
	}
	return 1
}

// underline returns the line that marks under an excerpt what is at fault.
func underline(e inspect.Excerpt) (space, mark string) {
	text := []rune(e.Text)
	before, at := string(text[:e.Start]), string(text[e.Start:e.End])
	return strings.Repeat(" ", columns(before)), strings.Repeat("^", max(1, columns(at)))
}

// fit cuts an excerpt to a number of columns, so that what is at fault can be seen,
// or the beginning of it.
func fit(e inspect.Excerpt, width int) inspect.Excerpt {
	if columns(e.Text) <= width {
		return e
	}
	text := []rune(e.Text)
	from := 0
	if columns(string(text[:e.End])) >= width {
		from = e.Start
		for room := width/2 - 1; from > 0 && room >= columnsOf(text[from-1]); from-- {
			room -= columnsOf(text[from-1])
		}
	}
	room := width - 1 // for what says that it goes on
	if from > 0 {
		room--
	}
	to := from
	for ; to < len(text) && room >= columnsOf(text[to]); to++ {
		room -= columnsOf(text[to])
	}
	return part(e, text, from, to)
}

// part returns of an excerpt what stands between two places, and says where there is
// more.
func part(e inspect.Excerpt, text []rune, from, to int) inspect.Excerpt {
	before, behind := "", ""
	if from > 0 {
		before = "…"
	}
	if to < len(text) {
		behind = "…"
	}
	moved := len([]rune(before)) - from
	return inspect.Excerpt{Text: before + string(text[from:to]) + behind, Start: e.Start + moved, End: min(e.End, to) + moved}
}

// wrapped breaks words into lines of a number of columns. A word that is wider gets
// a line to itself.
func wrapped(words string, width int) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(words) {
		switch {
		case line == "":
			line = word
		case columns(line)+1+columns(word) <= width:
			line += " " + word
		default:
			lines, line = append(lines, line), word
		}
	}
	return append(lines, line)
}
