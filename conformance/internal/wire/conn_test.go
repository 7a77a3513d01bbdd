package wire

import (
	"bytes"
	"context"
	"errors"
	"net"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const patience = 20 * time.Second

// pair returns a connection of the suite and the server's end of it.
func pair(t *testing.T) (*Conn, *net.TCPConn, *Recorder) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	socket, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	server, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	recorder := NewRecorder()
	inspect := func(a Arrival) []Finding {
		if a.Value.Get("wrong").Kind != Invalid {
			return []Finding{{Requirement: "STAT-1", What: "it is wrong"}}
		}
		return nil
	}
	c := NewConn(Ends{Name: "alice", Server: "S1"}, socket, recorder, inspect)
	t.Cleanup(func() { c.Close(); server.Close() })
	return c, server.(*net.TCPConn), recorder
}

func within(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	t.Cleanup(cancel)
	return ctx
}

func TestConnTakesInFrames(t *testing.T) {
	c, server, recorder := pair(t)
	server.Write(append(Frame([]byte(`{"n":1}`)), Frame([]byte(`{"n":2}`))...))
	server.Write(Frame([]byte(`{"n":3}`)))
	second, err := c.Find(within(t), func(a Arrival) bool { return a.Value.Get("n").Text == "2" })
	if err != nil || string(second.Body) != `{"n":2}` {
		t.Fatalf("got %s, %v", second.Body, err)
	}
	for _, want := range []string{`{"n":1}`, `{"n":3}`} {
		a, err := c.Next(within(t))
		if err != nil || string(a.Body) != want {
			t.Errorf("got %s, %v, want %s", a.Body, err, want)
		}
		if e := recorder.Events()[a.Event-1]; e.Action != Received || !bytes.Equal(e.Bytes, Frame(a.Body)) {
			t.Errorf("the record has %+v", e)
		}
	}
}

func TestConnNotesFaults(t *testing.T) {
	c, server, recorder := pair(t)
	for _, body := range []string{`{"wrong":1}`, `not JSON`, `{"right":1}`} {
		server.Write(Frame([]byte(body)))
	}
	for _, want := range []string{"it is wrong", "not exactly one JSON text", ""} {
		a, err := c.Next(within(t))
		if err != nil || !strings.Contains(a.Fault, want) || (want == "") != (a.Fault == "") {
			t.Errorf("got fault %q, %v, want %q", a.Fault, err, want)
		}
	}
	faults := 0
	for _, e := range recorder.Events() {
		faults += len(e.Findings)
	}
	if faults != 2 {
		t.Errorf("got %d findings, want 2", faults)
	}
}

// TestBodyThatIsCut: a body that ends within its text shows that its length is wrong, and one with
// another frame within its text that its rest was not written. FRAME-1, FRAME-3
func TestBodyThatIsCut(t *testing.T) {
	tests := []struct{ body, requirement string }{
		{`{"a":"b`, "FRAME-1"},
		{"{\"a\":\"\xc3", "FRAME-1"},
		{`{"a":1`, "FRAME-1"},
		{`{"a":1}}`, "JSON-2"},
		{`é`, "JSON-2"},
		{`{"a":[-Infinity]}`, "JSON-11"},
		{`NaN`, "JSON-2"},
		{"{\"a\":\"\xc3\"}", "JSON-2"},
		{"{\"a\":\"b\x0d\x00\x00\x00{\"header\":{}}", "FRAME-3"},
		{"{\"a\":\"b\xf3\x01\x00\x00{\"payload\":{", "FRAME-3"},
		{"{\"a\":\"b\"}\x0d\x00\x00\x00{\"header\":{}}", "JSON-2"},
		{"{\"a\":\"b\x00c\"}", "JSON-2"},
		{"\x00\x00\x00\x00{\"header\":{}}", "FRAME-1"},
		{"\x0d\x00\x00\x00{\"header\":{}}", "FRAME-3"},
		{`{"a":nul`, "FRAME-1"},
		{`{"a":"b\u00`, "FRAME-1"},
		{`{"a":nil`, "JSON-2"},
		{`{"a":"b\ux`, "JSON-2"},
	}
	for _, test := range tests {
		t.Run(test.body, func(t *testing.T) {
			c, server, recorder := pair(t)
			server.Write(Frame([]byte(test.body)))
			a, err := c.Next(within(t))
			if err != nil {
				t.Fatal(err)
			}
			if found := recorder.Events()[a.Event-1].Findings; len(found) != 1 || found[0].Requirement != test.requirement {
				t.Errorf("got %+v, want %s", found, test.requirement)
			}
		})
	}
}

func TestConnNotesTheEnd(t *testing.T) {
	tests := []struct {
		name  string
		end   func(*net.TCPConn)
		how   string
		fault string
	}{
		{"closed", func(s *net.TCPConn) { s.Close() }, "closed", ""},
		{"half closed", func(s *net.TCPConn) { s.CloseWrite() }, "closed", ""},
		{"reset", func(s *net.TCPConn) { s.SetLinger(0); s.Close() }, "reset", ""},
		{"inside a length", func(s *net.TCPConn) { s.Write([]byte{1, 0}); s.Close() }, "closed", "2 bytes of a frame"},
		{"inside a body", func(s *net.TCPConn) { s.Write([]byte{9, 0, 0, 0, '{'}); s.Close() }, "closed", "5 bytes of a frame of 13"},
		{"a length of zero", func(s *net.TCPConn) { s.Write(make([]byte, 4)); s.Close() }, "closed", "a frame of length 0"},
		{"a length beyond all", func(s *net.TCPConn) { s.Write([]byte{255, 255, 255, 255}); s.Close() }, "closed", "a frame of length 4294967295"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c, server, recorder := pair(t)
			test.end(server)
			_, err := c.Next(within(t))
			var end *End
			if !errors.As(err, &end) || end.How != test.how || !strings.Contains(end.Fault, test.fault) || (test.fault == "") != (end.Fault == "") {
				t.Fatalf("got %#v", err)
			}
			if e := recorder.Events()[EventOf(err)-1]; e.Action != Ended {
				t.Errorf("the error points at %+v", e)
			}
			if !c.Ended() || c.Stands() {
				t.Error("the connection is said to stand")
			}
		})
	}
}

func TestConnWaitsInVain(t *testing.T) {
	c, _, _ := pair(t)
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
	defer cancel()
	var silence *Silence
	if _, err := c.Next(ctx); !errors.As(err, &silence) {
		t.Errorf("got %v, want a *Silence", err)
	}
}

func TestConnWritesWhatItIsTold(t *testing.T) {
	c, server, recorder := pair(t)
	c.Write([]byte{1, 2, 3})
	c.WritePieces([]byte{4, 5, 6}, "in pieces", 1, 2)
	c.CloseWrite()
	if c.Stands() || c.Ended() {
		t.Error("a connection that is silent neither stands nor has ended")
	}
	got := make([]byte, 6)
	server.SetReadDeadline(time.Now().Add(patience))
	for n := 0; n < len(got); {
		m, err := server.Read(got[n:])
		if err != nil {
			t.Fatal(err)
		}
		n += m
	}
	if want := []byte{1, 2, 3, 4, 5, 6}; !bytes.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	server.Close()
	if _, err := c.Next(within(t)); err == nil {
		t.Fatal("got a frame, want the end")
	}
	if c.WriteWithin(make([]byte, 64<<20), time.Second) {
		t.Error("a closed server took 64 MiB")
	}
	events := recorder.Events()
	if last := events[len(events)-1]; !strings.HasPrefix(last.Note, "not taken") {
		t.Errorf("the record ends with %+v", last)
	}
}

func FuzzReadFrame(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte{0, 0, 0, 0})
	f.Add([]byte{255, 255, 255, 255})
	f.Add(Frame([]byte(`{}`)))
	f.Fuzz(func(t *testing.T, input []byte) {
		frame, err := ReadFrame(bytes.NewReader(input))
		if !bytes.HasPrefix(input, frame) {
			t.Fatalf("% x came out of % x", frame, input)
		}
		if err == nil && !bytes.Equal(frame, Frame(frame[PrefixBytes:])) {
			t.Fatalf("% x is no frame", frame)
		}
	})
}

// TestWhatArrivedIsRecordedBeforeTheClose: otherwise a record would show a frame that
// comes on a closed connection, and nobody could repeat that.
func TestWhatArrivedIsRecordedBeforeTheClose(t *testing.T) {
	ours, server := net.Pipe()
	defer server.Close()
	recorder := NewRecorder()
	arrived, looked := make(chan bool), make(chan bool)
	c := NewConn(Ends{Name: "alice", Server: "S1"}, ours, recorder, func(Arrival) []Finding {
		arrived <- true
		<-looked
		return nil
	})
	server.Write(Frame([]byte("1")))
	<-arrived
	closed := make(chan bool)
	go func() { c.Close(); close(closed) }()
	for !c.Ended() {
		runtime.Gosched()
	}
	looked <- true
	<-closed
	var actions []Action
	for _, e := range recorder.Events() {
		actions = append(actions, e.Action)
	}
	if want := []Action{Opened, Received, Closed}; !slices.Equal(actions, want) {
		t.Errorf("recorded are %v, want %v", actions, want)
	}
}

// TestARecordIsBounded records a flood. The record must keep the size of every event, but not
// all of its bytes.
func TestARecordIsBounded(t *testing.T) {
	recorder := NewRecorder()
	frame := Frame(make([]byte, 1<<20))
	for range 100 {
		recorder.add(Event{Action: Sent, Bytes: frame})
	}
	held := 0
	for _, e := range recorder.Events() {
		held += len(e.Bytes)
		if e.Size != len(frame) {
			t.Fatalf("event %d has the size %d, want %d", e.Number, e.Size, len(frame))
		}
	}
	if held > maxRecorded+100*recordedHead {
		t.Errorf("the record holds %d bytes", held)
	}
}
