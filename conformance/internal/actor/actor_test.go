package actor

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/besterprotocol/bester/conformance/internal/match"
	"github.com/besterprotocol/bester/conformance/internal/wire"
	"github.com/besterprotocol/bester/schemas"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const patience = 20 * time.Second

func within(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	t.Cleanup(cancel)
	return ctx
}

func socketPath(t *testing.T) string {
	t.Helper()
	folder, err := os.MkdirTemp("", "bester")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	return filepath.Join(folder, "h")
}

// handler runs a handler with a script, and ask connects to it as a server does.
func handler(t *testing.T, script Script) (s *Service, ask func(body string) *wire.Conn) {
	t.Helper()
	path, recorder := socketPath(t), wire.NewRecorder()
	s, err := NewHandler("chat", "S1", path, script, recorder)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s, func(body string) *wire.Conn {
		t.Helper()
		socket, err := net.Dial("unix", path)
		if err != nil {
			t.Fatal(err)
		}
		c := wire.NewConn(wire.Ends{Name: "server", Server: "handler"}, socket, wire.NewRecorder(), func(wire.Arrival) []wire.Finding { return nil })
		t.Cleanup(c.Close)
		if body != "" {
			c.Write(wire.Frame([]byte(body)))
		}
		return c
	}
}

var echo = func(request wire.Arrival) []byte { return wire.Frame(request.Body) }

func TestServiceTellsRequestsFromProbes(t *testing.T) {
	s, ask := handler(t, Script{Bytes: echo})
	ask("") // opened and never used
	ask(`{"n":1}`)
	probe := ask(string(ProbeData("7")))
	if a, err := probe.Next(within(t)); err != nil || string(a.Body) != `{"header":{"status":"0","command":{"type":"sendClients","data":[]}},"data":"bester probe 7"}` {
		t.Errorf("the probe is answered by %s, %v", a.Body, err)
	}
	got := map[string]bool{}
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()
	if x, err := s.Next(ctx); err == nil {
		t.Errorf("behind a connection that says nothing there is %s", x.Request.Body)
	}
	if all := s.Exchanges(); len(all) != 2 {
		t.Errorf("got %d connections but for the probe's, want 2", len(all))
	} else {
		for _, x := range all {
			got[string(x.Request.Body)] = x.Requested()
		}
	}
	if !got[`{"n":1}`] || got[""] {
		t.Errorf("requests arrived: %v", got)
	}
}

func TestConnectionOfTheLastRequest(t *testing.T) { // HAND-1
	s, ask := handler(t, Script{Bytes: echo})
	if s.Last() != nil {
		t.Error("there is a last connection before the first")
	}
	for _, body := range []string{"1", "2"} {
		ask(body)
		if _, err := s.Next(within(t)); err != nil {
			t.Fatal(err)
		}
	}
	ask("") // opened ahead of a request
	if err := s.Settle(within(t), "9"); err != nil {
		t.Fatal(err)
	}
	last := s.Last()
	if last == nil || string(last.Request.Body) != "2" {
		t.Fatalf("got %+v, want the connection of the request 2", last)
	}
	if before := s.Before(last); len(before) != 1 || before[0].String() != "1" {
		t.Errorf("before it came %v, want the request 1", before)
	}
}

func TestScripts(t *testing.T) {
	tests := []struct {
		name   string
		script Script
		want   string // the answer, "" for an end without one
	}{
		{"answers", Script{Bytes: echo}, `{"n":1}`},
		{"answers in pieces", Script{Bytes: echo, Pieces: true}, `{"n":1}`},
		{"answers late", Script{Bytes: echo, Wait: Delay(10 * time.Millisecond)}, `{"n":1}`},
		{"answers and closes", Script{Bytes: echo, Then: Close}, `{"n":1}`},
		{"closes", Script{Then: Close}, ""},
		{"closes unread", Script{Unread: true, Then: Close}, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, ask := handler(t, test.script)
			a, err := ask(`{"n":1}`).Next(within(t))
			var end *wire.End
			if string(a.Body) != test.want || (test.want == "") != errors.As(err, &end) {
				t.Errorf("got %s, %v, want %q", a.Body, err, test.want)
			}
		})
	}
}

func TestGateHoldsAndGatherWaits(t *testing.T) {
	gate := NewGate()
	_, ask := handler(t, Script{Bytes: echo, Wait: gate.Wait})
	held := ask(`1`)
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	if _, err := held.Next(ctx); err == nil {
		t.Error("a shut gate lets an answer through")
	}
	gate.Open()
	if _, err := held.Next(within(t)); err != nil {
		t.Error(err)
	}
	_, ask = handler(t, Script{Bytes: echo, Wait: Gather(2)})
	first := ask(`1`)
	ctx, cancel = context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	if _, err := first.Next(ctx); err == nil {
		t.Error("one is answered before there are two")
	}
	second := ask(`2`)
	for _, c := range []*wire.Conn{first, second} {
		if _, err := c.Next(within(t)); err != nil {
			t.Error(err)
		}
	}
}

func TestRefuse(t *testing.T) {
	path := socketPath(t)
	for range 2 { // in the place of what is there
		if err := Refuse(path); err != nil {
			t.Fatal(err)
		}
		if _, err := net.Dial("unix", path); !errors.Is(err, syscall.ECONNREFUSED) {
			t.Errorf("got %v", err)
		}
	}
	if err := RemoveSocket(path); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(path); !os.IsNotExist(err) {
		t.Errorf("got %v", err)
	}
}

func TestCrowdedHandlerLetsNobodyInForAWhile(t *testing.T) {
	path := socketPath(t)
	h, err := NewCrowdedHandler("chat", "S1", path, 50*time.Millisecond, Script{Bytes: echo}, wire.NewRecorder())
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	if _, err := net.Dial("unix", path); !errors.Is(err, syscall.EAGAIN) {
		t.Errorf("got %v, want a full queue", err)
	}
	for end := time.Now().Add(patience); ; time.Sleep(time.Millisecond) {
		socket, err := net.Dial("unix", path)
		if err == nil {
			c := wire.NewConn(wire.Ends{Name: "server", Server: "handler"}, socket, wire.NewRecorder(), func(wire.Arrival) []wire.Finding { return nil })
			defer c.Close()
			c.Write(wire.Frame([]byte(`1`)))
			if _, err := c.Next(within(t)); err != nil {
				t.Error(err)
			}
			return
		}
		if time.Now().After(end) {
			t.Fatal(err)
		}
	}
}

func TestNobodyCanListenAtNotListening(t *testing.T) {
	n, err := NewNotListening()
	if err != nil {
		t.Fatal(err)
	}
	defer n.Close()
	if conn, err := net.Dial("tcp", n.Address); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("got %v, %v; want a refused connection", conn, err)
	}
	if l, err := net.Listen("tcp", n.Address); !errors.Is(err, syscall.EADDRINUSE) {
		t.Errorf("got %v, %v; want an address in use", l, err)
	}
}

func TestNotAcceptingLetsNobodyIn(t *testing.T) {
	n, err := NewNotAccepting()
	if err != nil {
		t.Fatal(err)
	}
	defer n.Close()
	if conn, err := net.DialTimeout("tcp", n.Address, 200*time.Millisecond); err == nil {
		conn.Close()
		t.Error("somebody got in")
	}
}

func TestSizesAreExact(t *testing.T) { // FRAME-4
	for _, size := range []int{100, 65536, 1 << 20} {
		body, _, err := MessageOfSize("{}", "chat", "1", size)
		if err != nil || len(body) != size {
			t.Errorf("a message of %d bytes has %d, %v", size, len(body), err)
		}
		body, _, err = PeerMessageOfSize("chat", "1", size)
		if err != nil || len(body) != size {
			t.Errorf("a peer message of %d bytes has %d, %v", size, len(body), err)
		}
		if body := (Answer{Command: "sendClients", Target: `["bob"]`}).OfSize(size).Body(wire.Arrival{}); len(body) != size {
			t.Errorf("an answer of %d bytes has %d", size, len(body))
		}
	}
}

func TestStatusReportIsValid(t *testing.T) {
	for _, good := range []bool{true, false} {
		if err := schemas.Validate(schemas.StatusReport, StatusReport(good, `"1"`)); err != nil {
			t.Error(err)
		}
	}
}

func TestTheSuitesOwnMistakesAreItsOwn(t *testing.T) {
	_, err := Message("{}", "chat", "auth_special", []byte("1"))
	var mismatch *match.Mismatch
	if err == nil || errors.As(err, &mismatch) {
		t.Errorf("a reserved id: got %v, want an error of the suite", err)
	}
	if err := (Answer{Command: "sendClients", Target: `"bob"`}).Check(); err == nil || errors.As(err, &mismatch) {
		t.Errorf("a malformed command: got %v, want an error of the suite", err)
	}
}

func TestHandlersThatLookAlikeDoNotReadAlike(t *testing.T) {
	for messageType, want := range map[string]string{
		"chat":       `the "chat" handler`,
		"caf\u00e9":  `the "café" handler`,
		"cafe\u0301": `the "cafe\u0301" handler`,
		`"quoted\`:   `the "\"quoted\\" handler`,
	} {
		if got := HandlerName(messageType); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestAnswersOfAnInformerAreToldApart(t *testing.T) { // INFO-1, INFO-3
	for body, want := range map[string]int{
		`{"status":"0","data":{"alice":1}}`:       0,
		`{"status":"0","data":{"clientCount":1}}`: 1,
	} {
		findings := inspectAnswer(wire.Arrival{Body: []byte(body), Value: wire.MustParseJSON(body)})
		n := 0
		for _, f := range findings {
			if f.Requirement == "INFO-3" {
				n++
			}
		}
		if n != want {
			t.Errorf("%s: %+v, want %d about INFO-3", body, findings, want)
		}
	}
}

func TestEchoedIDIsExplained(t *testing.T) { // MSG-2, PEER-7
	for id, want := range map[string]int{`1`: 2, `null`: 2, `"1"`: 0} {
		body := `{"header":{"messageType":"statusReport","status":"perhaps"},"payload":{"id":` + id + `}}`
		findings := inspectPush(wire.Arrival{Body: []byte(body), Value: wire.MustParseJSON(body)})
		if len(findings) == 0 || len(findings[0].Needs) != want {
			t.Errorf("%s: got %+v, want findings that need %d requirements", id, findings, want)
		}
	}
}

func TestProbesAreKnown(t *testing.T) {
	for data, want := range map[string]string{
		string(ProbeData("7")):      "7",
		`"\"bester probe 12\""`:     "12", // JSON text in a string
		`"bester probe "`:           "",
		`["bester probe 1"]`:        "",
		`{"data":"bester probe 1"}`: "",
		`7`:                         "",
	} {
		if got := ProbeToken(wire.MustParseJSON(data)); got != want {
			t.Errorf("%s: got %q, want %q", data, got, want)
		}
	}
}
