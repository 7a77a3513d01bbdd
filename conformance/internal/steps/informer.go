package steps

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/cucumber/godog"

	"github.com/besterprotocol/bester/conformance/internal/actor"
	"github.com/besterprotocol/bester/conformance/internal/layout"
	"github.com/besterprotocol/bester/conformance/internal/match"
	"github.com/besterprotocol/bester/conformance/internal/wire"
)

func (w *World) informerSteps() map[string]any {
	return map[string]any{
		`the informer is asked {body}`:                                                                           w.asks,
		`the informer is sent in one write`:                                                                      w.asksAll,
		`the informer is sent a body that nests {int} arrays between {front} and {back}`:                         w.asksNested,
		`the informer is sent the bytes {hex}`:                                                                   w.ask,
		`the informer is sent ten requests in one write, whether {name} and whether {name} are clients, in turn`: w.asksInTurn,
		`nobody is signed in any more`:                                                                           w.nobodySignedIn,
		`it answers true and false in turn`:                                                                      w.answersTrueAndFalse,
		`it answers {data}`:                                                                                      w.informerAnswers,
		`it answers with status {name}`:                                                                          w.informerStatus,
		`it answers with an array of {names} in any order`:                                                       w.informerNames,
		`it answers with a client count of {data}, the witness included`:                                         w.informerCount,
		`it answers with the listeners and the admin info of the configuration`:                                  w.informerConfiguration,
		`it closes the connection`:                                                                               w.informerCloses,
		`it closes the connection after at most an answer with status {name}`:                                    w.informerClosesAfter,
	}
}

// ask writes bytes to the informer, on the scenario's one connection to it.
func (w *World) ask(ctx context.Context, bytes []byte) error {
	s, err := w.server(ctx, defaultServer)
	if err != nil {
		return err
	}
	if w.informer == nil {
		if w.informer, err = actor.Ask(ctx, s.Name, s.Informer, w.recorder); err != nil {
			return err
		}
	}
	w.informer.Transport = w.manner.Transport
	w.informer.Write(bytes)
	return nil
}

func (w *World) asks(ctx context.Context, body []byte) error { return w.ask(ctx, wire.Frame(body)) }

func (w *World) asksAll(ctx context.Context, table *godog.Table) error {
	var frames []byte
	for _, text := range column(table) {
		frames = append(frames, wire.Frame(w.body(text))...)
	}
	return w.ask(ctx, frames)
}

func (w *World) asksNested(ctx context.Context, depth int, front, back string) error {
	return w.ask(ctx, wire.Frame(surrounded(depth, front, back)))
}

// nobodySignedIn has the witness leave, and waits until the server has seen it.
func (w *World) nobodySignedIn(ctx context.Context) error {
	s, err := w.server(ctx, defaultServer)
	if err != nil {
		return err
	}
	s.witness.Close()
	s.witness = nil
	for end := time.Now().Add(w.patience); ; time.Sleep(w.patience / 100) {
		if err := w.asks(ctx, []byte(`{"command":{"type":"isClient","data":"`+layout.Witness+`"}}`)); err != nil {
			return err
		}
		present, err := w.informerAnswer(ctx, "0")
		if err != nil || present.Text == "false" {
			return err
		}
		if time.Now().After(end) {
			return &match.Mismatch{
				Allowed:  "a user who has left is no client any more",
				Happened: fmt.Sprintf("isClient is still answered with true after %v", w.patience),
				Event:    w.reply.Event,
				Needs:    []string{"INFO-2", "CLIENTS-10", "CONN-8"},
			}
		}
	}
}

// turns is how often the informer is asked in a row.
const turns = 10

func (w *World) asksInTurn(ctx context.Context, one, other string) error {
	var frames []byte
	for i := range turns {
		name := []string{one, other}[i%2]
		frames = append(frames, wire.Frame(fmt.Appendf(nil, `{"command":{"type":"isClient","data":%s}}`, wire.Quote(name)))...)
	}
	return w.ask(ctx, frames)
}

func (w *World) answersTrueAndFalse(ctx context.Context) error {
	for i := range turns {
		if err := w.informerAnswers(ctx, [][]byte{[]byte("true"), []byte("false")}[i%2]); err != nil {
			return err
		}
	}
	return nil
}

// informerAnswer waits for the informer's next answer, whose status is to be
// status, and returns its data.
func (w *World) informerAnswer(ctx context.Context, status string) (wire.Value, error) {
	ctx, cancel := w.within(ctx)
	defer cancel()
	allowed := fmt.Sprintf("an answer of the informer with status %q", status)
	found, err := w.informer.Next(ctx)
	a, err := w.checked(found, err, allowed)
	if err != nil {
		return wire.Value{}, err
	}
	w.reply = a
	if got := a.Value.Get("status"); got.Text != status {
		return wire.Value{}, &match.Mismatch{Allowed: allowed, Happened: match.Short(a.Value.String()), Event: a.Event}
	}
	return a.Value.Get("data"), nil
}

// wantData wants data of the informer's last answer to be the JSON value want.
func (w *World) wantData(data wire.Value, want []byte) error {
	value, err := wire.ParseJSON(want)
	if err != nil {
		return err
	}
	if difference := match.Same(value, data); difference != "" {
		m := &match.Mismatch{Allowed: "the data " + value.String(), Happened: "data that differs " + difference, Event: w.reply.Event}
		if value.Kind == wire.Boolean { // only isClient is answered so
			m.Needs = []string{"INFO-2", "AUTH-7", "CLIENTS-10"}
		}
		return m
	}
	return nil
}

// wantTexts wants the informer's last answer to hold these texts in any order.
func (w *World) wantTexts(what string, got, want []string) error {
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(want, got) {
		return &match.Mismatch{Allowed: fmt.Sprintf("%s %q, in any order", what, want), Happened: fmt.Sprintf("%q", got), Event: w.reply.Event}
	}
	return nil
}

func (w *World) informerAnswers(ctx context.Context, want []byte) error {
	data, err := w.informerAnswer(ctx, "0")
	if err != nil {
		return err
	}
	return w.wantData(data, want)
}

func (w *World) informerStatus(ctx context.Context, status string) error {
	_, err := w.informerAnswer(ctx, status)
	return err
}

func (w *World) informerNames(ctx context.Context, names []string) error {
	data, err := w.informerAnswer(ctx, "0")
	if err != nil {
		return err
	}
	var got []string
	for _, item := range data.Items {
		got = append(got, item.Text)
	}
	return w.wantTexts("an array of", got, names)
}

func (w *World) informerCount(ctx context.Context, count []byte) error {
	data, err := w.informerAnswer(ctx, "0")
	if err != nil {
		return err
	}
	return w.wantData(data.Get("clientCount"), count)
}

// informerConfiguration wants serverInfo to show what the server was told. The
// listeners are numbered in an order of the server's own. INFO-3
func (w *World) informerConfiguration(ctx context.Context) error {
	data, err := w.informerAnswer(ctx, "0")
	if err != nil {
		return err
	}
	s := w.servers[defaultServer]
	if err := w.wantData(data.Get("adminInfo"), []byte(s.Admin)); err != nil {
		return err
	}
	var got []string
	for i := range data.Get("listeners").Members {
		got = append(got, data.Get("listeners", fmt.Sprintf("listener%d", i), "address").Text)
	}
	want := []string{"tcp4://" + s.TCP4}
	for _, optional := range []actor.Address{{Network: "unix", Address: s.Unix}, {Network: "tcp6", Address: s.TCP6}} {
		listed := optional.Network + "://" + optional.Address
		// A listener that is missing fails its own profile, and need not be listed.
		if optional.Address != "" && (slices.Contains(got, listed) || actor.Accepts(optional)) {
			want = append(want, listed)
		}
	}
	return w.wantTexts("the listeners", got, want)
}

func (w *World) informerCloses(ctx context.Context) error {
	return w.connEnds(ctx, w.informer, "a closed connection")
}

// informerClosesAfter is informerCloses for what no answer is demanded to.
func (w *World) informerClosesAfter(ctx context.Context, status string) error {
	within, cancel := w.within(ctx)
	defer cancel()
	allowed := fmt.Sprintf("at most an answer of the informer with status %q, and then a closed connection", status)
	found, err := w.informer.Next(within)
	if _, over := err.(*wire.End); over {
		return nil
	}
	a, err := w.checked(found, err, allowed)
	if err != nil {
		return err
	}
	if a.Value.Get("status").Text != status {
		return &match.Mismatch{Allowed: allowed, Happened: match.Short(a.Value.String()), Event: a.Event}
	}
	return w.informerCloses(ctx)
}
