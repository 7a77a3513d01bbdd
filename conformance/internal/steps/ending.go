package steps

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/besterprotocol/bester/conformance/internal/actor"
	"github.com/besterprotocol/bester/conformance/internal/match"
	"github.com/besterprotocol/bester/conformance/internal/wire"
)

func (w *World) endingSteps() map[string]any {
	return map[string]any{
		`{name} is cut off`:                                            w.cutOff,
		`{name} is cut off with {an} {name} report`:                    w.cutOffWith,
		`{name} is cut off with {an} {name} report of the code {name}`: w.cutOffWithCode,
		`each of them is cut off`:                                      w.eachCutOff,
		`{name} is closed`:                                             w.closed,
		`{name} is closed without another word`:                        w.closedSilently,
		`{name} is closed after at most a {status} report for {name}`:  w.closedAfterReport,
		`{name} leaves`:                                                w.leaves,
		`{name} resets the connection`:                                 w.resets,
		`every connection ends at the end of a frame`:                  w.allEndWhole,
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
func (w *World) cutOff(ctx context.Context, name string) error {
	c, err := w.connection(name)
	if err != nil {
		return err
	}
	return w.wantCutOff(ctx, c, nil)
}

const cutOffAllowed = "at most a bad report for fatal_special or auth_special, and then a closed connection"

// wantCutOff is cutOff; check looks at the report, or misses it if it gets none.
func (w *World) wantCutOff(ctx context.Context, c *actor.Connection, check func(*wire.Arrival) error) error {
	a, end, err := w.nextOrEnd(ctx, c, cutOffAllowed)
	if err != nil {
		return err
	}
	if end {
		if check != nil {
			return check(nil)
		}
		return nil
	}
	return w.cutOffAfter(ctx, c, a, check)
}

// cutOffAfter is wantCutOff for a connection whose last frame, a, is to be the
// report before the closing.
func (w *World) cutOffAfter(ctx context.Context, c *actor.Connection, a wire.Arrival, check func(*wire.Arrival) error) error {
	if match.Report(a, false, "fatal_special") != nil && match.Report(a, false, actor.AuthID) != nil {
		return &match.Mismatch{Allowed: cutOffAllowed, Happened: match.Describe(a.Value), Event: a.Event}
	}
	if check != nil {
		if err := check(&a); err != nil {
			return err
		}
	}
	return w.wantEnd(ctx, c, "a closed connection")
}

// wantEnd wants nothing but the end of c.
func (w *World) wantEnd(ctx context.Context, c *actor.Connection, allowed string) error {
	a, end, err := w.nextOrEnd(ctx, c, allowed)
	if err == nil && !end {
		err = &match.Mismatch{Allowed: allowed, Happened: match.Describe(a.Value), Event: a.Event}
	}
	return err
}

func (w *World) cutOffWith(ctx context.Context, name, id string) error {
	return w.cutOffReported(ctx, name, id, func(wire.Arrival) error { return nil })
}

func (w *World) cutOffWithCode(ctx context.Context, name, id, code string) error {
	text, err := unquote(code)
	if err != nil {
		return err
	}
	return w.cutOffReported(ctx, name, id, func(a wire.Arrival) error { return match.Code(a, text) })
}

// cutOffReported wants a bad report before the closing, and its error checked.
func (w *World) cutOffReported(ctx context.Context, name, id string, check func(wire.Arrival) error) error {
	c, err := w.connection(name)
	if err != nil {
		return err
	}
	text, err := unquote(id)
	if err != nil {
		return err
	}
	return w.wantCutOff(ctx, c, func(a *wire.Arrival) error {
		if a == nil {
			return &match.Mismatch{
				Allowed:  fmt.Sprintf("a bad report for %q before the closing", text),
				Happened: "the connection was closed without one",
			}
		}
		if err := match.Report(*a, false, text); err != nil {
			return err
		}
		return check(*a)
	})
}

func (w *World) eachCutOff(ctx context.Context) error {
	return w.eachOf(func(c *actor.Connection) error { return w.wantCutOff(ctx, c, nil) })
}

// closed wants the connection closed, whatever comes before that.
func (w *World) closed(ctx context.Context, name string) error {
	c, err := w.connection(name)
	if err != nil {
		return err
	}
	for {
		_, end, err := w.nextOrEnd(ctx, c, "a closed connection")
		if err != nil || end {
			return err
		}
	}
}

func (w *World) closedSilently(ctx context.Context, name string) error {
	c, err := w.connection(name)
	if err != nil {
		return err
	}
	return w.wantEnd(ctx, c, "a connection that is closed without another word")
}

func (w *World) closedAfterReport(ctx context.Context, name, status, id string) error {
	c, err := w.connection(name)
	if err != nil {
		return err
	}
	text, err := unquote(id)
	if err != nil {
		return err
	}
	allowed := fmt.Sprintf("at most a %s report for %q, and then a closed connection", status, text)
	a, end, err := w.nextOrEnd(ctx, c, allowed)
	if err != nil || end {
		return err
	}
	if err := match.Report(a, status == "good", text); err != nil {
		return err
	}
	return w.wantEnd(ctx, c, allowed)
}

// noticing bounds how long the suite waits for a server to notice that a client
// has left. A server need not say so, and nothing fails where it does not.
const noticing = 2 * time.Second

// leaves ends a client's stream and lets the server notice.
func (w *World) leaves(ctx context.Context, name string) error {
	c, err := w.connection(name)
	if err != nil {
		return err
	}
	c.CloseWrite()
	ctx, cancel := context.WithTimeout(ctx, noticing)
	defer cancel()
	c.Find(ctx, func(wire.Arrival) bool { return false })
	c.Close()
	return nil
}

func (w *World) resets(name string) error {
	c, err := w.connection(name)
	if err == nil {
		c.Reset()
	}
	return err
}

// allEndWhole ends all clients' streams and wants the server to end its own,
// none of them inside a frame. FRAME-3
func (w *World) allEndWhole(ctx context.Context) error {
	for _, c := range w.connections {
		if strings.HasPrefix(c.Name, "the witness") {
			continue
		}
		c.CloseWrite()
		if err := w.closed(ctx, wire.Quote(c.Name)); err != nil {
			return err
		}
	}
	return w.Faults()
}
