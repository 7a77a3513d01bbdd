package schemas

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	signIn   = `{"header":{"scope":"client","authentication":{"username":"alice","password":"x"}}}`
	chat     = `{"payload":{"type":"chat","data":"hi","id":"7"}}`
	peers    = `{"header":{"scope":"server"},"payload":{"type":"news","data":1,"id":"2"}}`
	welcome  = `{"header":{"messageType":"statusReport","status":"good"},"payload":{"id":"auth_special"}}`
	refusal  = `{"header":{"messageType":"statusReport","status":"bad"},"payload":{"id":"auth_special"}}`
	fatal    = `{"header":{"messageType":"statusReport","status":"bad"},"payload":{"id":"fatal_special"}}`
	good     = `{"header":{"messageType":"statusReport","status":"good"},"payload":{"id":"7"}}`
	delivery = `{"header":{"messageType":"receivedMessage"},"payload":{"type":"chat","data":"hi"}}`
	dummy    = `{"header":{"status":"0"},"payload":{"type":"dummy","data":null,"id":"7"}}`
	request  = `{"command":{"type":"isClient","data":"bob"}}`
	response = `{"status":"0","data":true}`
	answer   = `{"header":{"status":"0","command":{"type":"sendClients","data":["bob"]}},"data":"hi"}`
)

// said is what one side writes, and what is to be found of it.
type said struct {
	side  Side
	bytes string
	want  []string // "KIND" for each frame, with ": " and the error where there is one
}

// says is one whole frame.
func says(side Side, body, want string) said {
	return said{side, frameOf(body), []string{want}}
}

func frameOf(body string) string {
	return string(binary.LittleEndian.AppendUint32(nil, uint32(len(body)))) + body
}

const (
	tooMuchFromPeer    = `: a peer writes one message only on a connection (SERVERS-1)`
	tooMuchToPeer      = `: a server serves one message of a peer, with one report at most (PEER-5)`
	behindRefusal      = `: a server closes the connection behind a report that refuses it (CONN-6)`
	tooMuchToHandler   = `: a server writes one frame only on a handler's connection (HAND-2)`
	tooMuchFromHandler = `: a handler's answer is one frame, and what comes behind it is ignored (HAND-3)`
	tooEarly           = `: a server sends nothing to a client before a report for "auth_special", or a bad one for "fatal_special" (AUTH-2)`
)

var conversations = []struct {
	name   string
	socket Socket
	said   []said
}{
	{"a client's session", ServerSocket, []said{
		says(Opener, signIn, "client-authenticate"),
		says(Acceptor, welcome, "status-report"),
		says(Opener, chat, "client-message"),
		says(Acceptor, delivery, "delivery"),
		says(Acceptor, good, "status-report"),
		says(Opener, chat, "client-message"),
		says(Acceptor, dummy, "dummy-reply"),
		says(Acceptor, fatal, "status-report"),
	}},
	{"a client that does not wait", ServerSocket, []said{
		{Opener, frameOf(signIn) + frameOf(chat) + frameOf(chat), []string{"client-authenticate", "client-message", "client-message"}},
		{Acceptor, frameOf(welcome) + frameOf(good), []string{"status-report", "status-report"}},
	}},
	{"a client that signs in twice", ServerSocket, []said{
		says(Opener, signIn, "client-authenticate"),
		says(Opener, signIn, `client-message: line 1, column 1: member "payload" is missing`),
	}},
	{"a client that does not sign in", ServerSocket, []said{
		says(Opener, chat, `client-authenticate: line 1, column 1: member "header" is missing`),
		says(Acceptor, fatal, "status-report"),
		says(Acceptor, good, behindRefusal),
	}},
	{"a scope that is none", ServerSocket, []said{
		says(Opener, `{"header":{"scope":"Client"}}`, `client-authenticate: line 1, column 20: /header/scope: must be "client" or "server", but is "Client"`),
		says(Opener, chat, "client-message"),
	}},
	{"a scope that is missing", ServerSocket, []said{
		says(Opener, `{"header":{}}`, `client-authenticate: line 1, column 11: /header: member "scope" is missing`),
	}},
	{"a scope, and names that stand twice", ServerSocket, []said{
		says(Opener, `{"header":{"scope":"client"},"header":{"scope":"server"},"payload":{"type":"news","type":1,"data":2}}`,
			`peer-message: line 1, column 30: /header: member "header" stands here twice`+"\n"+
				`peer-message: line 1, column 83: /payload/type: member "type" stands here twice`+"\n"+
				`peer-message: line 1, column 90: /payload/type: must be a string, but is the number 1`),
	}},
	{"a header that is none", ServerSocket, []said{
		says(Opener, `{"header":["scope"]}`, `client-authenticate: line 1, column 11: /header: must be an object, but is an array`),
	}},
	{"a first message that is no object", ServerSocket, []said{
		says(Opener, `null`, `client-authenticate: line 1, column 1: must be an object, but is null`),
	}},
	{"a first message that is no JSON", ServerSocket, []said{
		says(Opener, `hello`, `client-authenticate: line 1, column 1: not JSON: expected a value, but found "h"`),
	}},
	{"a password that is none", ServerSocket, []said{
		says(Opener, `{"header":{"scope":"client","authentication":{"username":"alice","password":""}}}`,
			`client-authenticate: line 1, column 77: /header/authentication/password: must not be empty`),
		says(Acceptor, refusal, "status-report"),
		says(Acceptor, good, behindRefusal),
	}},
	{"a server that delivers too early", ServerSocket, []said{
		says(Opener, signIn, "client-authenticate"),
		says(Acceptor, delivery, "delivery"+tooEarly),
	}},
	{"a server that reports too early", ServerSocket, []said{
		says(Opener, signIn, "client-authenticate"),
		says(Acceptor, good, "status-report"+tooEarly),
	}},
	{"a server that finds fatal what is good", ServerSocket, []said{
		says(Acceptor, strings.Replace(fatal, "bad", "good", 1), "status-report"+tooEarly),
	}},
	{"a message of no kind", ServerSocket, []said{
		says(Acceptor, welcome, "status-report"),
		says(Acceptor, `{"header":{"messageType":"report"}}`, `status-report: line 1, column 26: /header/messageType: must be "statusReport" or "receivedMessage", but is "report"`),
		says(Acceptor, `{"header":{"status":"0"}}`, `status-report: line 1, column 11: /header: member "messageType" is missing`),
		says(Acceptor, `{"payload":{"type":"dummy"}}`, `dummy-reply: line 1, column 1: member "header" is missing`+"\n"+
			`dummy-reply: line 1, column 12: /payload: member "data" is missing`+"\n"+
			`dummy-reply: line 1, column 12: /payload: member "id" is missing`),
	}},
	{"a peer", ServerSocket, []said{
		says(Opener, peers, "peer-message"),
		says(Acceptor, good, "status-report"),
		says(Acceptor, good, tooMuchToPeer),
		says(Opener, peers, tooMuchFromPeer),
	}},
	{"a peer's message to which no delivery is an answer", ServerSocket, []said{
		says(Opener, `{"header":{"scope":"server","hops":-1},"payload":{"type":"news","data":1}}`,
			`peer-message: line 1, column 36: /header/hops: must be at least 0, but is -1`),
		says(Acceptor, dummy, `status-report: line 1, column 11: /header: member "messageType" is missing`+"\n"+
			`status-report: line 1, column 21: /header/status: must be "good" or "bad", but is "0"`),
	}},
	{"a handler", HandlerSocket, []said{
		says(Opener, `"hi"`, "handler-request"),
		says(Acceptor, answer, "handler-response"),
		says(Opener, `"hi"`, tooMuchToHandler),
		says(Acceptor, answer, tooMuchFromHandler),
	}},
	{"an informer", InformerSocket, []said{
		{Opener, frameOf(request) + frameOf(request), []string{"informer-request", "informer-request"}},
		says(Acceptor, response, "informer-response"),
		says(Acceptor, response, "informer-response"),
		says(Acceptor, `{}`, `informer-response: line 1, column 1: member "status" is missing`+"\n"+
			`informer-response: line 1, column 1: member "data" is missing`),
	}},
	{"lengths that are none", ServerSocket, []said{
		{Opener, "\x00\x00\x00\x00" + frameOf(chat), []string{": a frame of length 0 (FRAME-6)", "client-message"}},
		{Opener, frameOf(strings.Repeat(" ", 1001)) + frameOf(chat), []string{": a frame of length 1001, which is above the limit of 1000 (FRAME-7)", "client-message"}},
		{Acceptor, "HTTP/1.1 400 Bad Request", []string{": a frame of length 1347703880, which is above the limit of 1000 (FRAME-7)"}},
	}},
}

// listen returns a conversation and what is found in it.
func listen(socket Socket) (*Conversation, *[]string) {
	var found []string
	return NewConversation(socket, 1000, func(m Message) {
		text := string(m.Kind)
		if m.Err != nil {
			text += ": " + strings.TrimPrefix(m.Err.Error(), string(m.Kind)+": ")
		}
		found = append(found, text)
	}), &found
}

func TestConversation(t *testing.T) {
	for _, pieces := range []int{1, 2, 3, 1 << 20} {
		for _, one := range conversations {
			t.Run(fmt.Sprintf("%s, %d bytes at a time", one.name, pieces), func(t *testing.T) {
				c, found := listen(one.socket)
				for _, said := range one.said {
					*found = nil
					writePieces(c.Stream(said.side), said.bytes, pieces)
					if diff := cmp.Diff(said.want, *found); diff != "" {
						t.Errorf("%v says %q (-want +got):\n%s", said.side, said.bytes, diff)
					}
				}
			})
		}
	}
}

func writePieces(w io.Writer, text string, size int) {
	for len(text) > 0 {
		n := min(size, len(text))
		io.WriteString(w, text[:n])
		text = text[n:]
	}
}

func TestPlacesInAConversation(t *testing.T) {
	type place struct {
		Side   Side
		Number int
		Offset int64
		Length uint32
		Body   string
	}
	var got []place
	c := NewConversation(ServerSocket, 1000, func(m Message) {
		got = append(got, place{m.Side, m.Number, m.Offset, m.Length, string(m.Body)})
	})
	io.WriteString(c.Stream(Opener), frameOf("1")+"\x00\x00\x00\x00"+frameOf(strings.Repeat(" ", 1001))+frameOf("22")+frameOf("333"))
	io.WriteString(c.Stream(Acceptor), frameOf("4444")+frameOf("5")[:3])
	c.Stream(Opener).Close()
	c.Stream(Acceptor).Close()
	want := []place{
		{Opener, 1, 0, 1, "1"}, {Opener, 2, 5, 0, ""}, {Opener, 3, 9, 1001, ""}, {Opener, 4, 9 + 1005, 2, "22"}, {Opener, 5, 9 + 1005 + 6, 3, "333"},
		{Acceptor, 1, 0, 4, "4444"}, {Acceptor, 2, 8, 0, ""},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestSenders(t *testing.T) {
	for _, c := range []struct {
		socket Socket
		opens  string
		want   [2]string
	}{
		{ServerSocket, signIn, [2]string{"client", "server"}},
		{ServerSocket, peers, [2]string{"peer", "server"}},
		{ServerSocket, "{}", [2]string{"client", "server"}},
		{HandlerSocket, peers, [2]string{"server", "handler"}},
		{InformerSocket, request, [2]string{"handler", "server"}},
	} {
		var got [2]string
		conversation := NewConversation(c.socket, 1000, func(m Message) { got[m.Side] = m.Sender })
		io.WriteString(conversation.Stream(Opener), frameOf(c.opens))
		io.WriteString(conversation.Stream(Acceptor), frameOf(good))
		if got != c.want {
			t.Errorf("%s socket, opened with %s: got %q, want %q", c.socket, c.opens, got, c.want)
		}
	}
}

func TestEndOfAStream(t *testing.T) {
	const whole = `{"status":"0","data":true}` // 26 bytes
	for _, c := range []struct{ bytes, want string }{
		{"", ""},
		{frameOf(whole), ""},
		{frameOf(whole) + "\x1a", ": the stream ends inside a frame: behind 1 of the 4 bytes of its length (FRAME-8)"},
		{frameOf(whole)[:3], ": the stream ends inside a frame: behind 3 of the 4 bytes of its length (FRAME-8)"},
		{frameOf(whole)[:4], ": the stream ends inside a frame: behind 0 of the 26 bytes of its body (FRAME-8)"},
		{frameOf(whole)[:29], ": the stream ends inside a frame: behind 25 of the 26 bytes of its body (FRAME-8)"},
		{"\x00\x00\x00\x00", ""},
		{frameOf(strings.Repeat("x", 1001))[:500], ""}, // which is complained of already
	} {
		conversation, found := listen(InformerSocket)
		io.WriteString(conversation.Stream(Acceptor), c.bytes)
		*found = nil
		conversation.Stream(Acceptor).Close()
		if got := strings.Join(*found, "\n"); got != c.want {
			t.Errorf("behind %q: got %q, want %q", c.bytes, got, c.want)
		}
	}
}

// TestLengthsReserveNothing wants thousands of connections that announce much
// and send little to cost little. FRAME-7
func TestLengthsReserveNothing(t *testing.T) {
	const connections = 2000
	all := make([]*Conversation, connections)
	before := heap()
	for i := range all {
		all[i] = NewConversation(ServerSocket, 1<<32-1, func(Message) { t.Error("nothing whole has come") })
		io.WriteString(all[i].Stream(Opener), "\xff\xff\xff\xff{")
	}
	if each := (heap() - before) / connections; each > 4096 {
		t.Errorf("each connection takes %d bytes", each)
	}
	runtime.KeepAlive(all)
}

// TestSilenceIsCheap wants thousands of connections on which much has been said to
// cost little while nothing is said.
func TestSilenceIsCheap(t *testing.T) {
	const connections = 500
	all := make([]*Conversation, connections)
	text := frameOf(`"` + strings.Repeat("x", 50_000) + `"`)
	before := heap()
	for i := range all {
		all[i] = NewConversation(HandlerSocket, 100_000, func(Message) {})
		io.WriteString(all[i].Stream(Opener), text)
	}
	if each := (heap() - before) / connections; each > 8192 {
		t.Errorf("each connection takes %d bytes", each)
	}
	runtime.KeepAlive(all)
}

func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// TestBothSidesAtOnce is for the race detector, and wants every frame to be found.
func TestBothSidesAtOnce(t *testing.T) {
	var count [2]int
	c := NewConversation(InformerSocket, 1000, func(m Message) {
		if m.Err != nil {
			t.Error(m.Err)
		}
		count[m.Side]++
	})
	var group sync.WaitGroup
	for side, body := range map[Side]string{Opener: request, Acceptor: response} {
		group.Go(func() { writePieces(c.Stream(side), strings.Repeat(frameOf(body), 500), 7) })
	}
	group.Wait()
	if count != [2]int{500, 500} {
		t.Errorf("got %v frames, want 500 of each side", count)
	}
}

// TestMessagesAreJudgedAsDocuments wants a frame's error to be that of its body.
func TestMessagesAreJudgedAsDocuments(t *testing.T) {
	const body = `{"command":{"type":7}}`
	want := Validate(InformerRequest, []byte(body))
	c := NewConversation(InformerSocket, 1000, func(m Message) {
		if diff := cmp.Diff(want, m.Err); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
	io.WriteString(c.Stream(Opener), frameOf(body))
}

// FuzzConversation wants the same to be found however bytes arrive, and every
// byte to belong to a frame.
func FuzzConversation(f *testing.F) {
	sockets := []Socket{ServerSocket, HandlerSocket, InformerSocket}
	for i, socket := range sockets {
		for _, one := range conversations {
			if one.socket != socket {
				continue
			}
			var sides [2]string
			for _, said := range one.said {
				sides[said.side] += said.bytes
			}
			f.Add(uint8(i), uint16(5), []byte(sides[Opener]), []byte(sides[Acceptor]))
		}
	}
	f.Fuzz(func(t *testing.T, socket uint8, pieces uint16, opener, acceptor []byte) {
		hear := func(pieces int) (found []Message) {
			c := NewConversation(sockets[int(socket)%len(sockets)], 1000, func(m Message) {
				m.Body = append([]byte(nil), m.Body...)
				found = append(found, m)
			})
			writePieces(c.Stream(Opener), string(opener), pieces)
			writePieces(c.Stream(Acceptor), string(acceptor), pieces)
			c.Stream(Opener).Close()
			c.Stream(Acceptor).Close()
			return found
		}
		whole, cut := hear(1<<30), hear(int(pieces)+1)
		if !reflect.DeepEqual(whole, cut) {
			t.Fatalf("whole and in pieces (-whole +pieces):\n%s", cmp.Diff(whole, cut))
		}
		var last [2]Message
		for _, m := range whole {
			var invalid *Error
			var frame *FrameError
			if m.Err != nil && !errors.As(m.Err, &invalid) && !errors.As(m.Err, &frame) {
				t.Fatalf("frame %d: %v is no fault of a message", m.Number, m.Err)
			}
			if before := last[m.Side]; m.Number != before.Number+1 || m.Offset < before.Offset+int64(len(before.Body)) {
				t.Fatalf("%v came behind %v", m, before)
			}
			last[m.Side] = m
		}
	})
}
