package steps

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/besterprotocol/bester/conformance/internal/actor"
	"github.com/besterprotocol/bester/conformance/internal/match"
	"github.com/besterprotocol/bester/conformance/internal/wire"
)

func (w *World) endingSteps() map[string]any {
	return map[string]any{
		`{connection} is cut off`:                                            w.cutOff,
		`{connection} is cut off with a(n) {name} report`:                    w.cutOffWith,
		`{connection} is cut off with a(n) {name} report of the code {name}`: w.cutOffWithCode,
		`{connection} is cut off in stages, with a(n) {name} report`:         w.cutOffInStages,
		`{connection} is signed in or refused`:                               w.signedInOrRefused,
		`what {connection} goes on sending is refused before long`:           w.refusedBeforeLong,
		`each of them is cut off`:                                            w.eachCutOff,
		`{connection} is closed`:                                             w.closed,
		`{connection} is closed without another word`:                        w.closedSilently,
		`{connection} is closed after at most a {good} report for {name}`:    w.closedAfterReport,
		`{connection} leaves`:                                                w.leaves,
		`{connection} resets the connection`:                                 w.resets,
		`every connection ends at the end of a frame`:                        w.allEndWhole,
	}
}

// nextOrEnd returns the next frame on c, or that the server has closed it.
func (w *World) nextOrEnd(ctx context.Context, c *actor.Connection, allowed string) (a wire.Arrival, end bool, err error) {
	ctx, cancel := w.within(ctx)
	defer cancel()
	found, err := c.Find(ctx, func(a wire.Arrival) bool { return !isFromProbe(a) })
	var over *wire.End
	if errors.As(err, &over) && over.Fault == "" {
		return found, true, nil
	}
	a, err = w.checked(found, err, allowed)
	return a, false, err
}

// cutOff wants the server to close the connection, with at most one bad report
// of a reserved id before that. CONN-6, CONN-7
func (w *World) cutOff(ctx context.Context, c *actor.Connection) error {
	return w.cutOffReported(ctx, c, nil)
}

const cutOffAllowed = "at most a bad report for fatal_special or auth_special, and then a closed connection"

// cutOffReported is cutOff; check, where there is one, looks at the report, which
// has to be there then.
func (w *World) cutOffReported(ctx context.Context, c *actor.Connection, check func(wire.Arrival) error) error {
	a, end, err := w.nextOrEnd(ctx, c, cutOffAllowed)
	switch {
	case err != nil:
		return w.unminded(c, err)
	case !end:
		return w.cutOffAfter(ctx, c, a, check)
	case check != nil:
		return w.unreported(c, &match.Mismatch{Allowed: "a bad report before the closing", Happened: "the connection was closed without one"})
	}
	return nil
}

// unreported marks err, about a connection that was closed without a report, as a breach of
// CONN-6 or AUTH-4. After a reset it does not, because the reset may have destroyed the
// report.
func (w *World) unreported(c *actor.Connection, err error) error {
	if end := c.End(); end == nil || end.How != "closed" {
		return err
	}
	offence := w.offence(c)
	if offence == "AUTH-3" {
		return match.Citing(err, "AUTH-4")
	}
	if offence != "" {
		err = match.Needing(err, offence)
	}
	return match.Citing(err, "CONN-6")
}

// cutOffAfter is cutOffReported for a connection whose last frame, a, is to be
// the report before the closing.
func (w *World) cutOffAfter(ctx context.Context, c *actor.Connection, a wire.Arrival, check func(wire.Arrival) error) error {
	m := &match.Mismatch{Allowed: cutOffAllowed, Happened: match.Describe(a.Value), Event: a.Event}
	switch {
	case match.IsDelivery(a): // it may be that of an earlier message
		return m
	case !match.IsRefusal(a):
		return w.unminded(c, m)
	}
	if check != nil {
		if err := check(a); err != nil {
			return err
		}
	}
	return unclosed(a, w.wantEnd(ctx, c, "a closed connection"))
}

// unclosed marks err, from waiting for the end of a connection after the report a, as a
// breach of the requirement to close the connection.
func unclosed(a wire.Arrival, err error) error {
	var silence *match.Mismatch
	switch {
	case !errors.As(err, &silence) || silence.Event != 0:
		return err
	case match.IsBadReport(a, actor.AuthID):
		return match.Citing(err, "AUTH-3")
	}
	return match.Citing(err, "CONN-7")
}

// wantEnd wants nothing but the end of c.
func (w *World) wantEnd(ctx context.Context, c *actor.Connection, allowed string) error {
	a, end, err := w.nextOrEnd(ctx, c, allowed)
	if err == nil && !end {
		err = &match.Mismatch{Allowed: allowed, Happened: match.Describe(a.Value), Event: a.Event}
	}
	return err
}

func (w *World) cutOffWith(ctx context.Context, c *actor.Connection, id string) error {
	return w.cutOffReported(ctx, c, func(a wire.Arrival) error { return refusalFor(a, id) })
}

// refusalFor returns nil if a is the bad report on the reserved id.
func refusalFor(a wire.Arrival, id string) error {
	err := match.Report(a, false, id)
	if match.IsRefusal(a) && id == actor.AuthID {
		return match.Needing(err, "AUTH-4")
	}
	return err
}

// cutOffInStages wants the report, and behind it an end of stream: a reset may
// destroy the report on its way. CONN-11
func (w *World) cutOffInStages(ctx context.Context, c *actor.Connection, id string) error {
	if err := w.cutOffWith(ctx, c, id); err != nil {
		return err
	}
	if end := c.End(); end.How != "closed" {
		return &match.Mismatch{Allowed: "an end of stream behind the report, which the rest of the closing does not endanger", Happened: end.Error(), Event: end.Event}
	}
	return nil
}

// longLinger is how many times the patience a server may go on reading. No requirement says how
// long that is.
const longLinger = 4

// refusedBeforeLong wants the server to close the whole connection although the
// suite keeps its own stream open. CONN-11
func (w *World) refusedBeforeLong(ctx context.Context, c *actor.Connection) error {
	ctx, cancel := context.WithTimeout(ctx, longLinger*w.patience)
	defer cancel()
	if !c.WriteUntilRefused(ctx) {
		return &match.Mismatch{Allowed: "the connection is closed in the end", Happened: "the server takes what is sent"}
	}
	return nil
}

// signedInOrRefused wants a good report on signing in, or a connection cut off:
// the specification leaves the choice to the server.
func (w *World) signedInOrRefused(ctx context.Context, c *actor.Connection) error {
	return w.servedOrRefused(ctx, actor.AuthID, c)
}

func (w *World) cutOffWithCode(ctx context.Context, c *actor.Connection, id, code string) error {
	return w.cutOffReported(ctx, c, func(a wire.Arrival) error {
		if err := refusalFor(a, id); err != nil {
			return err
		}
		return w.charge(match.Code(a, code))
	})
}

func (w *World) eachCutOff(ctx context.Context) error {
	return w.eachOf(func(c *actor.Connection) error { return w.cutOff(ctx, c) })
}

// closed wants the connection closed, whatever comes before that.
func (w *World) closed(ctx context.Context, c *actor.Connection) error {
	for {
		_, end, err := w.nextOrEnd(ctx, c, "a closed connection")
		if err != nil || end {
			return err
		}
	}
}

func (w *World) closedSilently(ctx context.Context, c *actor.Connection) error {
	return w.wantEnd(ctx, c, "a connection that is closed without another word")
}

func (w *World) closedAfterReport(ctx context.Context, c *actor.Connection, good bool, id string) error {
	allowed := fmt.Sprintf("at most %s, and then a closed connection", reportOf(good, id))
	a, end, err := w.nextOrEnd(ctx, c, allowed)
	if err != nil || end {
		return err
	}
	if err := match.Report(a, good, id); err != nil {
		return err
	}
	err = w.wantEnd(ctx, c, allowed)
	if c.User == "" {
		return match.Needing(err, "PEER-5")
	}
	return err
}

// noticing bounds how long the suite waits for a server to notice that a client
// has left. A server need not say so, and nothing fails where it does not.
const noticing = 2 * time.Second

// leaves ends a client's stream and lets the server notice.
func (w *World) leaves(ctx context.Context, c *actor.Connection) {
	c.CloseWrite()
	ctx, cancel := context.WithTimeout(ctx, noticing)
	defer cancel()
	c.Find(ctx, func(wire.Arrival) bool { return false })
	c.Close()
}

func (w *World) resets(c *actor.Connection) { c.Reset() }

// allEndWhole ends all clients' streams and expects that the server leaves no connection inside
// a frame, whether it closes or not. FRAME-3
func (w *World) allEndWhole(ctx context.Context) error {
	ctx, cancel := w.within(ctx)
	defer cancel()
	for _, c := range w.connections {
		if !w.isWitness(c) {
			c.CloseWrite()
		}
	}
	for _, c := range w.connections {
		if w.isWitness(c) {
			continue
		}
		if err := w.closed(ctx, c); err != nil && (c.Ended() || len(c.Partial()) > 0) {
			return err
		}
	}
	for _, peer := range w.peers {
		for _, x := range peer.Exchanges() {
			if err := w.noMore(ctx, x.Conn, "whole frames on the connection of "+x.Name); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *World) isWitness(c *actor.Connection) bool { return w.servers[c.Server].witness == c }
