package actor

import (
	"context"
	"fmt"
	"net"
	"slices"
	"sync"
	"time"

	"github.com/besterprotocol/bester/conformance/internal/match"
	"github.com/besterprotocol/bester/conformance/internal/wire"
)

// Service is something that servers connect to: a handler or a peer server.
// Each connection is an Exchange of its own.
type Service struct {
	Name   string // such as `the "chat" handler`
	Server string // who connects to it, "" for any

	listener net.Listener
	recorder *wire.Recorder
	inspect  func(wire.Arrival) []wire.Finding
	ctx      context.Context // ended by Close
	cancel   context.CancelFunc
	serving  sync.WaitGroup

	mu        sync.Mutex // guards what follows
	script    Script
	exchanges []*Exchange
	overrun   bool          // whether the server connected more often than the service serves
	given     int           // how many requests Next has returned
	changed   chan struct{} // closed, and replaced, when an exchange changes
}

// Exchange is one connection to a service.
type Exchange struct {
	*wire.Conn
	Number  int          // of the connection, from 1
	Request wire.Arrival // the first frame, where there was one

	service *Service
	state   exchangeState
}

type exchangeState int

const (
	opened    exchangeState = iota // nothing has arrived
	requested                      // a request has arrived
	probed                         // a request of the suite's own has arrived
	refused                        // what arrived was no request, or nothing will
)

func newService(name, server string, listener net.Listener, inspect func(wire.Arrival) []wire.Finding, script Script, recorder *wire.Recorder) *Service {
	ctx, cancel := context.WithCancel(context.Background())
	s := &Service{
		Name: name, Server: server, listener: listener, recorder: recorder, inspect: inspect,
		script: script, ctx: ctx, cancel: cancel, changed: make(chan struct{}),
	}
	s.serving.Go(s.accept)
	return s
}

func (s *Service) accept() {
	for {
		socket, err := s.listener.Accept()
		if wire.IsShortage(err) {
			s.recorder.Spoil(fmt.Errorf("the suite could not accept a connection to %s: %w", s.Name, err))
		}
		if err != nil {
			return
		}
		x, script := s.open(socket)
		if x == nil {
			socket.Close()
			continue
		}
		s.serving.Go(func() {
			defer x.Close()
			script.play(s.ctx, x)
		})
	}
}

// maxExchanges is the number of connections that a service serves, in case a server connects
// without end. No scenario needs more than 2400 (an unbounded queue).
const maxExchanges = 3000

// maxKept is the number of connections that the suite keeps open after the server has closed
// them. Descriptors are limited.
const maxKept = 100

// IsOverrun reports whether the server connected more often than any scenario needs.
func (s *Service) IsOverrun() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.overrun
}

// open adds a new connection. It returns nil if the service has too many.
func (s *Service) open(socket net.Conn) (*Exchange, Script) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.exchanges) >= maxExchanges {
		s.overrun = true
		return nil, Script{}
	}
	if old := len(s.exchanges) - maxKept; old >= 0 && s.exchanges[old].Ended() {
		s.exchanges[old].Close() // no step will look at this connection again
	}
	x := &Exchange{Number: len(s.exchanges) + 1, service: s}
	ends := wire.Ends{Name: fmt.Sprintf("%s, connection %d", s.Name, x.Number), Party: s.Name, Server: s.Server, Accepted: true}
	if s.script.Unread {
		x.Conn, x.state = wire.NewDeafConn(ends, socket, s.recorder), refused
	} else {
		x.Conn = wire.NewConn(ends, socket, s.recorder, s.inspect)
	}
	s.exchanges = append(s.exchanges, x)
	return x, s.script
}

// await waits for the request and reports whether there is one that the script
// is for. A probe of the suite is answered here.
func (x *Exchange) await(ctx context.Context) bool {
	request, err := x.Next(ctx)
	state := requested
	switch {
	case err != nil:
		state = refused
	case IsProbe(request.Value):
		state = probed
	}
	x.service.change(func() { x.Request, x.state = request, state })
	if state == probed {
		x.Write(wire.Frame(probeAnswer(x.Request)))
		x.awaitEnd(ctx)
	}
	return state == requested
}

// awaitEnd waits until the server has closed the connection.
func (x *Exchange) awaitEnd(ctx context.Context) {
	x.Find(ctx, func(wire.Arrival) bool { return false })
}

// change changes the state of an exchange and wakes whoever waits for that.
func (s *Service) change(do func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	do()
	close(s.changed)
	s.changed = make(chan struct{})
}

// Next returns the next request, in the order of the connections. Probes are
// returned as well. The error says that none arrived before
// ctx ended.
func (s *Service) Next(ctx context.Context) (*Exchange, error) {
	start := time.Now()
	for {
		s.mu.Lock()
		changed := s.changed
		for s.given < len(s.exchanges) && s.exchanges[s.given].state == refused {
			s.given++
		}
		if s.given < len(s.exchanges) && s.exchanges[s.given].state != opened {
			s.given++
			x := s.exchanges[s.given-1]
			s.mu.Unlock()
			return x, nil
		}
		s.mu.Unlock()
		select {
		case <-changed:
		case <-ctx.Done():
			return nil, fmt.Errorf("no request arrived: %w", &wire.Silence{For: time.Since(start), Partial: s.Partial()})
		}
	}
}

// Partial returns the beginning of a request that has not arrived completely, or nil.
func (s *Service) Partial() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, x := range s.exchanges {
		if part := x.Partial(); x.state == opened && len(part) > 0 {
			return part
		}
	}
	return nil
}

// Exchanges returns all connections so far but those of probes.
func (s *Service) Exchanges() []*Exchange {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []*Exchange
	for _, x := range s.exchanges {
		if x.state != probed {
			all = append(all, x)
		}
	}
	return all
}

// Last returns the connection of the last request. If there is no request, it returns the last
// connection, or nil if there is none. So a connection that a server opens ahead of its requests
// does not count. HAND-1
func (s *Service) Last() *Exchange {
	s.mu.Lock()
	defer s.mu.Unlock()
	var last *Exchange
	for _, x := range s.exchanges {
		isAhead := x.state != requested && last != nil && last.state == requested
		if x.state != probed && !isAhead {
			last = x
		}
	}
	return last
}

// Before returns the requests of the service that arrived before the one of x.
func (s *Service) Before(x *Exchange) []wire.Value {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []wire.Value
	for _, earlier := range s.exchanges {
		if earlier.state == requested && earlier.Request.Event < x.Request.Event {
			all = append(all, earlier.Request.Value)
		}
	}
	return all
}

// Requested reports whether the exchange's request has arrived.
func (x *Exchange) Requested() bool {
	x.service.mu.Lock()
	defer x.service.mu.Unlock()
	return x.state == requested
}

// AwaitProbe waits until the service is given the probe with this token.
func (s *Service) AwaitProbe(ctx context.Context, token string) error {
	start := time.Now()
	for {
		s.mu.Lock()
		changed := s.changed
		given := slices.ContainsFunc(s.exchanges, func(x *Exchange) bool { return ProbeToken(x.Request.Value) == token })
		s.mu.Unlock()
		if given {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return &match.Mismatch{
				Allowed:  s.Name + " is given the probe",
				Happened: (&wire.Silence{For: time.Since(start)}).Error(),
				Needs:    []string{"JSON-2", "HAND-2"}, // it may have arrived as something else
			}
		}
	}
}

// Settle waits until every connection that was made before has been accepted: it
// makes one itself, which is the last, and sends the probe with this token on it.
func (s *Service) Settle(ctx context.Context, token string) error {
	address := s.listener.Addr()
	socket, err := net.Dial(address.Network(), address.String())
	if err != nil {
		return fmt.Errorf("%s could not be probed: %w", s.Name, err)
	}
	defer socket.Close()
	if _, err := socket.Write(wire.Frame(ProbeData(token))); err != nil {
		return fmt.Errorf("%s could not be probed: %w", s.Name, err)
	}
	return s.AwaitProbe(ctx, token)
}

// Play changes what the service does with the connections to come.
func (s *Service) Play(script Script) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.script = script
}

// Close stops listening, closes every connection, and waits until all is over.
func (s *Service) Close() {
	s.listener.Close()
	s.cancel()
	s.serving.Wait()
}
