// Package steps gives the sentences of the scenarios their meaning: it has the
// actors play, and says where what a server did is not what it may do.
package steps

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/besterprotocol/bester/conformance/internal/actor"
	"github.com/besterprotocol/bester/conformance/internal/layout"
	"github.com/besterprotocol/bester/conformance/internal/match"
	"github.com/besterprotocol/bester/conformance/internal/monitor"
	"github.com/besterprotocol/bester/conformance/internal/wire"
)

// Deployment is where a scenario's servers come from.
type Deployment interface {
	// Server returns where the server called name ("S1") is, and starts it
	// where it does not run.
	Server(ctx context.Context, name string) (layout.Layout, error)
	// Fresh is Server for one that was started just now, with a changed layout
	// where change is not nil.
	Fresh(ctx context.Context, name string, change func(*layout.Layout)) (layout.Layout, error)
	// TellToStop asks the server called name to stop, without waiting for it.
	TellToStop(name string) error
	// IsRefusal reports whether err, of Fresh, says that the server ended instead
	// of starting.
	IsRefusal(err error) bool
}

// witnessOn is how the connection of a server's witness is called.
const witnessOn = "the witness on "

// defaultServer is the one that a step speaks of if it names none.
const defaultServer = "S1"

// World is what one scenario knows. It is used by one goroutine.
type World struct {
	deployment Deployment
	manner     Manner
	about      []string      // the ids of the requirements that the scenario is about
	patience   time.Duration // how long to wait for what must come
	recorder   *wire.Recorder
	bound      map[string]any // see functions
	findings   []wire.Finding // breaches of requirements that the scenario is not about
	found      Form           // see PlainForm

	servers     map[string]*server           // those that the scenario uses
	connections map[string]*actor.Connection // by the names of the scenario
	group       []*actor.Connection          // "each of them"
	handlers    map[handlerKey]*actor.Service
	peers       map[string]*actor.Service
	sockets     []string               // at which nobody listens
	closing     []interface{ Close() } // what else has to be closed
	addresses   map[string]string      // where a name leads, other than a peer's or server's
	background  sync.WaitGroup         // what goes on while steps are carried out
	gate        *actor.Gate            // shut while a handler holds its answers
	released    *actor.Answer          // what a held handler answers
	informer    *wire.Conn

	originator   *actor.Connection // who sent the last message
	sent         []byte            // the data of the last message
	sentID       string            // its id, "" where that is not known
	unsent       []byte            // the unsent rest of the last message sent in part
	answered     []byte            // the data of the last answer whose size was given
	series       []string          // the ids of the last messages sent together
	report       wire.Arrival      // the last report
	forwarded    wire.Arrival      // the last peer message
	reply        wire.Arrival      // the informer's last answer
	flooded      int               // how many messages a flood has sent
	pile         pile              // the state of messages to a session that does not read
	wait         time.Duration     // the timeout that the server was configured to keep short
	refusedAfter time.Duration     // when the server stopped taking bytes, or 0
	special      bool              // whether a server is of no use to other scenarios
	probes       int
	generated    *generated // the messages that were generated last, or nil
	hopsSent     hopsSent   // the last messages with hops
	passed       int        // how many connections and messages of them there were
}

// Manner is how scenarios are played, on which no verdict should depend.
type Manner struct {
	Transport wire.Transport // the zero value stands for whole
	Cases     int            // how many messages are generated where a scenario wants some
	First     int            // the index of the first of them
	Seed      int64          // that they are generated of
	Form      Form           // the form of messages whose details do not matter
	Alone     bool           // whether to play without the suite's own witness and probes
	Unprobed  string         // the broken requirement that keeps the server from serving probes, or ""
}

// server is a server under test as one scenario uses it.
type server struct {
	layout.Layout
	witness *actor.Connection // nil while he is away
}

type handlerKey struct{ server, messageType string }

// NewWorld returns the world of one scenario, and starts its record. about are the ids of the
// requirements that the scenario is about.
func NewWorld(deployment Deployment, about []string, patience time.Duration, manner Manner) *World {
	return &World{
		about:       about,
		deployment:  deployment,
		manner:      manner,
		patience:    patience,
		recorder:    wire.NewRecorder(),
		servers:     map[string]*server{},
		connections: map[string]*actor.Connection{},
		handlers:    map[handlerKey]*actor.Service{},
		peers:       map[string]*actor.Service{},
		addresses:   map[string]string{},
	}
}

// Events returns what has happened on the wire. That of the witness, at the
// handler that sends probes, and probes themselves are marked as asides.
func (w *World) Events() []wire.Event {
	events := w.recorder.Events()
	probes := map[string]bool{} // connections that a server opened for a probe
	for _, e := range events {
		if e.Action == wire.Received && e.Connection != e.Party && holdsProbe(e.Bytes) {
			probes[e.Connection] = true
		}
	}
	for i, e := range events {
		events[i].Aside = strings.HasPrefix(e.Party, witnessOn) || e.Party == actor.HandlerName(layout.Probe) ||
			probes[e.Connection] || holdsProbe(e.Bytes)
	}
	return events
}

// within bounds the wait for something that must come. What has been held back
// until now is on its way before.
func (w *World) within(ctx context.Context) (context.Context, context.CancelFunc) {
	w.flush(nil)
	return context.WithTimeout(ctx, w.patience)
}

// server returns the server called name. When the scenario first speaks of it, a
// witness signs in there, whom nothing that happens may disturb. CONN-4
func (w *World) server(ctx context.Context, name string) (*server, error) {
	if s := w.servers[name]; s != nil {
		return s, nil
	}
	l, err := w.deployment.Server(ctx, name)
	if err != nil {
		return nil, err
	}
	return w.use(ctx, l)
}

func (w *World) use(ctx context.Context, l layout.Layout) (*server, error) {
	s := &server{Layout: l}
	if w.manner.Alone {
		w.servers[l.Name] = s
		return s, nil
	}
	if err := w.playProbe(s); err != nil {
		return nil, err
	}
	if err := w.watch(ctx, s); err != nil {
		return nil, err
	}
	w.servers[l.Name] = s
	return s, nil
}

// watch signs the witness in on s.
func (w *World) watch(ctx context.Context, s *server) error {
	name := witnessOn + s.Name
	delete(w.connections, name) // one that has left before
	witness, err := w.connect(ctx, name, s, "")
	if err != nil {
		return err
	}
	s.witness = witness
	ctx, cancel := w.within(ctx)
	defer cancel()
	return witness.SignIn(ctx, layout.Witness, w.firstPayload())
}

// connect opens a connection to s. over says how, "" for IPv4.
func (w *World) connect(ctx context.Context, name string, s *server, over string) (*actor.Connection, error) {
	if previous := w.connections[name]; previous != nil {
		return nil, fmt.Errorf("the scenario has two connections called %q", name)
	}
	at := map[string]actor.Address{
		"":                {Network: "tcp4", Address: s.TCP4},
		"IPv4":            {Network: "tcp4", Address: s.TCP4},
		"IPv6":            {Network: "tcp6", Address: s.TCP6},
		"the UNIX socket": {Network: "unix", Address: s.Unix},
	}[over]
	if at.Address == "" {
		return nil, fmt.Errorf("this machine has no %s", over)
	}
	c, err := actor.Connect(ctx, name, s.Name, at, w.recorder)
	if err == nil {
		c.Transport = w.manner.Transport
		w.connections[name] = c
	}
	return c, err
}

// flush has all connections but one, nil for none, write what they have held back.
func (w *World) flush(but *actor.Connection) {
	for _, c := range w.connections {
		if c != but {
			c.Flush()
		}
	}
	if w.informer != nil {
		w.informer.Flush()
	}
}

// readConnection returns the connection that a sentence names.
func readConnection(_ context.Context, w *World, name string) (any, error) {
	text, err := unquote(name)
	if err != nil {
		return nil, err
	}
	c := w.connections[text]
	if c == nil {
		return nil, fmt.Errorf("the scenario has no connection called %q", text)
	}
	return c, nil
}

// next returns the next frame on c that is not left over from a probe. allowed
// says what was waited for, for the case that nothing comes.
func (w *World) next(ctx context.Context, c *actor.Connection, allowed string) (wire.Arrival, error) {
	return w.nextBut(ctx, c, func(wire.Arrival) bool { return false }, allowed)
}

// nextBut is next for a frame that is not one of others, which stay. If the frame does not come
// because the server refused the last message, the error is that refusal.
func (w *World) nextBut(ctx context.Context, c *actor.Connection, others func(wire.Arrival) bool, allowed string) (wire.Arrival, error) {
	ctx, cancel := w.within(ctx)
	defer cancel()
	refused := func() *match.Mismatch { return nil }
	if c != w.originator {
		ctx, refused = w.unlessRefused(ctx)
	}
	a, err := c.Find(ctx, func(a wire.Arrival) bool { return !isFromProbe(a) && !others(a) })
	if m := refused(); err != nil && m != nil && c.Stands() {
		m.Allowed = allowed
		return a, m
	}
	return w.checked(a, err, allowed)
}

// checked turns what a wait ended with into what the server did wrong, if it did.
func (w *World) checked(a wire.Arrival, err error, allowed string) (wire.Arrival, error) {
	if err != nil {
		return a, w.missing(allowed, err)
	}
	return a, nil
}

// missing returns the mismatch for a message that did not arrive. What a handler or a peer has
// been sent a part of may be the reason.
func (w *World) missing(allowed string, err error) error {
	err = match.Missing(allowed, err)
	for _, services := range []iter.Seq[*actor.Service]{maps.Values(w.handlers), maps.Values(w.peers)} {
		for s := range services {
			if request := (&wire.Silence{Partial: s.Partial()}); request.IsCutShort() {
				return match.Needing(err, "FRAME-3")
			}
		}
	}
	return err
}

// charge returns err, unless err is a minor mismatch that breaks a requirement that the
// scenario is not about. It records such a mismatch as a finding and returns nil, so that the
// scenario goes on.
func (w *World) charge(err error) error {
	var m *match.Mismatch
	if !errors.As(err, &m) || !m.Minor || w.isAbout(m.Cites) {
		return err
	}
	w.find(wire.Finding{Requirement: m.Cites[0], What: deviation(m), Event: m.Event})
	return nil
}

// deviation describes a mismatch in one line.
func deviation(m *match.Mismatch) string { return "expected " + m.Allowed + ", got " + m.Happened }

// listeners are requirements that all others also hold at one more listener. A failure in
// their scenarios breaks them, unless the same failure happens at other listeners too.
var listeners = []string{"LISTEN-1", "LISTEN-2", "LISTEN-3"}

// undecodable are the requirements whose breach makes a message unreadable.
var undecodable = []string{"FRAME-1", "FRAME-3", "JSON-2"}

// BlockedBy reports whether a mismatch breaks a requirement that the scenario is not about,
// and returns the breach. The mismatch cites that requirement, or the event of the mismatch
// is unreadable because of it.
func (w *World) BlockedBy(m *match.Mismatch) (wire.Finding, bool) {
	if w.isAbout(listeners) {
		return wire.Finding{}, false
	}
	if len(m.Cites) > 0 {
		f := wire.Finding{Requirement: m.Cites[0], What: deviation(m), Event: m.Event}
		if w.isAbout(m.Cites) {
			return f, false
		}
		if slices.Contains(listeners, f.Requirement) {
			f.Needs = harmless[:1] // a server that has ended does not listen
		}
		w.find(f)
		return f, true
	}
	for _, e := range w.recorder.Events() {
		if e.Number != m.Event || slices.ContainsFunc(e.Findings, func(f wire.Finding) bool { return slices.Contains(w.about, f.Requirement) }) {
			continue
		}
		for _, f := range e.Findings {
			if slices.Contains(undecodable, f.Requirement) {
				return f, true
			}
		}
	}
	return wire.Finding{}, false
}

// StillRuns records that a server ended unexpectedly, unless ended is nil. Whatever else that
// breaks, it breaks CONN-4. It returns an error only if the scenario is about that.
func (w *World) StillRuns(ended error) error {
	if ended == nil {
		return nil
	}
	m := &match.Mismatch{Allowed: "the server goes on serving", Happened: howEnded(ended), Cites: harmless}
	if !w.isAbout(harmless[:1]) {
		w.find(wire.Finding{Requirement: harmless[0], What: deviation(m), Certain: true})
	}
	if w.isAbout(harmless) {
		return m
	}
	return nil
}

// howEnded returns how a server ended, without its output.
func howEnded(ended error) string {
	how, _, _ := strings.Cut(ended.Error(), "\n")
	return strings.TrimSuffix(how, "; the last it printed:")
}

func (w *World) find(f wire.Finding) { w.findings = append(w.findings, f) }

// Own returns the first of ids that the scenario is about, or nil.
func (w *World) Own(ids []string) []string {
	for _, id := range ids {
		if slices.Contains(w.about, id) {
			return []string{id}
		}
	}
	return nil
}

// isAbout reports whether the scenario is about one of ids.
func (w *World) isAbout(ids []string) bool {
	return slices.ContainsFunc(ids, func(id string) bool { return slices.Contains(w.about, id) })
}

// Spoilt returns why the suite could not play its part, or nil.
func (w *World) Spoilt() error { return w.recorder.Spoilt() }

// Close ends all that the scenario has begun.
func (w *World) Close() {
	w.openGate()
	for _, c := range w.connections {
		c.Close()
	}
	w.background.Wait()
	if w.informer != nil {
		w.informer.Close()
	}
	for _, h := range w.handlers {
		h.Close()
	}
	for _, p := range w.peers {
		p.Close()
	}
	for _, c := range w.closing {
		c.Close()
	}
	for _, path := range w.sockets {
		actor.RemoveSocket(path)
	}
}

// openGate lets go what a handler still holds.
func (w *World) openGate() {
	if w.gate != nil {
		w.gate.Open()
		w.gate = nil
	}
}

// sentOnlyJSON reports whether the record shows that the suite has sent nothing but frames of one
// JSON text each. A server that takes other bodies, which JSON-1 and JSON-8 forbid, has then
// passed none on.
func (w *World) sentOnlyJSON() bool {
	sent := map[string][]byte{} // by connection
	for _, e := range w.recorder.Events() {
		if e.Action == wire.Sent {
			sent[e.Connection] = append(sent[e.Connection], e.Bytes...)
		}
	}
	for _, stream := range sent {
		for r := bytes.NewReader(stream); r.Len() > 0; {
			frame, err := wire.ReadFrame(r)
			if err != nil {
				return false
			}
			if _, err := wire.ParseJSON(frame[wire.PrefixBytes:]); err != nil {
				return false
			}
		}
	}
	return w.recorder.IsComplete()
}

// Findings returns all breaches that were found: by steps, by handlers, by the schemas, and by the
// monitors. What a step says about an event replaces what a monitor says about it, because
// the step knows what was due. failure is the number of the event at which the scenario
// failed, or 0.
func (w *World) Findings(failure int) []wire.Finding {
	judged := []int{failure}
	all := slices.Clone(w.findings)
	for _, handler := range w.handlers {
		if handler.IsOverrun() {
			all = append(all, wire.Finding{Requirement: "CHAIN-5", What: "connections to " + handler.Name + " without end", Needs: []string{"ROUTE-3"}})
		}
	}
	for _, f := range all {
		judged = append(judged, f.Event)
	}
	passesOn := func(id string) bool { return id == "JSON-1" || id == "JSON-8" }
	for _, e := range w.recorder.Events() {
		for _, f := range e.Findings {
			if slices.ContainsFunc(f.Needs, passesOn) && w.sentOnlyJSON() {
				f.Needs = slices.DeleteFunc(slices.Clone(f.Needs), passesOn)
			}
			f.Event = e.Number
			all = append(all, f)
		}
	}
	if w.recorder.IsComplete() {
		for _, f := range monitor.Check(w.recorder.Events()) {
			if !slices.Contains(judged, f.Event) {
				all = append(all, f)
			}
		}
	}
	return all
}
