package wire

import (
	"slices"
	"sync"
	"time"
)

// Action is what happened on a connection.
type Action string

const (
	Opened   Action = "opened"
	Sent     Action = "sent"     // by the suite
	Received Action = "received" // from the server under test
	Ended    Action = "ended"    // by the server under test, however it did
	Closed   Action = "closed"   // by the suite
)

// Notes of a Closed that was more than closing.
const (
	HalfClosed    = "end of stream" // only the suite's side of the stream ended
	ClosedByReset = "reset"         // by a reset where it was of TCP
)

// Event is one thing that happened on one connection of a scenario.
type Event struct {
	Number     int           `json:"number"`           // from 1, in the order in which the suite saw them
	At         time.Duration `json:"atNs"`             // since the scenario began
	Connection string        `json:"connection"`       // such as "alice" or `the "chat" handler, connection 1`
	Party      string        `json:"party,omitempty"`  // whom the suite plays on it, such as `the "chat" handler`
	Server     string        `json:"server,omitempty"` // the server at the other side, such as "S1"
	Action     Action        `json:"action"`
	Address    string        `json:"address,omitempty"`  // where it was opened to: host:port, or the path of a UNIX socket
	Accepted   bool          `json:"accepted,omitempty"` // whether it was the server that opened it
	Bytes      []byte        `json:"bytes,omitempty"`    // what was sent or received: a frame, or what there was of one
	Size       int           `json:"size,omitempty"`     // of Bytes, where some were left out of a report
	Note       string        `json:"note,omitempty"`     // how it was sent, or how it ended
	Fault      string        `json:"fault,omitempty"`    // what is wrong with it, where it came from the server
	Aside      bool          `json:"aside,omitempty"`    // whether it is of the suite's own proof, and not of the scenario
	Findings   []Finding     `json:"-"`                  // the breaches that Fault describes, with their requirements
}

// Message returns the JSON value in the frame that was sent or received, of Kind
// Invalid where there is none.
func (e Event) Message() Value {
	v, err := ParseJSON(e.Bytes[min(PrefixBytes, len(e.Bytes)):])
	if err != nil {
		return Value{}
	}
	return v
}

// Recorder keeps what happens in one scenario. It is safe for concurrent use.
type Recorder struct {
	start time.Time

	mu     sync.Mutex // guards the fields below
	events []Event
	last   int   // the number of the last event, even if it is forgotten
	forgot bool  // whether Forget has dropped events
	spoilt error // why the record says nothing about the server, or nil
	held   int   // bytes in events
}

// NewRecorder returns a recorder whose clock starts now.
func NewRecorder() *Recorder { return &Recorder{start: time.Now()} }

// A record keeps the first maxRecorded bytes of a scenario. Of each later event it keeps the
// first recordedHead bytes.
const (
	maxRecorded  = 16 << 20
	recordedHead = 512
)

// add records e and returns its number.
func (r *Recorder) add(e Event) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.last++
	e.Number = r.last
	e.At = time.Since(r.start)
	e.Size = len(e.Bytes)
	if len(e.Bytes) > recordedHead && r.held+len(e.Bytes) > maxRecorded {
		e.Bytes = slices.Clone(e.Bytes[:recordedHead])
	}
	r.held += len(e.Bytes)
	r.events = append(r.events, e)
	return e.Number
}

// Len returns how many events there are.
func (r *Recorder) Len() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.events)
}

// Forget drops the events behind the first n, unless one of them is a fault of the
// server's: that of what went well nothing more has to be known.
func (r *Recorder) Forget(n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if slices.ContainsFunc(r.events[n:], func(e Event) bool { return e.Fault != "" }) {
		return
	}
	for _, e := range r.events[n:] {
		r.held -= len(e.Bytes)
	}
	r.events, r.forgot = slices.Delete(r.events, n, len(r.events)), true
}

// IsComplete reports whether Events returns every event that has happened.
func (r *Recorder) IsComplete() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return !r.forgot
}

// Events returns what has happened so far.
func (r *Recorder) Events() []Event {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.events)
}

// Spoil records that the suite could not do its part, so the record says nothing about the
// server. Only the first error is kept.
func (r *Recorder) Spoil(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.spoilt == nil {
		r.spoilt = err
	}
}

// Spoilt returns the first error given to Spoil, or nil.
func (r *Recorder) Spoilt() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.spoilt
}
