package steps

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/besterprotocol/bester/conformance/internal/actor"
	"github.com/besterprotocol/bester/conformance/internal/match"
	"github.com/besterprotocol/bester/conformance/internal/wire"
)

// Steps about when a timeout applies, and when it does not.

func (w *World) timerSteps() map[string]any {
	return map[string]any{
		`{connection} says nothing for longer than that`:                                                  w.isSilent,
		`the {name} handler{on} answers after longer than that with {command}`:                            w.answersAfterWait,
		`each of the handlers {name} to {name} answers after {milliseconds} with sendHandler to the next`: w.slowChain,
		`{connection} sends nonsense and goes on sending for most of a second`:                            w.sendsOn,
		`all that {connection} sent was taken`:                                                            w.allTaken,
	}
}

// longer returns a time that is longer than the timeout of this scenario.
func (w *World) longer() time.Duration { return w.wait * 3 / 2 }

// tooLong is at least a minute, and longer than the timeout that the server has.
func (w *World) tooLong() time.Duration { return max(time.Minute, 2*w.wait) }

// isSilent waits for longer than a timeout that does not apply here.
func (w *World) isSilent(ctx context.Context, _ *actor.Connection) { actor.Delay(w.longer())(ctx) }

// answersAfterWait makes a handler take longer than a timeout that does not apply to it.
func (w *World) answersAfterWait(messageType string, s *server, a actor.Answer) error {
	w.patience += w.longer()
	return w.answersLate(messageType, s, w.longer(), a)
}

// slowChain is like chain, with handlers that answer after delay.
func (w *World) slowChain(ctx context.Context, first, last string, delay time.Duration) error {
	s, err := w.server(ctx, defaultServer)
	if err != nil {
		return err
	}
	return eachLink(first, last, func(link, next string) error {
		return w.answersLate(link, s, delay, actor.Answer{Command: "sendHandler", Target: wire.Quote(next)})
	})
}

// eachLink calls do for each of the numbered handlers from first to last, and the next one.
func eachLink(first, last string, do func(link, next string) error) error {
	stem := strings.TrimRight(first, "0123456789")
	from, errFrom := strconv.Atoi(strings.TrimPrefix(first, stem))
	to, errTo := strconv.Atoi(strings.TrimPrefix(last, stem))
	if errFrom != nil || errTo != nil {
		return fmt.Errorf("%s and %s must end in numbers", first, last)
	}
	for i := from; i <= to; i++ {
		if err := do(stem+strconv.Itoa(i), stem+strconv.Itoa(i+1)); err != nil {
			return err
		}
	}
	return nil
}

const (
	// leastLinger is how long a server must go on reading after its last report. CONN-11
	leastLinger = time.Second
	// sendingOn is how long the suite goes on sending. It is shorter, because the server
	// may send its report late.
	sendingOn  = 700 * time.Millisecond
	sendingGap = 20 * time.Millisecond
)

// sendsOn sends a fatal message and then single bytes. It remembers when the server stopped
// taking bytes, which is never before the server closed the connection.
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

// allTaken expects that the server has not closed the connection for reading too early, if it
// sent a report. CONN-11
func (w *World) allTaken(c *actor.Connection) error {
	isReported := slices.ContainsFunc(w.recorder.Events(), func(e wire.Event) bool {
		return e.Action == wire.Received && e.Connection == c.Name && match.IsRefusal(wire.Arrival{Value: e.Message()})
	})
	if isReported && 0 < w.refusedAfter && w.refusedAfter < leastLinger {
		return &match.Mismatch{
			Allowed:  fmt.Sprintf("what %s sends is read and dropped for at least %v", c.Name, leastLinger),
			Happened: fmt.Sprintf("it was refused after %v", w.refusedAfter.Round(time.Millisecond)),
		}
	}
	return nil
}
