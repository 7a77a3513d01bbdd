package report

import (
	"regexp"
	"slices"
	"strings"

	"github.com/besterprotocol/bester/conformance/internal/wire"
)

// maxInputs bounds how many of the frames before a crash are named.
const maxInputs = 3

// inputs returns the numbers of the last events that were sent to a server which then
// ended, back to the last frame that came from it, and at most maxInputs. They may have
// killed it. Those of the suite's own probes count only if there is nothing else.
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
	// crashPattern matches the line in which the runtimes of common languages say why a
	// program ends.
	crashPattern = regexp.MustCompile(`^(panic: |fatal error: |thread .* panicked at|Exception in thread|Uncaught |Unhandled |terminate called|Assertion |\S*: .*Assertion .* failed|==\d+==ERROR|(\w+[.:])*\w*(Error|Exception|Exit|Interrupt)\b(:|$| \[))`)
)

// endedServer returns the name of the server that a text says has ended, "" for none.
func endedServer(text string) string {
	if match := endedPattern.FindStringSubmatch(text); match != nil {
		return match[1]
	}
	return ""
}

// crashLine returns the line of a server's output that says why it ended: the last one
// of the form that runtimes give it, or else the last that is not indented. It is "" if
// there is no output.
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

// lastInput returns the number of the last event that was sent before another one, or
// before the end if that is 0.
func lastInput(events []wire.Event, before int) []int {
	last := 0
	for _, e := range events {
		if e.Action == wire.Sent && (!e.Aside || last == 0) && (before == 0 || e.Number < before) {
			last = e.Number
		}
	}
	if last == 0 {
		return nil
	}
	return []int{last}
}
