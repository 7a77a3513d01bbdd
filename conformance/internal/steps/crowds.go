package steps

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/besterprotocol/bester/conformance/internal/actor"
	"github.com/besterprotocol/bester/conformance/internal/match"
	"github.com/besterprotocol/bester/conformance/internal/wire"
)

// Steps about many clients, and about clients that come and go.

func (w *World) crowdSteps() map[string]any {
	return map[string]any{
		`each of them resets the connection`:                                              w.eachResets,
		`each of them signs in as {name}`:                                                 w.eachSignsIn,
		`each of them signs in as {name} with a wrong password`:                           w.eachSignsInWrongly,
		`each of them receives a(n) {name} delivery carrying {data}`:                      w.eachReceivesDelivery,
		`the informer comes to count {int} sessions, the witness included`:                w.comesToCount,
		`the informer comes to list {names}`:                                              w.comesToList,
		`the informer comes to say that {name} is a client no more`:                       w.comesToMiss,
		`{connection} sends {name} messages {name} to {name} while {name} comes and goes`: w.sendsWhileSomebodyComesAndGoes,
		`{name} signs in and leaves {int} times`:                                          w.comesAndGoes,
	}
}

func (w *World) eachResets() error {
	return w.eachOf(func(c *actor.Connection) error {
		c.Reset()
		return nil
	})
}

func (w *World) eachSignsIn(user string) error {
	return w.eachOf(func(c *actor.Connection) error { return w.signsIn(c, user) })
}

func (w *World) eachSignsInWrongly(user string) error {
	return w.eachOf(func(c *actor.Connection) error {
		w.signsInWrongly(c, user, 0)
		return nil
	})
}

func (w *World) eachReceivesDelivery(ctx context.Context, messageType string, data []byte) error {
	return w.eachOf(func(c *actor.Connection) error { return w.receivesDelivery(ctx, c, messageType, data) })
}

// askAgain is how long the suite waits between two requests to the informer.
const askAgain = 10 * time.Millisecond

// comesTo asks the informer until its answer is right, because a server may take a moment to
// notice that a client has left.
func (w *World) comesTo(ctx context.Context, request, allowed string, isRight func(wire.Value) bool) error {
	until := time.Now().Add(w.patience)
	for {
		if err := w.asks(ctx, []byte(request)); err != nil {
			return err
		}
		data, err := w.informerAnswer(ctx, "0")
		if err != nil || isRight(data) {
			return err
		}
		if time.Now().After(until) {
			return &match.Mismatch{Allowed: allowed, Happened: "finally still " + match.Short(data.String()), Event: w.reply.Event}
		}
		time.Sleep(askAgain)
	}
}

func (w *World) comesToCount(ctx context.Context, n int) error {
	return w.comesTo(ctx, `{"command":{"type":"serverInfo"}}`, fmt.Sprintf("the client count %d", n), func(data wire.Value) bool {
		return data.Get("clientCount").Text == strconv.Itoa(n)
	})
}

func (w *World) comesToList(ctx context.Context, names []string) error {
	want := slices.Sorted(slices.Values(names))
	return w.comesTo(ctx, `{"command":{"type":"listClients"}}`, fmt.Sprintf("an array of %q, in any order", want), func(data wire.Value) bool {
		var got []string
		for _, item := range data.Items {
			got = append(got, item.Text)
		}
		return slices.Equal(want, slices.Sorted(slices.Values(got)))
	})
}

func (w *World) comesToMiss(ctx context.Context, name string) error {
	return w.comesTo(ctx, `{"command":{"type":"isClient","data":`+wire.Quote(name)+`}}`, "the data false", func(data wire.Value) bool {
		return data.Text == "false"
	})
}

// sendsWhileSomebodyComesAndGoes sends messages, and begins and ends sessions of user until
// the last message has been served. It ignores errors of these sessions.
func (w *World) sendsWhileSomebodyComesAndGoes(ctx context.Context, c *actor.Connection, messageType, first, last, user string) error {
	frames, err := w.seriesOf(c, messageType, first, last)
	if err != nil {
		return err
	}
	c.Write(frames)
	ctx, cancel := w.within(ctx)
	defer cancel()
	served := make(chan struct{})
	go func() {
		defer close(served)
		c.Peek(ctx, func(a wire.Arrival) bool { return a.Value.Get("payload", "id").Text == last })
	}()
	for i := 1; ; i++ {
		select {
		case <-served:
			return nil
		default:
			w.session(ctx, w.servers[c.Server], user, i)
		}
	}
}

// session begins and ends the i-th session of a user. Every second session ends with a reset.
func (w *World) session(ctx context.Context, s *server, user string, i int) error {
	name := fmt.Sprintf("session %d of %s", i, user)
	c, err := actor.Connect(ctx, name, s.Name, actor.Address{Network: "tcp4", Address: s.TCP4}, w.recorder)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, w.patience)
	defer cancel()
	err = c.SignIn(ctx, user, w.firstPayload())
	if i%2 == 0 {
		c.Reset()
	}
	c.Close()
	return err
}

func (w *World) comesAndGoes(ctx context.Context, user string, times int) error {
	s, err := w.server(ctx, defaultServer)
	for i := 1; i <= times && err == nil; i++ {
		err = w.session(ctx, s, user, i)
	}
	return err
}
