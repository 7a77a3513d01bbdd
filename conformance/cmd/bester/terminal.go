package main

import (
	"fmt"
	"io"
	"os"

	"golang.org/x/term"

	"github.com/besterprotocol/bester/conformance/internal/shown"
)

// isTerminal reports whether a person watches stream, so that colour and
// progress are of use.
func isTerminal(stream any) bool {
	file, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}

// isDumb reports whether the terminal says of itself that it can only write on.
func isDumb() bool { return os.Getenv("TERM") == "dumb" }

// say prints lines for a person. Untrusted text in them cannot control a terminal or a log.
func say(w io.Writer, format string, args ...any) {
	fmt.Fprintln(w, shown.Text(fmt.Sprintf(format, args...)))
}

// isPipe reports whether what is written to stream goes to another program.
func isPipe(stream any) bool {
	file, ok := stream.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeNamedPipe != 0
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
	if err != nil || columns == 0 { // which says that it is not known
		return defaultWidth
	}
	return min(max(columns, leastWidth), mostWidth)
}

// terminalWidth is width, and 0 where stream is no terminal and lines may be as long
// as they are.
func terminalWidth(stream any) int {
	if !isTerminal(stream) {
		return 0
	}
	return width(stream)
}
