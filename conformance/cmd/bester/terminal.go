package main

import (
	"os"

	"golang.org/x/term"
)

// isTerminal reports whether a person watches stream, so that colour and
// progress are of use.
func isTerminal(stream any) bool {
	file, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}

// wantsColor reports whether text on stream is to be coloured.
func wantsColor(stream any) bool {
	return isTerminal(stream) && os.Getenv("NO_COLOR") == ""
}

const (
	defaultWidth = 80  // of text that is on no terminal, in characters
	mostWidth    = 100 // above which lines are hard to read
	leastWidth   = 30
)

// width returns how long lines on a stream may be, in characters.
func width(stream any) int {
	if !isTerminal(stream) {
		return defaultWidth
	}
	columns, _, err := term.GetSize(int(stream.(*os.File).Fd()))
	if err != nil {
		return defaultWidth
	}
	return min(max(columns, leastWidth), mostWidth)
}
