package steps

import (
	"context"
	"fmt"
	"net"
	"regexp"
	"strconv"

	"github.com/besterprotocol/bester/conformance/internal/actor"
	"github.com/besterprotocol/bester/conformance/internal/match"
	"github.com/besterprotocol/bester/conformance/internal/wire"
)

// Steps of a peer that is sent to: the server under test connects to the suite.

func (w *World) peerServerSteps() map[string]any {
	return map[string]any{
		`a peer server {name}`: w.peerServer,
		`peer servers {names}`: w.peerServers,
		`a peer server {name} that answers with a {good} report`:                                                           w.peerServerReports,
		`a peer server {name} that answers with garbage`:                                                                   w.peerServerGarbage,
		`a peer server {name} that stays silent`:                                                                           w.peerServer,
		`a peer server {name} that closes behind the message`:                                                              w.peerServerCloses,
		`a peer server {name} that resets behind the message`:                                                              w.peerServerResets,
		`a peer server {name}, so that the port of {name} is between those of {name} and {name}`:                           w.peerServerBeyond,
		`a peer server {name} that does not accept`:                                                                        w.peerServerNotAccepting,
		`a peer server {name} that reads nothing`:                                                                          w.peerServerUnread,
		`a peer server {name} that reads nothing and has little room`:                                                      w.peerServerCramped,
		`a peer server {name} that listens at IPv4`:                                                                        w.peerServer,
		`a peer server {name} that listens at IPv6`:                                                                        w.peerServerIPv6,
		`{peer} receives a {name} peer message with id {id} carrying {data}`:                                               w.peerReceives,
		`{peer} receives a {name} peer message with id {id} carrying {data} digit for digit`:                               w.peerReceivesExactly,
		`{peer} receives a {name} peer message with id {id} carrying {data}, or message {name} of {connection} is refused`: w.peerReceivesOrRefused,
		`{peer} receives a {name} peer message without id carrying {data}`:                                                 w.peerReceivesNoID,
		`{peer} receives {int} peer messages on {int} connections`:                                                         w.peerReceivesOn,
		`{peers} were connected to once, with one message on the connection`:                                               w.peersConnectedOnce,
		`{peers} was connected to once, with one message on the connection`:                                                w.peersConnectedOnce,
		`its hops are absent or 0`:                                                                                         w.hopsAbsent,
		`its hops are {int}`:                                                                                               w.hopsAre,
	}
}

// readPeer returns the peer server that a sentence names.
func readPeer(_ context.Context, w *World, name string) (any, error) {
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

// readPeers returns the peer servers that a sentence names.
func readPeers(ctx context.Context, w *World, names string) (any, error) {
	var peers []*actor.Service
	for _, name := range jsonStringPattern.FindAllString(names, -1) {
		peer, err := readPeer(ctx, w, name)
		if err != nil {
			return nil, err
		}
		peers = append(peers, peer.(*actor.Service))
	}
	return peers, nil
}

const (
	loopback4 = "127.0.0.1"
	loopback6 = "::1"
)

// listen has a peer server called name follow script at host.
func (w *World) listen(name, host string, script actor.Script) error {
	script.Via = w.manner.Transport
	peer, err := actor.NewPeer(name, host, script, w.recorder)
	if err == nil {
		w.peers[name] = peer
	}
	return err
}

func (w *World) peerServer(name string) error { return w.listen(name, loopback4, actor.Script{}) }

func (w *World) peerServerIPv6(name string) error { return w.listen(name, loopback6, actor.Script{}) }

// attemptsAtPort is how often peerServerBeyond asks the system for a port.
const attemptsAtPort = 1000

// peerServerBeyond adds a peer server whose port is on the other side of the port of between
// than that of first, so that no order of the ports puts both of them before it. It takes any
// port if the system gives it no such port.
func (w *World) peerServerBeyond(ctx context.Context, name, between, first, _ string) error {
	ports := map[string]int{}
	for _, known := range []string{between, first} {
		address, err := w.address(ctx, known)
		if err != nil {
			return err
		}
		ports[known] = portOf(address)
	}
	for attempt := 1; ; attempt++ {
		if err := w.peerServer(name); err != nil {
			return err
		}
		isBeyond := portOf(w.peers[name].Address()) > ports[between] == (ports[between] > ports[first])
		if isBeyond || attempt == attemptsAtPort {
			return nil
		}
		w.peers[name].Close()
	}
}

// portOf returns the port in an address.
func portOf(address string) int {
	_, port, _ := net.SplitHostPort(address)
	number, _ := strconv.Atoi(port)
	return number
}

func (w *World) peerServers(names []string) error {
	for _, name := range names {
		if err := w.peerServer(name); err != nil {
			return err
		}
	}
	return nil
}

func (w *World) peerServerReports(name string, good bool) error {
	return w.listen(name, loopback4, actor.Script{Bytes: func(request wire.Arrival) []byte {
		return wire.Frame(actor.StatusReport(good, request.Value.Get("payload", "id").Text))
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

func (w *World) peerServerCramped(name string) error {
	peer, err := actor.NewCrampedPeer(name, loopback4, w.recorder)
	if err == nil {
		w.peers[name] = peer
	}
	return err
}

func (w *World) peerServerNotAccepting(name string) error {
	n, err := actor.NewNotAccepting()
	if err == nil {
		w.addresses[name] = n.Address
		w.closing = append(w.closing, n)
	}
	return err
}

// serverName is what the servers under test are called.
var serverName = regexp.MustCompile(`^S[1-9]$`)

// address returns the address of a peer server or server under test called
// name, which is started; what is no such name is an address as it is.
func (w *World) address(ctx context.Context, name string) (string, error) {
	switch {
	case w.peers[name] != nil:
		return w.peers[name].Address(), nil
	case w.addresses[name] != "":
		return w.addresses[name], nil
	case serverName.MatchString(name):
		s, err := w.server(ctx, name)
		if err != nil {
			return "", err
		}
		return s.TCP4, nil
	}
	return w.addressed(name), nil
}

var placePattern = regexp.MustCompile(`\((port of|65536 \+ port of|address of) ([A-Z])\)|\(a port nobody listens at\)`)

// addressed returns text with the addresses in it that a feature file cannot know.
func (w *World) addressed(text string) string {
	return placePattern.ReplaceAllStringFunc(text, func(place string) string {
		match := placePattern.FindStringSubmatch(place)
		peer := w.peers[match[2]]
		switch {
		case match[1] == "address of" && peer != nil:
			return peer.Address()
		case match[1] == "port of" && peer != nil:
			return strconv.Itoa(portOf(peer.Address()))
		case match[1] == "65536 + port of" && peer != nil:
			return strconv.Itoa(1<<16 + portOf(peer.Address()))
		case match[1] == "":
			return w.idleAddress()
		}
		return place
	})
}

// idleAddress returns an address at which nobody listens during the scenario.
func (w *World) idleAddress() string {
	n, err := actor.NewNotListening()
	if err != nil {
		return net.JoinHostPort(loopback4, "1") // reserved, and served by nobody
	}
	w.closing = append(w.closing, n)
	return n.Address
}

func (w *World) peerReceivesNoID(ctx context.Context, peer *actor.Service, messageType string, data []byte) error {
	return w.peerReceives(ctx, peer, messageType, wire.Value{}, data)
}

func (w *World) peerReceives(ctx context.Context, peer *actor.Service, messageType string, id wire.Value, data []byte) error {
	return w.peerMessageArrives(ctx, peer, messageType, id, data, match.Peer)
}

func (w *World) peerReceivesExactly(ctx context.Context, peer *actor.Service, messageType string, id wire.Value, data []byte) error {
	return w.peerMessageArrives(ctx, peer, messageType, id, data, match.ExactPeer)
}

// peerReceivesOrRefused wants a peer message with nothing changed in its data, or
// the message refused.
func (w *World) peerReceivesOrRefused(ctx context.Context, peer *actor.Service, messageType string, id wire.Value, data []byte, sent string, sender *actor.Connection) error {
	served, err := w.outcome(ctx, sender, sent)
	if err != nil || !served {
		return err
	}
	return w.peerReceivesExactly(ctx, peer, messageType, id, data)
}

// peerMessageArrives wants the next message that a peer server is sent.
func (w *World) peerMessageArrives(ctx context.Context, peer *actor.Service, messageType string, id wire.Value, data []byte, compare func(wire.Arrival, string, wire.Value, wire.Value) error) error {
	value, err := wire.ParseJSON(data)
	if err != nil {
		return err
	}
	x, err := w.nextRequest(ctx, peer, fmt.Sprintf("a %q peer message carrying %s", messageType, match.Short(string(data))))
	if err != nil {
		return err
	}
	w.forwarded = x.Request
	return w.charge(compare(x.Request, messageType, value, id))
}

func (w *World) peerReceivesOn(ctx context.Context, peer *actor.Service, messages, connections int) error {
	for i := range messages {
		if _, err := w.nextRequest(ctx, peer, fmt.Sprintf("peer message %d of %d", i+1, messages)); err != nil {
			return err
		}
	}
	return w.peerConnections(ctx, peer, connections)
}

func (w *World) peersConnectedOnce(ctx context.Context, peers []*actor.Service) error {
	for _, peer := range peers {
		if err := w.peerConnections(ctx, peer, 1); err != nil {
			return err
		}
	}
	return nil
}

// peerConnections wants n connections to a peer server, with one message on
// each. SERVERS-1
func (w *World) peerConnections(ctx context.Context, peer *actor.Service, n int) error {
	if err := w.peerReceivesNothing(ctx, peer); err != nil {
		return err
	}
	all := peer.Exchanges()
	if probe := 1; len(all) != n+probe {
		return &match.Mismatch{Allowed: fmt.Sprintf("%d connections to %s", n, peer.Name), Happened: fmt.Sprintf("%d", len(all)-probe)}
	}
	for _, x := range all {
		if err := w.noMore(ctx, x.Conn, "one message on the connection of "+x.Name); err != nil {
			return err
		}
	}
	return nil
}

// peerReceivesNothing shows that a peer server was sent nothing.
func (w *World) peerReceivesNothing(ctx context.Context, peer *actor.Service) error {
	s, err := w.server(ctx, defaultServer)
	if err != nil {
		return err
	}
	over, token := w.prober(s), w.token()
	if err := w.sendProbe(over, "sendServers", peer.Address(), token); err != nil {
		return err
	}
	return ofProber(over, w.wantProbeAt(ctx, peer, token))
}

func (w *World) hops() wire.Value { return w.forwarded.Value.Get("header", "hops") }

func (w *World) hopsAbsent() error {
	if w.hops().Kind == wire.Invalid {
		return nil
	}
	return w.hopsAre(0)
}

func (w *World) hopsAre(n int) error {
	if match.Same(wire.MustParseJSON(fmt.Sprint(n)), w.hops()) == "" {
		return nil
	}
	return &match.Mismatch{Allowed: fmt.Sprintf("hops %d", n), Happened: "hops " + w.hops().String(), Event: w.forwarded.Event}
}
