// Package match compares what a server did with what it was allowed to do. Its
// functions are pure: they return what differs and never fail a test.
package match

import "fmt"

// Mismatch is the error of a server that did what it was not allowed to.
type Mismatch struct {
	Allowed  string // what a server may do here
	Happened string // what this one did
	Event    int    // the number of the event in the record, 0 for none
}

func (m *Mismatch) Error() string { return fmt.Sprintf("want %s; got %s", m.Allowed, m.Happened) }
