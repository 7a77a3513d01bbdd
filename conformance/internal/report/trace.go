package report

import (
	"cmp"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/besterprotocol/bester/conformance/internal/shown"
	"github.com/besterprotocol/bester/conformance/internal/wire"
)

// trace writes the recorded events in order, in at most lines lines; 0 means all of them.
// The event at which the server went wrong is marked.
func (t *text) trace(s Scenario, marked map[int]bool, lines int) {
	told := told(s, marked)
	if len(told) == 0 {
		return
	}
	t.line("")
	t.line("  What was on the wire:")
	width := 0
	for _, e := range told {
		width = max(width, utf8.RuneCountInString(between(e)))
	}
	gap, last := bounds(told, marked, lines)
	skipped := 0
	for i, e := range told {
		if gap[0] <= i && i < gap[1] || i > last {
			skipped++
			continue
		}
		t.skipped(&skipped)
		mark := " "
		if wrong(e, marked) {
			mark = t.paint(Failed, "▶")
		}
		t.line("  %s %3d %8.1f ms  %s  %s", mark, e.Number, float64(e.At.Microseconds())/1000, pad(between(e), width), t.describe(e))
	}
	t.skipped(&skipped)
	if left := len(s.Events) - len(told); left > 0 {
		t.line("  (left out: %s of the suite's own witness and probes)", plural(left, "line"))
	}
}

// skipped writes how many lines were left out, and resets the count.
func (t *text) skipped(n *int) {
	if *n > 0 {
		t.line("    … %s", plural(*n, "more line"))
	}
	*n = 0
}

// bounds returns which events to leave out so that the others fit in lines lines: a gap
// after the first few events, and everything after last. The marked events stay, and so do
// the events just before the last marked one.
func bounds(events []wire.Event, marked map[int]bool, lines int) (gap [2]int, last int) {
	last = len(events) - 1
	if lines == 0 || len(events) <= lines {
		return gap, last
	}
	for last > 0 && events[last].Action == wire.Closed {
		last--
	}
	for i, e := range events {
		if marked[e.Number] {
			last = i
		}
	}
	gap[0] = lines / 4
	gap[1] = max(gap[0], last+1-(lines-gap[0]))
	return gap, last
}

// marksOf returns the numbers of the events at which the server went wrong in s.
func marksOf(s Scenario) map[int]bool {
	marked := map[int]bool{}
	if s.Failure != nil && s.Failure.Event != 0 {
		marked[s.Failure.Event] = true
	}
	for _, f := range s.Findings {
		if f.Event != 0 {
			marked[f.Event] = true
		}
	}
	return marked
}

// told returns the events that a trace shows. It leaves out the suite's own witness and
// probes, unless they decided the verdict or the server went wrong at one of them.
func told(s Scenario, marked map[int]bool) []wire.Event {
	if probesDecide(s.Events, marked) {
		return s.Events
	}
	return slices.DeleteFunc(slices.Clone(s.Events), func(e wire.Event) bool { return e.Aside && !wrong(e, marked) })
}

// probesDecide reports whether a reader needs the suite's own witness and probes to
// understand the record: one of their events is marked, or nothing is marked and they sent
// the last frame.
func probesDecide(events []wire.Event, marked map[int]bool) bool {
	aside := false
	for _, e := range events {
		if e.Aside && marked[e.Number] {
			return true
		}
		if e.Action == wire.Sent {
			aside = e.Aside
		}
	}
	return aside && len(marked) == 0
}

// wrong reports whether the server went wrong at e.
func wrong(e wire.Event, marked map[int]bool) bool { return e.Fault != "" || marked[e.Number] }

func pad(text string, width int) string {
	return text + strings.Repeat(" ", width-utf8.RuneCountInString(text))
}

// Line says in one line what an event was.
func Line(e wire.Event) string { return between(e) + "  " + describe(e, shownBytes) }

// describe returns e in one line, with as many bytes of each frame as t shows.
func (t *text) describe(e wire.Event) string { return describe(e, cmp.Or(t.frame, shownBytes)) }

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
func describe(e wire.Event, limit int) string {
	var parts []string
	if len(e.Bytes) > 0 {
		parts = append(parts, showBytes(e.Bytes, limit))
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
func ShowBytes(bytes []byte) string { return showBytes(bytes, shownBytes) }

// showBytes is ShowBytes with at most limit bytes of the body.
func showBytes(bytes []byte, limit int) string {
	const prefix = wire.PrefixBytes
	body := bytes[min(prefix, len(bytes)):]
	if len(bytes) > prefix && utf8.Valid(body) && !strings.ContainsFunc(string(body), isControl) {
		return fmt.Sprintf("% x  %s", bytes[:prefix], head(clean(string(body)), limit))
	}
	if len(bytes) > limit/8 {
		return fmt.Sprintf("% x … (%d bytes)", bytes[:limit/8], len(bytes))
	}
	return strings.TrimSpace(fmt.Sprintf("% x  %s", bytes, shown.Line(printable(bytes))))
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
