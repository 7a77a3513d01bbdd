package report

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/besterprotocol/bester/conformance/internal/wire"
)

// How much of what was recorded a page holds, so that it opens at once whatever
// a server sent. The event in which a server went wrong stays in any case.
const (
	htmlEventBytes    = 4 << 10
	htmlScenarioBytes = 1 << 20  // of all events of a scenario
	htmlPageBytes     = 12 << 20 // of all events of a page
	htmlEventCost     = 64       // what an event counts beside its bytes and texts
)

// pageScenario is what the page has to know of a scenario before it is unfolded.
type pageScenario struct {
	Name         string   `json:"name"`
	Place        string   `json:"place"` // file:line
	Verdict      string   `json:"verdict"`
	Mark         string   `json:"mark"`
	Slug         string   `json:"slug"`
	Requirements []string `json:"requirements"`
}

func (r *Report) pageScenarios() []pageScenario {
	all := make([]pageScenario, 0, len(r.Scenarios))
	for _, s := range r.Scenarios {
		v := r.verdictOf(s)
		l := labelOf(v)
		all = append(all, pageScenario{s.Name, s.Place(), string(v), l.Mark, l.Slug, s.Requirements})
	}
	return all
}

// record is what a scenario shows when it is unfolded.
type record struct {
	Source  string            `json:"source"` // the address of its text
	Took    float64           `json:"took"`   // in milliseconds
	Known   string            `json:"known,omitempty"`
	Steps   []recordStep      `json:"steps"`
	Failure *recordFailure    `json:"failure,omitempty"`
	Blocked string            `json:"blocked,omitempty"` // the requirement that blocks the scenario
	First   int               `json:"first,omitempty"`   // the number of the event at which the server went wrong, or 0
	Found   []recordFinding   `json:"found,omitempty"`
	Output  map[string]string `json:"output,omitempty"`
	Lanes   []lane            `json:"lanes"`
	Events  []recordEvent     `json:"events"`
	Asides  int               `json:"asides,omitempty"` // events of the suite's own proof, left out
	Cut     int               `json:"cut,omitempty"`    // events for which there was no room
}

type recordStep struct {
	Keyword string `json:"keyword"`
	Text    string `json:"text"`
	State   string `json:"state"` // "passed", "failed" or "not reached"
}

type recordFailure struct {
	Allowed  string `json:"allowed"`
	Happened string `json:"happened"`
	Ended    string `json:"ended,omitempty"`
	Event    int    `json:"event"`
}

// recordFinding is a breach of a requirement that the scenario is not about.
type recordFinding struct {
	Requirement string `json:"requirement"`
	What        string `json:"what"`
	Event       int    `json:"event,omitempty"`
}

// lane is a lifeline: whoever takes part in a scenario.
type lane struct {
	Name   string `json:"name"`
	Server bool   `json:"server"` // whether it is a server under test
}

// recordEvent is an event as an arrow from one lane to another.
type recordEvent struct {
	Number     int    `json:"number"`
	At         int64  `json:"at"` // microseconds since the scenario began
	Action     string `json:"action"`
	From       int    `json:"from"` // the index of a lane
	To         int    `json:"to"`
	Connection string `json:"connection,omitempty"` // "" where it is called as its party
	Address    string `json:"address,omitempty"`
	Bytes      []byte `json:"bytes,omitempty"`
	Size       int    `json:"size,omitempty"` // of all bytes, where only the first are here
	Note       string `json:"note,omitempty"`
	Fault      string `json:"fault,omitempty"`
}

// records returns the records of all scenarios. Where there is no room for all,
// those that failed come first.
func (r *Report) records() []record {
	all := make([]record, len(r.Scenarios))
	left := htmlPageBytes
	for _, failed := range []bool{true, false} {
		for i, s := range r.Scenarios {
			if failed == (s.Failure != nil && s.Verdict != Blocked || len(s.Findings) > 0) {
				room := min(left, htmlScenarioBytes)
				left -= room
				all[i] = r.recordOf(s, &room)
				left += room
			}
		}
	}
	return all
}

// recordOf returns the record of s, and takes what its events need from room.
func (r *Report) recordOf(s Scenario, room *int) record {
	rec := record{
		Source: r.sourceLink(s.Path(), s.Line),
		Took:   float64(s.Took.Microseconds()) / 1000,
		Known:  s.Known,
		Steps:  []recordStep{},
		Events: []recordEvent{},

		Blocked: s.BlockedBy,
	}
	if s.Failure != nil {
		rec.First = s.Failure.Event
	}
	for _, f := range s.Findings {
		rec.Found = append(rec.Found, recordFinding{f.Requirement, oneLine(f.What), f.Event})
		rec.First = cmp.Or(rec.First, f.Event)
	}
	for _, step := range s.Steps {
		rec.Steps = append(rec.Steps, recordStep{step.Keyword, step.Text, stateOf(step)})
	}
	if f := s.Failure; f != nil {
		rec.Failure = &recordFailure{f.Allowed, f.Happened, strings.TrimSpace(f.Ended), f.Event}
	}
	for name, text := range s.Output {
		if text = strings.TrimSpace(text); text != "" {
			if rec.Output == nil {
				rec.Output = map[string]string{}
			}
			rec.Output[name] = text
		}
	}
	rec.draw(s, room)
	return rec
}

func stateOf(step Step) string {
	switch {
	case step.Failed:
		return "failed"
	case step.Done:
		return "passed"
	}
	return "not reached"
}

// draw fills in the lanes and the events between them.
func (rec *record) draw(s Scenario, room *int) {
	events := told(s, marksOf(s))
	rec.Asides = len(s.Events) - len(events)
	lanes := newLanes(events)
	rec.Lanes = lanes.all
	for _, e := range events {
		first := e.Number == rec.First
		cost := htmlEventCost + len(e.Connection) + len(e.Address) + len(e.Note) + len(e.Fault)
		if *room < cost && !first {
			rec.Cut++
			continue
		}
		kept := min(len(e.Bytes), htmlEventBytes)
		if !first {
			kept = min(kept, *room-cost)
		}
		*room = max(0, *room-cost-kept)
		shown := recordEvent{
			Number: e.Number, At: e.At.Microseconds(), Action: string(e.Action), Bytes: e.Bytes[:kept],
			Address: e.Address, Note: e.Note, Fault: e.Fault,
		}
		shown.From, shown.To = lanes.ends(e)
		if e.Connection != party(e) {
			shown.Connection = e.Connection
		}
		if size := max(e.Size, len(e.Bytes)); size > kept {
			shown.Size = size
		}
		rec.Events = append(rec.Events, shown)
	}
}

// lanes are whoever takes part in a scenario, from left to right: those who
// connect to servers, the servers, and those whom servers connect to.
type lanes struct {
	all    []lane
	only   string // the server, where the record names just one
	places map[lane]int
}

func newLanes(events []wire.Event) *lanes {
	l := &lanes{all: []lane{}, places: map[lane]int{}}
	accepts := map[string]bool{} // of parties, whether servers connect to them
	servers := map[string]bool{}
	for _, e := range events {
		accepts[party(e)] = accepts[party(e)] || e.Accepted
		if e.Server != "" {
			servers[e.Server] = true
		}
	}
	if len(servers) == 1 {
		l.only = slices.Collect(maps.Keys(servers))[0]
	}
	l.addParties(events, func(e wire.Event) bool { return !accepts[party(e)] })
	for _, name := range slices.Sorted(maps.Keys(servers)) {
		l.add(lane{name, true})
	}
	for _, e := range events {
		l.add(lane{l.server(e), true})
	}
	l.addParties(events, func(e wire.Event) bool { return accepts[party(e)] })
	return l
}

func (l *lanes) addParties(events []wire.Event, has func(wire.Event) bool) {
	for _, e := range events {
		if has(e) {
			l.add(lane{party(e), false})
		}
	}
}

func (l *lanes) add(added lane) {
	if _, ok := l.places[added]; !ok {
		l.places[added] = len(l.all)
		l.all = append(l.all, added)
	}
}

func party(e wire.Event) string { return cmp.Or(e.Party, e.Connection) }

// server returns the name of the server at the other side of e. A peer that the
// suite plays cannot know it; where only one server was ever heard of, it is that
// one: a second one would have had to be told by a handler to connect.
func (l *lanes) server(e wire.Event) string { return cmp.Or(e.Server, l.only, "server") }

// ends returns the indexes of the lanes that e goes from and to.
func (l *lanes) ends(e wire.Event) (from, to int) {
	suite, server := l.places[lane{party(e), false}], l.places[lane{l.server(e), true}]
	if e.Action == wire.Received || e.Action == wire.Ended || e.Action == wire.Opened && e.Accepted {
		return server, suite
	}
	return suite, server
}
