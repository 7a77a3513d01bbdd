package steps

import (
	"context"
	"fmt"

	"github.com/besterprotocol/bester/conformance/internal/actor"
	"github.com/besterprotocol/bester/conformance/internal/match"
	"github.com/besterprotocol/bester/conformance/internal/wire"
)

func (w *World) receivingSteps() map[string]any {
	return map[string]any{
		`{name} receives {an} {name} delivery carrying {data}`:                                         w.receivesDelivery,
		`{name} receives {an} {name} delivery carrying {data} digit for digit`:                         w.receivesExactly,
		`{name} receives a delivery of type {name} carrying {data}`:                                    w.receivesDelivery,
		`{name} receives {an} {name} delivery carrying {data}, or message {name} of {name} is refused`: w.receivesOrRefused,
		`{name} receives {int} {name} deliveries in the order in which they were sent`:                 w.receivesSeries,
		`{name} receives a {status} report for {name}`:                                                 w.receivesReport,
		`{name} receives a {status} report for {name} behind what came before it`:                      w.receivesReportBehind,
		`{name} receives a good report for each of them`:                                               w.receivesReports,
		`{name} receives a good report for each of them, in order`:                                     w.receivesReports,
		`{name} receives for each of them the delivery and then a good report`:                         w.receivesDeliveriesAndReports,
		`each of them receives a good report`:                                                          w.eachReceivesReport,
		`the first that {name} receives is a good report for {name}`:                                   w.receivesFirst,
		`{name} receives the dummy reply for {name}`:                                                   w.receivesDummyReply,
		`{name} receives nothing`:                                                                      w.receivesNothingAnywhere,
		`{name} has received each of them`:                                                             w.hasReceivedFlood,
		`message {name} of {name} is served or refused`:                                                w.servedOrRefused,
		`that report has no error`:                                                                     w.reportHasNoError,
		`that report gives the code {name} and a message`:                                              w.reportGivesCode,
		`that report lists as undelivered {names}`:                                                     w.reportLists,
		`that report lists nobody as undelivered`:                                                      w.reportListsNobody,
		`no envelope that the server sent names a member twice`:                                        w.noMemberTwice,
	}
}

func (w *World) receivesDelivery(ctx context.Context, name, messageType, phrase string) error {
	return w.delivery(ctx, name, messageType, phrase, match.Delivery)
}

func (w *World) receivesExactly(ctx context.Context, name, messageType, phrase string) error {
	return w.delivery(ctx, name, messageType, phrase, match.ExactDelivery)
}

func (w *World) delivery(ctx context.Context, name, messageType, phrase string, compare func(wire.Arrival, string, wire.Value) error) error {
	c, err := w.connection(name)
	if err != nil {
		return err
	}
	text, err := unquote(messageType)
	if err != nil {
		return err
	}
	data, err := w.value(phrase)
	if err != nil {
		return err
	}
	a, err := w.next(ctx, c, fmt.Sprintf("a %q delivery carrying %s", text, match.Short(data.String())))
	if err != nil {
		return err
	}
	return compare(a, text, data)
}

func (w *World) receivesSeries(ctx context.Context, name string, n int, messageType string) error {
	if n != len(w.series) {
		return fmt.Errorf("the scenario sent %d messages and wants %d", len(w.series), n)
	}
	for _, id := range w.series {
		if err := w.receivesDelivery(ctx, name, messageType, wire.Quote(id)); err != nil {
			return err
		}
	}
	return nil
}

func (w *World) receivesReport(ctx context.Context, name, status, id string) error {
	c, err := w.connection(name)
	if err != nil {
		return err
	}
	text, err := unquote(id)
	if err != nil {
		return err
	}
	return w.wantReport(ctx, c, status == "good", text)
}

func (w *World) receivesReportBehind(ctx context.Context, name, status, id string) error {
	c, err := w.connection(name)
	if err != nil {
		return err
	}
	text, err := unquote(id)
	if err != nil {
		return err
	}
	ctx, cancel := w.within(ctx)
	defer cancel()
	own := func(a wire.Arrival) bool { return match.IsReport(a) && a.Value.Get("payload", "id").Text == text }
	found, err := c.Find(ctx, own)
	a, err := w.checked(found, err, fmt.Sprintf("a %s report for %q", status, text))
	if err != nil {
		return err
	}
	w.report = a
	return match.Report(a, status == "good", text)
}

func (w *World) receivesReports(ctx context.Context, name string) error {
	c, err := w.connection(name)
	if err != nil {
		return err
	}
	for _, id := range w.series {
		if err := w.wantReport(ctx, c, true, id); err != nil {
			return err
		}
	}
	return nil
}

func (w *World) receivesDeliveriesAndReports(ctx context.Context, name string) error {
	c, err := w.connection(name)
	if err != nil {
		return err
	}
	for _, id := range w.series {
		if err := w.receivesDelivery(ctx, name, `"chat"`, wire.Quote(id)); err != nil {
			return err
		}
		if err := w.wantReport(ctx, c, true, id); err != nil {
			return err
		}
	}
	return nil
}

func (w *World) eachReceivesReport(ctx context.Context) error {
	return w.eachOf(func(c *actor.Connection) error { return w.wantReport(ctx, c, true, c.Name) })
}

// receivesFirst wants nothing at all, not even a probe, to come before.
func (w *World) receivesFirst(ctx context.Context, name, id string) error {
	c, err := w.connection(name)
	if err != nil {
		return err
	}
	text, err := unquote(id)
	if err != nil {
		return err
	}
	ctx, cancel := w.within(ctx)
	defer cancel()
	found, err := c.Next(ctx)
	a, err := w.checked(found, err, fmt.Sprintf("a good report for %q before anything else", text))
	if err != nil {
		return err
	}
	return match.Report(a, true, text)
}

func (w *World) receivesDummyReply(ctx context.Context, name, id string) error {
	c, err := w.connection(name)
	if err != nil {
		return err
	}
	text, err := unquote(id)
	if err != nil {
		return err
	}
	a, err := w.next(ctx, c, fmt.Sprintf("a dummy reply for %q", text))
	if err != nil {
		return err
	}
	return match.DummyReply(a, text)
}

// receivesNothingAnywhere is for a session as for a peer server.
func (w *World) receivesNothingAnywhere(ctx context.Context, name string) error {
	text, err := unquote(name)
	if err != nil {
		return err
	}
	if peer := w.peers[text]; peer != nil {
		return w.peerReceivesNothing(ctx, peer)
	}
	return w.receivesNothing(ctx, name)
}

func (w *World) hasReceivedFlood(ctx context.Context, name string) error {
	data, err := wire.ParseJSON(w.sent)
	if err != nil {
		return err
	}
	c, err := w.connection(name)
	if err != nil {
		return err
	}
	for i := range w.flooded {
		a, err := w.next(ctx, c, fmt.Sprintf("delivery %d of %d", i+1, w.flooded))
		if err == nil {
			err = match.Delivery(a, "chat", data)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// servedOrRefused wants a report on the message, or the connection closed as
// for a fatal error: the specification leaves the choice to the server.
func (w *World) servedOrRefused(ctx context.Context, id, name string) error {
	c, err := w.connection(name)
	if err != nil {
		return err
	}
	text, err := unquote(id)
	if err != nil {
		return err
	}
	a, end, err := w.nextOrEnd(ctx, c, fmt.Sprintf("a report for %q, or a closed connection", text))
	switch {
	case err != nil || end:
		return err
	case match.Report(a, true, text) == nil, match.Report(a, false, text) == nil:
		w.report = a
		return nil
	}
	return w.cutOffAfter(ctx, c, a, nil)
}

func (w *World) reportHasNoError() error { return match.NoError(w.report) }

func (w *World) reportGivesCode(code string) error {
	text, err := unquote(code)
	if err != nil {
		return err
	}
	return match.Code(w.report, text)
}

func (w *World) reportLists(names string) error {
	texts, err := unquoteAll(names)
	if err != nil {
		return err
	}
	return match.Undelivered(w.report, texts...)
}

func (w *World) reportListsNobody() error { return match.Undelivered(w.report) }

// noMemberTwice holds what was recorded of every connection against JSON-9. The
// data of a message is the application's, in which a name may stand twice.
func (w *World) noMemberTwice() error {
	for _, e := range w.recorder.Events() {
		if e.Action != wire.Received {
			continue
		}
		v, err := wire.ParseJSON(e.Bytes[min(4, len(e.Bytes)):])
		if err != nil {
			continue
		}
		if twice := repeated(v); twice != "" {
			return &match.Mismatch{
				Allowed:  "no member of an envelope stands there twice",
				Happened: fmt.Sprintf("a message to %s with %s twice", e.Connection, wire.Quote(twice)),
				Event:    e.Number,
			}
		}
	}
	return nil
}

// repeated returns a name that stands twice in an object of v's envelope.
func repeated(v wire.Value) string {
	seen := map[string]bool{}
	for _, member := range v.Members {
		if seen[member.Name] {
			return member.Name
		}
		seen[member.Name] = true
		if member.Name == "data" {
			continue
		}
		if name := repeated(member.Value); name != "" {
			return name
		}
	}
	return ""
}

// receivesOrRefused wants a delivery of one of several data, or the message
// refused: the specification leaves the choice to the server.
func (w *World) receivesOrRefused(ctx context.Context, name, messageType, phrases, id, sender string) error {
	from, err := w.connection(sender)
	if err != nil {
		return err
	}
	texts, err := unquoteAll(messageType + id)
	if err != nil {
		return err
	}
	allowed := fmt.Sprintf("a report for %q, or a closed connection", texts[1])
	a, end, err := w.nextOrEnd(ctx, from, allowed)
	switch {
	case err != nil || end:
		return err
	case match.Report(a, false, texts[1]) == nil:
		return nil
	case match.Report(a, true, texts[1]) == nil:
		return w.deliveryOfOne(ctx, name, texts[0], phrases)
	}
	return w.cutOffAfter(ctx, from, a, nil)
}

// deliveryOfOne wants a delivery that carries one of the data in phrases, which
// "or" divides, with nothing changed in it.
func (w *World) deliveryOfOne(ctx context.Context, name, messageType, phrases string) error {
	c, err := w.connection(name)
	if err != nil {
		return err
	}
	a, err := w.next(ctx, c, fmt.Sprintf("a %q delivery carrying %s", messageType, phrases))
	if err != nil {
		return err
	}
	var last error
	for _, phrase := range alternatives(phrases) {
		data, err := w.value(phrase)
		if err != nil {
			return err
		}
		if last = match.Delivery(a, messageType, data); last == nil || a.Value.Get("payload", "data").String() == data.String() {
			return nil
		}
	}
	return last
}
