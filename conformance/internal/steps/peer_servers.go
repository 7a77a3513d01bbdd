package steps

import (
	"context"
	"fmt"
	"net"
	"regexp"
	"strings"

	"github.com/besterprotocol/bester/conformance/internal/actor"
	"github.com/besterprotocol/bester/conformance/internal/match"
	"github.com/besterprotocol/bester/conformance/internal/wire"
)

// Steps of a peer that is sent to: the server under test connects to the suite.

func (w *World) peerServerSteps() map[string]any {
	return map[string]any{
		`a peer server {name}`: w.peerServer,
		`peer servers {names}`: w.peerServers,
		`a peer server {name} that answers with a {status} report`:             w.peerServerReports,
		`a peer server {name} that answers with garbage`:                       w.peerServerGarbage,
		`a peer server {name} that stays silent`:                               w.peerServer,
		`a peer server {name} that closes behind the message`:                  w.peerServerCloses,
		`a peer server {name} that resets behind the message`:                  w.peerServerResets,
		`a peer server {name} that does not accept`:                            w.peerServerNotAccepting,
		`a peer server {name} that reads nothing`:                              w.peerServerUnread,
		`a peer server {name} that listens at IPv4`:                            w.peerServer,
		`a peer server {name} that listens at IPv6`:                            w.peerServerIPv6,
		`{name} receives a {name} peer message with id {name} carrying {data}`: w.peerReceives,
		`{name} receives a {name} peer message without id carrying {data}`:     w.peerReceivesNoID,
		`{name} receives {int} peer messages on {int} connections`:             w.peerReceivesOn,
		`{names} were connected to once, with one message on the connection`:   w.peersConnectedOnce,
		`its hops are absent or 0`:                                             w.hopsAbsent,
		`its hops are {int}`:                                                   w.hopsAre,
	}
}

// listen has a peer server called name follow script at host.
func (w *World) listen(name, host string, script actor.Script) error {
	text, err := unquote(name)
	if err != nil {
		return err
	}
	w.peers[text], err = actor.NewPeer(text, host, script, w.recorder)
	if err != nil {
		delete(w.peers, text)
	}
	return err
}

const (
	loopback4 = "127.0.0.1"
	loopback6 = "::1"
)

func (w *World) peerServer(name string) error { return w.listen(name, loopback4, actor.Script{}) }

func (w *World) peerServerIPv6(name string) error { return w.listen(name, loopback6, actor.Script{}) }

func (w *World) peerServers(names string) error {
	for _, name := range jsonStringPattern.FindAllString(names, -1) {
		if err := w.peerServer(name); err != nil {
			return err
		}
	}
	return nil
}

func (w *World) peerServerReports(name, status string) error {
	return w.listen(name, loopback4, actor.Script{Bytes: func(request wire.Arrival) []byte {
		report, err := actor.StatusReport(status == "good", request.Value.Get("payload", "id").Text)
		if err != nil {
			panic(err) // an id is a string, and so the report is valid
		}
		return wire.Frame(report)
	}})
}

func (w *World) peerServerGarbage(name string) error {
	return w.listen(name, loopback4, actor.Script{Bytes: func(wire.Arrival) []byte { return []byte("\xff\xff\xff\xffgarbage") }})
}

func (w *World) peerServerCloses(name string) error {
	return w.listen(name, loopback4, actor.Script{Then: actor.Close})
}

func (w *World) peerServerResets(name string) error {
	return w.listen(name, loopback4, actor.Script{Then: actor.Reset})
}

func (w *World) peerServerUnread(name string) error {
	return w.listen(name, loopback4, actor.Script{Unread: true})
}

func (w *World) peerServerNotAccepting(name string) error {
	text, err := unquote(name)
	if err != nil {
		return err
	}
	n, err := actor.NewNotAccepting()
	if err == nil {
		w.addresses[text] = n.Address
		w.closing = append(w.closing, n)
	}
	return err
}

// needServers starts the servers under test that text names.
func (w *World) needServers(ctx context.Context, text string) error {
	for _, name := range serverPattern.FindAllStringSubmatch(text, -1) {
		if _, err := w.server(ctx, name[1]); err != nil {
			return err
		}
	}
	return nil
}

var serverPattern = regexp.MustCompile(`"(S[1-9])"`)

// address returns the address of a peer server or server under test called
// name; what is no such name is an address as it is.
func (w *World) address(name string) string {
	switch {
	case w.peers[name] != nil:
		return w.peers[name].Address()
	case w.servers[name] != nil:
		return w.servers[name].TCP4
	case w.addresses[name] != "":
		return w.addresses[name]
	}
	return w.addressed(name)
}

var placePattern = regexp.MustCompile(`\((port of|address of) ([A-Z])\)|\(a port nobody listens at\)`)

// addressed returns text with the addresses in it that a feature file cannot know.
func (w *World) addressed(text string) string {
	return placePattern.ReplaceAllStringFunc(text, func(place string) string {
		match := placePattern.FindStringSubmatch(place)
		peer := w.peers[match[2]]
		switch {
		case match[1] == "address of" && peer != nil:
			return peer.Address()
		case match[1] == "port of" && peer != nil:
			_, port, _ := net.SplitHostPort(peer.Address())
			return port
		case match[1] == "":
			return w.abandonedPort()
		}
		return place
	})
}

// abandonedPort returns the address of a port at which nobody listens any more.
func (w *World) abandonedPort() string {
	listener, err := net.Listen("tcp", net.JoinHostPort(loopback4, "0"))
	if err != nil {
		return net.JoinHostPort(loopback4, "1") // reserved, and served by nobody
	}
	defer listener.Close()
	return listener.Addr().String()
}

// peerNamed returns the peer server called name.
func (w *World) peerNamed(name string) (*actor.Service, error) {
	text, err := unquote(name)
	if err != nil {
		return nil, err
	}
	peer := w.peers[text]
	if peer == nil {
		return nil, fmt.Errorf("the scenario has no peer server called %q", text)
	}
	return peer, nil
}

func (w *World) peerReceives(ctx context.Context, name, messageType, id, phrase string) error {
	value, err := wire.ParseJSON([]byte(id))
	if err != nil {
		return err
	}
	return w.peerRequest(ctx, name, messageType, value, phrase)
}

func (w *World) peerReceivesNoID(ctx context.Context, name, messageType, phrase string) error {
	return w.peerRequest(ctx, name, messageType, wire.Value{}, phrase)
}

// peerRequest wants the next message that a peer server is sent.
func (w *World) peerRequest(ctx context.Context, name, messageType string, id wire.Value, phrase string) error {
	peer, err := w.peerNamed(name)
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
	x, err := w.nextRequest(ctx, peer, fmt.Sprintf("a %q peer message carrying %s", text, match.Short(data.String())))
	if err != nil {
		return err
	}
	w.forwarded = x.Request
	return match.Peer(x.Request, text, data, id)
}

func (w *World) peerReceivesOn(ctx context.Context, name string, messages, connections int) error {
	peer, err := w.peerNamed(name)
	if err != nil {
		return err
	}
	for i := range messages {
		if _, err := w.nextRequest(ctx, peer, fmt.Sprintf("peer message %d of %d", i+1, messages)); err != nil {
			return err
		}
	}
	return w.peerConnections(ctx, peer, connections)
}

func (w *World) peersConnectedOnce(ctx context.Context, names string) error {
	for _, name := range jsonStringPattern.FindAllString(names, -1) {
		peer, err := w.peerNamed(name)
		if err == nil {
			err = w.peerConnections(ctx, peer, 1)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// peerConnections wants n connections to a peer server, each with one message
// and then its end. SERVERS-1
func (w *World) peerConnections(ctx context.Context, peer *actor.Service, n int) error {
	all := peer.Exchanges()
	if err := w.peerReceivesNothing(ctx, peer); err != nil {
		return err
	}
	if len(all) != n {
		return &match.Mismatch{Allowed: fmt.Sprintf("%d connections to %s", n, peer.Name), Happened: fmt.Sprintf("%d", len(all))}
	}
	for _, x := range all {
		if waiting := x.Waiting(); len(waiting) > 0 {
			return &match.Mismatch{Allowed: "one message on the connection of " + x.Name, Happened: "one more", Event: waiting[0].Event}
		}
	}
	return nil
}

// peerReceivesNothing shows that a peer server was sent nothing.
func (w *World) peerReceivesNothing(ctx context.Context, peer *actor.Service) error {
	s, err := w.server(ctx, "")
	if err != nil {
		return err
	}
	token := w.token()
	if err := w.sendProbe(s, "sendServers", peer.Address(), token); err != nil {
		return err
	}
	return w.wantProbeAt(ctx, peer, token)
}

func (w *World) hopsAbsent() error {
	hops := w.forwarded.Value.Get("header", "hops")
	if hops.Kind == wire.Invalid || match.Same(wire.MustParseJSON("0"), hops) == "" {
		return nil
	}
	return &match.Mismatch{Allowed: "no hops, or 0", Happened: "hops " + hops.String(), Event: w.forwarded.Event}
}

func (w *World) hopsAre(n int) error {
	hops := w.forwarded.Value.Get("header", "hops")
	if match.Same(wire.MustParseJSON(fmt.Sprint(n)), hops) == "" {
		return nil
	}
	return &match.Mismatch{Allowed: fmt.Sprintf("hops %d", n), Happened: strings.TrimSpace("hops " + hops.String()), Event: w.forwarded.Event}
}
