package actor

import (
	"errors"
	"net"
	"os"
	"syscall"
	"testing"
	"time"

	"github.com/besterprotocol/bester/conformance/internal/match"
	"github.com/besterprotocol/bester/conformance/internal/wire"
)

// withoutDescriptors calls do while this process has no free descriptors.
func withoutDescriptors(t *testing.T, do func()) {
	t.Helper()
	var before syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &before); err != nil {
		t.Fatal(err)
	}
	defer syscall.Setrlimit(syscall.RLIMIT_NOFILE, &before)
	if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &syscall.Rlimit{Cur: 0, Max: before.Max}); err != nil {
		t.Fatal(err)
	}
	do()
}

func TestShortageIsNotTheServersFault(t *testing.T) {
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	withoutDescriptors(t, func() {
		_, err = Connect(within(t), "alice", "S1", Address{"tcp4", listener.Addr().String()}, wire.NewRecorder())
	})
	var mismatch *match.Mismatch
	if !errors.Is(err, syscall.EMFILE) || errors.As(err, &mismatch) {
		t.Errorf("got %v, want an error of the suite", err)
	}
}

// If a handler cannot accept connections, the server waits in vain. The server must not be
// blamed.
func TestServiceThatCannotAcceptSpoilsTheRecord(t *testing.T) {
	path, recorder := socketPath(t), wire.NewRecorder()
	s, err := NewHandler("chat", "S1", path, Script{Bytes: echo}, recorder)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	fd, err := openSocket(syscall.AF_UNIX)
	if err != nil {
		t.Fatal(err)
	}
	socket := os.NewFile(uintptr(fd), "caller")
	defer socket.Close()
	withoutDescriptors(t, func() {
		err = syscall.Connect(fd, &syscall.SockaddrUnix{Name: path})
		for ctx := within(t); recorder.Spoilt() == nil && ctx.Err() == nil; time.Sleep(time.Millisecond) {
		}
	})
	if err != nil || !errors.Is(recorder.Spoilt(), syscall.EMFILE) {
		t.Errorf("got %v, connecting: %v", recorder.Spoilt(), err)
	}
}
