// Package actor holds the parts that the suite plays towards a server under
// test: clients, handlers, peers and callers of the informer. Actors send and
// receive; whether what they receive is right is for others to say.
package actor

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"syscall"
	"time"

	"github.com/besterprotocol/bester/conformance/internal/match"
	"github.com/besterprotocol/bester/conformance/internal/plain"
	"github.com/besterprotocol/bester/conformance/internal/wire"
	"github.com/besterprotocol/bester/schemas"
)

// Address is where a server listens.
type Address struct{ Network, Address string }

// dialTimeout bounds how long a server may take to let somebody connect.
const dialTimeout = 10 * time.Second

// listening maps a network to the requirement that a server listens on it.
var listening = map[string]string{"tcp4": "LISTEN-3", "tcp6": "LISTEN-1", "unix": "LISTEN-2"}

// dial connects to a server. A failure is a mismatch, unless the suite has run out of
// resources.
func dial(ctx context.Context, server string, a Address) (net.Conn, error) {
	return dialBy(ctx, net.Dialer{Timeout: dialTimeout}, server, a)
}

// littleRoom is the size of the receive buffer of a client that does not read. The system's
// default is larger and varies.
const littleRoom = 64 << 10

// dialCramped is like dial, but for a client that does not read.
func dialCramped(ctx context.Context, server string, a Address) (net.Conn, error) {
	dialer := net.Dialer{Timeout: dialTimeout, Control: func(_, _ string, socket syscall.RawConn) (err error) {
		failed := socket.Control(func(fd uintptr) {
			err = syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_RCVBUF, littleRoom)
		})
		return errors.Join(failed, err)
	}}
	return dialBy(ctx, dialer, server, a)
}

func dialBy(ctx context.Context, dialer net.Dialer, server string, a Address) (net.Conn, error) {
	socket, err := dialer.DialContext(ctx, a.Network, a.Address)
	if wire.IsShortage(err) {
		return nil, fmt.Errorf("the suite could not connect to %s: %w", server, err)
	}
	if err != nil {
		return nil, &match.Mismatch{
			Allowed:  fmt.Sprintf("%s accepts a connection at %s", server, a.Address),
			Happened: plain.Words(err),
		}
	}
	return socket, nil
}

// Accepts reports whether an address accepts connections.
func Accepts(a Address) bool {
	socket, err := net.DialTimeout(a.Network, a.Address, dialTimeout)
	if err != nil {
		return false
	}
	socket.Close()
	return true
}

// Connection is one that the suite opened to a server, as a client or a peer.
type Connection struct {
	*wire.Conn
	User string // whose session it is, or will be; "" for nobody's

	// signing is the requirement that the server breaks if the user cannot sign in:
	// AUTH-2 over IPv4, and the requirement of the listener on other networks.
	signing string

	Deaf bool // whether the suite does not read from it

	Flooded bool // whether more was sent than will be looked after
	Halved  bool // whether half a frame was sent, behind which nothing can be
}

// CanAsk reports whether the connection is a session on which a message can be
// sent and its report be read.
func (c *Connection) CanAsk() bool { return c.User != "" && !c.Deaf && !c.Halved && c.Stands() }

// Connect opens a connection called name to server. What arrives on it is held
// against the schemas.
func Connect(ctx context.Context, name, server string, a Address, recorder *wire.Recorder) (*Connection, error) {
	socket, err := dial(ctx, server, a)
	if err != nil {
		return nil, match.Citing(err, listening[a.Network])
	}
	signing := "AUTH-2"
	if a.Network != "tcp4" {
		signing = listening[a.Network]
	}
	return &Connection{Conn: wire.NewConn(wire.Ends{Name: name, Party: name, Server: server}, socket, recorder, inspectPush), signing: signing}, nil
}

// inspectPush returns the findings about a message from a server to a client. A message of
// an unknown kind is no breach, because clients skip it. MSG-6
func inspectPush(a wire.Arrival) []wire.Finding {
	switch {
	case a.Value.Kind != wire.Object:
		return []wire.Finding{{Requirement: "JSON-2", What: "the body is not a JSON object"}}
	case match.IsReport(a):
		return inspectReport(a)
	case match.IsDelivery(a):
		return violations(schemas.Delivery, a)
	case match.IsDummyReply(a):
		return violations(schemas.DummyReply, a)
	}
	return nil
}

// inspectReport returns the findings about a status report. A server that takes a message with an
// id of another type echoes that id, so that MSG-2 or PEER-7 explains what the report breaks.
func inspectReport(a wire.Arrival) []wire.Finding {
	findings := violations(schemas.StatusReport, a)
	if id := a.Value.Get("payload", "id").Kind; id != wire.Invalid && id != wire.String {
		for i := range findings {
			findings[i].Needs = []string{"MSG-2", "PEER-7"}
		}
	}
	return findings
}

// violations validates a against the schema of its kind. It returns one finding for each
// broken requirement.
func violations(kind schemas.Kind, a wire.Arrival) []wire.Finding {
	err := schemas.Validate(kind, a.Body)
	if err == nil {
		return nil
	}
	var invalid *schemas.Error
	if !errors.As(err, &invalid) {
		return []wire.Finding{{What: "not a valid " + err.Error()}}
	}
	var findings []wire.Finding
	for _, v := range invalid.Violations {
		if !slices.ContainsFunc(findings, func(f wire.Finding) bool { return f.Requirement == v.Requirement }) {
			findings = append(findings, wire.Finding{Requirement: v.Requirement, What: fmt.Sprintf("not a valid %s: %s", kind, v)})
		}
	}
	return findings
}

// valid returns body where it is what the suite means it to be. Anything else is
// a mistake of the suite, never of the server.
func valid(kind schemas.Kind, body []byte) ([]byte, error) {
	if err := schemas.Validate(kind, body); err != nil {
		return nil, fmt.Errorf("the suite's own message is wrong: %w", err)
	}
	return body, nil
}
