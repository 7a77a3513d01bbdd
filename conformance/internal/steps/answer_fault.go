package steps

import (
	"encoding/binary"
	"strings"

	"github.com/besterprotocol/bester/conformance/internal/wire"
)

// Many scenarios have a handler fail to test something else, for example who receives the bad
// report. If the server reports such a message good, the requirement that makes the answer a
// failure is broken, and not the requirement of the scenario.

// answerFault returns the requirement by which the last answer of a handler is a failure, or ""
// if the answer is right, or none began.
func (w *World) answerFault() string {
	answer := w.lastAnswer()
	if len(answer) < wire.PrefixBytes {
		return ""
	}
	length := binary.LittleEndian.Uint32(answer)
	switch body := answer[wire.PrefixBytes:]; {
	case length > aboveAllLimits:
		return "FRAME-7"
	case uint64(len(body)) < uint64(length):
		return "HAND-5"
	default:
		return faultOf(body[:length])
	}
}

// aboveAllLimits is longer than any server takes frames.
const aboveAllLimits = 1 << 30

// lastAnswer returns the bytes that a handler sent on its last connection, without probes.
func (w *World) lastAnswer() []byte {
	handlers := map[string]bool{} // the names of their connections
	for _, service := range w.handlers {
		for _, x := range service.Exchanges() {
			handlers[x.Name] = true
		}
	}
	sent := map[string][]byte{}
	var last string
	for _, e := range w.recorder.Events() {
		if e.Action == wire.Sent && handlers[e.Connection] {
			last = e.Connection
			sent[last] = append(sent[last], e.Bytes...)
		}
	}
	return sent[last]
}

// faultOf returns the requirement by which the answer body is a failure, or "".
func faultOf(body []byte) string {
	v, err := wire.ParseJSON(body)
	status, command := v.Get("header", "status"), v.Get("header", "command")
	name, data := command.Get("type"), command.Get("data")
	switch {
	case err != nil || v.Kind != wire.Object:
		return "RESP-5"
	case status.Kind != wire.String || status.Text == "" || strings.Trim(status.Text, "0123456789") != "":
		return "RESP-1"
	case status.Text != "0":
		return "RESP-2"
	case name.Kind != wire.String || data.Kind == wire.Invalid || v.Get("data").Kind == wire.Invalid:
		return "RESP-3"
	}
	switch name.Text {
	case "sendClients":
		return unlessNames(data, "CLIENTS-9")
	case "sendServers":
		return unlessNames(data, "SERVERS-7")
	case "sendHandler":
		if data.Kind != wire.String || data.Text == "" {
			return "CHAIN-6"
		}
		return ""
	}
	return "RESP-4"
}

// unlessNames returns requirement if v is not an array of strings, otherwise "".
func unlessNames(v wire.Value, requirement string) string {
	if v.Kind != wire.Array {
		return requirement
	}
	for _, item := range v.Items {
		if item.Kind != wire.String {
			return requirement
		}
	}
	return ""
}
