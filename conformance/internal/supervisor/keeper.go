package supervisor

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/signal"
	"runtime"
	"sync"
	"syscall"
	"time"
)

// keeperName is the only argument of a keeper. `ps` shows it as the name.
const keeperName = "bester: supervisor of servers"

// socketFile is the descriptor of the keeper's socket.
const socketFile = 3

// init turns this process into a keeper if it was started as one. So every program that
// contains this package, a command or a test, can start itself again as its keeper.
func init() {
	if len(os.Args) == 1 && os.Args[0] == keeperName {
		os.Exit(keep())
	}
}

// keeper starts processes and ends them.
type keeper struct {
	socket *net.UnixConn

	starts  chan started
	folders map[string]bool // removed at the end

	mu       sync.Mutex // guards the fields below, and writing to socket
	kept     map[int]*kept
	starting int                        // how many processes are being started or waiting for that
	early    map[int]syscall.WaitStatus // children that ended before they were added to kept
	born     chan struct{}              // closed and replaced whenever a process has started
}

// started is a process to start, and the descriptor for its output.
type started struct {
	request
	output int
}

// starters is how many processes are started at the same time.
const starters = 8

// kept is a process that the keeper has started.
type kept struct {
	id, pid int
	mark    string        // an environment variable that its descendants inherit
	reaped  bool          // whether it has ended and been waited for
	ended   chan struct{} // closed when reaped is set
}

// markName is the environment variable by which the keeper recognises orphans.
const markName = "BESTER_SUPERVISED"

// keep runs the keeper and returns its exit code.
func keep() int {
	catchSignals()
	adoptOrphans()
	file := os.NewFile(socketFile, "supervisor")
	conn, err := net.FileConn(file)
	file.Close()
	socket, ok := conn.(*net.UnixConn)
	if err != nil || !ok {
		fmt.Fprintf(os.Stderr, "%s: no socket for requests: %v\n", keeperName, err)
		return 1
	}
	k := &keeper{socket: socket, starts: make(chan started), kept: map[int]*kept{}, early: map[int]syscall.WaitStatus{}, folders: map[string]bool{}, born: make(chan struct{})}
	go k.reap()
	for range starters {
		go k.startAll()
	}
	for {
		r, file, err := readRequest(socket)
		if err != nil {
			break
		}
		k.serve(r, file)
	}
	k.end()
	return 0
}

// catchSignals keeps signals from ending the keeper, which ends only when its socket closes.
// The signals are caught, not ignored, because servers would inherit ignored signals.
func catchSignals() {
	signal.Notify(make(chan os.Signal, 1), syscall.SIGHUP, syscall.SIGINT, syscall.SIGTERM, syscall.SIGQUIT, syscall.SIGPIPE)
}

func (k *keeper) serve(r request, file int) {
	switch r.Kind {
	case requestStart:
		k.mu.Lock()
		k.starting++
		k.mu.Unlock()
		k.starts <- started{r, file}
	case requestSignal:
		k.signal(r.ID, r.Signal)
	case requestKill:
		go k.kill(r.ID)
	case requestHold:
		k.folders[string(r.Folder)] = true
	case requestDrop:
		delete(k.folders, string(r.Folder))
	}
}

// startAll starts the processes in k.starts, on one thread. The thread never ends, because
// its children would be killed with it.
func (k *keeper) startAll() {
	runtime.LockOSThread()
	for s := range k.starts {
		k.start(s)
	}
}

func (k *keeper) start(s started) {
	p := &kept{id: s.ID, ended: make(chan struct{}), mark: fmt.Sprintf("%s=%d.%d", markName, os.Getpid(), s.ID)}
	err := p.start(s)
	k.mu.Lock()
	defer k.mu.Unlock()
	k.starting--
	if err != nil {
		k.reply(reply{Kind: replyStarted, ID: p.id, Errno: errnoOf(err)})
	} else {
		k.kept[p.id] = p
		close(k.born)
		k.born = make(chan struct{})
		k.reply(reply{Kind: replyStarted, ID: p.id, Pid: p.pid})
		if status, ended := k.early[p.pid]; ended {
			k.noteEnd(p, status)
		}
	}
	if k.starting == 0 {
		clear(k.early)
	}
}

func (p *kept) start(s started) error {
	defer syscall.Close(s.output)
	null, err := syscall.Open(os.DevNull, syscall.O_RDONLY|syscall.O_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer syscall.Close(null)
	p.pid, err = syscall.ForkExec(string(s.Program), toTexts(s.Args), &syscall.ProcAttr{
		Dir:   string(s.Dir),
		Env:   marked(toTexts(s.Env), p.mark),
		Files: []uintptr{uintptr(null), uintptr(s.output), uintptr(s.output)},
		Sys:   ownGroup(),
	})
	return err
}

// marked returns env with mark. A mark that env has from an outer keeper is removed.
func marked(env []string, mark string) []string {
	all := []string{mark}
	for _, variable := range env {
		if len(variable) <= len(markName) || variable[:len(markName)+1] != markName+"=" {
			all = append(all, variable)
		}
	}
	return all
}

func toTexts(all [][]byte) []string {
	texts := make([]string, len(all))
	for i, text := range all {
		texts[i] = string(text)
	}
	return texts
}

// errnoOf returns the error number in err, or EINVAL if err has none.
func errnoOf(err error) syscall.Errno {
	var errno syscall.Errno
	if errors.As(err, &errno) {
		return errno
	}
	return syscall.EINVAL
}

// reply sends a reply. It ignores errors: if the socket is closed, reading the next request
// fails. k.mu must be held.
func (k *keeper) reply(r reply) { json.NewEncoder(k.socket).Encode(r) }

func (k *keeper) signal(id int, signal syscall.Signal) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if p := k.kept[id]; p != nil && !p.reaped {
		syscall.Kill(-p.pid, signal)
	}
}

// reap waits for every child that ends, including adopted ones.
func (k *keeper) reap() {
	for {
		k.mu.Lock()
		born := k.born
		k.mu.Unlock()
		var status syscall.WaitStatus
		pid, err := syscall.Wait4(-1, &status, 0, nil)
		switch {
		case errors.Is(err, syscall.ECHILD):
			<-born
		case err == nil:
			k.note(pid, status)
		}
	}
}

// note records the end of a child.
func (k *keeper) note(pid int, status syscall.WaitStatus) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, p := range k.kept {
		if p.pid == pid && !p.reaped {
			k.noteEnd(p, status)
			return
		}
	}
	if k.starting > 0 {
		k.early[pid] = status
	}
}

// noteEnd records and reports the end of p. k.mu must be held.
func (k *keeper) noteEnd(p *kept, status syscall.WaitStatus) {
	k.reply(reply{Kind: replyEnded, ID: p.id, Status: uint32(status)})
	p.reaped = true
	close(p.ended)
}

// lookAgain is the interval at which the keeper checks whether killed processes are gone.
const lookAgain = time.Millisecond

// kill kills a process and its descendants, until none is left. It waits for the process
// itself without reading /proc, because the system needs much time to release a process whose
// /proc entry is open.
func (k *keeper) kill(id int) {
	k.mu.Lock()
	p := k.kept[id]
	k.mu.Unlock()
	if p != nil && k.killOnce(p) {
		select {
		case <-p.ended:
		case <-time.After(killGrace):
		}
		for end := time.Now().Add(killGrace); k.killOnce(p) && time.Now().Before(end); {
			time.Sleep(lookAgain)
		}
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if p := k.kept[id]; p != nil && !p.reaped { // the system has not ended it in time
		k.reply(reply{Kind: replyEnded, ID: id, Status: uint32(syscall.SIGKILL)})
	}
	delete(k.kept, id)
	k.reply(reply{Kind: replyKilled, ID: id})
}

// killOnce kills the present processes of p, and reports whether there were any.
func (k *keeper) killOnce(p *kept) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	left := k.leftOf(p) // first, because they cannot be found once their parents have ended
	if !p.reaped {
		syscall.Kill(-p.pid, syscall.SIGKILL)
	}
	for _, pid := range left {
		syscall.Kill(pid, syscall.SIGKILL)
	}
	return !p.reaped || len(left) > 0
}

// endGrace is how long the system may take to end all processes.
const endGrace = 5 * time.Second

// end kills all remaining processes, waits until the system has ended them, and removes the
// folders.
func (k *keeper) end() {
	for end := time.Now().Add(endGrace); k.killAll() && time.Now().Before(end); {
		time.Sleep(lookAgain)
	}
	for folder := range k.folders {
		os.RemoveAll(folder)
	}
}

// killAll kills all present processes, and reports whether some are still alive or being
// started.
func (k *keeper) killAll() bool {
	k.mu.Lock()
	for _, p := range k.kept {
		if !p.reaped {
			syscall.Kill(-p.pid, syscall.SIGKILL)
		}
		k.leftOf(p)
	}
	for _, pid := range descendants(os.Getpid()) {
		syscall.Kill(pid, syscall.SIGKILL)
	}
	starting := k.starting
	k.mu.Unlock()
	return hasChildren() || starting > 0
}

// hasChildren waits for the children that have ended, and reports whether others are left.
func hasChildren() bool {
	for {
		pid, err := syscall.Wait4(-1, nil, syscall.WNOHANG, nil)
		if pid <= 0 && !errors.Is(err, syscall.EINTR) {
			return !errors.Is(err, syscall.ECHILD)
		}
	}
}
