package replay

import (
	"cmp"
	"errors"
	"fmt"
	"net"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/besterprotocol/bester/conformance/internal/report"
	"github.com/besterprotocol/bester/conformance/internal/shown"
	"github.com/besterprotocol/bester/conformance/internal/wire"
)

// Outcome is what the server did this time at the point where the scenario had failed.
type Outcome struct {
	Same bool
	Then string // what happened in the record
	Now  string // what happens now, or "" if it is the same
}

// String returns one line if the outcome is the same, otherwise three.
func (o Outcome) String() string {
	if o.Same {
		return "Same outcome: " + shown.Line(o.Then)
	}
	return fmt.Sprintf("Different outcome\n  then: %s\n  now:  %s", shown.Line(o.Then), shown.Line(o.Now))
}

// difference is an event with a different result, and the result.
type difference struct {
	event wire.Event
	now   string
}

// differences are the differences of a replay, in order.
type differences struct {
	all   []difference
	extra string // a message that is not in the record, or ""
}

func (d *differences) add(e wire.Event, r result) {
	if r.now != "" {
		d.all = append(d.all, difference{e, r.now})
	}
}

// at returns what happened instead of the event with that number, or "" if it is the same.
func (d *differences) at(number int) string {
	i := slices.IndexFunc(d.all, func(one difference) bool { return one.event.Number == number })
	if i < 0 {
		return ""
	}
	return d.all[i].now
}

// outcome compares the part that the failure is about: the end of a server, or the event that
// shows the failure, or else all events.
func (r *Replay) outcome(found differences) Outcome {
	happened, number, ended := r.failure()
	if r.Ended != nil {
		now := r.Ended(r.sawEnd)
		if how(ended) != how(now) {
			return Outcome{Then: cmp.Or(how(ended), "the server went on"), Now: cmp.Or(how(now), "the server goes on")}
		}
		if ended != "" {
			return Outcome{Same: true, Then: how(ended)}
		}
	}
	if slices.ContainsFunc(r.Scenario.Events, func(e wire.Event) bool { return number != 0 && e.Number == number }) {
		now := found.at(number)
		return Outcome{Same: now == "", Then: happened, Now: now}
	}
	switch {
	case len(found.all) > 0:
		first := found.all[0]
		return Outcome{Then: report.Line(first.event), Now: first.now}
	case found.extra != "":
		return Outcome{Then: happened, Now: found.extra}
	}
	return Outcome{Same: true, Then: happened}
}

// failure returns what happened in the record, the number of the event that shows it or 0, and
// how a server ended because of it or "".
func (r *Replay) failure() (happened string, number int, ended string) {
	happened = "everything that came then came again"
	if f := r.Scenario.Failure; f != nil {
		return cmp.Or(f.Happened, happened), f.Event, f.Ended
	}
	for _, f := range r.Scenario.Findings {
		if f.Event != 0 {
			return cmp.Or(f.What, happened), f.Event, ""
		}
	}
	return happened, 0, ""
}

// how returns the beginning of a text about a server that has ended, without its output: S1
// ended (exit status 2).
func how(ended string) string {
	before, _, found := strings.Cut(ended, ")")
	if !found {
		return ended
	}
	return before + ")"
}

// pause returns the index of the event before which the suite waited in vain: the event after
// the longest pause at the end of the record. It returns -1 if the failure is not a missing
// message.
func (r *Replay) pause() int {
	f := r.Scenario.Failure
	if f == nil || f.Allowed == "" || f.Event != 0 || f.Ended != "" {
		return -1
	}
	events := r.Scenario.Events
	at, longest := len(events), time.Duration(-1)
	for i := len(events) - 1; i > 0 && events[i].Action == wire.Closed && events[i].Note != wire.HalfClosed; i-- {
		if gap := events[i].At - events[i-1].At; gap > longest {
			at, longest = i, gap
		}
	}
	return at
}

// listenOn waits for a message on any open connection, and records the first.
func (r *Replay) listenOn(found *differences) error {
	arrivals := make(chan string, len(r.connections))
	for name, conn := range r.connections {
		conn.SetDeadline(time.Now().Add(r.Patience))
		go func() {
			what := next(conn)
			if what != "" {
				what = fmt.Sprintf("on the connection of %s: %s", name, what)
			}
			arrivals <- what
		}()
	}
	for range r.connections {
		what := <-arrivals
		if what == "" || found.extra != "" {
			continue
		}
		found.extra = what
		for _, conn := range r.connections {
			conn.SetDeadline(time.Unix(1, 0)) // stop the other waits
		}
	}
	if found.extra == "" {
		return nil
	}
	return r.tell("      (this time only, " + found.extra + ")")
}

// next reads a frame and shows it. It returns "" if nothing comes.
func next(conn net.Conn) string {
	frame, err := wire.ReadFrame(conn)
	switch {
	case len(frame) > 0:
		return report.ShowBytes(frame)
	case errors.Is(err, os.ErrDeadlineExceeded):
		return ""
	}
	return inAWord(err)
}
