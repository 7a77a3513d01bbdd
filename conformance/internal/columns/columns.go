// Package columns sets text on a terminal, where some characters are wider than
// others.
package columns

import (
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// Of returns how many columns a terminal gives to a text.
func Of(text string) int {
	n := 0
	for _, r := range text {
		n += OfRune(r)
	}
	return n
}

// OfRune returns how many columns a terminal gives to a character.
func OfRune(r rune) int {
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	if unicode.In(r, unicode.Mn, unicode.Me) { // it stands over the character before
		return 0
	}
	return 1
}

// Wrap breaks words into lines of a number of columns. A word that is wider gets a
// line to itself.
func Wrap(words string, width int) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(words) {
		switch {
		case line == "":
			line = word
		case Of(line)+1+Of(word) <= width:
			line += " " + word
		default:
			lines, line = append(lines, line), word
		}
	}
	return append(lines, line)
}
