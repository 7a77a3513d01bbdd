package wire

import "strings"

// Finding is a breach of a requirement, independent of what the scenario expects.
type Finding struct {
	Requirement string   `json:"requirement"`     // the id, or "" if no requirement fits
	What        string   `json:"what"`            // what the server did, in one line
	Event       int      `json:"event,omitempty"` // the number of the event that shows it, or 0
	Certain     bool     `json:"-"`               // whether no other breach can be the cause
	Needs       []string `json:"-"`               // requirements that explain the finding if they are broken
	Known       string   `json:"known,omitempty"` // the reason in the baseline, or ""
}

// faultOf returns the findings about a frame as one line, or "" if there are none.
func faultOf(findings []Finding) string {
	var all []string
	for _, f := range findings {
		all = append(all, f.What)
	}
	return strings.Join(all, "; ")
}
