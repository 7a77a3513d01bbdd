package actor

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"strconv"
	"syscall"

	"github.com/besterprotocol/bester/conformance/internal/wire"
	"github.com/besterprotocol/bester/schemas"
)

// NewPeer listens as another server, at a plain port of host. SERVERS-1
func NewPeer(name, host string, script Script, recorder *wire.Recorder) (*Service, error) {
	listener, err := listenPlainly(&net.ListenConfig{}, host)
	if err != nil {
		return nil, err
	}
	return newPeer(name, listener, script, recorder), nil
}

// Ports from firstPlainPort to lastPlainPort cause no trouble even in servers that store a port
// in a signed 16-bit number. Higher ports are for the scenarios of SERVERS-5.
// Servers under test have larger ports, so that a search for one of them does not find a peer.
const (
	firstPlainPort = 10_000
	lastPlainPort  = 19_999
	portTries      = 200
)

// listenPlainly listens at a free plain port of host.
func listenPlainly(config *net.ListenConfig, host string) (listener net.Listener, err error) {
	for range portTries {
		port := firstPlainPort + rand.IntN(lastPlainPort-firstPlainPort+1)
		listener, err = config.Listen(context.Background(), "tcp", net.JoinHostPort(host, strconv.Itoa(port)))
		if !errors.Is(err, syscall.EADDRINUSE) {
			return listener, err
		}
	}
	return nil, err
}

// lastPort is the highest port. SERVERS-5
const lastPort = "65535"

// NewPeerAtLastPort listens as another server at the highest port. It picks a random address
// in 127.0.0.0/8, which is local on Linux, so that parallel runs do not collide.
func NewPeerAtLastPort(name string, script Script, recorder *wire.Recorder) (*Service, error) {
	host := fmt.Sprintf("127.%d.%d.%d", rand.IntN(256), rand.IntN(256), 1+rand.IntN(254))
	listener, err := net.Listen("tcp", net.JoinHostPort(host, lastPort))
	if err != nil {
		listener, err = net.Listen("tcp", net.JoinHostPort("127.0.0.1", lastPort))
	}
	if err != nil {
		return nil, err
	}
	return newPeer(name, listener, script, recorder), nil
}

func newPeer(name string, listener net.Listener, script Script, recorder *wire.Recorder) *Service {
	inspect := func(a wire.Arrival) []wire.Finding { return violations(schemas.PeerMessage, a) }
	return newService(fmt.Sprintf("the peer server %q", name), "", listener, inspect, script, recorder)
}

// NewCrampedPeer listens as another server that reads nothing, and for which the
// systems at both ends keep little. On Linux a message of 50,000 bytes is too
// much. SERVERS-6
func NewCrampedPeer(name, host string, recorder *wire.Recorder) (*Service, error) {
	cramped := net.ListenConfig{Control: func(_, _ string, socket syscall.RawConn) (err error) {
		const smallest, shortSegment = 1, 536 // a sender keeps as much as fits into a number of segments
		failed := socket.Control(func(fd uintptr) {
			err = errors.Join(
				syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_RCVBUF, smallest),
				syscall.SetsockoptInt(int(fd), syscall.IPPROTO_TCP, syscall.TCP_MAXSEG, shortSegment))
		})
		return errors.Join(failed, err)
	}}
	listener, err := listenPlainly(&cramped, host)
	if err != nil {
		return nil, err
	}
	return newPeer(name, listener, Script{Unread: true}, recorder), nil
}

// Address returns where the service listens.
func (s *Service) Address() string { return s.listener.Addr().String() }

// PeerMessage returns a message from another server. data is JSON. PEER-2
func PeerMessage(messageType, id string, data []byte) ([]byte, error) {
	return valid(schemas.PeerMessage, fmt.Appendf(nil, `{"header":{"scope":"server"},"payload":{"type":%s,"data":%s,"id":%s}}`,
		wire.Quote(messageType), data, wire.Quote(id)))
}

// PeerMessageOfSize returns a peer message whose body has size bytes, and its
// data, a string. FRAME-4
func PeerMessageOfSize(messageType, id string, size int) (body, data []byte, err error) {
	return ofSize(size, func(data []byte) ([]byte, error) { return PeerMessage(messageType, id, data) })
}

// StatusReport returns the report of a peer server on the message id. PEER-6
func StatusReport(good bool, id string) []byte {
	status, failure := "good", ""
	if !good {
		status, failure = "bad", `,"error":{"code":"handler_failed","message":"the suite says so"}`
	}
	return fmt.Appendf(nil, `{"header":{"messageType":"statusReport","status":%q},"payload":{"id":%s%s}}`,
		status, wire.Quote(id), failure)
}
