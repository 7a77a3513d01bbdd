package main

import (
	"fmt"
	"io"
	"time"

	"github.com/besterprotocol/bester/conformance/internal/inspect"
)

// progressEvery is how often a terminal is told how far validation has come.
const progressEvery = 200 * time.Millisecond

// progress tells a person who waits how far validation has come. Nil tells nobody.
type progress struct {
	terminal       io.Writer
	total, invalid int
	next           time.Time // when to tell again
	shown          bool
}

// newProgress returns the progress for the terminal behind standard error, or nil
// where there is none.
func newProgress(s streams) *progress {
	if !isTerminal(s.err) {
		return nil
	}
	return &progress{terminal: s.err, next: time.Now().Add(progressEvery)}
}

// count takes in a document.
func (p *progress) count(r inspect.Result) {
	if p == nil {
		return
	}
	p.total++
	if !r.Valid() {
		p.invalid++
	}
}

// show shows the counts, now and then.
func (p *progress) show() {
	if p == nil || time.Now().Before(p.next) {
		return
	}
	p.next, p.shown = time.Now().Add(progressEvery), true
	fmt.Fprintf(p.terminal, "%s%d documents, %d not valid", clearLine, p.total, p.invalid)
}

// clear takes away what is shown, before something else is.
func (p *progress) clear() {
	if p != nil && p.shown {
		fmt.Fprint(p.terminal, clearLine)
		p.shown = false
	}
}
