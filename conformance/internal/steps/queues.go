package steps

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/besterprotocol/bester/conformance/internal/actor"
	"github.com/besterprotocol/bester/conformance/internal/match"
	"github.com/besterprotocol/bester/conformance/internal/wire"
)

// Steps about sessions that do not read, and about messages that wait for them.

func (w *World) queueSteps() map[string]any {
	return map[string]any{
		`{connection} sends up to {int} {name} messages carrying {data} one after the other until a report is bad`: w.pilesUp,
		`what waits for {connection} is bounded`: w.pileBounded,
		`the server has not taken all of it`:     w.notAllTaken,
		`{connection} sends {name} messages whose ids have {int} bytes until {int} MiB are on their way or she is cut off`:                 w.floodsWithIDs,
		`{connection} sends {name} messages with one id of {int} bytes until {int} MiB are on their way or she is cut off`:                 w.floodsWithID,
		`{connection} receives a good report for each of them, in order, or is closed`:                                                     w.receivesReportsOrEnd,
		`{connection} sends numbered {name} messages of {int} bytes one after the other until {int} MiB have been sent or a report is bad`: w.pilesUpNumbered,
		`{connection} receives what was reported good, in order, or is closed`:                                                             w.receivesPileOrEnd,
		`what {connection} sends reaches {connection} again, or {connection} is closed`:                                                    w.reachesAgain,
	}
}

// pile is the state of messages to a session that does not read.
type pile struct {
	taken bool   // whether the server has taken all bytes of a flood
	bad   bool   // whether the last report was bad
	good  []bool // for each numbered message, whether its report was good
}

// pilesUp sends messages, waits for the report on each, and stops after a bad one.
func (w *World) pilesUp(ctx context.Context, c *actor.Connection, most int, messageType string, data []byte) error {
	w.pile = pile{}
	for i := range most {
		if err := w.sends(c, messageType, strconv.Itoa(i+1), data); err != nil {
			return err
		}
		if err := w.pileReport(ctx, c); err != nil || w.pile.bad {
			return err
		}
	}
	return nil
}

// pileReport waits for the report on the last message and remembers it.
func (w *World) pileReport(ctx context.Context, c *actor.Connection) error {
	id := w.sentID
	a, err := w.nextBut(ctx, c, match.IsDelivery, fmt.Sprintf("a report for %q", id))
	if err != nil {
		return match.Citing(err, "CLIENTS-4")
	}
	w.report, w.pile.bad = a, match.IsBadReport(a, id)
	if !w.pile.bad {
		return match.Report(a, true, id)
	}
	return nil
}

// mostHeld is how much a server may hold for a connection, and mostInSystem how much the
// operating systems of both sides may hold in addition. CONN-12
const (
	mostHeld     = 64 * mebibyte
	mostInSystem = 64 * mebibyte
)

// pileBounded expects that a send has failed, or that the server has closed the session that
// does not read. A closed session has less to read than was sent. CLIENTS-4, CONN-12
func (w *World) pileBounded(ctx context.Context, c *actor.Connection) error {
	if w.pile.bad {
		return nil
	}
	w.flush(nil)
	if c.Skim(ctx, w.patience, mostHeld+mostInSystem) == mostHeld+mostInSystem {
		return &match.Mismatch{
			Allowed:  fmt.Sprintf("no more than %d MiB wait for %s: a send fails, or the session is closed", mostHeld/mebibyte, c.Name),
			Happened: fmt.Sprintf("more than %d MiB arrived", (mostHeld+mostInSystem)/mebibyte),
		}
	}
	return nil
}

// notAllTaken expects that the server has closed the connection of a flood or stopped reading
// from it. CONN-12
func (w *World) notAllTaken() error {
	if w.pile.taken {
		return &match.Mismatch{Allowed: "the server stops reading, or closes the connection", Happened: "it took everything that was sent"}
	}
	return nil
}

// longID returns an id of size bytes that begins with a number.
func longID(number, size int) string {
	prefix := strconv.Itoa(number)
	return prefix + string(actor.Text(size))[1:][:size-len(prefix)]
}

// floodsWithID sends the same message again and again. Its id is long, and so is its report.
func (w *World) floodsWithID(c *actor.Connection, messageType string, size, total int) error {
	frame, err := w.message(c, messageType, longID(1, size), []byte("1"))
	c.Flooded, w.pile.taken = true, err == nil
	for sent := 0; sent < total*mebibyte && w.pile.taken; sent += len(frame) {
		w.pile.taken = c.WriteUnlessStalled(frame)
	}
	return err
}

// floodsWithIDs sends messages with different long ids, and so with long reports.
func (w *World) floodsWithIDs(c *actor.Connection, messageType string, size, total int) error {
	w.begin(c)
	c.Flooded, w.pile.taken = true, true
	for i := 0; len(w.series)*size < total*mebibyte && w.pile.taken; i++ {
		id := longID(i+1, size)
		message, err := w.clientMessage(c, messageType, id, plainData)
		if err != nil {
			return err
		}
		if w.pile.taken = c.WriteUnlessStalled(wire.Frame(message)); w.pile.taken {
			w.series = append(w.series, id)
		}
	}
	return nil
}

// receivesReportsOrEnd expects the reports in order, without a gap, until the connection ends.
// STAT-1
func (w *World) receivesReportsOrEnd(ctx context.Context, c *actor.Connection) error {
	for i, id := range w.series {
		a, ended, err := w.nextOrEnd(ctx, c, fmt.Sprintf("the report on message %d", i+1))
		if err != nil || ended {
			return err
		}
		if match.Report(a, true, id) != nil {
			wrong := &match.Mismatch{
				Allowed:  fmt.Sprintf("a good report on message %d, whose id is %s", i+1, match.Short(id)),
				Happened: match.Short(a.Value.String()),
				Event:    a.Event,
			}
			switch {
			case match.IsDelivery(a):
				wrong.Needs = []string{"CLIENTS-5", "CLIENTS-8"} // the list of users was empty
			case match.IsReport(a) && w.reportsLater(ctx, c, id):
				wrong.Needs = []string{"CONN-5"}
			case match.IsReport(a) && c.Ended():
				wrong.Needs = []string{"CONN-5", "STAT-1"} // it may have been due behind the others
			case match.IsReport(a):
				wrong.Needs = []string{"STAT-1"} // it is missing
			}
			return wrong
		}
	}
	return nil
}

// pilesUpNumbered is like pilesUp, but each message has different data.
func (w *World) pilesUpNumbered(ctx context.Context, c *actor.Connection, messageType string, size, total int) error {
	w.pile = pile{}
	text := actor.Text(size)
	for i := 0; i*size < total*mebibyte && !w.pile.bad; i++ {
		if err := w.sends(c, messageType, strconv.Itoa(i+1), numberedData(i+1, text)); err != nil {
			return err
		}
		if err := w.pileReport(ctx, c); err != nil {
			return err
		}
		w.pile.good = append(w.pile.good, !w.pile.bad)
	}
	return nil
}

func numberedData(n int, text []byte) []byte { return fmt.Appendf(nil, `{"n":%d,"text":%s}`, n, text) }

// receivesPileOrEnd expects a delivery for each good report, in order, until the connection
// ends. STAT-4, CONN-5
func (w *World) receivesPileOrEnd(ctx context.Context, c *actor.Connection) error {
	for i, good := range w.pile.good {
		if !good {
			return nil
		}
		a, ended, err := w.nextOrEnd(ctx, c, fmt.Sprintf("delivery %d, which was reported good", i+1))
		if err != nil || ended {
			return err
		}
		if got := a.Value.Get("payload", "data", "n").String(); got != strconv.Itoa(i+1) {
			wrong := &match.Mismatch{Allowed: fmt.Sprintf("delivery %d, which was reported good", i+1), Happened: "delivery " + got, Event: a.Event}
			switch _, err := strconv.Atoi(got); {
			case err != nil:
				wrong.Needs = []string{"CLIENTS-2", "JSON-4"} // its data is other than what was sent
			case w.deliversLater(ctx, c, i+1):
				wrong.Needs = []string{"CONN-5"}
			default:
				wrong.Needs = []string{"STAT-4"} // it is missing
			}
			return wrong
		}
	}
	return nil
}

// deliversLater reports whether the numbered delivery n comes after others.
func (w *World) deliversLater(ctx context.Context, c *actor.Connection, n int) bool {
	return w.comesLater(ctx, c, func(a wire.Arrival) bool { return a.Value.Get("payload", "data", "n").String() == strconv.Itoa(n) })
}

// reachesAgain sends messages until one is reported good, and expects that this one is
// delivered. A session that did not read for a while may be closed instead. CLIENTS-4
func (w *World) reachesAgain(ctx context.Context, c, reader, _ *actor.Connection) error {
	until := time.Now().Add(w.patience)
	for i := 1; ; i++ {
		data := fmt.Appendf(nil, `{"again":%d}`, i)
		if err := w.sends(c, "chat", fmt.Sprintf("again %d", i), data); err != nil {
			return err
		}
		if err := w.pileReport(ctx, c); err != nil {
			return err
		}
		switch {
		case !w.pile.bad:
			return w.findsDelivery(ctx, reader, data)
		case reader.Ended():
			return nil
		case time.Now().After(until):
			return &match.Mismatch{
				Allowed:  fmt.Sprintf("%s receives again, or is closed", reader.Name),
				Happened: "every send to that session fails, and it stays open",
				Event:    w.report.Event,
			}
		}
		time.Sleep(w.patience / 100)
	}
}

// findsDelivery expects a delivery, after any other messages, or the end of the connection.
func (w *World) findsDelivery(ctx context.Context, c *actor.Connection, data []byte) error {
	value, err := wire.ParseJSON(data)
	if err != nil {
		return err
	}
	ctx, cancel := w.within(ctx)
	defer cancel()
	found, err := c.Find(ctx, func(a wire.Arrival) bool { return match.Same(value, a.Value.Get("payload", "data")) == "" })
	var end *wire.End
	if errors.As(err, &end) && end.Fault == "" {
		return nil
	}
	_, err = w.checked(found, err, deliveryOf("chat", string(data)))
	return err
}
