package message

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// wantCode fails the test unless err carries code ("" for no error).
func wantCode(t *testing.T, err *Error, code Code) {
	t.Helper()
	var got Code
	if err != nil {
		got = err.Code
	}
	if got != code {
		t.Errorf("got error %v, want code %q", err, code)
	}
}

func TestDecodeClient(t *testing.T) {
	tests := []struct {
		name, body string
		want       Message
		code       Code
	}{
		{"a message", `{"header":{},"payload":{"type":"chat","data":{"n":1.50},"id":"1"}}`,
			Message{"chat", []byte(`{"n":1.50}`), []byte(`"1"`)}, ""},
		{"no header", `{"payload":{"type":"chat","data":null,"id":""}}`,
			Message{"chat", []byte(`null`), []byte(`""`)}, ""},
		{"a header of null", `{"header":null,"payload":{"type":"","data":0,"id":"1"}}`,
			Message{"", []byte(`0`), []byte(`"1"`)}, ""},
		{"white space everywhere", " { \"payload\" :\t{ \"id\" : \"1\" , \"data\" : [ 1 , { } ] ,\r\n\"type\" : \"chat\" } } \n",
			Message{"chat", []byte(`[ 1 , { } ]`), []byte(`"1"`)}, ""},
		{"names written with escapes", `{"p\u0061yload":{"\u0074ype":"chat","data":1,"id":"1"}}`,
			Message{"chat", []byte(`1`), []byte(`"1"`)}, ""},
		{"unknown members", `{"payload":{"ID":2,"Type":3,"type":"chat","data":"]}","id":"1","x":[{"type":4}]},"Payload":5}`,
			Message{"chat", []byte(`"]}"`), []byte(`"1"`)}, ""},
		{"an id kept escape for escape", `{"payload":{"type":"chat","data":1,"id":"\u0031\ud800\/"}}`,
			Message{"chat", []byte(`1`), []byte(`"\u0031\ud800\/"`)}, ""},

		{"no payload", `{"header":{}}`, Message{}, Malformed},
		{"a payload that is an array", `{"payload":["type","data","id"]}`, Message{}, Malformed},
		{"no type", `{"payload":{"data":1,"id":"1"}}`, Message{}, Malformed},
		{"a type that is a number", `{"payload":{"type":1,"data":1,"id":"1"}}`, Message{}, Malformed},
		{"a type with half a character", `{"payload":{"type":"\udc00","data":1,"id":"1"}}`, Message{}, Malformed},
		{"no data", `{"payload":{"type":"chat","id":"1"}}`, Message{}, Malformed},
		{"no id", `{"payload":{"type":"chat","data":1}}`, Message{}, Malformed},
		{"an id of null", `{"payload":{"type":"chat","data":1,"id":null}}`, Message{}, Malformed},
		{"a reserved id", `{"payload":{"type":"chat","data":1,"id":"auth_special"}}`, Message{}, Malformed},
		{"a reserved id in disguise", `{"payload":{"type":"chat","data":1,"id":"fatal\u005fspecial"}}`, Message{}, Malformed},
		{"a member twice", `{"payload":{"type":"chat","data":1,"id":"1","id":"2"}}`, Message{}, Malformed},
		{"another case", `{"Payload":{"type":"chat","data":1,"id":"1"}}`, Message{}, Malformed},
		{"an array", `[]`, Message{}, Malformed},
		{"nothing", ``, Message{}, Malformed},
		{"not JSON", `hello`, Message{}, Malformed},
		{"two texts", `{} {}`, Message{}, Malformed},
		{"a byte order mark", "\ufeff{}", Message{}, Malformed},
		{"invalid UTF-8", "{\"payload\":{\"type\":\"chat\",\"data\":\"\xff\",\"id\":\"1\"}}", Message{}, Malformed},
		{"100,000 levels", strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000), Message{}, Malformed},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := DecodeClient([]byte(test.body))
			wantCode(t, err, test.code)
			if err == nil {
				wantSame(t, got, test.want)
			}
		})
	}
}

func wantSame(t *testing.T, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestDecodeFirst(t *testing.T) {
	alice := First{Client: &Credentials{"alice", "secret"}}
	peer := func(hops int) First {
		return First{Peer: &Peer{Message{"chat", []byte(`1`), nil}, hops}}
	}
	tests := []struct {
		name, body string
		want       First
		code       Code
	}{
		{"a client", `{"header":{"scope":"client","authentication":{"username":"alice","password":"secret"}},"payload":{}}`, alice, ""},
		{"a client without payload", `{"header":{"scope":"client","authentication":{"username":"alice","password":"secret"}}}`, alice, ""},
		{"an empty username", `{"header":{"scope":"client","authentication":{"username":"","password":"secret"}}}`, First{}, BadCredentials},
		{"an empty password", `{"header":{"scope":"client","authentication":{"username":"alice","password":""}}}`, First{}, BadCredentials},
		{"a username that is a number", `{"header":{"scope":"client","authentication":{"username":1,"password":"secret"}}}`, First{}, Malformed},
		{"no password", `{"header":{"scope":"client","authentication":{"username":"alice"}}}`, First{}, Malformed},
		{"no authentication", `{"header":{"scope":"client"}}`, First{}, Malformed},
		{"authentication of null", `{"header":{"scope":"client","authentication":null}}`, First{}, Malformed},

		{"a peer", `{"header":{"scope":"server"},"payload":{"type":"chat","data":1}}`, peer(0), ""},
		{"a peer that says who it is", `{"header":{"scope":"server","authentication":5},"payload":{"type":"chat","data":1}}`, peer(0), ""},
		{"hops", `{"header":{"scope":"server","hops":3},"payload":{"type":"chat","data":1}}`, peer(3), ""},
		{"hops of 2^31-1", `{"header":{"scope":"server","hops":2147483647},"payload":{"type":"chat","data":1}}`, peer(1<<31 - 1), ""},
		{"hops of 2^31", `{"header":{"scope":"server","hops":2147483648},"payload":{"type":"chat","data":1}}`, First{}, Malformed},
		{"hops below zero", `{"header":{"scope":"server","hops":-1},"payload":{"type":"chat","data":1}}`, First{}, Malformed},
		{"hops of half a server", `{"header":{"scope":"server","hops":0.5},"payload":{"type":"chat","data":1}}`, First{}, Malformed},
		{"hops of null", `{"header":{"scope":"server","hops":null},"payload":{"type":"chat","data":1}}`, First{}, Malformed},
		{"an id that is a number", `{"header":{"scope":"server"},"payload":{"type":"chat","data":1,"id":1}}`, First{}, Malformed},
		{"a reserved id, which means nothing here", `{"header":{"scope":"server"},"payload":{"type":"chat","data":1,"id":"auth_special"}}`,
			First{Peer: &Peer{Message{"chat", []byte(`1`), []byte(`"auth_special"`)}, 0}}, ""},
		{"a peer without payload", `{"header":{"scope":"server"}}`, First{}, Malformed},

		{"no header", `{"payload":{}}`, First{}, Malformed},
		{"no scope", `{"header":{}}`, First{}, Malformed},
		{"another scope", `{"header":{"scope":"Client"}}`, First{}, Malformed},
		{"a scope that is a number", `{"header":{"scope":1}}`, First{}, Malformed},
		{"a string", `"client"`, First{}, Malformed},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := DecodeFirst([]byte(test.body))
			wantCode(t, err, test.code)
			if err == nil {
				wantSame(t, got, test.want)
			}
		})
	}
}

func TestWholeNumber(t *testing.T) {
	tests := map[string]int{ // -1: none
		"0": 0, "-0": 0, "0.0": 0, "0e99999999999999999999": 0, "-0E-5": 0,
		"16": 16, "16.0": 16, "1.6e1": 16, "160e-1": 16, "1600E-2": 16, "0.16e+2": 16, "2147483647": 2147483647,
		"2147483648": -1, "1e10": -1, "1e10000000": -1, "1e99999999999999999999": -1,
		"1.5": -1, "1e-1": -1, "1e-99999999999999999999": -1, "-1": -1, "1.00000000000000000000000001": -1,
		"null": -1, `"1"`: -1, "true": -1, "[]": -1,
	}
	for text, want := range tests {
		got, ok := wholeNumber(value(text))
		if ok != (want >= 0) || ok && got != want {
			t.Errorf("%s: got %d, %v, want %d", text, got, ok, want)
		}
	}
}

func TestDecodeAnswer(t *testing.T) {
	tests := []struct {
		name, body string
		want       Answer
		code       Code
	}{
		{"sendClients", `{"header":{"status":"0","command":{"type":"sendClients","data":["a","b","a"]}},"data":null}`,
			Answer{SendClients{"a", "b", "a"}, []byte(`null`)}, ""},
		{"sendClients to nobody", `{"header":{"status":"0","command":{"type":"sendClients","data":[]}},"data":1}`,
			Answer{SendClients{}, []byte(`1`)}, ""},
		{"sendServers", `{"header":{"status":"0","command":{"type":"sendServers","data":["nonsense"]}},"data":{}}`,
			Answer{SendServers{"nonsense"}, []byte(`{}`)}, ""},
		{"sendHandler", `{"header":{"status":"0","command":{"type":"sendHandler","data":"next"}},"data":[]}`,
			Answer{SendHandler("next"), []byte(`[]`)}, ""},
		{"unknown members", `{"x":1,"header":{"y":2,"status":"0","command":{"z":3,"type":"sendHandler","data":"next"}},"data":[]}`,
			Answer{SendHandler("next"), []byte(`[]`)}, ""},

		{"a failure", `{"header":{"status":"1"}}`, Answer{}, HandlerFailed},
		{"a failure with a command", `{"header":{"status":"42","command":{"type":"sendClients","data":["a"]}},"data":1}`, Answer{}, HandlerFailed},
		{"status 00", `{"header":{"status":"00"}}`, Answer{}, HandlerFailed},
		{"no status", `{"header":{"command":{"type":"sendClients","data":["a"]}},"data":1}`, Answer{}, HandlerMalformed},
		{"a status that is a number", `{"header":{"status":0,"command":{"type":"sendClients","data":["a"]}},"data":1}`, Answer{}, HandlerMalformed},
		{"an empty status", `{"header":{"status":""}}`, Answer{}, HandlerMalformed},
		{"a status with a sign", `{"header":{"status":"-1"}}`, Answer{}, HandlerMalformed},
		{"a status in Arabic digits", `{"header":{"status":"٠"}}`, Answer{}, HandlerMalformed},
		{"no header", `{"data":1}`, Answer{}, HandlerMalformed},
		{"no command", `{"header":{"status":"0"},"data":1}`, Answer{}, HandlerMalformed},
		{"a command that is a string", `{"header":{"status":"0","command":"sendClients"},"data":1}`, Answer{}, HandlerMalformed},
		{"no command type", `{"header":{"status":"0","command":{"data":["a"]}},"data":1}`, Answer{}, HandlerMalformed},
		{"no command data", `{"header":{"status":"0","command":{"type":"sendClients"}},"data":1}`, Answer{}, HandlerMalformed},
		{"no data", `{"header":{"status":"0","command":{"type":"sendClients","data":["a"]}}}`, Answer{}, HandlerMalformed},
		{"an unknown command", `{"header":{"status":"0","command":{"type":"SendClients","data":["a"]}},"data":1}`, Answer{}, UnknownCommand},
		{"clients that are a string", `{"header":{"status":"0","command":{"type":"sendClients","data":"a"}},"data":1}`, Answer{}, HandlerMalformed},
		{"a client that is a number", `{"header":{"status":"0","command":{"type":"sendClients","data":["a",1]}},"data":1}`, Answer{}, HandlerMalformed},
		{"servers that are null", `{"header":{"status":"0","command":{"type":"sendServers","data":null}},"data":1}`, Answer{}, HandlerMalformed},
		{"a handler without a name", `{"header":{"status":"0","command":{"type":"sendHandler","data":""}},"data":1}`, Answer{}, HandlerMalformed},
		{"a handler in an array", `{"header":{"status":"0","command":{"type":"sendHandler","data":["next"]}},"data":1}`, Answer{}, HandlerMalformed},
		{"an array", `[]`, Answer{}, HandlerMalformed},
		{"not JSON", `OK`, Answer{}, HandlerMalformed},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := DecodeAnswer([]byte(test.body))
			wantCode(t, err, test.code)
			if err == nil {
				wantSame(t, got, test.want)
			}
		})
	}
}

func TestDecodeInformerRequest(t *testing.T) {
	tests := []struct {
		body string
		want InformerRequest
		code Code
	}{
		{`{"command":{"type":"listClients","data":null}}`, InformerRequest{Inquiry: ListClients}, ""},
		{`{"command":{"type":"serverInfo"}}`, InformerRequest{Inquiry: ServerInfo}, ""},
		{`{"command":{"type":"quit","data":[1]}}`, InformerRequest{Inquiry: Quit}, ""},
		{`{"command":{"type":"isClient","data":"alice"}}`, InformerRequest{IsClient, "alice"}, ""},
		{`{"command":{"type":"isClient","data":1}}`, InformerRequest{}, Malformed},
		{`{"command":{"type":"isClient"}}`, InformerRequest{}, Malformed},
		{`{"command":{"type":"listclients"}}`, InformerRequest{}, Malformed},
		{`{"command":{}}`, InformerRequest{}, Malformed},
		{`{"command":"quit"}`, InformerRequest{}, Malformed},
		{`{}`, InformerRequest{}, Malformed},
		{`[]`, InformerRequest{}, Malformed},
		{`quit`, InformerRequest{}, Malformed},
	}
	for _, test := range tests {
		t.Run(test.body, func(t *testing.T) {
			got, err := DecodeInformerRequest([]byte(test.body))
			wantCode(t, err, test.code)
			wantSame(t, got, test.want)
		})
	}
}

func TestIsClose(t *testing.T) {
	tests := map[string]bool{
		`{"command":{"type":"close"}}`:             true,
		`{"x":1,"command":{"y":2,"type":"close"}}`: true,
		`{"command":{"type":"Close"}}`:             false,
		`{"command":{}}`:                           false,
		`{"command":"close"}`:                      false,
		`"close"`:                                  false,
		`null`:                                     false,
	}
	for data, want := range tests {
		if got := IsClose([]byte(data)); got != want {
			t.Errorf("%s: got %v, want %v", data, got, want)
		}
	}
}

func TestEncode(t *testing.T) {
	tests := []struct {
		name string
		got  []byte
		want string
	}{
		{"a good report", Report{ID: []byte(`"4\u0032"`)}.Encode(),
			`{"header":{"messageType":"statusReport","status":"good"},"payload":{"id":"4\u0032"}}`},
		{"a bad report", Report{ID: SpecialID(AuthID), Err: Errorf(BadCredentials, "no %q", "x")}.Encode(),
			`{"header":{"messageType":"statusReport","status":"bad"},"payload":{"id":"auth_special","error":{"code":"bad_credentials","message":"no \"x\""}}}`},
		{"a report with names skipped", Report{ID: []byte(`"1"`), Undelivered: []string{"a", `"b"`}}.Encode(),
			`{"header":{"messageType":"statusReport","status":"good"},"payload":{"id":"1","undelivered":["a","\"b\""]}}`},
		{"characters that need no escape", Report{ID: []byte(`"1"`), Undelivered: []string{"<a>&"}}.Encode(),
			`{"header":{"messageType":"statusReport","status":"good"},"payload":{"id":"1","undelivered":["<a>&"]}}`},
		{"a delivery", EncodeDelivery(`a "chat"`, []byte(`[1.0]`)),
			`{"header":{"messageType":"receivedMessage"},"payload":{"type":"a \"chat\"","data":[1.0]}}`},
		{"a peer message", EncodePeer(Peer{Message{"chat", []byte(`1e400`), []byte(`"1"`)}, 2}),
			`{"header":{"scope":"server","hops":2},"payload":{"type":"chat","data":1e400,"id":"1"}}`},
		{"a peer message with neither hops nor id", EncodePeer(Peer{Message: Message{Type: "chat", Data: []byte(`1`)}}),
			`{"header":{"scope":"server"},"payload":{"type":"chat","data":1}}`},
		{"a dummy reply", EncodeDummy([]byte(`"1"`)),
			`{"header":{"status":"0"},"payload":{"type":"dummy","data":null,"id":"1"}}`},
		{"an informer's answer", EncodeInformerAnswer([]string{"alice"}), `{"status":"0","data":["alice"]}`},
		{"an informer's refusal", EncodeInformerRefusal(), `{"status":"1","data":null}`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if string(test.got) != test.want {
				t.Errorf("got  %s\nwant %s", test.got, test.want)
			}
		})
	}
}

func TestReportsStayWithinWhatEveryReceiverAccepts(t *testing.T) { // FRAME-4
	names := make([]string, 100_000)
	for i := range names {
		names[i] = strings.Repeat("<", i%50)
	}
	body := Report{ID: []byte(`"1"`), Undelivered: names}.Encode()
	if len(body) > 65536 || !json.Valid(body) || !strings.Contains(string(body), `"undelivered":["","<"`) {
		t.Errorf("got %d bytes: %.100s", len(body), body)
	}
	one := Report{ID: []byte(`"1"`), Undelivered: []string{strings.Repeat("x", 100_000)}}.Encode()
	if strings.Contains(string(one), "undelivered") {
		t.Errorf("a list of nobody: %.100s", one)
	}
}

// FuzzDecode holds that whatever arrives is refused or comes out whole: what is
// relayed is valid JSON that stood in the input.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		`{"header":{"scope":"client","authentication":{"username":"a","password":"b"}}}`,
		`{"header":{"scope":"server","hops":1e1},"payload":{"type":"chat","data":{"x":[1,"\ud83d\ude00"]},"id":"1"}}`,
		`{"header":{"status":"0","command":{"type":"sendClients","data":["a"]}},"data":null}`,
		`{"command":{"type":"isClient","data":"\udc00"}}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		if first, err := DecodeFirst(body); err == nil && first.Peer != nil {
			wantRelayable(t, body, first.Peer.Data)
		}
		if m, err := DecodeClient(body); err == nil {
			wantRelayable(t, body, m.Data)
			wantRelayable(t, body, m.ID)
		}
		if answer, err := DecodeAnswer(body); err == nil {
			wantRelayable(t, body, answer.Data)
		}
		DecodeInformerRequest(body)
		if v, err := parse(body); err == nil {
			IsClose(v.raw())
		}
	})
}

func wantRelayable(t *testing.T, body []byte, data json.RawMessage) {
	t.Helper()
	if !json.Valid(data) || !strings.Contains(string(body), string(data)) {
		t.Fatalf("%q came out of %q", data, body)
	}
}

func BenchmarkDecodeClient(b *testing.B) {
	body := []byte(`{"header":{},"payload":{"type":"chat","data":{"text":"` + strings.Repeat("hello ", 40) + `"},"id":"42"}}`)
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := DecodeClient(body); err != nil {
			b.Fatal(err)
		}
	}
}
