package steps

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/besterprotocol/bester/conformance/internal/actor"
	"github.com/besterprotocol/bester/conformance/internal/match"
	"github.com/besterprotocol/bester/conformance/internal/wire"
)

func (w *World) receivingSteps() map[string]any {
	return map[string]any{
		`{connection} receives a(n) {name} delivery carrying {data}`:                                                       w.receivesDelivery,
		`{connection} receives a(n) {name} delivery carrying {data} digit for digit`:                                       w.receivesExactly,
		`{connection} receives a(n) {name} delivery carrying {alternatives}, or message {name} of {connection} is refused`: w.receivesOrRefused,
		`{connection} receives a delivery of type {name} carrying {data}`:                                                  w.receivesDelivery,
		`{connection} receives {int} {name} deliveries in the order in which they were sent`:                               w.receivesSeries,
		`{connection} receives {int} {name} deliveries, one for each of them`:                                              w.receivesSeriesInAnyOrder,
		`{connection} receives a {good} report for {name}`:                                                                 w.receivesReport,
		`{connection} receives a report for {name}`:                                                                        w.receivesAnyReport,
		`{connection} receives a delivery`:                                                                                 w.receivesAnyDelivery,
		`{connection} receives a {good} report for {name} behind what came before it`:                                      w.receivesReportBehind,
		`{connection} receives a good report for each of them`:                                                             w.receivesReports,
		`{connection} receives a good report for each of them, in order`:                                                   w.receivesReportsInOrder,
		`{connection} receives for each of them the delivery and then a good report`:                                       w.receivesDeliveriesAndReports,
		`{connection} receives a good report for the first of them and a bad one for the second`:                           w.receivesGoodAndBad,
		`each of them receives a good report`:                                                                              w.eachReceivesReport,
		`the first that {connection} receives is a good report for {name}`:                                                 w.receivesFirst,
		`the first that each of them receives is a good report for {name}`:                                                 w.eachReceivesFirst,
		`{connection} receives the dummy reply for {name}`:                                                                 w.receivesDummyReply,
		`{name} receives nothing`:                                                                                          w.receivesNothing,
		`{connection} has received each of them`:                                                                           w.hasReceivedFlood,
		`{connection} begins to read`:                                                                                      w.beginsToRead,
		`message {name} of {connection} is served or refused`:                                                              w.servedOrRefused,
		`that report has no error`:                                                                                         w.reportHasNoError,
		`that report gives the code {name} and a message`:                                                                  w.reportGivesCode,
		`that report gives, if it is bad, the code {name} and a message`:                                                   w.reportGivesCodeIfBad,
		`that report lists as undelivered {names}`:                                                                         w.reportLists,
		`no envelope that the server sent names a member twice`:                                                            w.noMemberTwice,
	}
}

func (w *World) receivesDelivery(ctx context.Context, c *actor.Connection, messageType string, data []byte) error {
	return w.delivery(ctx, c, messageType, data, match.Delivery)
}

func (w *World) receivesExactly(ctx context.Context, c *actor.Connection, messageType string, data []byte) error {
	return w.delivery(ctx, c, messageType, data, match.ExactDelivery)
}

// delivery wants the next frame on c, but for good reports, to be this delivery.
// Where the order of the two matters, a sentence says so.
func (w *World) delivery(ctx context.Context, c *actor.Connection, messageType string, data []byte, compare func(wire.Arrival, string, wire.Value) error) error {
	value, err := wire.ParseJSON(data)
	if err != nil {
		return err
	}
	a, err := w.nextBut(ctx, c, match.IsGoodReport, deliveryOf(messageType, string(data)))
	if err != nil {
		return err
	}
	return w.charge(compare(a, messageType, value))
}

func deliveryOf(messageType, data string) string {
	return fmt.Sprintf("a %q delivery carrying %s", messageType, match.Short(data))
}

func (w *World) receivesSeries(ctx context.Context, c *actor.Connection, n int, messageType string) error {
	if n != len(w.series) {
		return fmt.Errorf("the scenario sent %d messages, but expects %d", len(w.series), n)
	}
	for _, id := range w.series {
		if err := w.receivesDelivery(ctx, c, messageType, []byte(wire.Quote(id))); err != nil {
			return err
		}
	}
	return nil
}

// receivesSeriesInAnyOrder expects a delivery of each message of the series.
func (w *World) receivesSeriesInAnyOrder(ctx context.Context, c *actor.Connection, n int, messageType string) error {
	if n != len(w.series) {
		return fmt.Errorf("the scenario sent %d messages, but expects %d", len(w.series), n)
	}
	missing := slices.Clone(w.series)
	for len(missing) > 0 {
		a, err := w.nextBut(ctx, c, match.IsGoodReport, deliveryOf(messageType, wire.Quote(missing[0])))
		if err != nil {
			return err
		}
		i := max(0, slices.Index(missing, a.Value.Get("payload", "data").Text))
		if err := w.charge(match.Delivery(a, messageType, wire.Value{Kind: wire.String, Text: missing[i]})); err != nil {
			return err
		}
		missing = slices.Delete(missing, i, i+1)
	}
	return nil
}

// receivesAnyDelivery expects a delivery with any data. CLIENTS-1
func (w *World) receivesAnyDelivery(ctx context.Context, c *actor.Connection) error {
	a, err := w.nextBut(ctx, c, match.IsReport, "a delivery") // CLIENTS-7 is about the order
	if err == nil && !match.IsDelivery(a) {
		err = &match.Mismatch{Allowed: "a delivery", Happened: match.Describe(a.Value), Event: a.Event}
	}
	return err
}

// receivesDeliveriesAndReports expects, for each message of the series, the delivery before
// the report. CLIENTS-7
func (w *World) receivesDeliveriesAndReports(ctx context.Context, c *actor.Connection) error {
	delivered := map[string]bool{}
	for missing := slices.Clone(w.series); len(missing) > 0; {
		a, err := w.next(ctx, c, fmt.Sprintf("for each message the delivery and then the report, the next for %q", missing[0]))
		if err != nil {
			return err
		}
		if match.IsDelivery(a) {
			delivered[a.Value.Get("payload", "data").Text] = true
			continue
		}
		i := max(0, slices.Index(missing, a.Value.Get("payload", "id").Text))
		if !delivered[missing[i]] {
			return &match.Mismatch{Allowed: deliveryOf("chat", wire.Quote(missing[i])), Happened: match.Describe(a.Value), Event: a.Event}
		}
		if err := w.reported(ctx, c, a, true, missing[i]); err != nil {
			return err
		}
		missing = slices.Delete(missing, i, i+1)
	}
	return nil
}

// receivesFirst wants nothing at all, not even a probe, to come before.
func (w *World) receivesFirst(ctx context.Context, c *actor.Connection, id string) error {
	ctx, cancel := w.within(ctx)
	defer cancel()
	found, err := c.Next(ctx)
	a, err := w.checked(found, err, reportOf(true, id)+" before anything else")
	if err != nil {
		return err
	}
	return match.Report(a, true, id)
}

func (w *World) eachReceivesFirst(ctx context.Context, id string) error {
	return w.eachOf(func(c *actor.Connection) error { return w.asFurther(c, w.receivesFirst(ctx, c, id)) })
}

func (w *World) receivesDummyReply(ctx context.Context, c *actor.Connection, id string) error {
	a, err := w.next(ctx, c, fmt.Sprintf("a dummy reply for %q", id))
	if err != nil {
		return err
	}
	return match.DummyReply(a, id)
}

// receivesNothing is for a session as for a peer server.
func (w *World) receivesNothing(ctx context.Context, name string) error {
	if peer := w.peers[name]; peer != nil {
		return w.peerReceivesNothing(ctx, peer)
	}
	if c := w.connections[name]; c != nil {
		return w.sessionReceivesNothing(ctx, c)
	}
	return fmt.Errorf("the scenario has nobody called %q", name)
}

func (w *World) hasReceivedFlood(ctx context.Context, c *actor.Connection) error {
	ended, err := w.receivesSame(ctx, c, w.flooded)
	if ended && err == nil {
		return &match.Mismatch{Allowed: fmt.Sprintf("%d deliveries", w.flooded), Happened: "the connection was closed", Event: c.End().Event}
	}
	return err
}

func (w *World) beginsToRead(c *actor.Connection) { c.BeginToRead() }

// receivesSame wants n deliveries of what was sent last, or until then the end of
// the connection.
func (w *World) receivesSame(ctx context.Context, c *actor.Connection, n int) (ended bool, err error) {
	data, err := wire.ParseJSON(w.sent)
	for i := 0; i < n && err == nil && !ended; i++ {
		var a wire.Arrival
		a, ended, err = w.nextOrEnd(ctx, c, fmt.Sprintf("delivery %d of %d", i+1, n))
		if err == nil && !ended {
			err = w.charge(match.Delivery(a, "chat", data))
		}
	}
	return ended, err
}

// servedOrRefused wants a report on the message, or the connection closed as
// for a fatal error: the specification leaves the choice to the server.
func (w *World) servedOrRefused(ctx context.Context, id string, c *actor.Connection) error {
	_, err := w.outcome(ctx, c, id)
	return err
}

// outcome waits for what becomes of the message id, and reports whether it was
// served: anything but a report on it or a closing is wrong. A bad report for a
// reserved id is the last word on a connection, which is closed then. CONN-6, AUTH-4
func (w *World) outcome(ctx context.Context, c *actor.Connection, id string) (served bool, err error) {
	a, end, err := w.nextOrEnd(ctx, c, fmt.Sprintf("a report for %q, or a closed connection", id))
	switch {
	case err != nil || end:
		return false, err
	case match.Report(a, true, id) == nil:
		return true, nil
	case !isReserved(id) && match.Report(a, false, id) == nil:
		return false, nil
	}
	return false, w.cutOffAfter(ctx, c, a, nil)
}

// receivesOrRefused wants a delivery that carries one of several data, with
// nothing changed in it, or the message refused.
func (w *World) receivesOrRefused(ctx context.Context, c *actor.Connection, messageType string, alternatives []wire.Value, id string, sender *actor.Connection) error {
	served, err := w.outcome(ctx, sender, id)
	if err != nil || !served {
		return err
	}
	var texts []string
	for _, value := range alternatives {
		texts = append(texts, value.String())
	}
	allowed := deliveryOf(messageType, strings.Join(texts, " or "))
	a, err := w.next(ctx, c, allowed)
	if err != nil {
		return err
	}
	data := a.Value.Get("payload", "data")
	one := func(want wire.Value) bool { return match.SameDigits(want, data) == "" }
	if a.Value.Get("payload", "type").Text != messageType || !slices.ContainsFunc(alternatives, one) {
		return &match.Mismatch{Allowed: allowed, Happened: match.Describe(a.Value), Event: a.Event}
	}
	return nil
}

// noMemberTwice holds what was recorded of every connection against JSON-9.
func (w *World) noMemberTwice() error {
	for _, e := range w.recorder.Events() {
		if e.Action != wire.Received {
			continue
		}
		if twice := match.Repeated(e.Message()); twice != "" {
			return &match.Mismatch{
				Allowed:  "no member of an envelope stands there twice",
				Happened: fmt.Sprintf("a message to %s with %s twice", e.Connection, wire.Quote(twice)),
				Event:    e.Number,
			}
		}
	}
	return nil
}
