package steps

import (
	"context"
	"errors"
	"fmt"

	"github.com/besterprotocol/bester/conformance/internal/actor"
	"github.com/besterprotocol/bester/conformance/internal/generate"
	"github.com/besterprotocol/bester/conformance/internal/layout"
	"github.com/besterprotocol/bester/conformance/internal/match"
)

// Messages that nobody wrote are sent one after the other: the next when the one
// before has been judged, so that it is known which one a server does wrong with.
// A sentence on sending prepares them, and one on what is to come of each sends
// and judges them.

// generated are the messages that a scenario speaks of.
type generated struct {
	maker   *generate.Maker
	session *actor.Connection // on which they are sent; nil where each has a connection of its own
	send    sending
	index   int // of the message that was sent last
}

// sending sends one message, on session or a connection of its own, and returns
// which one it was.
type sending func(ctx context.Context, m generate.Message, session *actor.Connection) (*actor.Connection, error)

// judging says what a server did wrong with a message that was sent on c.
type judging func(ctx context.Context, m generate.Message, c *actor.Connection) error

// generates prepares messages of a shape.
func (w *World) generates(shape generate.Shape, session *actor.Connection, send sending) error {
	maker, err := generate.New(shape)
	w.generated = &generated{maker: maker, session: session, send: send}
	return err
}

// eachGenerated sends and judges each message. Of what was recorded the messages
// that fail stay.
func (w *World) eachGenerated(ctx context.Context, judge judging) error {
	if w.generated == nil {
		return errors.New("the scenario speaks of generated messages, but of none before")
	}
	for i := w.manner.First; i < w.manner.First+w.manner.Cases; i++ {
		w.generated.index = i
		m, err := w.generated.maker.Message(w.manner.Seed, i)
		if err != nil {
			return err
		}
		mark, found := w.recorder.Len(), len(w.findings)
		if err := w.sendAndJudge(ctx, m, w.generated.session, judge); err != nil {
			return w.smallest(ctx, i, m, judge, err)
		}
		if session := w.generated.session; len(w.findings) > found || session != nil && session.Ended() {
			mark = w.recorder.Len() // a finding needs its event, and so does the next failure if the session has ended
		}
		w.forget(mark)
	}
	return nil
}

// Generated returns the index of the generated message that was sent last, or 0 if there was
// none.
func (w *World) Generated() int {
	if w.generated == nil {
		return 0
	}
	return w.generated.index
}

// forget drops what is left of messages that went well: what was recorded behind
// the first events, and reports on probes.
func (w *World) forget(events int) {
	w.recorder.Forget(events)
	for _, c := range w.connections {
		c.Discard(isFromProbe)
	}
}

func (w *World) sendAndJudge(ctx context.Context, m generate.Message, session *actor.Connection, judge judging) error {
	c, err := w.generated.send(ctx, m, session)
	if err == nil {
		err = judge(ctx, m, c)
	}
	if c != nil && c != session {
		w.dismiss(c)
	}
	return err
}

// dismiss closes a connection of which the scenario speaks no more.
func (w *World) dismiss(c *actor.Connection) {
	c.Close()
	delete(w.connections, c.Name)
}

// passing opens a connection for one message.
func (w *World) passing(ctx context.Context, who string) (*actor.Connection, error) {
	s, err := w.server(ctx, defaultServer)
	if err != nil {
		return nil, err
	}
	w.passed++
	return w.connect(ctx, fmt.Sprintf("%s %d", who, w.passed), s, "")
}

// passingSession is passing for a session of user.
func (w *World) passingSession(ctx context.Context, user string) (*actor.Connection, error) {
	c, err := w.passing(ctx, "client")
	if err != nil {
		return nil, err
	}
	ctx, cancel := w.within(ctx)
	defer cancel()
	return c, c.SignIn(ctx, user, w.firstPayload())
}

// A message that fails is made smaller with so many attempts, in as much time as
// the suite waits for anything. What an attempt causes is waited for less long; the
// smallest message is tried again with full patience.
const (
	shrinkAttempts = 400
	shrinkHurry    = 5
)

// smallest sends smaller messages than m, which failed with err, and returns how the
// smallest fails that still does. Where the server is gone, it returns err alone.
func (w *World) smallest(ctx context.Context, index int, m generate.Message, judge judging, err error) error {
	var mismatch *match.Mismatch
	if !errors.As(err, &mismatch) || len(mismatch.Cites) > 0 {
		return err // another requirement is broken, so the message is not the cause
	}
	if innocent := w.plainFails(ctx, m, judge); innocent != nil {
		return innocent
	}
	patience := w.patience
	w.patience /= shrinkHurry
	limited, cancel := context.WithTimeout(ctx, patience)
	smaller := generate.Shrink(limited, m, shrinkAttempts, func(m generate.Message) bool {
		mark := w.recorder.Len()
		defer w.recorder.Forget(mark)
		again := w.again(ctx, m, judge)
		return again != nil && (again.Event != 0 || mismatch.Event == 0) // silence may only be haste
	})
	cancel()
	w.patience = patience
	made := fmt.Sprintf("message %d of --generate-seed %d", index, w.manner.Seed)
	if again := w.again(ctx, smaller, judge); again != nil {
		m, mismatch, made = smaller, again, made+", made as small as it fails"
	}
	return &match.Mismatch{
		Allowed:  mismatch.Allowed,
		Happened: fmt.Sprintf("%s; sent was %s (%s)", mismatch.Happened, shown(m), made),
		Event:    mismatch.Event,
		Needs:    mismatch.Needs,
	}
}

// plainFails sends the plain form of m and returns how it fails, or nil if it does not. If it
// fails, the details of m are not the cause.
func (w *World) plainFails(ctx context.Context, m generate.Message, judge judging) error {
	plain, ok := m.Plain()
	if !ok || string(plain.Body) == string(m.Body) {
		return nil
	}
	mark := w.recorder.Len()
	again := w.again(ctx, plain, judge)
	if again == nil {
		w.recorder.Forget(mark)
		return nil
	}
	again.Happened += "; the generated details are not the cause, because a plain message fails too: " + shown(plain)
	return again
}

// shown returns a message in one line, as far as it fits. Its bytes are in the
// record.
func shown(m generate.Message) string {
	text := match.Short(m.Value.String())
	if m.Value.String() != string(m.Body) {
		text += ", with white space and escapes"
	}
	if m.Fault != "" {
		text += ", where " + m.Fault
	}
	return text
}

// again sends a message anew, when nothing of those before is under way any more,
// and returns what is wrong with what comes of it; nil for nothing, and where it
// could not be sent.
func (w *World) again(ctx context.Context, m generate.Message, judge judging) *match.Mismatch {
	if err := w.clear(ctx); err != nil {
		return nil
	}
	session := w.generated.session
	if session != nil {
		fresh, err := w.passingSession(ctx, session.User)
		if fresh != nil {
			defer w.dismiss(fresh)
		}
		if err != nil {
			return nil
		}
		session = fresh
	}
	var mismatch *match.Mismatch
	errors.As(w.sendAndJudge(ctx, m, session, judge), &mismatch)
	return mismatch
}

// clear takes in whatever is left of messages before: probes sent behind them are
// waited for at every handler and session.
func (w *World) clear(ctx context.Context) error {
	for _, s := range w.servers {
		if s.witness == nil || s.witness.Ended() {
			return fmt.Errorf("%s is gone", s.Name)
		}
	}
	ctx, cancel := w.within(ctx)
	defer cancel()
	for key, service := range w.handlers {
		if key.messageType == layout.Probe {
			continue
		}
		if err := w.clearHandler(ctx, w.servers[key.server], key.messageType, service); err != nil {
			return err
		}
	}
	for _, c := range w.connections {
		if c.CanAsk() {
			if err := w.clearSession(ctx, c); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *World) clearHandler(ctx context.Context, s *server, messageType string, service *actor.Service) error {
	token := w.token()
	if err := w.sendRaw(s.witness, messageType, token, actor.ProbeData(token)); err != nil {
		return err
	}
	s.witness.Flush()
	for {
		x, err := service.Next(ctx)
		if err != nil || actor.ProbeToken(x.Request.Value) == token {
			return err
		}
	}
}

func (w *World) clearSession(ctx context.Context, c *actor.Connection) error {
	token := w.token()
	if err := w.sendRaw(c, layout.Probe, token, noProbe(token)); err != nil {
		return err
	}
	c.Flush()
	for {
		a, err := c.Next(ctx)
		if err != nil || a.Value.Get("payload", "id").Text == probeID+token {
			return err
		}
	}
}
