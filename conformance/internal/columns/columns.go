// Package columns sets text on a terminal, where some characters are wider than
// others.
package columns

import (
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// Of returns how many columns a terminal gives to a text without control characters.
// Where it is up to the terminal, a character counts as narrow.
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

// Wrap breaks a text at spaces into lines of a number of columns, so that lines joined
// by spaces are the text again. A word that is wider gets a line to itself.
func Wrap(text string, width int) []string {
	words := strings.Split(text, " ")
	var lines []string
	line := words[0]
	for _, word := range words[1:] {
		if Of(line)+1+Of(word) <= width {
			line += " " + word
		} else {
			lines, line = append(lines, line), word
		}
	}
	return append(lines, line)
}
