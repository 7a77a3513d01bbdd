package wire

import "strings"

// Finding is a requirement that the server under test broke, and the event that
// shows it. It says nothing about what a scenario was waiting for.
type Finding struct {
	Requirement string `json:"requirement"`     // the id, "" if no requirement fits
	What        string `json:"what"`            // what the server did, in one line
	Event       int    `json:"event,omitempty"` // the number of the event that shows it, 0 for none
	Known       string `json:"known,omitempty"` // why it is in the baseline, "" where it is not
}

// faultOf returns what is wrong with one frame in one line, "" for nothing.
func faultOf(findings []Finding) string {
	var all []string
	for _, f := range findings {
		all = append(all, f.What)
	}
	return strings.Join(all, "; ")
}
