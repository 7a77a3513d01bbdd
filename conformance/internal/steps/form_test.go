package steps

import (
	"testing"
	"time"

	"github.com/besterprotocol/bester/conformance/internal/actor"
)

func TestPlainest(t *testing.T) {
	const (
		body      = `{"header":{},"payload":{"type":"chat","data":{"header":{}},"id":"1"}}`
		withScope = `{"header":{"scope":"client"},"payload":{"type":"chat","data":{"header":{}},"id":"1"}}`
	)
	for _, test := range []struct {
		why, about, user string
		form             Form
		want             string
	}{
		{"a server that demands nothing", "MSG-1", "alice", Form{}, body},
		{"a server that demands the scope", "MSG-1", "alice", Form{Header: HeaderWithScope}, withScope},
		{"a scenario about headers", "CONN-3", "alice", Form{Header: HeaderWithScope}, body},
		{"a first message", "MSG-1", "", Form{Header: HeaderWithScope}, body},
		{"a server that demands no payload", "MSG-1", "", Form{Payload: NoPayload}, body},
	} {
		w := NewWorld(nil, []string{test.about}, time.Second, Manner{Form: test.form})
		if got := w.plainest(&actor.Connection{User: test.user}, []byte(body)); string(got) != test.want {
			t.Errorf("%s: got %s, want %s", test.why, got, test.want)
		}
	}
	const first = `{"header":{"scope":"client"},"payload":{}}`
	for _, test := range []struct {
		about   string
		payload Payload
		want    string
	}{
		{"MSG-1", EmptyPayload, first},
		{"MSG-1", NoPayload, `{"header":{"scope":"client"}}`},
		{"MSG-1", WholePayload, `{"header":{"scope":"client"},"payload":{"type":"chat","data":1,"id":"1"}}`},
		{"AUTH-5", NoPayload, first},
	} {
		w := NewWorld(nil, []string{test.about}, time.Second, Manner{Form: Form{Payload: test.payload}})
		if got := w.plainest(&actor.Connection{}, []byte(first)); string(got) != test.want {
			t.Errorf("a first message about %s, payload %d: got %s, want %s", test.about, test.payload, got, test.want)
		}
	}
	if got, want := HeaderWithCredentials.of("bob"), `{"scope":"client","authentication":{"username":"bob","password":"secret of bob"}}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
