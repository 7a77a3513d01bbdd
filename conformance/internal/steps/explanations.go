package steps

import (
	"encoding/binary"
	"slices"

	"github.com/besterprotocol/bester/conformance/internal/match"
	"github.com/besterprotocol/bester/conformance/internal/wire"
)

// betweenServers are the requirements on messages between servers. If two servers under test
// talk to each other, each can spoil what the other does.
var betweenServers = []string{"PEER-1", "PEER-2", "PEER-3", "PEER-4", "PEER-5", "PEER-7", "PEER-8",
	"SERVERS-1", "SERVERS-2", "SERVERS-4", "SERVERS-5", "SERVERS-9", "SERVERS-11", "SERVERS-13"}

// Points returns those Explanations of a mismatch that the mismatch itself points at.
func (w *World) Points(m *match.Mismatch) []string {
	points := slices.Clone(m.Needs)
	if w.endsConnection(m) && w.answerFault() != "" {
		points = append(points, "RESP-5") // a bad answer leaves the connection open
	}
	return points
}

// endsConnection reports whether the mismatch is the end of a connection, or the fatal report
// before it.
func (w *World) endsConnection(m *match.Mismatch) bool {
	for _, e := range w.recorder.Events() {
		if e.Number == m.Event {
			return e.Action == wire.Ended || e.Action == wire.Received && match.IsRefusal(wire.Arrival{Value: e.Message()})
		}
	}
	return false
}

// Explanations returns the requirements that explain a mismatch if they are broken.
func (w *World) Explanations(m *match.Mismatch, awaitsReport bool) []string {
	needs := w.Points(m)
	last := map[string]wire.Value{} // by connection, the last message from the server
	for _, e := range w.recorder.Events() {
		if e.Action == wire.Received {
			last[e.Connection] = e.Message()
		}
		switch {
		case e.Number != m.Event:
		case e.Action == wire.Received && !(awaitsReport && match.IsBad(e.Message())):
			needs = append(needs, match.Causes(e.Message(), len(m.Needs) == 0)...)
			if c := w.connections[e.Connection]; c != nil && c.User == "" && match.IsDelivery(wire.Arrival{Value: e.Message()}) {
				needs = append(needs, "CLIENTS-10") // it is no session
			}
		case e.Action == wire.Ended && match.LeavesOpen(last[e.Connection]):
			needs = append(needs, "STAT-1")
		}
	}
	if len(w.servers) > 1 {
		needs = append(needs, betweenServers...)
	}
	if w.isMissing(m) && hasPipelined(w.recorder.Events()) {
		needs = append(needs, "FRAME-2")
	}
	return slices.Compact(slices.Sorted(slices.Values(needs)))
}

// isMissing reports whether the mismatch is that a frame does not come. The report on a later
// message may come instead.
func (w *World) isMissing(m *match.Mismatch) bool {
	switch w.Symptom(m) {
	case "nothing", "closed":
		return true
	}
	return slices.Contains(m.Needs, "STAT-1")
}

// hasPipelined reports whether the suite sent a frame on a connection before anything came back for
// the one before. Both may arrive in one read. FRAME-2
func hasPipelined(events []wire.Event) bool {
	waiting := map[string]bool{} // the connections on which nothing came back yet
	for _, e := range events {
		switch {
		case e.Action == wire.Received:
			delete(waiting, e.Connection)
		case e.Action == wire.Sent:
			if waiting[e.Connection] || isSeveralFrames(e) {
				return true
			}
			waiting[e.Connection] = true
		}
	}
	return false
}

// isSeveralFrames reports whether e is about several frames that were sent in one write. FRAME-2
func isSeveralFrames(e wire.Event) bool {
	if e.Action != wire.Sent || len(e.Bytes) < wire.PrefixBytes {
		return false
	}
	return uint64(len(e.Bytes)-wire.PrefixBytes) > uint64(binary.LittleEndian.Uint32(e.Bytes))
}

// Symptom returns what a mismatch looks like from outside: "nothing", if what was awaited did
// not come, "closed", if the connection ended instead, "bad" for a bad report and "other" for
// any other frame.
func (w *World) Symptom(m *match.Mismatch) string {
	for _, e := range w.recorder.Events() {
		switch {
		case m.Event == 0 || e.Number != m.Event:
		case e.Action != wire.Received:
			return "closed"
		case match.IsBad(e.Message()):
			return "bad"
		default:
			return "other"
		}
	}
	return "nothing"
}
