package target

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/besterprotocol/bester/conformance/internal/layout"
	"github.com/besterprotocol/bester/conformance/internal/supervisor"
)

// startTimeout bounds how long a server may take until it can be used, unless its
// target says otherwise.
const startTimeout = 30 * time.Second

// tryAgain is how long to wait for a server that is not ready yet.
const tryAgain = 2 * time.Millisecond

// ready waits until the server can be used.
func (s *Server) ready(ctx context.Context, processes *supervisor.Supervisor, t *Target) error {
	ctx, cancel := context.WithTimeout(ctx, cmp.Or(t.Ready.Within, startTimeout))
	defer cancel()
	go func() {
		select {
		case <-s.process.Ended():
			cancel() // so that nobody waits for a server that has ended
		case <-ctx.Done():
		}
	}()
	if t.Ready.Log != "" {
		if err := s.until(ctx, fmt.Sprintf("has not printed %q", t.Ready.Log), func() error { return s.printed(t.Ready.Log) }); err != nil {
			return err
		}
	}
	for _, at := range listeners(s.Layout) {
		accepts := func() error { return accept(ctx, at) }
		if err := s.until(ctx, "does not accept connections at "+at.address, accepts); err != nil {
			return err
		}
	}
	if t.Ready.Command == "" {
		return nil
	}
	return s.until(ctx, "is not ready, says "+t.Ready.Command, func() error {
		return processes.Run(ctx, t.command(supervisor.Shell(t.Ready.Command), nil))
	})
}

// until waits until condition is nil. The error says what the server has not done.
func (s *Server) until(ctx context.Context, missing string, condition func() error) error {
	for {
		err := condition()
		if err == nil {
			return nil
		}
		select {
		case <-s.process.Ended():
		case <-ctx.Done():
		case <-time.After(tryAgain):
			continue
		}
		if ended := s.Ended(); ended != nil {
			return ended
		}
		return fmt.Errorf("%s %s (%w; %w)%s", s.Layout.Name, missing, err, ctx.Err(), lastPrinted(s.Output()))
	}
}

var errNotPrinted = errors.New("not yet")

func (s *Server) printed(text string) error {
	if s.output.has(text) {
		return nil
	}
	return errNotPrinted
}

// listener is where a server listens.
type listener struct{ network, address string }

// listeners returns where the server of a layout listens.
func listeners(l layout.Layout) []listener {
	var all []listener
	for _, at := range []listener{{"tcp4", l.TCP4}, {"tcp6", l.TCP6}, {"unix", l.Unix}, {"unix", l.Informer}} {
		if at.address != "" {
			all = append(all, at)
		}
	}
	return all
}

// accept connects to a server and closes the connection.
func accept(ctx context.Context, at listener) error {
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, at.network, at.address)
	if err != nil {
		return err
	}
	return conn.Close()
}
