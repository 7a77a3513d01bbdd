package schemas

import (
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestInferKnowsValidExamples wants the kind of each valid example, which the
// library takes it for too, among what is inferred, and first where no other kind
// that is inferred takes it.
func TestInferKnowsValidExamples(t *testing.T) {
	for _, kind := range Kinds() {
		if kind == HandlerRequest {
			continue
		}
		entries, err := embedded.ReadDir("examples/" + string(kind) + "/valid")
		if err != nil {
			t.Fatal(err)
		}
		for _, entry := range entries {
			name := path.Join("examples", string(kind), "valid", entry.Name())
			doc, err := embedded.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			var valid []Kind
			for _, c := range Infer(doc) {
				if Validate(c.Kind, doc) == nil {
					valid = append(valid, c.Kind)
				}
			}
			if !slices.Contains(valid, kind) {
				t.Errorf("%s: is taken for %v", name, valid)
			}
		}
	}
}

func TestInfer(t *testing.T) {
	tests := []struct {
		doc  string
		want []Candidate
	}{
		{`{"payload":{}}`, []Candidate{{ClientMessage, `it has "payload"`}}},
		{`{"header":{"scope":"server"},"payload":{}}`, []Candidate{
			{PeerMessage, `its "header.scope" is "server"`}, {ClientAuthenticate, `it has "header.scope"`}, {ClientMessage, `it has "payload"`}}},
		{`{"header":{"scope":"peer"},"payload":{}}`, []Candidate{
			{PeerMessage, `it has "header.scope", and it has "payload"`}, {ClientAuthenticate, `it has "header.scope"`}, {ClientMessage, `it has "payload"`}}},
		{`{"header":{"messageType":"recieved_message"},"payload":{}}`, []Candidate{
			{Delivery, `its "header.messageType" is "receivedMessage", or nearly so`}, {StatusReport, `it has "header.messageType"`}, {ClientMessage, `it has "payload"`}}},
		{`{"header":{"message_type":"statusReport","status":"good"},"payload":{"id":""}}`, []Candidate{
			{StatusReport, `its "header.messageType" is "statusReport", or nearly so`}, {ClientMessage, `it has "payload"`}, {HandlerResponse, `it has "header.status"`}}},
		{`{"command":{"type":"Close"}}`, []Candidate{
			{BuiltinData, `its "command.type" is "close", or nearly so`}, {InformerRequest, `it has "command"`}}},
		{`{"messageType":"statusReport","status":"good","id":""}`, []Candidate{
			{StatusReport, `its "messageType" is "statusReport"`}, {InformerResponse, `it has "status"`}}},
		{`{"username":"a","password":"b"}`, []Candidate{{ClientAuthenticate, `it has "username", and it has "password"`}}},
		{`{"status":"0","command":{"type":"sendClients"},"data":0}`, []Candidate{
			{HandlerResponse, `it has "command", and it has "status"`}, {InformerResponse, `it has "status", and it has "data"`},
			{InformerRequest, `it has "command"`}, {BuiltinData, `it has "command"`}}},
		{`{"header":{"messagetype":"receivedMessage"},"payload":{}}`, []Candidate{
			{Delivery, `its "header.messageType" is "receivedMessage", or nearly so`}, {ClientMessage, `it has "payload"`}}},
		{`{"heder":{"messageType":"receivedMessage"},"payload":{}}`, []Candidate{
			{Delivery, `its "header.messageType" is "receivedMessage", or nearly so`}, {ClientMessage, `it has "payload"`}}},
		{`{"":{"messageType":"receivedMessage"},"payload":{}}`, []Candidate{{ClientMessage, `it has "payload"`}}},
		{`{"header":{"unknown":"receivedMessage"},"payload":{}}`, []Candidate{{ClientMessage, `it has "payload"`}}},
		{`{"Payload":{}}`, []Candidate{{ClientMessage, `it has "payload", or nearly so`}}},
		{`{"payload":{"type":"dummy"},"header":{"status":"0"}}`, []Candidate{
			{DummyReply, `its "payload.type" is "dummy", and it has "header.status"`}, {ClientMessage, `it has "payload"`}, {HandlerResponse, `it has "header.status"`}}},
		{`{"payload":{"id":`, []Candidate{{ClientMessage, `it has "payload"`}}},
		{`{"anything":1}`, nil},
		{`{}`, nil},
		{``, nil},
		{`2024-01-01 12:00 {"payload":{}}`, nil},
		{`"payload": {`, nil},
		{"\x00\x01", nil},
		{`[1]`, []Candidate{{HandlerRequest, "it is no object, as only the data for a handler may be"}}},
		{`null`, []Candidate{{HandlerRequest, "it is no object, as only the data for a handler may be"}}},
		{`42`, []Candidate{{HandlerRequest, "it is no object, as only the data for a handler may be"}}},
	}
	for _, test := range tests {
		if diff := cmp.Diff(test.want, Infer([]byte(test.doc))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.doc, diff)
		}
	}
}

// FuzzInfer wants of any bytes the same answer twice, and the same in the fast way
// as in the other; each kind once, and each with a reason.
func FuzzInfer(f *testing.F) {
	for _, kind := range Kinds() {
		for _, doc := range append(fuzzSeeds(f, kind, "valid"), fuzzSeeds(f, kind, "invalid")...) {
			f.Add(doc)
		}
	}
	f.Fuzz(func(t *testing.T, doc []byte) {
		if fast, slow := Infer(doc), inferSlowly(doc); !slices.Equal(fast, slow) {
			t.Fatalf("the fast way leads to %v, the other to %v", fast, slow)
		}
		first, second := Infer(doc), Infer(doc)
		if !slices.Equal(first, second) {
			t.Fatalf("once %v, then %v", first, second)
		}
		seen := map[Kind]bool{}
		for _, c := range first {
			if seen[c.Kind] || strings.TrimSpace(c.Reason) == "" {
				t.Fatalf("got %v", first)
			}
			seen[c.Kind] = true
		}
	})
}

func BenchmarkInfer(b *testing.B) {
	doc := []byte(`{"header":{},"payload":{"type":"chat","data":{"text":"` + strings.Repeat("x", 225) + `"},"id":"42"}}`)
	b.SetBytes(int64(len(doc)))
	b.ReportAllocs()
	for b.Loop() {
		if len(Infer(doc)) != 1 {
			b.Fatal("a client's message shows no sign, or several")
		}
	}
}
