// Package match compares what a server did with what it was allowed to do. Its
// functions are pure: they return what differs and never fail a test.
package match

import (
	"errors"
	"fmt"

	"github.com/besterprotocol/bester/conformance/internal/plain"
	"github.com/besterprotocol/bester/conformance/internal/wire"
)

// Mismatch is the error of a server that did what it was not allowed to.
type Mismatch struct {
	Allowed  string // what a server may do here
	Happened string // what this one did
	Event    int    // the number of the event in the record, 0 for none
	// Cites are the requirements that the mismatch may break, the most likely first. If it
	// is empty, the mismatch breaks the requirements of the scenario.
	Cites []string
	// Needs are requirements that explain the mismatch if they are known to be broken.
	Needs []string
	// Minor reports whether the awaited frame has arrived and is wrong only in the part
	// that Cites is about. A scenario about another requirement goes on.
	Minor bool
}

func (m *Mismatch) Error() string { return fmt.Sprintf("want %s; got %s", m.Allowed, m.Happened) }

// Missing returns the mismatch for a message that did not arrive, given the error of waiting
// for it. FRAME-1, FRAME-3
func Missing(allowed string, err error) error {
	m := &Mismatch{Allowed: allowed, Happened: plain.Words(err), Event: wire.EventOf(err)}
	var silence *wire.Silence
	switch {
	case !errors.As(err, &silence):
	case silence.IsMiscounted():
		m.Cites = []string{"FRAME-1"}
	case silence.IsCutShort():
		m.Cites = []string{"FRAME-3"}
	}
	return m
}

// Citing sets the requirements that err may break, if err is a Mismatch that cites none.
func Citing(err error, requirements ...string) error {
	var m *Mismatch
	if errors.As(err, &m) && m.Cites == nil {
		m.Cites = requirements
	}
	return err
}

// Needing adds requirements that explain err, if err is a Mismatch.
func Needing(err error, requirements ...string) error {
	var m *Mismatch
	if errors.As(err, &m) {
		m.Needs = append(m.Needs, requirements...)
	}
	return err
}

// minor is like Citing, for a frame that has arrived and differs in one part.
func minor(err error, requirements ...string) error {
	var m *Mismatch
	if errors.As(err, &m) {
		m.Cites, m.Minor = requirements, true
	}
	return err
}
