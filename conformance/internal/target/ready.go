package target

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"syscall"
	"time"

	"github.com/besterprotocol/bester/conformance/internal/layout"
	"github.com/besterprotocol/bester/conformance/internal/supervisor"
)

// startTimeout bounds how long a server may take until it can be used, unless its
// target says otherwise.
const startTimeout = 30 * time.Second

// tryAgain is how long to wait for a server that is not ready yet.
const tryAgain = 2 * time.Millisecond

// listenGrace is how long all other listeners together may take after the server accepts
// connections over IPv4, unless times are stretched.
const listenGrace = 3 * time.Second

// ready waits until the server accepts connections over IPv4 and at its other listeners. It
// records a listener that does not appear in missing; the scenarios of its profile will fail.
func (s *Server) ready(ctx context.Context, processes *supervisor.Supervisor, t *Target, missing *Missing) error {
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
		if err := s.until(ctx, fmt.Sprintf("has not printed %q", t.Ready.Log), s.printed); err != nil {
			return err
		}
	}
	others := ctx
	for _, at := range listeners(s.Layout) {
		within := others
		if at.profile == core {
			within = ctx
		}
		if err := s.listens(ctx, within, at, missing); err != nil {
			return err
		}
		if at.profile == core {
			var stop context.CancelFunc
			others, stop = context.WithTimeout(ctx, max(listenGrace, 3*s.Layout.Timeouts.Short))
			defer stop()
		}
	}
	if t.Ready.Command == "" {
		return nil
	}
	return s.until(ctx, "is not ready, says "+t.Ready.Command, func() error {
		return processes.Run(ctx, t.command(supervisor.Shell(t.Ready.Command), nil))
	})
}

// core is the profile whose listener every server has.
const core = "core"

// listens waits within a time until the server listens at an address. It returns an error
// only if the listener of the core profile does not appear or the server ends.
func (s *Server) listens(ctx, within context.Context, at listener, missing *Missing) error {
	isNeeded := at.profile == core
	if !isNeeded && missing.Has(at.profile) {
		return nil
	}
	err := s.until(within, "does not accept connections at "+at.address, func() error { return accept(ctx, at) })
	if err == nil || isNeeded || s.Ended() != nil || errors.Is(ctx.Err(), context.Canceled) {
		return err
	}
	missing.Add(at.profile, at.address)
	return nil
}

// until waits until condition is nil. The error says what the server has not done.
func (s *Server) until(ctx context.Context, missing string, condition func() error) error {
	began := time.Now()
	var reason error
	for {
		err := condition()
		if err == nil {
			return nil
		}
		if reason == nil || !isOver(err) {
			reason = err
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
		return fmt.Errorf("%s %s%w%w%s", s.Layout.Name, missing, whyOver(ctx, time.Since(began)), because(reason), lastPrinted(s.Output()))
	}
}

// reworded is an error with a readable message.
type reworded struct {
	text string
	error
}

func (r reworded) Error() string { return r.text }

func (r reworded) Unwrap() error { return r.error }

// whyOver returns the error of ctx. Its message ends a sentence about what did not come for so long.
func whyOver(ctx context.Context, waited time.Duration) error {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return reworded{" after " + waited.Round(100*time.Millisecond).String(), ctx.Err()}
	}
	return reworded{", and the run was stopped", ctx.Err()}
}

// because returns err with a message in parentheses, which is empty if err says no more than that
// something has not come.
func because(err error) error {
	var refusal syscall.Errno
	switch {
	case errors.Is(err, errNotPrinted), isOver(err):
		return reworded{"", err}
	case errors.As(err, &refusal):
		return reworded{" (" + refusal.Error() + ")", err} // the address is known
	}
	return fmt.Errorf(" (%w)", err)
}

// isOver reports whether err says only that the time is over.
func isOver(err error) bool {
	return errors.Is(err, context.DeadlineExceeded) || errors.Is(err, os.ErrDeadlineExceeded) || errors.Is(err, context.Canceled)
}

var errNotPrinted = errors.New("not yet")

func (s *Server) printed() error {
	if s.output.awaitedCame() {
		return nil
	}
	return errNotPrinted
}

// listener is where a server listens, and the profile that demands it.
type listener struct{ profile, network, address string }

// listeners returns where the server of a layout listens.
func listeners(l layout.Layout) []listener {
	var all []listener
	for _, at := range []listener{{core, "tcp4", l.TCP4}, {"tcp6", "tcp6", l.TCP6}, {"unix", "unix", l.Unix}, {"informer", "unix", l.Informer}} {
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
