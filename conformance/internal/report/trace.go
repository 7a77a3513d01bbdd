package report

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/besterprotocol/bester/conformance/internal/wire"
)

// trace writes what was recorded on the wire, in order. The event at which the
// server went wrong is marked.
func (t *text) trace(s Scenario) {
	if len(s.Events) == 0 {
		return
	}
	t.line("")
	t.line("  What was on the wire:")
	told := told(s)
	width := 0
	for _, e := range told {
		width = max(width, utf8.RuneCountInString(between(e)))
	}
	for _, e := range told {
		mark := " "
		if wrong(s, e) {
			mark = t.paint(Failed, "▶")
		}
		t.line("  %s %3d %8.1f ms  %s  %s", mark, e.Number, float64(e.At.Microseconds())/1000, pad(between(e), width), describe(e))
	}
	if left := len(s.Events) - len(told); left > 0 {
		t.line("  (left out: %s of the suite's own witness and probes)", plural(left, "line"))
	}
}

// told are the events a trace shows: all but the asides in which nothing went
// wrong.
func told(s Scenario) []wire.Event {
	return slices.DeleteFunc(slices.Clone(s.Events), func(e wire.Event) bool { return e.Aside && !wrong(s, e) })
}

// wrong says whether e is where the server went wrong.
func wrong(s Scenario, e wire.Event) bool {
	return e.Fault != "" || s.Failure != nil && e.Number == s.Failure.Event
}

func pad(text string, width int) string {
	return text + strings.Repeat(" ", width-utf8.RuneCountInString(text))
}

// Line says in one line what an event was.
func Line(e wire.Event) string { return between(e) + "  " + describe(e) }

// between says who spoke to whom.
func between(e wire.Event) string {
	server := e.Server
	if server == "" {
		server = "server"
	}
	switch e.Action {
	case wire.Sent:
		return e.Connection + " → " + server
	case wire.Received:
		return server + " → " + e.Connection
	case wire.Ended:
		return server + " ⊣ " + e.Connection
	case wire.Closed:
		return e.Connection + " ⊣ " + server
	}
	return e.Connection + " ↔ " + server
}

// describe shows the bytes of an event: the length in hexadecimal and the body
// as text, or all in hexadecimal where they are no such frame.
func describe(e wire.Event) string {
	var parts []string
	if len(e.Bytes) > 0 {
		parts = append(parts, ShowBytes(e.Bytes))
	}
	if len(e.Bytes) == 0 || e.Action == wire.Opened || e.Action == wire.Ended || e.Action == wire.Closed {
		parts = append(parts, string(e.Action))
	}
	if e.Note != "" && e.Note != string(e.Action) {
		parts = append(parts, "("+e.Note+")")
	}
	if e.Fault != "" {
		parts = append(parts, "— "+e.Fault)
	}
	return strings.Join(parts, " ")
}

// shownBytes bounds how much of a frame stands in a line, in bytes.
const shownBytes = 400

// ShowBytes shows a frame: the length in hexadecimal and the body as text, or all
// in hexadecimal where it is no such frame. Long ones are cut.
func ShowBytes(bytes []byte) string {
	const prefix = wire.PrefixBytes
	body := bytes[min(prefix, len(bytes)):]
	if len(bytes) > prefix && utf8.Valid(body) && !strings.ContainsFunc(string(body), isControl) {
		return fmt.Sprintf("% x  %s", bytes[:prefix], head(clean(string(body)), shownBytes))
	}
	if len(bytes) > shownBytes/8 {
		return fmt.Sprintf("% x … (%d bytes)", bytes[:shownBytes/8], len(bytes))
	}
	return strings.TrimSpace(fmt.Sprintf("% x  %s", bytes, printable(bytes)))
}

func isControl(r rune) bool { return r < ' ' || r == 0x7f }

// printable shows bytes as hex editors do.
func printable(bytes []byte) string {
	lines := strings.Split(strings.TrimRight(hex.Dump(bytes), "\n"), "\n")
	var text strings.Builder
	for _, line := range lines {
		if at := strings.IndexByte(line, '|'); at >= 0 {
			text.WriteString(strings.Trim(line[at:], "|"))
		}
	}
	return "|" + text.String() + "|"
}
