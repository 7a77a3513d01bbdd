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

// Outcome says what the server did this time where the scenario failed.
type Outcome struct {
	Same bool
	Then string // what happened in the record
	Now  string // what happens now, if that is not the same
}

// String says whether the outcome is the same, in one line or in three.
func (o Outcome) String() string {
	if o.Same {
		return "Same outcome: " + shown.Line(o.Then)
	}
	return fmt.Sprintf("Different outcome\n  then: %s\n  now:  %s", shown.Line(o.Then), shown.Line(o.Now))
}

// difference is an event that went another way, and how it went.
type difference struct {
	event wire.Event
	now   string
}

// differences are those of a replay, in order.
type differences struct {
	all   []difference
	extra string // what came where the record has nothing, "" for nothing
}

func (d *differences) add(e wire.Event, r result) {
	if r.now != "" {
		d.all = append(d.all, difference{e, r.now})
	}
}

// at returns what happened instead of the event with that number, "" for the same.
func (d *differences) at(number int) string {
	i := slices.IndexFunc(d.all, func(one difference) bool { return one.event.Number == number })
	if i < 0 {
		return ""
	}
	return d.all[i].now
}

// outcome compares what the failure is about: the end of a server, or the event at which
// it shows, or else everything.
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

// failure returns what happened in the record, the number of the event at which it shows,
// 0 for none, and how a server ended by it, "" if none did.
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

// how returns the beginning of a text on a server that has ended, without what it printed:
// S1 ended (exit status 2).
func how(ended string) string {
	before, _, found := strings.Cut(ended, ")")
	if !found {
		return ended
	}
	return before + ")"
}

// pause returns where in the record the suite waited in vain before it closed its
// connections: the index of the event after the longest pause at the end. It is -1 if the
// failure is not that nothing came.
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

// listenOn waits for something to come on a connection that is open, and notes the first
// that does.
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
			conn.SetDeadline(time.Unix(1, 0)) // nothing else is waited for
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
	return plain(err)
}
