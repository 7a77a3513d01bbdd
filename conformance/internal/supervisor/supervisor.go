// Package supervisor starts processes that never outlive this one, even if this one is
// killed. The same holds for all processes that they start themselves.
//
// A separate process, the keeper, starts them. The keeper is a second instance of this
// executable and reads requests from a socket. When the socket closes, for any reason, the
// keeper kills every remaining process, removes the folders that it was given, and ends. On
// Linux it adopts orphans, so it also finds processes that left their process group or
// session.
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

	mu        sync.Mutex // guards the fields below
	keeper    *exec.Cmd  // nil until the first process is started
	socket    *net.UnixConn
	processes map[int]*Process // by id
	started   int              // how many processes were started
	folders   map[*Folder]bool // the folders in use; without a reference, the runtime would close their locks
	over      error            // why no more processes can be started
}

// New returns a supervisor without any processes.
func New() *Supervisor {
	return &Supervisor{processes: map[int]*Process{}, folders: map[*Folder]bool{}}
}

var errClosed = errors.New("the supervisor is closed")

// ErrLost is the error of a process that ended because the keeper was killed.
var ErrLost = errors.New("the process that supervises the servers was killed")

// Close kills every remaining process and waits for the keeper to end.
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

// open starts the keeper unless it is running. s.mu must be held.
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
	keeper.Stderr = os.Stderr // for errors before it has a socket
	// In its own process group, the keeper gets no signals from the terminal or for our
	// group. A session would have the same effect, but Linux schedules sessions against each
	// other, which doubles the time of exchanges between them.
	keeper.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := keeper.Start(); err != nil {
		ours.Close()
		return fmt.Errorf("starting the supervisor of servers: %w", err)
	}
	s.keeper, s.socket = keeper, ours
	s.working.Go(s.read)
	return nil
}

// executable returns the path of this program. On Linux the path works even if the file has
// been replaced or removed.
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

// socketPair returns two connected sockets that are closed on exec.
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

// read passes each reply to its process, until the keeper ends.
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

// ask sends a request to the keeper, with file unless that is nil. It starts the keeper if
// necessary.
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

// killGrace is how long the system may take to end a killed process, and how long the output
// of an ended process is read if another process holds it open.
const killGrace = time.Second
