// Package wire is the suite's side of a connection: frames and JSON of its own,
// able to write what no server should, with a record of every byte.
package wire

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"regexp"
	"slices"
	"sync"
	"syscall"
	"time"
	"unicode/utf8"

	"github.com/besterprotocol/bester/conformance/internal/plain"
)

// Arrival is one frame from the server under test.
type Arrival struct {
	Event int    // the number of its event in the record
	Body  []byte // without the length
	Value Value  // the JSON value, of Kind Invalid where it is none
	Fault string // what is wrong with it, "" for nothing
}

// Conn is one connection to the server under test, opened by either side. What
// arrives is read at once, so that a server never waits for the suite. It is safe
// for concurrent use, but for Hear, Write and Flush.
type Conn struct {
	Ends
	Transport Transport // of Write; the zero value stands for Whole

	socket   net.Conn
	recorder *Recorder
	inspect  func(Arrival) []Finding
	done     chan struct{} // closed when nothing more is read
	deaf     bool          // whether nothing was read at first
	written  int           // how often Write has written
	held     [][]byte      // what Write has not written yet

	arrived int // how many frames have arrived; used by read only
	taken   int // how many bytes have arrived; used by read only

	mu      sync.Mutex // guards the fields below
	inbox   []Arrival
	heard   bool          // whether a frame has arrived
	partial []byte        // the beginning of the frame that is arriving
	end     *End          // why nothing more arrives
	changed chan struct{} // closed, and replaced, when the inbox or end changes
	closed  bool          // by the suite
	silent  bool          // the suite's side of the stream has ended
}

// Ends say who is at the ends of a connection.
type Ends struct {
	Name     string // of the connection, such as `the "chat" handler, connection 2`
	Party    string // whom the suite plays on it, such as `the "chat" handler`
	Server   string // who is at the other side, "" where that is not known
	Accepted bool   // whether the server opened it
}

// address returns where the side that accepted the connection listens.
func (e Ends) address(socket net.Conn) string {
	at := socket.RemoteAddr()
	if e.Accepted {
		at = socket.LocalAddr()
	}
	return at.String()
}

// End is the error of a connection on which nothing more arrives.
type End struct {
	Event int
	How   string // "closed" or "reset", or what else the system said
	Fault string // "a frame of length 0", for example; "" where it just ended
}

func (e *End) Error() string {
	if e.Fault != "" {
		return e.Fault
	}
	return "the connection was " + e.How
}

// EventOf returns the number of the event that err tells of, 0 for none.
func EventOf(err error) int {
	var end *End
	if errors.As(err, &end) {
		return end.Event
	}
	return 0
}

// Silence is the error of waiting in vain.
type Silence struct {
	For     time.Duration
	Partial []byte // the beginning of a frame that is not complete
}

func (s *Silence) Error() string {
	waited := s.For.Round(100 * time.Millisecond)
	if len(s.Partial) < PrefixBytes {
		return fmt.Sprintf("nothing for %v", waited)
	}
	arrived := fmt.Sprintf("only %d bytes of the body have", len(s.Partial)-PrefixBytes)
	if len(s.Partial) >= maxPartial {
		arrived = "not all of the body has"
	}
	return fmt.Sprintf("no whole frame for %v: the length says %d, but %s arrived", waited, binary.LittleEndian.Uint32(s.Partial), arrived)
}

// IsCutShort reports whether a part of a body has arrived, and no more. FRAME-3
func (s *Silence) IsCutShort() bool { return len(s.Partial) > PrefixBytes && !s.IsMiscounted() }

// IsMiscounted reports whether a whole body has arrived, but its length says that more
// follows. FRAME-1
func (s *Silence) IsMiscounted() bool {
	if len(s.Partial) <= PrefixBytes {
		return false
	}
	_, err := ParseJSON(s.Partial[PrefixBytes:])
	return err == nil
}

// NewConn makes a connection on socket that records into recorder. inspect returns the
// findings about a frame that has arrived. Close ends the connection.
func NewConn(ends Ends, socket net.Conn, recorder *Recorder, inspect func(Arrival) []Finding) *Conn {
	c := newConn(ends, socket, recorder)
	c.inspect = inspect
	go c.read()
	return c
}

// NewDeafConn is NewConn for a connection of which nothing is read by itself.
func NewDeafConn(ends Ends, socket net.Conn, recorder *Recorder) *Conn {
	c := newConn(ends, socket, recorder)
	c.deaf = true
	close(c.done)
	return c
}

// Hear begins to read from a deaf connection. It must not run at the same time as
// Close.
func (c *Conn) Hear(inspect func(Arrival) []Finding) {
	c.inspect, c.done = inspect, make(chan struct{})
	go c.read()
}

func newConn(ends Ends, socket net.Conn, recorder *Recorder) *Conn {
	c := &Conn{Ends: ends, socket: socket, recorder: recorder, done: make(chan struct{}), changed: make(chan struct{})}
	c.record(Event{Action: Opened, Address: ends.address(socket), Accepted: ends.Accepted})
	return c
}

// read takes in frames until the connection ends.
func (c *Conn) read() {
	defer close(c.done)
	for {
		bytes, err := ReadFrame(c)
		if err != nil {
			c.finish(bytes, err)
			return
		}
		c.take(bytes)
		if c.arrived++; c.arrived > maxArrivals || c.taken > maxTaken {
			c.finish(nil, &BrokenFrame{What: fmt.Sprintf("more than %d messages, or %d MiB of them, on one connection: the suite reads no further", maxArrivals, maxTaken>>20)})
			return
		}
	}
}

// The limits per connection on what a server may send. They are far above what any scenario
// needs.
const (
	maxArrivals = 100_000   // frames
	maxTaken    = 256 << 20 // bytes
)

// Read reads from the socket for ReadFrame. It keeps the beginning of a frame that is not yet
// complete.
func (c *Conn) Read(b []byte) (int, error) {
	n, err := c.socket.Read(b)
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.partial) < maxPartial {
		c.partial = append(c.partial, b[:min(n, maxPartial-len(c.partial))]...)
	}
	return n, err
}

// Partial returns the beginning of a frame that is not yet complete.
func (c *Conn) Partial() []byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.partial)
}

// maxPartial is the number of bytes that are kept of an incomplete frame.
const maxPartial = 64 << 10

// take puts one frame into the inbox.
func (c *Conn) take(bytes []byte) {
	c.taken += len(bytes)
	r := Arrival{Body: bytes[PrefixBytes:]}
	var findings []Finding
	value, err := ParseJSON(r.Body)
	r.Value = value
	if err != nil {
		findings = []Finding{badBody(r.Body, err)}
	} else {
		findings = c.inspect(r)
	}
	r.Fault = faultOf(findings)
	r.Event = c.record(Event{Action: Received, Bytes: bytes, Fault: r.Fault, Findings: findings})
	c.change(func() { c.inbox, c.heard, c.partial = append(c.inbox, r), true, nil })
}

// badBody returns the finding about a body that is not JSON. A body that stops within its
// text is the part of a message that a wrong length covers. If another frame begins within the
// text, the rest of this one was not written.
func badBody(body []byte, err error) Finding {
	if errors.Is(err, errTooMuch) {
		return Finding{What: err.Error()} // it may be JSON
	}
	if at := frameWithin(body); at >= 0 {
		if bytes.HasPrefix(body, make([]byte, PrefixBytes)) {
			return Finding{Requirement: "FRAME-1", What: "zero bytes follow the length, and then the message", Certain: true}
		}
		if _, err := ParseJSON(body[:at]); err != nil {
			return Finding{Requirement: "FRAME-3", What: fmt.Sprintf("another frame begins within the body, at byte %d", at), Certain: true}
		}
	}
	var syntax *SyntaxError
	if errors.As(err, &syntax) && syntax.AtEnd && len(body) > 0 {
		return Finding{Requirement: "FRAME-1", What: "the length ends within the JSON text: " + err.Error()}
	}
	if _, err := ParseJSON(infinity.ReplaceAll(body, []byte("0"))); err == nil {
		return Finding{Requirement: "JSON-11", What: "the body contains Infinity, which is no JSON", Needs: []string{"JSON-1", "JSON-2"}}
	}
	taken := "JSON-1" // a server that takes such a text may pass it on
	if !utf8.Valid(body) {
		taken = "JSON-8"
	}
	return Finding{Requirement: "JSON-2", What: "the body is not exactly one JSON text: " + err.Error(), Needs: []string{"FRAME-3", taken}}
}

// infinity is what many languages write instead of a number beyond the range of a double.
var infinity = regexp.MustCompile(`-?\bInfinity\b`)

// frameWithin returns where in body another frame begins that contains a message, or -1. The
// last byte of its length is zero, and no JSON text contains this byte.
func frameWithin(body []byte) int {
	for _, member := range []string{"header", "payload"} {
		if end := bytes.Index(body, []byte("\x00{\""+member+"\"")); end >= PrefixBytes-1 {
			return end - (PrefixBytes - 1)
		}
	}
	return -1
}

// finish notes why nothing more arrives.
func (c *Conn) finish(bytes []byte, err error) {
	c.mu.Lock()
	ours := c.closed
	c.mu.Unlock()
	end := &End{How: "closed by the suite"}
	var findings []Finding
	var broken *BrokenFrame
	switch {
	case ours:
	case errors.As(err, &broken) && broken.Cut && c.deaf:
		end.How = "closed" // whoever does not read may be left in the middle of a frame
	case errors.As(err, &broken):
		end.How, end.Fault = "closed", broken.What
		findings = []Finding{{Requirement: broken.Requirement, What: broken.What}}
	case errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE):
		end.How = "reset"
	case errors.Is(err, io.EOF):
		end.How = "closed"
	default:
		end.How = "closed: " + plain.Words(err)
	}
	if !ours {
		end.Event = c.record(Event{Action: Ended, Bytes: bytes, Note: end.How, Fault: end.Fault, Findings: findings})
	}
	c.change(func() { c.end = end })
}

func (c *Conn) record(e Event) int {
	e.Connection, e.Party, e.Server = c.Name, c.Party, c.Server
	return c.recorder.add(e)
}

// change changes the state and wakes whoever waits for that.
func (c *Conn) change(do func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	do()
	close(c.changed)
	c.changed = make(chan struct{})
}

// Next returns the next frame and removes it from the inbox. The error is an
// *End where none comes any more, and a *Silence where ctx ends first.
func (c *Conn) Next(ctx context.Context) (Arrival, error) {
	return c.Find(ctx, func(Arrival) bool { return true })
}

// Find is Next for the first frame that suits; those before it stay.
func (c *Conn) Find(ctx context.Context, suits func(Arrival) bool) (Arrival, error) {
	return c.find(ctx, suits, true)
}

// Peek is Find for a frame that stays.
func (c *Conn) Peek(ctx context.Context, suits func(Arrival) bool) (Arrival, error) {
	return c.find(ctx, suits, false)
}

func (c *Conn) find(ctx context.Context, suits func(Arrival) bool, remove bool) (Arrival, error) {
	start := time.Now()
	for looked := 0; ; {
		c.mu.Lock()
		for ; looked < len(c.inbox); looked++ {
			if r := c.inbox[looked]; suits(r) {
				if remove {
					c.inbox = append(c.inbox[:looked:looked], c.inbox[looked+1:]...)
				}
				c.mu.Unlock()
				return r, nil
			}
		}
		end, changed := c.end, c.changed
		c.mu.Unlock()
		if end != nil {
			return Arrival{}, end
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return Arrival{}, &Silence{time.Since(start), c.Partial()}
		}
	}
}

// Discard removes all frames from the inbox that suit.
func (c *Conn) Discard(suits func(Arrival) bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.inbox = slices.DeleteFunc(c.inbox, suits)
}

// CloseWrite ends the suite's side of the stream; what the server sends is
// still read.
func (c *Conn) CloseWrite() {
	c.Flush()
	c.mu.Lock()
	c.silent = true
	c.mu.Unlock()
	c.record(Event{Action: Closed, Note: HalfClosed})
	c.socket.(interface{ CloseWrite() error }).CloseWrite()
}

// Ended reports whether nothing more can arrive.
func (c *Conn) Ended() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.end != nil || c.closed
}

// End returns how the connection ended, nil where it has not.
func (c *Conn) End() *End {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.end
}

// Heard reports whether a frame has arrived.
func (c *Conn) Heard() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.heard
}

// isClosed reports whether the suite has closed the connection.
func (c *Conn) isClosed() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.closed
}

// Stands reports whether neither side has ended its stream.
func (c *Conn) Stands() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.end == nil && !c.closed && !c.silent
}

// Close closes the connection and waits until nothing reads from it.
func (c *Conn) Close() { c.shut("closed") }

// Reset closes the connection with a reset where it is of TCP.
func (c *Conn) Reset() {
	if tcp, ok := c.socket.(*net.TCPConn); ok {
		tcp.SetLinger(0)
	}
	c.shut(ClosedByReset)
}

func (c *Conn) shut(note string) {
	c.Flush()
	c.mu.Lock()
	again := c.closed
	c.closed = true
	over := c.end != nil
	c.mu.Unlock()
	if again {
		return
	}
	c.socket.SetReadDeadline(time.Unix(1, 0))
	<-c.done // what had arrived is recorded in front of the end
	if !over {
		c.record(Event{Action: Closed, Note: note})
	}
	c.socket.Close()
}
