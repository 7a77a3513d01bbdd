package steps

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/besterprotocol/bester/conformance/internal/actor"
	"github.com/besterprotocol/bester/conformance/internal/layout"
	"github.com/besterprotocol/bester/conformance/internal/match"
	"github.com/besterprotocol/bester/conformance/internal/wire"
)

// That nothing came is never shown by waiting. A probe is sent behind whatever
// might have caused it: where the probe is the next to arrive, nothing came.

// probeID begins the ids of messages that are probes.
const probeID = "probe-"

// playProbe plays the handler that sends probes where their data says.
func (w *World) playProbe(s *server) error {
	answer := func(request wire.Arrival) []byte {
		v := request.Value
		return wire.Frame(actor.Answer{
			Command: v.Get("command").Text,
			Target:  v.Get("target").String(),
			Data:    []byte(v.Get("data").String()),
		}.Body(request))
	}
	service, err := actor.NewHandler(layout.Probe, s.Name, s.Handlers[layout.Probe], actor.Script{Bytes: answer, Then: actor.Close}, w.recorder)
	if err == nil {
		w.handlers[handlerKey{s.Name, layout.Probe}] = service
	}
	return err
}

// isFromProbe reports whether a is a probe or the report on one.
func isFromProbe(a wire.Arrival) bool {
	return probeToken(a) != "" || strings.HasPrefix(a.Value.Get("payload", "id").Text, probeID)
}

// holdsProbe reports whether a frame is a probe, a message that asks for one, or
// the report on that.
func holdsProbe(frame []byte) bool {
	return actor.HoldsProbe(frame) || bytes.Contains(frame, []byte(`"`+probeID))
}

// probeToken returns the token of the probe that a delivers, "" if it is none.
func probeToken(a wire.Arrival) string { return actor.ProbeToken(a.Value.Get("payload", "data")) }

// prober returns who can send a probe behind what happened: the originator of
// the last message, if its connection still stands and its messages are not
// held, or else the witness.
func (w *World) prober(s *server) *actor.Connection {
	o := w.originator
	if o != nil && o.Server == s.Name && o.CanAsk() && w.gate == nil {
		return o
	}
	return s.witness
}

// token returns a new token for a probe.
func (w *World) token() string {
	w.probes++
	return fmt.Sprint(w.probes)
}

// sendProbe sends a message over a connection that has the probe handler run a command whose
// data is a probe.
func (w *World) sendProbe(over *actor.Connection, command, target, token string) error {
	return w.sendRaw(over, layout.Probe, token,
		fmt.Appendf(nil, `{"command":%s,"target":[%s],"data":%s}`, wire.Quote(command), wire.Quote(target), actor.ProbeData(token)))
}

// sendRaw sends a probe over c. It returns an error if the server is known not to serve
// probes.
func (w *World) sendRaw(c *actor.Connection, messageType, token string, data []byte) error {
	if id := w.manner.Unprobed; id != "" {
		return &match.Mismatch{Allowed: "a server that serves the probes of the suite", Happened: "it does not do what " + id + " demands", Cites: []string{id}}
	}
	message, err := w.clientMessage(c, messageType, probeID+token, data)
	if err != nil {
		return err
	}
	c.Write(wire.Frame(message))
	return nil
}

// sessionReceivesNothing shows that a session has received nothing.
func (w *World) sessionReceivesNothing(ctx context.Context, c *actor.Connection) error {
	if c.User == "" {
		return fmt.Errorf("the scenario asks %q, which is no session, to receive nothing", c.Name)
	}
	over, token := w.prober(w.servers[c.Server]), w.token()
	if err := w.sendProbe(over, "sendClients", c.User, token); err != nil {
		return err
	}
	return ofProber(over, w.wantProbe(ctx, c, token, nothing))
}

// ofProber returns err, or that the connection ended over which a probe was sent, if that is why
// the probe did not arrive.
func ofProber(over *actor.Connection, err error) error {
	var m *match.Mismatch
	if end := over.End(); errors.As(err, &m) && m.Event == 0 && end != nil {
		m.Happened, m.Event = fmt.Sprintf("the connection of %s was %s, over which the probe was sent", over.Name, end.How), end.Event
	}
	return err
}

// nothing is for wantProbe: nothing may come before the probe.
func nothing(wire.Arrival) bool { return false }

// wantProbe wants the probe to be the next thing that arrives on c, but for others.
func (w *World) wantProbe(ctx context.Context, c *actor.Connection, token string, others func(wire.Arrival) bool) error {
	allowed := fmt.Sprintf("nothing for %q, and then the probe sent behind it", c.Name)
	ctx, cancel := w.within(ctx)
	defer cancel()
	own := func(a wire.Arrival) bool { return probeToken(a) == token || !isFromProbe(a) && !others(a) }
	found, err := c.Find(ctx, own)
	a, err := w.checked(found, err, allowed)
	if err == nil && probeToken(a) != token {
		err = &match.Mismatch{Allowed: allowed, Happened: match.Describe(a.Value), Event: a.Event}
		if match.IsDelivery(a) && a.Value.Get("payload", "type").Text == layout.Probe {
			err = match.Altered(err, wire.MustParseJSON(string(actor.ProbeData(token))), a.Value.Get("payload", "data"), "CLIENTS-2")
		}
	}
	return err
}

// handlerReceivesNothing shows that a handler has been given nothing.
func (w *World) handlerReceivesNothing(ctx context.Context, messageType string, s *server) error {
	service, err := w.handler(messageType, s)
	if err != nil {
		return err
	}
	over, token := w.prober(s), w.token()
	if err := w.sendRaw(over, messageType, token, actor.ProbeData(token)); err != nil {
		return err
	}
	return ofProber(over, w.wantProbeAt(ctx, service, token))
}

// wantProbeAt wants the probe to be the next request of a service.
func (w *World) wantProbeAt(ctx context.Context, service *actor.Service, token string) error {
	ctx, cancel := w.within(ctx)
	defer cancel()
	allowed := fmt.Sprintf("nothing for %s, and then the probe sent behind it", service.Name)
	for {
		x, err := service.Next(ctx)
		if err != nil {
			return w.missing(allowed, err)
		}
		data := x.Request.Value
		if payload := data.Get("payload"); payload.Kind != wire.Invalid {
			data = payload.Get("data")
		}
		switch actor.ProbeToken(data) {
		case token:
			return nil
		case "":
			return &match.Mismatch{Allowed: allowed, Happened: "a request carrying " + match.Short(x.Request.Value.String()), Event: x.Request.Event}
		}
	}
}

// Settle waits until the servers have served all that the sessions still there
// have sent, so that none of it can be taken for the next scenario's. It reports
// whether that could be waited for.
func (w *World) Settle(ctx context.Context) (settled bool, err error) {
	settled = !w.special
	w.openGate()
	if w.manner.Unprobed != "" || w.manner.Alone {
		return false, nil
	}
	for _, c := range w.connections {
		switch {
		case c.Flooded, c.User != "" && !c.Deaf && !c.Heard(): // a probe must not come before the report on the sign-in
			settled = false
		case c.CanAsk():
			token := w.token()
			if err := w.sendRaw(c, layout.Probe, token, noProbe(token)); err != nil {
				return false, err
			}
			if err := w.wantProbeReport(ctx, c, token); err != nil {
				return false, w.charge(match.Needing(match.OfService(err), "CONN-4", "CLIENTS-4", "CONN-12"))
			}
		}
	}
	return settled, nil
}

// noProbe returns data that has the probe handler send nothing to anybody.
func noProbe(token string) []byte {
	return fmt.Appendf(nil, `{"command":"sendClients","target":[],"data":%s}`, actor.ProbeData(token))
}

// OthersServed shows that every server of the scenario still serves its witness. CONN-4
func (w *World) OthersServed(ctx context.Context) error {
	if w.manner.Alone {
		return nil
	}
	for _, s := range w.servers {
		if s.witness == nil { // who left when the scenario wanted it
			if err := w.watch(ctx, s); err != nil {
				return err
			}
		}
		if err := w.charge(w.witnessServed(ctx, s)); err != nil {
			return err
		}
	}
	return nil
}

func (w *World) witnessServed(ctx context.Context, s *server) error {
	if w.manner.Unprobed != "" {
		return w.witnessStands(s)
	}
	token := w.token()
	err := w.sendRaw(s.witness, layout.Probe, token, fmt.Appendf(nil,
		`{"command":"sendClients","target":[%s],"data":%s}`, wire.Quote(layout.Witness), actor.ProbeData(token)))
	if err == nil {
		err = w.wantProbe(ctx, s.witness, token, match.IsDelivery) // a stray one is for the monitors
	}
	if err == nil {
		err = w.wantProbeReport(ctx, s.witness, token)
	}
	var mismatch *match.Mismatch
	if errors.As(err, &mismatch) {
		mismatch.Cites, mismatch.Minor = harmless, true
		mismatch.Allowed = fmt.Sprintf("%s still serves its other clients: %s", s.Name, mismatch.Allowed)
	}
	return err
}

// harmless are the requirements that protect other connections from what happens on one
// connection. The first is the general one.
var harmless = []string{"CONN-4", "FRAME-8", "JSON-6"}

// LostWitness reports whether a server has ended the connection of its witness.
func (w *World) LostWitness() bool {
	for _, s := range w.servers {
		if s.witness != nil && s.witness.Ended() {
			return true
		}
	}
	return false
}

// witnessStands is like witnessServed, for a server that cannot serve probes.
func (w *World) witnessStands(s *server) error {
	if !s.witness.Ended() {
		return nil
	}
	return &match.Mismatch{
		Allowed:  s.Name + " keeps the connections of its other clients",
		Happened: "the connection of the witness ended",
		Event:    s.witness.End().Event,
		Cites:    harmless,
		Minor:    true,
	}
}

// longest is how often the patience may begin anew in one wait.
const longest = 6

// wantProbeReport wants a report on a probe that c has sent, good or bad. Much may come before
// it: a server that is slow, and not silent, has the patience anew with each frame.
func (w *World) wantProbeReport(ctx context.Context, c *actor.Connection, token string) error {
	w.flush(nil)
	ctx, cancel := context.WithTimeout(ctx, longest*w.patience)
	defer cancel()
	silent := time.AfterFunc(w.patience, cancel)
	defer silent.Stop()
	found, err := c.Find(ctx, func(a wire.Arrival) bool {
		silent.Reset(w.patience)
		return a.Value.Get("payload", "id").Text == probeID+token
	})
	a, err := w.checked(found, err, "a report on the probe")
	if err == nil && !match.IsReport(a) {
		err = &match.Mismatch{Allowed: "a report on the probe", Happened: match.Describe(a.Value), Event: a.Event}
	}
	return err
}
