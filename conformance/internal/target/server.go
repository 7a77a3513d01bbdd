package target

import (
	"context"
	"fmt"
	"os"
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
	signal  syscall.Signal // asks it to stop
	output  *tail
	ended   chan struct{} // closed when the process has ended
	err     error         // how it ended; to be read when ended is closed
	told    bool          // whether a scenario has asked it to stop
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
func start(ctx context.Context, t *Target, path string, l layout.Layout) (*Server, error) {
	signal, err := t.signal()
	if err != nil {
		return nil, err
	}
	args := t.fill(path)
	s := &Server{Layout: l, output: &tail{}, ended: make(chan struct{}), signal: signal}
	s.command = exec.Command(args[0], args[1:]...)
	s.command.Dir, s.command.Env = t.Directory, t.environment()
	s.command.Stdout, s.command.Stderr = s.output, s.output
	s.command.SysProcAttr = ownGroup()
	s.command.WaitDelay = killGrace
	if err := s.run(); err != nil {
		return nil, fmt.Errorf("starting %s with %s: %w", l.Name, strings.Join(args, " "), err)
	}
	if err := s.ready(ctx, t); err != nil {
		s.Stop()
		return nil, err
	}
	return s, nil
}

// environment returns that of the target's commands; nil stands for that of
// bester.
func (t *Target) environment() []string {
	if len(t.Environment) == 0 {
		return nil
	}
	all := os.Environ()
	for name, value := range t.Environment {
		all = append(all, name+"="+value)
	}
	return all
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

// askToStop sends the server the signal that asks it to stop.
func (s *Server) askToStop() error { return syscall.Kill(-s.command.Process.Pid, s.signal) }

// stopGrace is how long a server may take to stop when it is asked to, and
// killGrace how long the system may take to do it.
const (
	stopGrace = 3 * time.Second
	killGrace = time.Second
)

// Stop ends the server and all that it started: it is asked to, and killed when
// it takes too long.
func (s *Server) Stop() {
	s.askToStop()
	select {
	case <-s.ended:
	case <-time.After(stopGrace):
	}
	syscall.Kill(-s.command.Process.Pid, syscall.SIGKILL)
	<-s.ended
}
