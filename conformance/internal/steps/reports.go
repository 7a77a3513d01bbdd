package steps

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"github.com/besterprotocol/bester/conformance/internal/actor"
	"github.com/besterprotocol/bester/conformance/internal/match"
	"github.com/besterprotocol/bester/conformance/internal/wire"
)

func reportOf(good bool, id string) string {
	return fmt.Sprintf("a %s report for %q", map[bool]string{true: "good", false: "bad"}[good], id)
}

// receivesReport wants the next frame on c, but for deliveries, to be this report,
// and remembers it.
func (w *World) receivesReport(ctx context.Context, c *actor.Connection, good bool, id string) error {
	a, err := w.nextBut(ctx, c, match.IsDelivery, reportOf(good, id))
	if err != nil {
		return w.ofReportsOnAnswers(err, good, "STAT-1")
	}
	w.report = a
	if match.Report(a, !good, id) == nil {
		err := match.Report(a, good, id)
		if w.reportsAgain(ctx, c, id) && w.isRepeated(c, id) {
			return match.Citing(err, "STAT-1")
		}
		return w.ofReportsOnAnswers(err, good, "STAT-4")
	}
	return w.reported(ctx, c, a, good, id)
}

// ofReportsOnAnswers is ofReports. If a bad report is awaited because something is wrong with an
// answer, the requirement on that answer is broken instead.
func (w *World) ofReportsOnAnswers(err error, good bool, requirement string) error {
	if good {
		return w.ofReports(err, requirement)
	}
	if fault := w.answerFault(); fault != "" {
		return w.ofReports(match.Needing(err, fault), fault)
	}
	return w.ofReports(err, requirement)
}

// ofReports marks err as a breach of requirement if the scenario is about the content or the
// recipient of a report, or about the choice of the handler. Such a scenario is not about
// whether a report arrives or is good.
func (w *World) ofReports(err error, requirement string) error {
	if w.isAbout([]string{"STAT-2"}) {
		return match.Needing(err, requirement) // the report may have gone to another session
	}
	if w.isAbout([]string{"STAT-3", "ROUTE-3"}) {
		return match.Citing(err, requirement)
	}
	return err
}

// anotherReport is which part of the patience is left for another report after a wrong one.
const anotherReport = 50

// brokenByReport returns the requirements that explain that a report for the id got arrives on c
// instead of one for id.
func (w *World) brokenByReport(ctx context.Context, c *actor.Connection, got, id string) []string {
	comesLater := w.reportsLater(ctx, c, id)
	isMissing := w.reportsOn(c, "") < bytes.Count(w.sentOn(c), []byte(`"id":`))
	switch {
	case !comesLater && isMissing && w.isAbout([]string{"STAT-1"}):
		return nil // that a report is lost is what the scenario is about; why was learned
	case comesLater && w.isRepeated(c, got), !comesLater && isMissing:
		return []string{"STAT-1"} // there are too many reports, or too few
	case comesLater:
		return []string{"CONN-5", "MSG-3"} // the order is another, or two reports have the wrong ids
	}
	return []string{"MSG-3"} // the report has the id of another message
}

// reportsLater reports whether a report on the message id comes after others.
func (w *World) reportsLater(ctx context.Context, c *actor.Connection, id string) bool {
	return w.comesLater(ctx, c, func(a wire.Arrival) bool { return match.IsReport(a) && a.Value.Get("payload", "id").Text == id })
}

// comesLater reports whether a frame that suits comes on c, after any others. The frame stays.
func (w *World) comesLater(ctx context.Context, c *actor.Connection, suits func(wire.Arrival) bool) bool {
	ctx, cancel := w.within(ctx)
	defer cancel()
	_, err := c.Peek(ctx, suits)
	return err == nil
}

// reportsAgain reports whether the next frame on c is another report on the message id.
func (w *World) reportsAgain(ctx context.Context, c *actor.Connection, id string) bool {
	ctx, stop := context.WithTimeout(ctx, w.patience/anotherReport)
	defer stop()
	a, err := c.Peek(ctx, func(wire.Arrival) bool { return true })
	return err == nil && match.IsReport(a) && a.Value.Get("payload", "id").Text == id
}

// isRepeated reports whether more reports for id have come on c than messages were sent.
func (w *World) isRepeated(c *actor.Connection, id string) bool {
	return w.reportsOn(c, id) > bytes.Count(w.sentOn(c), []byte(`"id":`+wire.Quote(id)))
}

// reportsOn counts the reports that have come on c, but for those with a reserved id: all, or
// those for id if it is not "".
func (w *World) reportsOn(c *actor.Connection, id string) int {
	reports := 0
	for _, e := range w.recorder.Events() {
		if e.Action != wire.Received || e.Connection != c.Name {
			continue
		}
		a := wire.Arrival{Value: e.Message()}
		got := a.Value.Get("payload", "id").Text
		if match.IsReport(a) && !isReserved(got) && (id == "" || got == id) {
			reports++
		}
	}
	return reports
}

// reported returns nil if a is the expected report. If only its id is wrong, and no message
// on c has that id, it breaks MSG-3.
func (w *World) reported(ctx context.Context, c *actor.Connection, a wire.Arrival, good bool, id string) error {
	err := match.Report(a, good, id)
	got := a.Value.Get("payload", "id")
	isOther := match.IsReport(a) && c.User != "" && !isReserved(got.Text) && got.Text != id
	switch {
	case err == nil:
		return nil
	case !good && match.IsReport(a) && isReserved(got.Text) && w.answerFault() != "":
		return w.ofReportsOnAnswers(err, good, "STAT-1")
	case isOther && w.hasSent(c, got.Text):
		if w.generated != nil {
			return match.Needing(err, "MSG-3", "STAT-1", "CONN-5")
		}
		return match.Needing(err, w.brokenByReport(ctx, c, got.Text, id)...)
	case isOther && match.Report(a, good, got.Text) == nil:
		return w.charge(match.OfID(err))
	}
	return err
}

// hasSent reports whether a message with that id may have been sent on c. If messages were
// generated, the answer is true, because the record contains only the last of them.
func (w *World) hasSent(c *actor.Connection, id string) bool {
	if w.generated != nil {
		return true
	}
	return bytes.Contains(w.sentOn(c), []byte(`"id":`+wire.Quote(id)))
}

// sentOn returns the recorded bytes that were sent on c.
func (w *World) sentOn(c *actor.Connection) []byte {
	var sent []byte
	for _, e := range w.recorder.Events() {
		if e.Action == wire.Sent && e.Connection == c.Name {
			sent = append(sent, e.Bytes...)
		}
	}
	return sent
}

// receivesAnyReport wants the next frame on c, but for deliveries, to be a report on the
// message id, good or bad. STAT-1
func (w *World) receivesAnyReport(ctx context.Context, c *actor.Connection, id string) error {
	a, err := w.nextBut(ctx, c, match.IsDelivery, fmt.Sprintf("a report for %q", id))
	switch {
	case err != nil:
		return err
	case !match.IsReport(a):
		return &match.Mismatch{Allowed: fmt.Sprintf("a report for %q", id), Happened: match.Describe(a.Value), Event: a.Event}
	case a.Value.Get("payload", "id").Text != id:
		cited := w.brokenByReport(ctx, c, a.Value.Get("payload", "id").Text, id)
		return &match.Mismatch{Allowed: fmt.Sprintf("a report for %q", id), Happened: match.Describe(a.Value), Event: a.Event, Cites: cited}
	}
	return nil
}

func (w *World) receivesReportBehind(ctx context.Context, c *actor.Connection, good bool, id string) error {
	ctx, cancel := w.within(ctx)
	defer cancel()
	own := func(a wire.Arrival) bool { return match.IsReport(a) && a.Value.Get("payload", "id").Text == id }
	found, err := c.Find(ctx, own)
	a, err := w.checked(found, err, reportOf(good, id))
	if err != nil {
		return err
	}
	w.report = a
	return match.Report(a, good, id)
}

// receivesReports expects a good report on each message of the series, in any order. The order
// is the subject of CONN-5.
func (w *World) receivesReports(ctx context.Context, c *actor.Connection) error {
	missing := slices.Clone(w.series)
	for len(missing) > 0 {
		a, err := w.nextBut(ctx, c, match.IsDelivery, reportOf(true, missing[0]))
		if err != nil {
			return err
		}
		i := max(0, slices.Index(missing, a.Value.Get("payload", "id").Text))
		if err := w.reported(ctx, c, a, true, missing[i]); err != nil {
			return err
		}
		missing = slices.Delete(missing, i, i+1)
	}
	return nil
}

func (w *World) receivesReportsInOrder(ctx context.Context, c *actor.Connection) error {
	for _, id := range w.series {
		if err := w.receivesReport(ctx, c, true, id); err != nil {
			return err
		}
	}
	return nil
}

func (w *World) receivesGoodAndBad(ctx context.Context, c *actor.Connection) error {
	for i, id := range w.series {
		if err := w.receivesReport(ctx, c, i == 0, id); err != nil {
			return err
		}
	}
	return nil
}

func (w *World) eachReceivesReport(ctx context.Context) error {
	return w.eachOf(func(c *actor.Connection) error { return w.receivesReport(ctx, c, true, c.Name) })
}

func isReserved(id string) bool { return id == actor.FatalID || id == actor.AuthID }

func (w *World) reportHasNoError() error { return w.charge(match.NoError(w.report)) }

func (w *World) reportGivesCode(code string) error { return w.charge(match.Code(w.report, code)) }

func (w *World) reportGivesCodeIfBad(code string) error {
	if match.IsGoodReport(w.report) {
		return nil
	}
	return w.charge(match.Code(w.report, code))
}

func (w *World) reportLists(names []string) error {
	return w.charge(match.Undelivered(w.report, names...))
}
