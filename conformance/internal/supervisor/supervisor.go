// Package supervisor starts processes that never outlive this one, with all that they
// start themselves, even if this one is killed.
//
// It starts them from a process of its own, the keeper, which is this executable
// again. The keeper reads requests from a socket. When the socket closes, for
// whatever reason, the keeper kills every process that is left, removes the folders
// that it was told of, and ends. On Linux it adopts orphans, so a process that left
// its process group or session is found as well.
package supervisor

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"time"
)

// Supervisor starts processes. The keeper is started with the first of them. It is
// safe for concurrent use.
type Supervisor struct {
	writing sync.Mutex     // held while a request is written
	working sync.WaitGroup // goroutines that read from the keeper and its processes

	mu        sync.Mutex // guards what follows
	keeper    *exec.Cmd  // nil until it is needed
	socket    *net.UnixConn
	processes map[int]*Process // by their ids
	started   int              // how many processes were
	folders   map[*Folder]bool // those in use: a lock that nobody refers to is given up by the runtime
	over      error            // why no more can be started
}

// New returns a supervisor without any processes.
func New() *Supervisor {
	return &Supervisor{processes: map[int]*Process{}, folders: map[*Folder]bool{}}
}

var errClosed = errors.New("the supervisor is closed")

// ErrLost is the error of a process whose keeper was killed, and the process with it.
var ErrLost = errors.New("the process that supervises the servers was killed")

// Close kills every process that is left and waits for the end of the keeper.
func (s *Supervisor) Close() {
	s.mu.Lock()
	s.over = cmp.Or(s.over, errClosed)
	keeper, socket := s.keeper, s.socket
	s.mu.Unlock()
	if keeper != nil {
		socket.CloseWrite()
		s.working.Wait()
		keeper.Wait()
		socket.Close()
	}
}

// open starts the keeper unless it runs. s is locked.
func (s *Supervisor) open() error {
	if s.over != nil || s.keeper != nil {
		return s.over
	}
	ours, theirs, err := socketPair()
	if err != nil {
		return err
	}
	defer theirs.Close()
	keeper := exec.Command(executable())
	keeper.Args = []string{keeperName}
	keeper.ExtraFiles = []*os.File{theirs}
	keeper.Stderr = os.Stderr // for what it cannot tell otherwise
	// Signals of a terminal, and those for our process group, do not reach another group.
	// A session of its own would keep them out as well, but Linux schedules sessions
	// against each other, and exchanges between two of them take twice as long.
	keeper.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := keeper.Start(); err != nil {
		ours.Close()
		return fmt.Errorf("starting the supervisor of servers: %w", err)
	}
	s.keeper, s.socket = keeper, ours
	s.working.Go(s.read)
	return nil
}

// executable returns the path of this program. On Linux it works even if the file was
// replaced or removed meanwhile.
func executable() string {
	const itself = "/proc/self/exe"
	if _, err := os.Stat(itself); err == nil {
		return itself
	}
	path, err := os.Executable()
	if err != nil {
		return os.Args[0]
	}
	return path
}

// socketPair returns two connected sockets. No process inherits them by chance.
func socketPair() (ours *net.UnixConn, theirs *os.File, err error) {
	syscall.ForkLock.RLock()
	fds, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
	if err == nil {
		syscall.CloseOnExec(fds[0])
		syscall.CloseOnExec(fds[1])
	}
	syscall.ForkLock.RUnlock()
	if err != nil {
		return nil, nil, fmt.Errorf("connecting to the supervisor of servers: %w", err)
	}
	theirs = os.NewFile(uintptr(fds[1]), "keeper")
	file := os.NewFile(uintptr(fds[0]), "supervisor")
	defer file.Close()
	conn, err := net.FileConn(file)
	if err != nil {
		theirs.Close()
		return nil, nil, fmt.Errorf("connecting to the supervisor of servers: %w", err)
	}
	return conn.(*net.UnixConn), theirs, nil
}

// read hands replies to the processes that they are about, until the keeper ends.
func (s *Supervisor) read() {
	replies := json.NewDecoder(s.socket)
	for {
		var r reply
		if err := replies.Decode(&r); err != nil {
			break
		}
		s.mu.Lock()
		p := s.processes[r.ID]
		s.mu.Unlock()
		if r.Kind == replyKilled {
			s.forget(r.ID)
		}
		if p != nil {
			p.take(r)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.over = cmp.Or(s.over, ErrLost)
	for _, p := range s.processes {
		p.lose()
	}
}

// ask sends a request to the keeper, which is started unless it runs, and a file with
// it unless that is nil.
func (s *Supervisor) ask(r request, file *os.File) error {
	s.mu.Lock()
	err := s.open()
	socket := s.socket
	s.mu.Unlock()
	if err != nil {
		return err
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	return r.write(socket, file)
}

// killGrace is how long the system may take to end a killed process, and how long the
// output of an ended process may stay open in the hands of another.
const killGrace = time.Second
