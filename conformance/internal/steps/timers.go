package steps

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/besterprotocol/bester/conformance/internal/actor"
	"github.com/besterprotocol/bester/conformance/internal/match"
	"github.com/besterprotocol/bester/conformance/internal/wire"
)

// Steps about what a timeout is for, and what it is not for.

func (w *World) timerSteps() map[string]any {
	return map[string]any{
		`{connection} says nothing for longer than that`:                                                  w.isSilent,
		`the {name} handler{on} answers after longer than that with {command}`:                            w.answersAfterWait,
		`each of the handlers {name} to {name} answers after {milliseconds} with sendHandler to the next`: w.slowChain,
		`{connection} sends nonsense and goes on sending for most of a second`:                            w.sendsOn,
		`all that {connection} sent was taken`:                                                            w.allTaken,
	}
}

// longer returns a time that is longer than the one that the server waits for
// something in this scenario.
func (w *World) longer() time.Duration { return w.wait * 3 / 2 }

// isSilent lets a timeout pass that is not for what goes on.
func (w *World) isSilent(ctx context.Context, _ *actor.Connection) { actor.Delay(w.longer())(ctx) }

// answersAfterWait has a handler take longer than the server waits for something
// else.
func (w *World) answersAfterWait(messageType string, s *server, a actor.Answer) error {
	w.patience += w.longer()
	return w.answersLate(messageType, s, w.longer(), a)
}

// slowChain is chain with handlers that take their time.
func (w *World) slowChain(ctx context.Context, first, last string, delay time.Duration) error {
	s, err := w.server(ctx, defaultServer)
	if err != nil {
		return err
	}
	return eachLink(first, last, func(link, next string) error {
		return w.answersLate(link, s, delay, actor.Answer{Command: "sendHandler", Target: wire.Quote(next)})
	})
}

// eachLink calls do for each of some numbered handlers and the one behind it.
func eachLink(first, last string, do func(link, next string) error) error {
	stem := strings.TrimRight(first, "0123456789")
	from, errFrom := strconv.Atoi(strings.TrimPrefix(first, stem))
	to, errTo := strconv.Atoi(strings.TrimPrefix(last, stem))
	if errFrom != nil || errTo != nil {
		return fmt.Errorf("the scenario counts handlers from %s to %s", first, last)
	}
	for i := from; i <= to; i++ {
		if err := do(stem+strconv.Itoa(i), stem+strconv.Itoa(i+1)); err != nil {
			return err
		}
	}
	return nil
}

const (
	// leastLinger is how long a server reads and drops what still comes behind its
	// last report. CONN-11
	leastLinger = time.Second
	// sendingOn is how long the suite goes on sending: less, since a server may be
	// late to close.
	sendingOn  = 700 * time.Millisecond
	sendingGap = 20 * time.Millisecond
)

// sendsOn sends what is fatal, and single bytes behind it. It remembers when the
// server took no more: for certain not earlier than it closed.
func (w *World) sendsOn(c *actor.Connection) {
	began := time.Now()
	w.sendsBody(c, []byte("nonsense"))
	w.refusedAfter = 0
	for time.Since(began) < sendingOn {
		if !c.WriteWithin([]byte{0}, leastLinger) {
			w.refusedAfter = time.Since(began)
			return
		}
		time.Sleep(sendingGap)
	}
}

// allTaken wants the server not to have closed the whole connection too early.
// CONN-11
func (w *World) allTaken(c *actor.Connection) error {
	if 0 < w.refusedAfter && w.refusedAfter < leastLinger {
		return &match.Mismatch{
			Allowed:  fmt.Sprintf("what %s sends is read and dropped for at least %v", c.Name, leastLinger),
			Happened: fmt.Sprintf("it was refused after %v", w.refusedAfter.Round(time.Millisecond)),
		}
	}
	return nil
}
