package handler

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// TestMain lets this executable be a handler's program: it listens at its
// socket, has a child of its own, and dies when it is connected to.
func TestMain(m *testing.M) {
	if os.Getenv("BESTER_TEST_PROGRAM") == "" {
		os.Exit(m.Run())
	}
	child := exec.Command("sleep", "1000")
	child.Start()
	l, err := net.Listen("unix", os.Args[1])
	if err != nil {
		panic(err)
	}
	conn, _ := l.Accept()
	fmt.Fprintf(conn, "%d %d %s", os.Getpid(), child.Process.Pid, os.Getenv("BESTER_TYPE"))
	os.Exit(3)
}

// lines is a log that counts.
type lines struct {
	mu  sync.Mutex
	log bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.log.Write(p)
}

func (l *lines) count(text string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Count(l.log.String(), text)
}

// connect connects to the program when it listens and returns what it says.
func connect(t *testing.T, path string) (pid, child int, rest string) {
	t.Helper()
	for end := time.Now().Add(patience); ; time.Sleep(time.Millisecond) {
		conn, err := net.Dial("unix", path)
		if err != nil {
			if time.Now().After(end) {
				t.Fatal(err)
			}
			continue
		}
		defer conn.Close()
		if _, err := fmt.Fscanf(conn, "%d %d %s", &pid, &child, &rest); err == nil {
			return pid, child, rest
		}
	}
}

func wantGone(t *testing.T, pid int) {
	t.Helper()
	for end := time.Now().Add(patience); isRunning(pid); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("process %d is still there", pid)
		}
	}
}

// isRunning reports whether a process is there and is no zombie, which the
// init process of a bare container may leave.
func isRunning(pid int) bool {
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return syscall.Kill(pid, 0) == nil && !os.IsNotExist(err)
	}
	_, state, _ := strings.Cut(string(stat), ") ")
	return !strings.HasPrefix(state, "Z")
}

func TestProgramIsKeptRunningAndStopped(t *testing.T) {
	executable, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	program := Program{
		Type:       "chat",
		Executable: executable,
		Socket:     socketPath(t),
		Env:        append(os.Environ(), "BESTER_TEST_PROGRAM=1", "BESTER_TYPE=chat"),
	}
	log := &lines{}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	done := make(chan struct{})
	go func() {
		defer close(done)
		program.Run(ctx, slog.New(slog.NewTextHandler(log, nil)))
	}()
	first, child, name := connect(t, program.Socket)
	if name != "chat" {
		t.Errorf("got BESTER_TYPE=%s", name)
	}
	wantGone(t, first)
	wantGone(t, child) // what a program leaves behind goes with it
	second, child, _ := connect(t, program.Socket)
	if second == first {
		t.Error("the program was not started again")
	}
	wantGone(t, child)
	for end := time.Now().Add(patience); log.count("handler started") < 3; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("the program was not started a third time")
		}
	}
	cancel() // while it runs
	select {
	case <-done:
	case <-time.After(patience):
		t.Fatal("the program is not stopped")
	}
	if log.count("handler is down") != 2 || log.count("handler stopped") != 1 {
		t.Errorf("the log does not tell:\n%s", log.log.String())
	}
}

func TestProgramLeavesOtherFilesAlone(t *testing.T) {
	path := socketPath(t)
	if err := os.WriteFile(path, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	err := Program{Executable: "/bin/true", Socket: path}.runOnce(context.Background(), slog.New(slog.DiscardHandler))
	if err == nil || !strings.Contains(err.Error(), "is not a socket") {
		t.Errorf("got %v", err)
	}
}
