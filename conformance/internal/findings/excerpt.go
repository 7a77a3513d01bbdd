package findings

import (
	"strings"

	"github.com/besterprotocol/bester/conformance/internal/columns"
	"github.com/besterprotocol/bester/conformance/internal/inspect"
)

// underline returns the line that marks under an excerpt what is at fault.
func underline(e inspect.Excerpt) (space, mark string) {
	text := []rune(e.Text)
	before, at := string(text[:e.Start]), string(text[e.Start:e.End])
	return strings.Repeat(" ", columns.Of(before)), strings.Repeat("^", max(1, columns.Of(at)))
}

// fit cuts an excerpt to a number of columns, so that what is at fault can be seen,
// or the beginning of it.
func fit(e inspect.Excerpt, width int) inspect.Excerpt {
	if columns.Of(e.Text) <= width {
		return e
	}
	text := []rune(e.Text)
	from := 0
	if columns.Of(string(text[:e.End])) >= width {
		from = e.Start
		for room := width/2 - 1; from > 0 && room >= columns.OfRune(text[from-1]); from-- {
			room -= columns.OfRune(text[from-1])
		}
	}
	room := width - 1 // for what says that it goes on
	if from > 0 {
		room--
	}
	to := from
	for ; to < len(text) && room >= columns.OfRune(text[to]); to++ {
		room -= columns.OfRune(text[to])
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
