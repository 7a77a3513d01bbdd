package replay

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/besterprotocol/bester/conformance/internal/layout"
	"github.com/besterprotocol/bester/conformance/internal/report"
	"github.com/besterprotocol/bester/conformance/internal/wire"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// folder returns a new folder whose name is short enough for sockets.
func folder(t *testing.T) string {
	t.Helper()
	folder, err := os.MkdirTemp("", "br")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	return folder
}

// serving starts a server that does with each connection what serve says, and
// closes it; the test waits until the last has been served.
func serving(t *testing.T, serve func(net.Conn)) (address string) {
	t.Helper()
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			serve(conn)
			conn.Close()
		}
	}()
	t.Cleanup(func() {
		listener.Close()
		<-done
	})
	return listener.Addr().String()
}

// recorded is where the server of the record was; nobody is there now.
const recorded = "127.0.0.1:9"

// event is what happened on the connection of alice.
func event(action wire.Action, text string) wire.Event {
	e := wire.Event{Connection: "alice", Party: "alice", Server: "S1", Action: action}
	if text != "" {
		e.Bytes = wire.Frame([]byte(text))
		e.Size = len(e.Bytes)
	}
	if action == wire.Opened {
		e.Address = recorded
	}
	return e
}

// Nothing waits long unless a test fails; what is not to come is waited for shortly.
const (
	long  = 20 * time.Second
	short = 50 * time.Millisecond
)

// again replays events against a server that serves, and returns what was told.
func again(t *testing.T, patience time.Duration, now layout.Layout, events ...wire.Event) (string, error) {
	t.Helper()
	var out strings.Builder
	r := Replay{
		Scenario: report.Scenario{Events: events, Servers: []layout.Layout{{Name: "S1", TCP4: recorded, Handlers: map[string]string{"chat": "/then/h0"}}}},
		Servers:  map[string]layout.Layout{"S1": now}, Patience: patience, Out: &out,
	}
	_, err := r.Run(context.Background())
	return out.String(), err
}

// answering answers each frame with text.
func answering(text string) func(net.Conn) {
	return func(conn net.Conn) {
		for {
			if _, err := wire.ReadFrame(conn); err != nil {
				return
			}
			conn.Write(wire.Frame([]byte(text)))
		}
	}
}

func TestReplayTellsWhatDiffers(t *testing.T) {
	asked := []wire.Event{event(wire.Opened, ""), event(wire.Sent, "hello"), event(wire.Received, "welcome"), event(wire.Closed, "")}
	ends := []wire.Event{event(wire.Opened, ""), event(wire.Sent, "hello"), event(wire.Ended, "")}
	cut := event(wire.Received, "welcome")
	cut.Bytes = cut.Bytes[:6]
	for name, test := range map[string]struct {
		patience time.Duration
		serve    func(net.Conn)
		events   []wire.Event
		want     string
	}{
		"the same":       {long, answering("welcome"), asked, "(the same this time)"},
		"another answer": {long, answering("go away"), asked, "(this time 07 00 00 00  go away)"},
		"no answer":      {short, func(conn net.Conn) { io.Copy(io.Discard, conn) }, asked, "(not this time: nothing comes)"},
		"the end":        {long, func(conn net.Conn) { wire.ReadFrame(conn) }, asked, "(not this time: the connection ends)"},
		"ends as well":   {long, func(conn net.Conn) { wire.ReadFrame(conn) }, ends, "(so it does this time)"},
		"stays open":     {short, func(conn net.Conn) { io.Copy(io.Discard, conn) }, ends, "(not this time: it stays open, and 0 bytes came)"},
		"a cut answer":   {long, answering("welcome"), []wire.Event{event(wire.Opened, ""), event(wire.Sent, "hello"), cut}, "(the same this time, as far as the first 6 bytes tell)"},
		"a longer one":   {long, answering("welcome!"), []wire.Event{event(wire.Opened, ""), event(wire.Sent, "hello"), cut}, "welcome!)"},
		"no connection":  {long, answering("x"), asked[1:], "(there is no such connection this time)"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out, err := again(t, test.patience, layout.Layout{TCP4: serving(t, test.serve)}, test.events...)
			if err != nil || !strings.Contains(out, test.want) {
				t.Errorf("%v; %q is not in\n%s", err, test.want, out)
			}
		})
	}
}

// TestReplayEndsItsSideAlone wants an answer that comes after the end of what is
// sent.
func TestReplayEndsItsSideAlone(t *testing.T) {
	half := event(wire.Closed, "")
	half.Note = wire.HalfClosed
	server := serving(t, func(conn net.Conn) {
		io.Copy(io.Discard, conn)
		conn.Write(wire.Frame([]byte("all read")))
	})
	out, err := again(t, long, layout.Layout{TCP4: server}, event(wire.Opened, ""), event(wire.Sent, "hello"), half, event(wire.Received, "all read"))
	if err != nil || !strings.Contains(out, "(the same this time)") {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestReplayResetsConnections(t *testing.T) {
	reset := event(wire.Closed, "")
	reset.Note = wire.ClosedByReset
	seen := make(chan error, 1)
	server := serving(t, func(conn net.Conn) {
		_, err := io.Copy(io.Discard, conn)
		seen <- err
	})
	if out, err := again(t, long, layout.Layout{TCP4: server}, event(wire.Opened, ""), event(wire.Sent, "hello"), reset); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if err := <-seen; err == nil {
		t.Error("the connection ended without a reset")
	}
}

func TestReplayRefusesCutRecordsBeforeItSends(t *testing.T) {
	sent := make(chan struct{}, 1)
	server := serving(t, func(net.Conn) { sent <- struct{}{} })
	cut := event(wire.Sent, "hello")
	cut.Bytes = cut.Bytes[:5]
	out, err := again(t, long, layout.Layout{TCP4: server}, event(wire.Opened, ""), event(wire.Sent, "first"), cut)
	if !errors.Is(err, ErrCut) || out != "" || len(sent) != 0 {
		t.Errorf("got %v, %q, and %d connections", err, out, len(sent))
	}
	if err := WriteScript(io.Discard, &report.Report{}, report.Scenario{Events: []wire.Event{cut}}); !errors.Is(err, ErrCut) {
		t.Errorf("a script of it: %v", err)
	}
}

// handlerEvent is what happened on a connection to the chat handler of a server.
func handlerEvent(server, address string, action wire.Action, text string) wire.Event {
	e := event(action, text)
	e.Connection, e.Party, e.Server, e.Accepted = "the handler, connection 1 of "+server, `the "chat" handler`, server, action == wire.Opened
	if action == wire.Opened {
		e.Address = address
	}
	return e
}

// TestReplayPlaysTheHandlersOfEachServer has two servers ask handlers of the same
// name.
func TestReplayPlaysTheHandlersOfEachServer(t *testing.T) {
	sockets := folder(t)
	var out strings.Builder
	var events []wire.Event
	r := Replay{Servers: map[string]layout.Layout{}, Patience: long, Out: &out}
	for _, name := range []string{"S1", "S2"} {
		then, now := "/then/"+name, filepath.Join(sockets, name)
		if err := os.WriteFile(now, nil, 0o600); err != nil { // what is left of an earlier one
			t.Fatal(err)
		}
		r.Scenario.Servers = append(r.Scenario.Servers, layout.Layout{Name: name, Handlers: map[string]string{"chat": then}})
		r.Servers[name] = layout.Layout{Name: name, Handlers: map[string]string{"chat": now}}
		events = append(events, handlerEvent(name, then, wire.Opened, ""), handlerEvent(name, then, wire.Received, "from "+name))
		go func() {
			for {
				if conn, err := net.Dial("unix", now); err == nil {
					conn.Write(wire.Frame([]byte("from " + name)))
					conn.Close()
					return
				}
			}
		}()
	}
	r.Scenario.Events = events
	if _, err := r.Run(t.Context()); err != nil || strings.Count(out.String(), "(the same this time)") != 2 {
		t.Errorf("%v\n%s", err, out.String())
	}
	if left, _ := os.ReadDir(sockets); len(left) != 0 {
		t.Errorf("%v are left behind", left)
	}
}

func TestReplayWaitsForTheServerNoLongerThanItsPatience(t *testing.T) {
	now := layout.Layout{Handlers: map[string]string{"chat": filepath.Join(folder(t), "h0")}}
	out, err := again(t, short, now, handlerEvent("S1", "/then/h0", wire.Opened, ""), handlerEvent("S1", "/then/h0", wire.Received, "x"))
	if err != nil || !strings.Contains(out, "(no connection this time)") || !strings.Contains(out, "(there is no such connection this time)") {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestReplayTrustsNoRecord replays records that somebody made to have files
// removed, or bytes sent where they do harm.
func TestReplayTrustsNoRecord(t *testing.T) {
	precious := filepath.Join(folder(t), "precious")
	if err := os.WriteFile(precious, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	asked := make(chan struct{}, 1)
	elsewhere := serving(t, func(net.Conn) { asked <- struct{}{} })
	to := func(e wire.Event, address string) wire.Event {
		e.Address = address
		return e
	}
	for name, e := range map[string]wire.Event{
		"listening at a file":     handlerEvent("S1", precious, wire.Opened, ""),
		"connecting to a file":    to(event(wire.Opened, ""), precious),
		"connecting to a server":  to(event(wire.Opened, ""), elsewhere),
		"connecting to nothing":   to(event(wire.Opened, ""), ""),
		"listening at nothing":    handlerEvent("S1", "", wire.Opened, ""),
		"listening at no address": handlerEvent("S1", "a:b:c", wire.Opened, ""),
	} {
		if out, err := again(t, long, layout.Layout{TCP4: elsewhere}, e); err == nil {
			t.Errorf("%s: no error\n%s", name, out)
		}
	}
	if _, err := os.Stat(precious); err != nil || len(asked) != 0 {
		t.Errorf("%v; %d connections", err, len(asked))
	}
}

// TestReplayStandsAbsurdRecords wants no panic.
func TestReplayStandsAbsurdRecords(t *testing.T) {
	server := serving(t, answering("x"))
	for _, e := range []wire.Event{
		{}, {Action: "danced"}, {Action: wire.Received, Size: -1}, {Action: wire.Sent, Size: -1},
		{Action: wire.Closed, Connection: "nobody"}, {Action: wire.Ended, Connection: "alice"},
	} {
		if _, err := again(t, short, layout.Layout{TCP4: server}, event(wire.Opened, ""), e, event(wire.Opened, ""), e); err != nil {
			t.Errorf("%+v: %v", e, err)
		}
	}
}

func TestReplayStopsWhenItIsStopped(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	r := Replay{Scenario: report.Scenario{Events: []wire.Event{event(wire.Opened, "")}}, Out: io.Discard}
	if _, err := r.Run(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// full is a disk on which there is no room.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, syscall.ENOSPC }

func TestReplayTellsWhenNobodyCanReadIt(t *testing.T) {
	at := serving(t, func(net.Conn) {})
	again := Replay{
		Scenario: report.Scenario{Servers: []layout.Layout{{Name: "S1", TCP4: recorded}}, Events: []wire.Event{event(wire.Opened, "")}},
		Servers:  map[string]layout.Layout{"S1": {Name: "S1", TCP4: at}},
		Patience: long,
		Out:      full{},
	}
	if _, err := again.Run(t.Context()); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("got %v", err)
	}
}
