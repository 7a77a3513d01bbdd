package target

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"syscall"
	"time"

	"github.com/besterprotocol/bester/conformance/internal/layout"
	"github.com/besterprotocol/bester/conformance/internal/supervisor"
)

// Server is a running server under test.
type Server struct {
	Layout layout.Layout

	process *supervisor.Process
	signal  syscall.Signal // asks it to stop
	output  *tail
	told    bool // whether a scenario has asked it to stop
}

// EndedError is the error of a server that ended by itself.
type EndedError struct {
	Server string
	How    string // such as "exit status 2"
	Output string // the last that it printed
}

func (e *EndedError) Error() string {
	return fmt.Sprintf("%s ended (%s)%s", e.Server, e.How, lastPrinted(e.Output))
}

// lastPrinted tells what a server printed last, behind what it did.
func lastPrinted(output string) string {
	if output == "" {
		return " and had printed nothing"
	}
	return "; the last it printed:\n" + output
}

// start starts a server of t with the configuration at path and waits until it can
// be used. The error is an *EndedError where it ended instead.
func start(ctx context.Context, processes *supervisor.Supervisor, t *Target, path string, l layout.Layout, missing *Missing) (*Server, error) {
	signal, err := t.signal()
	if err != nil {
		return nil, err
	}
	args := t.fill(path)
	s := &Server{Layout: l, output: newTail(t.Ready.Log), signal: signal}
	s.process, err = processes.Start(t.command(args, s.output))
	if err != nil {
		return nil, fmt.Errorf("starting %s with %s: %w", l.Name, strings.Join(args, " "), err)
	}
	if err := s.ready(ctx, processes, t, missing); err != nil {
		s.Stop(stopGrace)
		return nil, err
	}
	return s, nil
}

// command returns a command in the target's working folder and environment.
func (t *Target) command(args []string, output io.Writer) supervisor.Command {
	c := supervisor.Command{Args: args, Dir: t.Directory, Output: output}
	for name, value := range t.Environment {
		c.Env = append(c.Env, name+"="+value)
	}
	return c
}

// Ended returns nil while the process runs, and an *EndedError once it has ended. It returns
// supervisor.ErrLost if the supervisor was killed.
func (s *Server) Ended() error {
	select {
	case <-s.process.Ended():
	default:
		return nil
	}
	how := "exit status 0"
	if err := s.process.Err(); errors.Is(err, supervisor.ErrLost) {
		return err
	} else if err != nil {
		how = err.Error()
	}
	return &EndedError{Server: s.Layout.Name, How: how, Output: s.Output()}
}

// Output returns the last that the server printed since the mark.
func (s *Server) Output() string { return s.output.String() }

// askToStop sends the server the target's stop signal.
func (s *Server) askToStop() { s.process.Signal(s.signal) }

// stopGrace is how long a server may take to stop after the stop signal. Servers of a sandbox
// in which one took longer get lastGrace, so that a run does not wait for each of them.
const (
	stopGrace = 3 * time.Second
	lastGrace = 100 * time.Millisecond
)

// Stop asks the server to stop, kills it if it takes longer than grace, and kills all that it
// started. It reports whether the server stopped in time.
func (s *Server) Stop(grace time.Duration) (inTime bool) {
	s.askToStop()
	select {
	case <-s.process.Ended():
		inTime = true
	case <-time.After(grace):
	}
	s.process.Kill()
	return inTime
}
