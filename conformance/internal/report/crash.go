package report

import (
	"regexp"
	"slices"
	"strings"

	"github.com/besterprotocol/bester/conformance/internal/wire"
)

// maxInputs is the number of frames before a crash that are named.
const maxInputs = 3

// inputs returns the numbers of the events that may have killed a server: those sent to it
// after its last frame, at most maxInputs. The suite's own probes are returned only if
// nothing else was sent.
func inputs(events []wire.Event, server string) []int {
	for _, asides := range []bool{false, true} {
		if sent := lastSent(events, server, asides); sent != nil {
			return sent
		}
	}
	return nil
}

func lastSent(events []wire.Event, server string, asides bool) []int {
	var sent []int
	for _, e := range slices.Backward(events) {
		switch {
		case e.Server != server && e.Server != "" || e.Aside && !asides:
		case e.Action == wire.Received && len(sent) > 0 || len(sent) == maxInputs:
			slices.Reverse(sent)
			return sent
		case e.Action == wire.Sent:
			sent = append(sent, e.Number)
		}
	}
	slices.Reverse(sent)
	return sent
}

var (
	endedPattern = regexp.MustCompile(`(?:^|, got )(\S+) ended \(`)
	// crashPattern matches the line in which the runtime of a common language says why the
	// program ends.
	crashPattern = regexp.MustCompile(`^(panic: |fatal error: |thread .* panicked at|Exception in thread|Uncaught |Unhandled |terminate called|Assertion |\S*: .*Assertion .* failed|==\d+==ERROR|(\w+[.:])*\w*(Error|Exception|Exit|Interrupt)\b(:|$| \[))`)
)

// endedServer returns the name of the server that ended, according to text, or "".
func endedServer(text string) string {
	if match := endedPattern.FindStringSubmatch(text); match != nil {
		return match[1]
	}
	return ""
}

// crashLine returns the line of a server's output that says why it ended: the last line
// that looks like a runtime's crash message, or else the last line that is not indented.
// It returns "" if the output is empty.
func crashLine(text string) string {
	last, found := "", ""
	for i, line := range strings.Split(strings.TrimSpace(text), "\n") {
		trimmed := strings.TrimSpace(line)
		if trimmed == "" {
			continue
		}
		if i == 0 || line == trimmed {
			last = trimmed
		}
		if crashPattern.MatchString(trimmed) && (found == "" || !strings.HasPrefix(found, "panic: ")) {
			found = trimmed
		}
	}
	if found != "" {
		return found
	}
	return last
}

// lastInput returns the number of the last event sent before the event with the number
// before. If before is 0, it returns the last event sent. The suite's own probes do not count.
func lastInput(events []wire.Event, before int) []int {
	last := 0
	for _, e := range events {
		if e.Action == wire.Sent && !e.Aside && (before == 0 || e.Number < before) {
			last = e.Number
		}
	}
	if last == 0 {
		return nil
	}
	return []int{last}
}
