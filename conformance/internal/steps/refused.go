package steps

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/besterprotocol/bester/conformance/internal/match"
	"github.com/besterprotocol/bester/conformance/internal/wire"
)

// afterRefusal is which part of the patience is left when a message was refused:
// what the server sent elsewhere before that may take a moment to be read.
const afterRefusal = 5

// unlessRefused returns a context for waiting until the last message reaches
// somebody: it ends earlier where the server refuses the message, or closes the
// session that it came on. refused returns what the server did then, nil for
// nothing.
func (w *World) unlessRefused(ctx context.Context) (waiting context.Context, refused func() *match.Mismatch) {
	refused = func() *match.Mismatch { return nil }
	o, id := w.originator, w.sentID
	if o == nil || o.Deaf {
		return ctx, refused
	}
	waiting, stop := context.WithCancelCause(ctx)
	patience := w.patience
	go func() {
		a, err := o.Peek(waiting, func(a wire.Arrival) bool {
			return match.IsRefusal(a) || match.IsBadReport(a, id)
		})
		why := refusal(o.Name, a, err)
		if why == nil || err != nil && o.User == "" { // the connection of a peer may end at any time
			return
		}
		select {
		case <-time.After(patience / afterRefusal):
			stop(why)
		case <-waiting.Done():
		}
	}()
	return waiting, func() *match.Mismatch {
		var m *match.Mismatch
		errors.As(context.Cause(waiting), &m)
		return m
	}
}

// refusal says what a server did that has refused a message, or closed the
// session called name; nil where err says that it has not.
func refusal(name string, a wire.Arrival, err error) *match.Mismatch {
	var end *wire.End
	switch {
	case err == nil:
		return &match.Mismatch{Happened: fmt.Sprintf("%s received %s", name, match.Describe(a.Value)), Event: a.Event}
	case errors.As(err, &end) && end.Event > 0:
		return &match.Mismatch{Happened: fmt.Sprintf("the connection of %s was %s", name, end.How), Event: end.Event}
	}
	return nil
}
