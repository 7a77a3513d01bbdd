package supervisor

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"time"
)

// Command is a command to start.
type Command struct {
	Args   []string  // the program and its arguments
	Dir    string    // the working folder; "" means ours
	Env    []string  // added to our environment
	Output io.Writer // receives standard output and standard error; nil discards them
}

// Process is a started process. It has its own process group.
type Process struct {
	supervisor *Supervisor
	id         int
	output     *os.File // the read end of its output, or nil if the output is discarded
	copied     chan struct{}

	started chan reply    // receives one reply
	exited  chan struct{} // closed when the process has ended or the keeper is lost
	ended   chan struct{} // closed after exited, when the output has been read
	killed  chan struct{} // closed when the process and all its descendants are gone

	once   sync.Once // closes exited
	gone   sync.Once // closes killed
	status syscall.WaitStatus
	err    error // ErrLost, or nil
	pid    int
}

// Start starts a process. It returns an error if the process could not be started.
func (s *Supervisor) Start(c Command) (*Process, error) {
	program, err := find(c.Args[0])
	if err != nil {
		return nil, err
	}
	p := &Process{
		supervisor: s, copied: make(chan struct{}), started: make(chan reply, 1),
		exited: make(chan struct{}), ended: make(chan struct{}), killed: make(chan struct{}),
	}
	var written *os.File
	if c.Output == nil {
		close(p.copied)
		written, err = os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	} else {
		p.output, written, err = os.Pipe()
	}
	if err != nil {
		return nil, err
	}
	err = s.start(p, request{Kind: requestStart, Program: []byte(program), Args: toBytes(c.Args), Env: toBytes(environment(c)), Dir: []byte(c.Dir)}, written)
	written.Close()
	if err != nil {
		p.output.Close()
		return nil, err
	}
	if p.output != nil {
		s.working.Go(func() { p.copy(c.Output) })
	}
	s.working.Go(p.watch)
	return p, nil
}

// start makes the keeper start p.
func (s *Supervisor) start(p *Process, r request, written *os.File) error {
	s.mu.Lock()
	s.started++
	p.id, r.ID = s.started, s.started
	s.processes[p.id] = p
	s.mu.Unlock()
	err := s.ask(r, written)
	if err == nil {
		select {
		case first := <-p.started:
			if p.pid = first.Pid; first.Errno != 0 {
				err = &os.PathError{Op: "starting", Path: string(r.Program), Err: first.Errno}
			}
		case <-p.killed: // the keeper is lost
			err = ErrLost
		}
	}
	if err != nil {
		s.forget(p.id)
	}
	return err
}

// forget removes a process from s and returns it.
func (s *Supervisor) forget(id int) *Process {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.processes[id]
	delete(s.processes, id)
	return p
}

// find looks a program up in PATH, unless its name is a path already. A relative path is
// resolved in the working folder of the command.
func find(program string) (string, error) {
	if filepath.Base(program) != program {
		return program, nil
	}
	return exec.LookPath(program)
}

// environment returns our environment and the variables that c adds. If a variable occurs
// twice, only the last one is kept.
func environment(c Command) []string {
	env := os.Environ()
	if folder, err := filepath.Abs(c.Dir); c.Dir != "" && err == nil {
		env = append(env, "PWD="+folder)
	}
	return (&exec.Cmd{Env: append(env, c.Env...)}).Environ()
}

func toBytes(texts []string) [][]byte {
	all := make([][]byte, len(texts))
	for i, text := range texts {
		all[i] = []byte(text)
	}
	return all
}

// copy copies the output until it ends.
func (p *Process) copy(to io.Writer) {
	defer close(p.copied)
	io.Copy(to, p.output)
	p.output.Close()
}

// watch closes ended. It does not wait for other processes that hold the output open.
func (p *Process) watch() {
	<-p.exited
	if p.output != nil {
		p.output.SetReadDeadline(time.Now().Add(killGrace))
	}
	<-p.copied
	close(p.ended)
}

// take handles a reply.
func (p *Process) take(r reply) {
	switch r.Kind {
	case replyStarted:
		p.started <- r
	case replyEnded:
		p.once.Do(func() {
			p.status = syscall.WaitStatus(r.Status)
			close(p.exited)
		})
	case replyKilled:
		p.gone.Do(func() { close(p.killed) })
	}
}

// lose records that the keeper is gone.
func (p *Process) lose() {
	p.once.Do(func() {
		p.err = ErrLost
		close(p.exited)
	})
	p.gone.Do(func() { close(p.killed) })
}

// Pid returns the process id, which is also the id of the process group.
func (p *Process) Pid() int { return p.pid }

// Ended returns a channel that is closed when the process has ended and its output
// has been read.
func (p *Process) Ended() <-chan struct{} { return p.ended }

// Err returns nil if the process ended with exit status 0, ErrLost if the keeper was lost, and
// an *ExitError otherwise. Call it after Ended is closed.
func (p *Process) Err() error {
	if p.err != nil || p.status == 0 {
		return p.err
	}
	return &ExitError{p.status}
}

// ExitError is the error of a process that failed or was killed by a signal.
type ExitError struct{ Status syscall.WaitStatus }

func (e *ExitError) Error() string {
	switch {
	case e.Status.Exited():
		return "exit status " + strconv.Itoa(e.Status.ExitStatus())
	case e.Status.CoreDump():
		return fmt.Sprintf("signal: %s (core dumped)", e.Status.Signal())
	}
	return fmt.Sprintf("signal: %s", e.Status.Signal())
}

// Signal sends a signal to the process group, unless the process has ended.
func (p *Process) Signal(signal syscall.Signal) {
	p.supervisor.ask(request{Kind: requestSignal, ID: p.id, Signal: signal}, nil)
}

// Kill kills the process and all its descendants, in any process group or session, and waits
// until they are gone.
func (p *Process) Kill() {
	if p.supervisor.ask(request{Kind: requestKill, ID: p.id}, nil) == nil {
		<-p.killed
	}
	<-p.ended
}

// Run runs a command until it ends. If ctx ends first, Run kills the command and returns the
// cause of ctx.
func (s *Supervisor) Run(ctx context.Context, c Command) error {
	p, err := s.Start(c)
	if err != nil {
		return err
	}
	select {
	case <-p.Ended():
		p.Kill() // its descendants may still run
		return p.Err()
	case <-ctx.Done():
		p.Kill()
		return context.Cause(ctx)
	}
}

// Shell returns the arguments that run a line in the shell.
func Shell(line string) []string { return []string{"sh", "-c", line} }
