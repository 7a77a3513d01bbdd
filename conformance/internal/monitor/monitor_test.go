package monitor

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/besterprotocol/bester/conformance/internal/wire"
)

const (
	signIn  = `{"header":{"scope":"client","authentication":{"username":"alice","password":"p"}}}`
	session = `{"header":{"messageType":"statusReport","status":"good"},"payload":{"id":"auth_special"}}`
	message = `{"header":{},"payload":{"type":"chat","id":"1","data":1}}`
	good    = `{"header":{"messageType":"statusReport","status":"good"},"payload":{"id":"1"}}`
	fatal   = `{"header":{"messageType":"statusReport","status":"bad"},"payload":{"id":"fatal_special"}}`
	pushed  = `{"header":{"messageType":"receivedMessage"},"payload":{"type":"chat","data":1}}`
	toAlice = `{"header":{"status":"0","command":{"type":"sendClients","data":["alice"]}},"data":1}`
)

// talk returns the events of a connection called alice: what begins with > was sent by
// the suite, with < received, and with h sent by a handler.
func talk(lines ...string) []wire.Event {
	events := []wire.Event{
		{Number: 1, Connection: "alice", Action: wire.Opened},
		{Number: 2, Connection: "handler 1", Action: wire.Opened, Accepted: true},
	}
	for i, line := range lines {
		e := wire.Event{Number: i + 3, Connection: "alice", Action: wire.Sent, Bytes: wire.Frame([]byte(line[1:]))}
		switch line[0] {
		case '<':
			e.Action = wire.Received
		case 'h':
			e.Connection = "handler 1"
		}
		events = append(events, e)
	}
	return events
}

func TestCheck(t *testing.T) {
	tests := []struct {
		name   string
		events []wire.Event
		want   []string // requirements
	}{
		{"nothing", nil, nil},
		{"a session", talk(">"+signIn, "<"+session, ">"+message, "<"+good), nil},
		{"two reports", talk(">"+signIn, "<"+session, ">"+message, "<"+good, "<"+good), []string{"STAT-1"}},
		{"two messages of one id", talk(">"+signIn, "<"+session, ">"+message, ">"+message, "<"+good, "<"+good), nil},
		{"a report without a message", talk(">"+signIn, "<"+session, "<"+good), nil}, // MSG-3 or STAT-2; scenarios decide
		{"a delivery", talk(">"+signIn, "<"+session, "h"+toAlice, "<"+pushed), nil},
		{"a delivery to a user not named", talk(">"+signIn, "<"+session, "<"+pushed), []string{"CLIENTS-5"}},
		{"a delivery after an empty list", talk(">"+signIn, "<"+session, "h"+strings.Replace(toAlice, `["alice"]`, `[]`, 1), "<"+pushed), []string{"CLIENTS-5"}},
		{"a delivery before the answer", talk(">"+signIn, "<"+session, "<"+pushed, "h"+toAlice), []string{"CLIENTS-5"}},
		{"a delivery to an escaped name", talk(">"+signIn, "<"+session, "h"+strings.Replace(toAlice, "alice", `\u0061lice`, 1), "<"+pushed), nil},
		{"a delivery to a user named only in the data", talk(">"+signIn, "<"+session, "h"+strings.Replace(toAlice, `["alice"]}},"data":1`, `["bob"]}},"data":"alice"`, 1), "<"+pushed), []string{"CLIENTS-5"}},
		{"a delivery after an answer that is not JSON", talk(">"+signIn, "<"+session, "h{", "<"+pushed), nil},
		{"a report of another status", talk(">"+signIn, "<"+session, ">"+message, "<"+strings.Replace(good, "good", "ok", 1)), []string{"STAT-1"}},
		{"a report without a status", talk(">"+signIn, "<"+session, ">"+message, "<"+strings.Replace(good, `,"status":"good"`, "", 1)), []string{"STAT-1"}},
		{"a report without a messageType", talk(">"+signIn, "<"+session, ">"+message, "<"+strings.Replace(good, `"messageType":"statusReport",`, "", 1)), []string{"STAT-1"}},
		{"a dummy reply", talk(">"+signIn, "<"+session, `<{"header":{"status":"0"},"payload":{"type":"dummy","data":null,"id":"1"}}`), nil},
		{"a delivery to a stranger", talk("<" + pushed), []string{"CLIENTS-10"}},
		{"a delivery before the report on signing in", talk(">"+signIn, "<"+pushed, "<"+session), []string{"CLIENTS-10"}},
		{"a fatal error", talk(">"+signIn, "<"+session, "<"+fatal), nil},
		{"a report after a fatal error", talk(">"+signIn, "<"+session, ">"+message, "<"+fatal, "<"+good), []string{"CONN-7"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, f := range Check(test.events) {
				got = append(got, f.Requirement)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("requirements (-want +got):\n%s", diff)
			}
		})
	}
}

// TestFramesInAnyPieces writes a message in several pieces. Each piece is a separate event.
func TestFramesInAnyPieces(t *testing.T) {
	frame := wire.Frame([]byte(message))
	events := talk(">"+signIn, "<"+session)
	for _, part := range [][]byte{frame[:2], frame[2:30], frame[30:]} {
		events = append(events, wire.Event{Number: len(events) + 1, Connection: "alice", Action: wire.Sent, Bytes: part})
	}
	for range 2 {
		events = append(events, wire.Event{Number: len(events) + 1, Connection: "alice", Action: wire.Received, Bytes: wire.Frame([]byte(good))})
	}
	if got := Check(events); len(got) != 1 || got[0].Requirement != "STAT-1" || got[0].Event != len(events) {
		t.Errorf("got %+v, want one breach of STAT-1 in event %d", got, len(events))
	}
}

// TestAFloodIsNotCounted sends more messages than the monitors read. The server must not be
// blamed.
func TestAFloodIsNotCounted(t *testing.T) {
	events := talk(">"+signIn, "<"+session)
	large := wire.Frame(append([]byte(`"`), append(make([]byte, maxBody), '"')...))
	events = append(events, wire.Event{Number: 5, Connection: "alice", Action: wire.Sent, Bytes: append(large, wire.Frame([]byte(message))...)})
	for n := range 2 {
		events = append(events, wire.Event{Number: 6 + n, Connection: "alice", Action: wire.Received, Bytes: wire.Frame([]byte(good))})
	}
	if got := Check(events); len(got) != 0 {
		t.Errorf("got %+v", got)
	}
}

func FuzzCheck(f *testing.F) {
	f.Add(wire.Frame([]byte(signIn)), wire.Frame([]byte(session)))
	f.Add([]byte{0, 0, 0, 0}, []byte{255, 255, 255, 255, 1})
	f.Fuzz(func(t *testing.T, sent, received []byte) {
		Check([]wire.Event{
			{Number: 1, Connection: "c", Action: wire.Opened},
			{Number: 2, Connection: "c", Action: wire.Sent, Bytes: sent},
			{Number: 3, Connection: "c", Action: wire.Received, Bytes: received},
		})
	})
}
