package target

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os/exec"
	"strings"
	"syscall"
	"time"

	"github.com/besterprotocol/bester/conformance/internal/layout"
)

// Server is one running server under test, with all that it started itself.
type Server struct {
	Layout layout.Layout

	command *exec.Cmd
	output  *tail
	ended   chan struct{} // closed when the process has ended
	err     error         // how it ended; to be read when ended is closed
}

// EndedError is the error of a server that ended by itself.
type EndedError struct {
	Server string
	How    string // such as "exit status 2"
	Output string // the last that it printed
}

func (e *EndedError) Error() string {
	if e.Output == "" {
		return fmt.Sprintf("%s ended (%s) and had printed nothing", e.Server, e.How)
	}
	return fmt.Sprintf("%s ended (%s); the last it printed:\n%s", e.Server, e.How, e.Output)
}

// Start starts a server and waits until it accepts connections. The error is an
// *EndedError where it ended instead.
func Start(ctx context.Context, args []string, l layout.Layout) (*Server, error) {
	s := &Server{Layout: l, output: &tail{}, ended: make(chan struct{})}
	s.command = exec.Command(args[0], args[1:]...)
	s.command.Stdout, s.command.Stderr = s.output, s.output
	s.command.SysProcAttr = ownGroup()
	s.command.WaitDelay = killGrace
	if err := s.run(); err != nil {
		return nil, fmt.Errorf("starting %s with %s: %w", l.Name, strings.Join(args, " "), err)
	}
	if err := s.ready(ctx); err != nil {
		s.Stop()
		return nil, err
	}
	return s, nil
}

// run starts the process and watches it.
func (s *Server) run() error {
	started := make(chan error, 1)
	go func() {
		defer close(s.ended)
		keepThread() // the process is killed when this thread ends
		err := s.command.Start()
		started <- err
		if err == nil {
			s.err = s.command.Wait()
		}
	}()
	return <-started
}

// ready waits until every listener of the server accepts a connection.
func (s *Server) ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	addresses := map[string]string{s.Layout.TCP4: "tcp4", s.Layout.Unix: "unix", s.Layout.Informer: "unix"}
	if s.Layout.TCP6 != "" {
		addresses[s.Layout.TCP6] = "tcp6"
	}
	for address, network := range addresses {
		if err := s.accepts(ctx, network, address); err != nil {
			return err
		}
	}
	return nil
}

// tryAgain is how long to wait for a server that does not accept yet.
const tryAgain = 2 * time.Millisecond

func (s *Server) accepts(ctx context.Context, network, address string) error {
	var dialer net.Dialer
	for {
		conn, err := dialer.DialContext(ctx, network, address)
		if err == nil {
			return conn.Close()
		}
		select {
		case <-s.ended:
			return s.Ended()
		case <-ctx.Done():
			return fmt.Errorf("%s does not accept connections at %s (%w); the last it printed:\n%s",
				s.Layout.Name, address, errors.Join(err, ctx.Err()), s.Output())
		case <-time.After(tryAgain):
		}
	}
}

// Ended returns an *EndedError where the process has ended by itself.
func (s *Server) Ended() error {
	select {
	case <-s.ended:
	default:
		return nil
	}
	how := "exit status 0"
	if s.err != nil {
		how = s.err.Error()
	}
	return &EndedError{Server: s.Layout.Name, How: how, Output: s.Output()}
}

// Output returns the last that the server printed since the mark.
func (s *Server) Output() string { return s.output.String() }

// stopGrace is how long a server may take to stop when it is asked to, and
// killGrace how long the system may take to do it.
const (
	stopGrace = 3 * time.Second
	killGrace = time.Second
)

// Stop ends the server and all that it started: it is asked to, and killed when
// it takes too long.
func (s *Server) Stop() {
	syscall.Kill(-s.command.Process.Pid, syscall.SIGTERM)
	select {
	case <-s.ended:
	case <-time.After(stopGrace):
	}
	syscall.Kill(-s.command.Process.Pid, syscall.SIGKILL)
	<-s.ended
}
