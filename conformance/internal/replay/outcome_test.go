package replay

import (
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/besterprotocol/bester/conformance/internal/layout"
	"github.com/besterprotocol/bester/conformance/internal/report"
	"github.com/besterprotocol/bester/conformance/internal/wire"
)

// numbered numbers events and puts them one second apart.
func numbered(events ...wire.Event) []wire.Event {
	for i := range events {
		events[i].Number, events[i].At = i+1, time.Duration(i)*time.Second
	}
	return events
}

// outcomeOf replays a scenario on a server that serves.
func outcomeOf(t *testing.T, patience time.Duration, serve func(net.Conn), ended func(bool) string, s report.Scenario) string {
	t.Helper()
	s.Servers = []layout.Layout{{Name: "S1", TCP4: recorded}}
	var out strings.Builder
	r := Replay{Scenario: s, Servers: map[string]layout.Layout{"S1": {TCP4: serving(t, serve)}}, Patience: patience, Ended: ended, Out: &out}
	outcome, err := r.Run(t.Context())
	if err != nil {
		t.Fatalf("%v\n%s", err, out.String())
	}
	return outcome.String()
}

// twice answers the first frame with one text and the second with another.
func twice(first, second string) func(net.Conn) {
	return func(conn net.Conn) {
		for _, text := range []string{first, second} {
			if _, err := wire.ReadFrame(conn); err != nil {
				return
			}
			conn.Write(wire.Frame([]byte(text)))
		}
		io.Copy(io.Discard, conn)
	}
}

func silent(conn net.Conn) { io.Copy(io.Discard, conn) }

func TestOutcome(t *testing.T) {
	answered := func() []wire.Event {
		return numbered(event(wire.Opened, ""), event(wire.Sent, "a"), event(wire.Received, "A"), event(wire.Sent, "b"), event(wire.Received, "B"), event(wire.Closed, ""))
	}
	unanswered := func() []wire.Event {
		return numbered(event(wire.Opened, ""), event(wire.Sent, "a"), event(wire.Closed, ""))
	}
	ended := func() []wire.Event {
		return numbered(event(wire.Opened, ""), event(wire.Sent, "a"), event(wire.Ended, ""))
	}
	wrong, silence := &report.Failure{Allowed: "x", Happened: "a bad B", Event: 5}, &report.Failure{Allowed: "x", Happened: "nothing for 5s"}
	found := []wire.Finding{{What: "an A that is not right", Event: 3}}
	crash := &report.Failure{Allowed: "x", Happened: "the connection was closed", Event: 3, Ended: "S1 ended (exit status 2); the last it printed:\nI said (so)"}
	runs := func(bool) string { return "" }
	for name, test := range map[string]struct {
		patience time.Duration
		serve    func(net.Conn)
		ended    func(bool) string
		scenario report.Scenario
		want     string
	}{
		"the same": {long, twice("A", "B"), runs, report.Scenario{Events: answered(), Failure: wrong}, "Same outcome: a bad B"},
		"the same where it failed": {long, twice("A2", "B"), runs, report.Scenario{Events: answered(), Failure: wrong},
			"Same outcome: a bad B"},
		"another answer": {long, twice("A", "C"), runs, report.Scenario{Events: answered(), Failure: wrong},
			"Different outcome\n  then: a bad B\n  now:  01 00 00 00  C"},
		"no answer": {short, func(conn net.Conn) { answerOnce(conn, "A") }, nil, report.Scenario{Events: answered(), Failure: wrong},
			"Different outcome\n  then: a bad B\n  now:  nothing comes"},
		"a finding that is there again": {long, twice("A", "C"), nil, report.Scenario{Events: answered(), Findings: found}, "Same outcome: an A that is not right"},
		"a finding that is gone": {long, twice("a", "B"), nil, report.Scenario{Events: answered(), Findings: found},
			"Different outcome\n  then: an A that is not right\n  now:  01 00 00 00  a"},
		"silence as then": {short, silent, runs, report.Scenario{Events: unanswered(), Failure: silence}, "Same outcome: nothing for 5s"},
		"an answer where nothing came": {long, twice("A", ""), runs, report.Scenario{Events: unanswered(), Failure: silence},
			"Different outcome\n  then: nothing for 5s\n  now:  on the connection of alice: 01 00 00 00  A"},
		"an end where nothing came": {long, func(conn net.Conn) { wire.ReadFrame(conn) }, runs, report.Scenario{Events: unanswered(), Failure: silence},
			"Different outcome\n  then: nothing for 5s\n  now:  on the connection of alice: the connection ends"},
		"another answer before the silence": {short, answering("C"), nil, report.Scenario{Events: answered()[:4], Failure: silence},
			"Different outcome\n  then: S1 → alice  01 00 00 00  A\n  now:  01 00 00 00  C"},
		"a crash as then": {long, func(conn net.Conn) { wire.ReadFrame(conn) }, func(sawEnd bool) string {
			if !sawEnd {
				return ""
			}
			return "S1 ended (exit status 2) and had printed nothing"
		}, report.Scenario{Events: ended(), Failure: crash}, "Same outcome: S1 ended (exit status 2)"},
		"no crash": {long, func(conn net.Conn) { wire.ReadFrame(conn) }, runs, report.Scenario{Events: ended(), Failure: crash},
			"Different outcome\n  then: S1 ended (exit status 2)\n  now:  the server goes on"},
		"another crash": {long, twice("A", "B"), func(bool) string { return "S1 ended (signal: killed); x" }, report.Scenario{Events: answered(), Failure: wrong},
			"Different outcome\n  then: the server went on\n  now:  S1 ended (signal: killed)"},
		"an unknown crash": {long, func(conn net.Conn) { wire.ReadFrame(conn) }, nil, report.Scenario{Events: ended(), Failure: crash},
			"Same outcome: the connection was closed"},
		"a record that says nothing": {long, twice("A", "B"), nil, report.Scenario{Events: answered()}, "Same outcome: everything that came then came again"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := outcomeOf(t, test.patience, test.serve, test.ended, test.scenario); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// answerOnce answers one frame and is silent from then on.
func answerOnce(conn net.Conn, text string) {
	wire.ReadFrame(conn)
	conn.Write(wire.Frame([]byte(text)))
	io.Copy(io.Discard, conn)
}

// TestOutcomeOfAServerThatIsNotThere replays a connection to a server that no longer listens.
func TestOutcomeOfAServerThatIsNotThere(t *testing.T) {
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listener.Close()
	r := Replay{
		Scenario: report.Scenario{Servers: []layout.Layout{{Name: "S1", TCP4: recorded}}, Events: numbered(event(wire.Opened, ""), event(wire.Sent, "a"))},
		Servers:  map[string]layout.Layout{"S1": {TCP4: listener.Addr().String()}}, Patience: long, Out: io.Discard,
	}
	outcome, err := r.Run(t.Context())
	if err != nil || outcome.Same || outcome.Now != "the server does not accept the connection" {
		t.Errorf("got %+v, %v", outcome, err)
	}
}
