package main

import (
	"io"
	"sync"

	"github.com/besterprotocol/bester/conformance/internal/capture"
	"github.com/besterprotocol/bester/conformance/internal/documents"
	"github.com/besterprotocol/bester/conformance/internal/findings"
	"github.com/besterprotocol/bester/conformance/internal/inspect"
	"github.com/besterprotocol/bester/conformance/internal/plain"
	"github.com/besterprotocol/bester/schemas"
)

// mostViolations bounds what is printed of one frame.
const mostViolations = 20

// tapRecord prints what passes through a tap, and counts it. It is safe for
// concurrent use.
type tapRecord struct {
	stderr io.Writer
	to     string // the address that the tap connects to
	all    bool   // whether valid frames are printed too
	unread func() // called when nobody reads what is printed any more

	mu           sync.Mutex // guards what follows, and what is printed
	writer       findings.Writer
	counts       inspect.Counts
	notConnected int
	err          error // of writing
}

// message takes in one frame.
func (r *tapRecord) message(connection int, m schemas.Message) {
	r.mu.Lock()
	defer r.mu.Unlock()
	d := documents.OfFrame(capture.Frame{Message: m, Conversation: capture.Conversation{Number: connection}})
	d.File, d.Format, d.Index = r.to, documents.Tap, r.counts.Checked()+1
	result := inspect.Check(d, "")
	result.Limit(mostViolations)
	r.counts.Count(result)
	if r.all || !result.Valid() {
		r.print(result)
	}
}

// print prints what was found of a frame. r.mu is held.
func (r *tapRecord) print(result inspect.Result) {
	if r.err != nil {
		return
	}
	if r.err = r.writer.Document(result); r.err == nil {
		r.err = r.writer.Wait()
	}
	if r.err != nil {
		r.unread()
	}
}

// trouble takes in a connection that could not be carried.
func (r *tapRecord) trouble(connection int, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.notConnected++
	say(r.stderr, "bester: connection %d: %s", connection, plain.Words(err))
}

// close says how much has passed, and returns how the command ends.
func (r *tapRecord) close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.err == nil {
		r.err = r.writer.File(inspect.File{Name: r.to, Counts: r.counts})
	}
	if err := r.writer.Close(); r.err == nil {
		r.err = err
	}
	if r.err != nil {
		return r.err
	}
	say(r.stderr, "bester: %d frames, %d not valid", r.counts.Checked(), r.counts.Invalid)
	switch {
	case r.counts.Invalid > 0:
		return bad
	case r.notConnected > 0:
		return &exit{code: exitFailed}
	}
	return nil
}
