// Package replay sends the recorded bytes of one scenario again, to see what a
// server does with them now.
package replay

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/besterprotocol/bester/conformance/internal/layout"
	"github.com/besterprotocol/bester/conformance/internal/report"
	"github.com/besterprotocol/bester/conformance/internal/wire"
)

// Replay is one scenario being sent again.
type Replay struct {
	// Scenario is what was recorded, with where its servers were.
	Scenario report.Scenario
	// Servers are where the servers are now, by name.
	Servers map[string]layout.Layout
	// Patience is how long to wait for what came then.
	Patience time.Duration
	// Out is told, line by line, what is sent and what comes.
	Out io.Writer

	connections map[string]net.Conn
	listeners   map[string]net.Listener // by the party that listened
}

// ErrCut is the error of a record that does not have all the bytes that were
// sent.
var ErrCut = errors.New("the record was cut: not all the bytes that were sent stand in it")

// Run sends what was sent, in the recorded order, and waits for what came, where
// it came. It says what differs; that it does is no error.
func (r *Replay) Run(ctx context.Context) error {
	defer r.close()
	if err := r.listen(); err != nil {
		return err
	}
	r.connections = map[string]net.Conn{}
	for _, e := range r.Scenario.Events {
		if err := ctx.Err(); err != nil {
			return err
		}
		if isCut(e) {
			return ErrCut
		}
		outcome, err := r.again(ctx, e)
		if err != nil {
			return err
		}
		fmt.Fprintf(r.Out, "%4d  %s  %s\n", e.Number, report.Line(e), outcome)
	}
	return nil
}

// isCut reports whether what was sent stands in the record in part.
func isCut(e wire.Event) bool { return e.Action == wire.Sent && e.Size > len(e.Bytes) }

// listen opens, before anything is sent, what servers connected to.
func (r *Replay) listen() error {
	r.listeners = map[string]net.Listener{}
	for _, e := range r.Scenario.Events {
		if e.Action != wire.Opened || !e.Accepted || r.listeners[e.Party] != nil {
			continue
		}
		network, address := r.translate(e.Address)
		if network == "unix" {
			os.Remove(address)
		}
		listener, err := net.Listen(network, address)
		if err != nil {
			return fmt.Errorf("playing %s: %w", e.Party, err)
		}
		r.listeners[e.Party] = listener
	}
	return nil
}

// translate returns what stands now for an address of the record. One that is no
// server's nor handler's, such as a peer server's, stays the same: it may be part
// of what was sent.
func (r *Replay) translate(recorded string) (network, address string) {
	for _, then := range r.Scenario.Servers {
		now, ok := r.Servers[then.Name]
		if !ok {
			continue
		}
		for _, pair := range pairs(then, now) {
			if pair[0] == recorded && pair[0] != "" {
				return networkOf(pair[1]), pair[1]
			}
		}
	}
	return networkOf(recorded), recorded
}

// pairs returns the addresses of a server then and now.
func pairs(then, now layout.Layout) [][2]string {
	all := [][2]string{{then.TCP4, now.TCP4}, {then.TCP6, now.TCP6}, {then.Unix, now.Unix}, {then.Informer, now.Informer}}
	for name, socket := range then.Handlers {
		all = append(all, [2]string{socket, now.Handlers[name]})
	}
	return all
}

func networkOf(address string) string {
	if filepath.IsAbs(address) || !strings.Contains(address, ":") {
		return "unix"
	}
	return "tcp"
}

// again does what was done, or waits for what came, and says how it went.
func (r *Replay) again(ctx context.Context, e wire.Event) (string, error) {
	conn := r.connections[e.Connection]
	switch e.Action {
	case wire.Opened:
		return r.open(ctx, e)
	case wire.Closed:
		if conn != nil {
			conn.Close()
		}
		return "", nil
	}
	if conn == nil {
		return "(there is no such connection this time)", nil
	}
	conn.SetDeadline(time.Now().Add(r.Patience))
	switch e.Action {
	case wire.Sent:
		if _, err := conn.Write(e.Bytes); err != nil {
			return "(not taken: " + plain(err) + ")", nil
		}
		return "", nil
	case wire.Received:
		return compare(e, conn), nil
	}
	return awaitEnd(conn), nil
}

func (r *Replay) open(ctx context.Context, e wire.Event) (string, error) {
	if e.Accepted {
		return r.accept(e), nil
	}
	network, address := r.translate(e.Address)
	dialer := net.Dialer{Timeout: r.Patience}
	conn, err := dialer.DialContext(ctx, network, address)
	if err != nil {
		return "", fmt.Errorf("connecting as %s: %w", e.Party, err)
	}
	r.connections[e.Connection] = conn
	return "", nil
}

// accept waits for the server to connect to a party.
func (r *Replay) accept(e wire.Event) string {
	listener := r.listeners[e.Party]
	if bounded, ok := listener.(interface{ SetDeadline(time.Time) error }); ok {
		bounded.SetDeadline(time.Now().Add(r.Patience))
	}
	conn, err := listener.Accept()
	if err != nil {
		return "(nobody connects this time)"
	}
	r.connections[e.Connection] = conn
	return ""
}

// compare reads a frame and says whether it is the one that came then.
func compare(e wire.Event, conn net.Conn) string {
	frame, err := wire.ReadFrame(conn)
	switch {
	case err != nil && len(frame) == 0:
		return "(not this time: " + plain(err) + ")"
	case string(frame) == string(e.Bytes):
		return "(the same this time)"
	}
	return "(this time " + report.ShowBytes(frame) + ")"
}

// restLimit bounds what is read while waiting for an end, in bytes.
const restLimit = 16 << 20

// awaitEnd reads until the connection ends, and says whether it does.
func awaitEnd(conn net.Conn) string {
	if rest, err := io.ReadAll(io.LimitReader(conn, restLimit)); err != nil && errors.Is(err, os.ErrDeadlineExceeded) {
		return fmt.Sprintf("(not this time: it stays open, and %d bytes came)", len(rest))
	}
	return "(so it does this time)"
}

// plain says in a word why nothing came.
func plain(err error) string {
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		return "nothing comes"
	case errors.Is(err, io.EOF):
		return "the connection ends"
	}
	return err.Error()
}

func (r *Replay) close() {
	for _, conn := range r.connections {
		conn.Close()
	}
	for _, listener := range r.listeners {
		listener.Close()
	}
}
