package handler

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/besterprotocol/bester/reference/internal/frame"
)

const (
	limit    = 1 << 20
	patience = 20 * time.Second
)

// socketPath returns a path short enough for a socket.
func socketPath(t *testing.T) string {
	t.Helper()
	folder, err := os.MkdirTemp("", "bester")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	return filepath.Join(folder, "h.sock")
}

// serveOnce listens at a socket and does what is asked with the first connection.
func serveOnce(t *testing.T, do func(net.Conn)) string {
	t.Helper()
	path := socketPath(t)
	l, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	t.Cleanup(func() { l.Close(); <-done })
	go func() {
		defer close(done)
		conn, err := l.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		do(conn)
	}()
	return path
}

func ask(t *testing.T, path string, data string, timeout time.Duration) ([]byte, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	return Ask(ctx, path, []byte(data), limit)
}

func TestAsk(t *testing.T) {
	receive := func(conn net.Conn) []byte {
		body, err := frame.Read(conn, limit)
		if err != nil {
			t.Error(err)
		}
		return body
	}
	tests := []struct {
		name    string
		handler func(net.Conn)
		want    string
		wantErr error
	}{
		{"an echo", func(c net.Conn) { c.Write(frame.Encode(receive(c))) }, `{"n":1.0}`, nil},
		{"an answer in pieces", func(c net.Conn) { // HAND-3
			for _, b := range frame.Encode(receive(c)) {
				c.Write([]byte{b})
			}
		}, `{"n":1.0}`, nil},
		{"two answers", func(c net.Conn) { // HAND-3
			receive(c)
			c.Write(append(frame.Encode([]byte("first")), frame.Encode([]byte("second"))...))
		}, "first", nil},
		{"an answer before the question", func(c net.Conn) { c.Write(frame.Encode([]byte("early"))) }, "early", nil},
		{"no answer", func(c net.Conn) { receive(c) }, "", ErrClosed}, // HAND-5
		{"half an answer", func(c net.Conn) { receive(c); c.Write([]byte{9, 0, 0, 0, 'x'}) }, "", ErrClosed},
		{"an empty answer", func(c net.Conn) { receive(c); c.Write(make([]byte, 4)) }, "", frame.ErrEmpty},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := ask(t, serveOnce(t, test.handler), `{"n":1.0}`, patience)
			if string(got) != test.want || !errors.Is(err, test.wantErr) {
				t.Errorf("got %q, %v, want %q, %v", got, err, test.want, test.wantErr)
			}
		})
	}
	t.Run("an answer too large", func(t *testing.T) {
		path := serveOnce(t, func(c net.Conn) { receive(c); c.Write([]byte{0, 0, 0, 128}) })
		var tooLarge *frame.TooLargeError
		if _, err := ask(t, path, "1", patience); !errors.As(err, &tooLarge) {
			t.Errorf("got %v, want a *frame.TooLargeError", err)
		}
	})
}

func TestAskReadsTheAnswerOfOneWhoDoesNotRead(t *testing.T) {
	path := serveOnce(t, func(c net.Conn) { c.Write(frame.Encode([]byte("no need to read that"))) })
	got, err := ask(t, path, strings.Repeat("x", 16<<20), patience)
	if err != nil || string(got) != "no need to read that" {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestAskReadsTheAnswerOfOneWhoStaysAndDoesNotRead(t *testing.T) {
	release := make(chan struct{})
	path := serveOnce(t, func(c net.Conn) {
		c.Write(frame.Encode([]byte("no need to read that")))
		<-release
	})
	defer close(release)
	got, err := ask(t, path, strings.Repeat("x", 16<<20), patience)
	if err != nil || string(got) != "no need to read that" {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestAskFindsNobody(t *testing.T) { // HAND-4
	path := socketPath(t)
	if _, err := ask(t, path, "1", patience); !errors.Is(err, ErrUnavailable) {
		t.Errorf("no socket: got %v", err)
	}
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	l.SetUnlinkOnClose(false)
	l.Close()
	if _, err := ask(t, path, "1", patience); !errors.Is(err, ErrUnavailable) {
		t.Errorf("a socket nobody listens at: got %v", err)
	}
}

func TestAskGivesUp(t *testing.T) { // HAND-6
	release := make(chan struct{})
	path := serveOnce(t, func(c net.Conn) { <-release })
	defer close(release)
	if _, err := ask(t, path, "1", 20*time.Millisecond); !errors.Is(err, ErrTimeout) {
		t.Errorf("got %v, want ErrTimeout", err)
	}
}

// fullQueue returns a socket whose accept queue is full, and what empties it.
func fullQueue(t *testing.T) (path string, listener int) {
	t.Helper()
	path = socketPath(t)
	fd, err := syscall.Socket(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { syscall.Close(fd) })
	if err := syscall.Bind(fd, &syscall.SockaddrUnix{Name: path}); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Listen(fd, 1); err != nil {
		t.Fatal(err)
	}
	for {
		conn, err := net.Dial("unix", path)
		if errors.Is(err, syscall.EAGAIN) {
			return path, fd
		}
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { conn.Close() })
	}
}

func TestAskTriesAgainWhereTheQueueIsFull(t *testing.T) { // HAND-8
	path, listener := fullQueue(t)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		time.Sleep(30 * time.Millisecond) // let a few tries fail; the outcome does not depend on it
		for {
			fd, _, err := syscall.Accept(listener)
			if err != nil {
				return
			}
			syscall.Write(fd, frame.Encode([]byte("answer")))
			syscall.Close(fd)
		}
	}()
	got, err := ask(t, path, "1", patience)
	if err != nil || string(got) != "answer" {
		t.Errorf("got %q, %v", got, err)
	}
	syscall.Shutdown(listener, syscall.SHUT_RDWR)
	<-ended // before the number of the listener is used for another file
}

func TestAskGivesUpOnAFullQueue(t *testing.T) { // HAND-8
	path, _ := fullQueue(t)
	if _, err := ask(t, path, "1", 30*time.Millisecond); !errors.Is(err, ErrUnavailable) {
		t.Errorf("got %v, want ErrUnavailable", err)
	}
}
