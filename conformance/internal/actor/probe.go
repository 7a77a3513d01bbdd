package actor

import (
	"bytes"
	"regexp"

	"github.com/besterprotocol/bester/conformance/internal/wire"
)

// A probe is a message of the suite's own, sent behind another to show that
// nothing more came of that one: where the probe arrives first, it did not.

// probeMark begins the data of a probe, a string. The token of the probe follows.
const probeMark = "bester probe "

// marked finds the token of a probe.
var marked = regexp.MustCompile(probeMark + `(\d+)`)

// probeAnswer returns what every handler answers to the probe request: it sends nothing to
// anybody. If a server does, the data shows that it is a probe.
func probeAnswer(request wire.Arrival) []byte {
	return Answer{Command: "sendClients", Target: "[]", Data: []byte(request.Value.String())}.Body(request)
}

// ProbeData returns data by which a handler, client or peer knows the probe.
func ProbeData(token string) []byte { return []byte(wire.Quote(probeMark + token)) }

// HoldsProbe reports whether the data of a probe stands in a frame.
func HoldsProbe(frame []byte) bool { return bytes.Contains(frame, []byte(probeMark)) }

// ProbeToken returns the token of a probe's data, or "" if data is none. Data that a server has
// written as text is still known.
func ProbeToken(data wire.Value) string {
	if m := marked.FindStringSubmatch(data.Text); m != nil {
		return m[1]
	}
	return ""
}

// IsProbe reports whether data is that of a probe.
func IsProbe(data wire.Value) bool { return ProbeToken(data) != "" }
