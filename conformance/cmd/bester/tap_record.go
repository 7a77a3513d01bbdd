package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"

	"github.com/besterprotocol/bester/schemas"
)

// mostViolations bounds what is printed of one frame.
const mostViolations = 20

// tapRecord prints what passes through a tap, and counts it. It is safe for
// concurrent use.
type tapRecord struct {
	stdout, stderr io.Writer
	all            bool   // whether valid frames are printed too
	unread         func() // called when nobody reads stdout any more

	mu            sync.Mutex // guards what follows, and what is printed
	frames, wrong int
	notConnected  int
	err           error // of writing to stdout
}

// message takes in one frame.
func (r *tapRecord) message(connection int, m schemas.Message) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.frames++
	place := fmt.Sprintf("connection %d: %s's frame %d at byte %d", connection, m.Sender, m.Number, m.Offset)
	if m.Err != nil {
		r.wrong++
		r.print(violationsOf(place, m))
	} else if r.all {
		r.print(fmt.Sprintf("%s: a valid %s", place, m.Kind))
	}
}

// violationsOf says what is wrong with a frame, a line each.
func violationsOf(place string, m schemas.Message) string {
	if m.Kind != "" {
		place += ": " + string(m.Kind)
	}
	var invalid *schemas.Error
	if !errors.As(m.Err, &invalid) {
		return place + ": " + m.Err.Error()
	}
	var lines []string
	for _, v := range invalid.Violations[:min(mostViolations, len(invalid.Violations))] {
		lines = append(lines, fmt.Sprintf("%s:%d:%d: %s", place, v.Line, v.Column, advised(v)))
	}
	if more := len(invalid.Violations) - mostViolations; more > 0 {
		lines = append(lines, fmt.Sprintf("%s: and %d more", place, more))
	}
	return strings.Join(lines, "\n")
}

// advised says what is wrong, what that breaks, and what may have been meant.
func advised(v schemas.Violation) string {
	text := v.Fault()
	if v.Requirement != "" && !strings.Contains(text, "("+v.Requirement+")") {
		text += " (" + v.Requirement + ")"
	}
	if v.Suggestion != "" {
		text += "; " + v.Suggestion
	}
	return text
}

// print prints lines. r.mu is held.
func (r *tapRecord) print(lines string) {
	if r.err != nil {
		return
	}
	if _, r.err = fmt.Fprintln(r.stdout, lines); r.err != nil {
		r.unread()
	}
}

// trouble takes in a connection that could not be carried.
func (r *tapRecord) trouble(connection int, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.notConnected++
	fmt.Fprintf(r.stderr, "bester: connection %d: %v\n", connection, err)
}

// close says how much has passed, and returns how the command ends.
func (r *tapRecord) close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.err != nil {
		return r.err
	}
	fmt.Fprintf(r.stderr, "bester: %d frames, of which %d are not valid\n", r.frames, r.wrong)
	switch {
	case r.wrong > 0:
		return bad
	case r.notConnected > 0:
		return &exit{code: exitFailed}
	}
	return nil
}
