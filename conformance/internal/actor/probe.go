package actor

import (
	"bytes"
	"fmt"

	"github.com/besterprotocol/bester/conformance/internal/wire"
)

// A probe is a message of the suite's own, sent behind another to show that
// nothing more came of that one: where the probe arrives first, it did not.

// probeMember is the member that marks the data of a probe.
const probeMember = "bester probe"

// probeAnswer returns what every handler answers to the probe request: it sends nothing to
// anybody. If a server does, the data shows that it is a probe.
func probeAnswer(request wire.Arrival) []byte {
	return Answer{Command: "sendClients", Target: "[]", Data: []byte(request.Value.String())}.Body(request)
}

// ProbeData returns data by which a handler, client or peer knows the probe.
func ProbeData(token string) []byte {
	return fmt.Appendf(nil, `{%s:%s}`, wire.Quote(probeMember), wire.Quote(token))
}

// HoldsProbe reports whether the data of a probe stands in a frame.
func HoldsProbe(frame []byte) bool { return bytes.Contains(frame, []byte(wire.Quote(probeMember))) }

// ProbeToken returns the token of a probe's data, "" where data is none.
func ProbeToken(data wire.Value) string { return data.Get(probeMember).Text }

// IsProbe reports whether data is that of a probe.
func IsProbe(data wire.Value) bool { return ProbeToken(data) != "" }
