// Package replay sends the recorded bytes of one scenario again, to see what a
// server does with them now.
package replay

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/besterprotocol/bester/conformance/internal/layout"
	"github.com/besterprotocol/bester/conformance/internal/plain"
	"github.com/besterprotocol/bester/conformance/internal/report"
	"github.com/besterprotocol/bester/conformance/internal/shown"
	"github.com/besterprotocol/bester/conformance/internal/wire"
)

// Replay is one scenario being sent again.
type Replay struct {
	// Scenario is what was recorded, with where its servers were.
	Scenario report.Scenario
	// Servers are where the servers are now, by name.
	Servers map[string]layout.Layout
	// Patience is how long to wait for what came then.
	Patience time.Duration
	// Ended returns how a server ended unexpectedly, or "". sawEnd reports whether a server
	// ended a connection, which may mean that it is about to end. Ended is nil if the
	// caller cannot tell.
	Ended func(sawEnd bool) string
	// Out is told, line by line, what is sent and what comes.
	Out io.Writer

	connections map[string]net.Conn
	listeners   map[string]net.Listener // by the recorded address
	sawEnd      bool                    // whether the server ended a connection
}

// ErrCut is the error of a record that does not have all the bytes that were
// sent.
var ErrCut = errors.New("the record was cut: not all the bytes that were sent stand in it")

// checkComplete returns ErrCut where not all the bytes that were sent are there.
func checkComplete(events []wire.Event) error {
	for _, e := range events {
		if e.Action == wire.Sent && isCut(e) {
			return ErrCut
		}
	}
	return nil
}

func isCut(e wire.Event) bool { return e.Size > len(e.Bytes) }

// Run sends the recorded messages in order, waits for the recorded answers, and compares the
// outcome. A different outcome is not an error. Run sends only to Servers, never to other
// addresses in the record, because the record may come from someone else.
func (r *Replay) Run(ctx context.Context) (Outcome, error) {
	if err := checkComplete(r.Scenario.Events); err != nil {
		return Outcome{}, err
	}
	defer r.close()
	if err := r.listen(); err != nil {
		return Outcome{}, err
	}
	r.connections = map[string]net.Conn{}
	var found differences
	pause := r.pause()
	for i, e := range r.Scenario.Events {
		if i == pause {
			if err := r.listenOn(&found); err != nil {
				return Outcome{}, err
			}
		}
		if err := ctx.Err(); err != nil {
			return Outcome{}, err
		}
		now, err := r.again(ctx, e)
		if err != nil {
			return Outcome{}, err
		}
		found.add(e, now)
		if err := r.tell(fmt.Sprintf("%4d  %s  %s", e.Number, report.Line(e), now.words)); err != nil {
			return Outcome{}, err
		}
	}
	if pause == len(r.Scenario.Events) {
		if err := r.listenOn(&found); err != nil {
			return Outcome{}, err
		}
	}
	return r.outcome(found), nil
}

// tell writes a line.
func (r *Replay) tell(line string) error {
	_, err := fmt.Fprintln(r.Out, shown.Line(line))
	return err
}

// listen opens, before anything is sent, what servers connected to.
func (r *Replay) listen() error {
	r.listeners = map[string]net.Listener{}
	for _, e := range r.Scenario.Events {
		if e.Action != wire.Opened || !e.Accepted || r.listeners[e.Address] != nil {
			continue
		}
		listener, err := r.listenAt(e.Address)
		if err != nil {
			return fmt.Errorf("playing %s: %w", e.Party, err)
		}
		r.listeners[e.Address] = listener
	}
	return nil
}

// listenAt listens at what stands now for an address of the record. One that is no
// handler's, but a peer server's, stays the same: it may be part of what was sent.
func (r *Replay) listenAt(recorded string) (net.Listener, error) {
	address, known := r.translate(recorded)
	if networkOf(recorded) != "unix" {
		return net.Listen("tcp", address)
	}
	if !known {
		return nil, fmt.Errorf("%s is no handler's socket of a server in the record", recorded)
	}
	os.Remove(address) // what was left there; listening says where that failed
	return net.Listen("unix", address)
}

// translate returns what stands now for an address of the record, and whether it is
// one of a server.
func (r *Replay) translate(recorded string) (address string, known bool) {
	for _, then := range r.Scenario.Servers {
		now, ok := r.Servers[then.Name]
		if !ok {
			continue
		}
		for _, pair := range pairs(then, now) {
			if pair[0] == recorded && pair[0] != "" && pair[1] != "" {
				return pair[1], true
			}
		}
	}
	return recorded, false
}

// pairs returns the addresses of a server then and now.
func pairs(then, now layout.Layout) [][2]string {
	all := [][2]string{{then.TCP4, now.TCP4}, {then.TCP6, now.TCP6}, {then.Unix, now.Unix}, {then.Informer, now.Informer}}
	for name, socket := range then.Handlers {
		all = append(all, [2]string{socket, now.Handlers[name]})
	}
	return all
}

func networkOf(address string) string {
	if filepath.IsAbs(address) || !strings.Contains(address, ":") {
		return "unix"
	}
	return "tcp"
}

// result is the result of an event this time.
type result struct {
	words string // words to print in parentheses, or ""
	now   string // what happened instead, or "" if it is the same
}

// another returns the result of a different event.
func another(format string, args ...any) result {
	now := fmt.Sprintf(format, args...)
	return result{"(not this time: " + now + ")", now}
}

// again repeats an event of the suite, or waits for an event of the server.
func (r *Replay) again(ctx context.Context, e wire.Event) (result, error) {
	conn := r.connections[e.Connection]
	switch e.Action {
	case wire.Opened:
		return r.open(ctx, e)
	case wire.Closed:
		if conn != nil {
			end(conn, e.Note)
			if e.Note != wire.HalfClosed {
				delete(r.connections, e.Connection)
			}
		}
		return result{}, nil
	}
	if conn == nil {
		return result{"(there is no such connection this time)", "there is no such connection"}, nil
	}
	conn.SetDeadline(time.Now().Add(r.Patience))
	switch e.Action {
	case wire.Sent:
		if _, err := conn.Write(e.Bytes); err != nil {
			return result{"(not taken: " + inAWord(err) + ")", "what is sent is not taken: " + inAWord(err)}, nil
		}
		return result{}, nil
	case wire.Received:
		return r.compare(e, conn), nil
	}
	return r.awaitEnd(e, conn), nil
}

// end closes a connection, or the suite's side of it, as it was closed then.
func end(conn net.Conn, note string) {
	if half, ok := conn.(interface{ CloseWrite() error }); ok && note == wire.HalfClosed {
		half.CloseWrite()
		return
	}
	if tcp, ok := conn.(*net.TCPConn); ok && note == wire.ClosedByReset {
		tcp.SetLinger(0)
	}
	conn.Close()
}

func (r *Replay) open(ctx context.Context, e wire.Event) (result, error) {
	if e.Accepted {
		return r.accept(e), nil
	}
	address, known := r.translate(e.Address)
	if !known {
		return result{}, fmt.Errorf("connecting as %s: the record does not say which address replaces %s now", e.Party, e.Address)
	}
	dialer := net.Dialer{Timeout: r.Patience}
	conn, err := dialer.DialContext(ctx, networkOf(address), address)
	if ctx.Err() != nil {
		return result{}, ctx.Err()
	}
	if err != nil {
		return another("the server does not accept the connection"), nil
	}
	r.keep(e.Connection, conn)
	return result{}, nil
}

// keep keeps a connection under a name, in the place of an older one.
func (r *Replay) keep(name string, conn net.Conn) {
	if older := r.connections[name]; older != nil {
		older.Close()
	}
	r.connections[name] = conn
}

// accept waits for the server to connect to a party.
func (r *Replay) accept(e wire.Event) result {
	listener := r.listeners[e.Address]
	if bounded, ok := listener.(interface{ SetDeadline(time.Time) error }); ok {
		bounded.SetDeadline(time.Now().Add(r.Patience))
	}
	conn, err := listener.Accept()
	if err != nil {
		return result{"(no connection this time)", "the server does not connect"}
	}
	r.keep(e.Connection, conn)
	return result{}
}

// compare reads a frame and says whether it is the one that came then.
func (r *Replay) compare(e wire.Event, conn net.Conn) result {
	frame, err := wire.ReadFrame(conn)
	switch {
	case err != nil && len(frame) == 0:
		r.sawEnd = r.sawEnd || !errors.Is(err, os.ErrDeadlineExceeded)
		return another("%s", inAWord(err))
	case string(frame) == string(e.Bytes):
		return result{words: "(the same this time)"}
	case isCut(e) && len(frame) == e.Size && bytes.HasPrefix(frame, e.Bytes):
		return result{words: fmt.Sprintf("(the same this time, as far as the first %d bytes tell)", len(e.Bytes))}
	}
	return result{"(this time " + report.ShowBytes(frame) + ")", report.ShowBytes(frame)}
}

// restLimit bounds what is read while waiting for an end, in bytes.
const restLimit = 16 << 20

// awaitEnd reads until the connection ends, and says whether it does.
func (r *Replay) awaitEnd(e wire.Event, conn net.Conn) result {
	n, err := io.Copy(io.Discard, io.LimitReader(conn, restLimit))
	if n == restLimit || errors.Is(err, os.ErrDeadlineExceeded) {
		return another("it stays open, and %d bytes came", n)
	}
	r.sawEnd = true
	conn.Close()
	delete(r.connections, e.Connection)
	return result{words: "(so it does this time)"}
}

// inAWord says in a word why nothing came.
func inAWord(err error) string {
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		return "nothing comes"
	case errors.Is(err, io.EOF):
		return "the connection ends"
	}
	return plain.Words(err)
}

func (r *Replay) close() {
	for _, conn := range r.connections {
		conn.Close()
	}
	for _, listener := range r.listeners {
		listener.Close()
	}
}
