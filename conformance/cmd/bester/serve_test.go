package main

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/besterprotocol/bester/conformance/internal/wire"
)

// served is a reference server, run as a person would, and a folder for it.
type served struct {
	folder  string
	server  *exec.Cmd
	log     *lockedBuffer
	clients []string // flags by which a client reaches the server
}

type lockedBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

// serve starts a server on a UNIX socket, with a handler "chat" that sends all
// it is given to bob, and the users alice and bob, whose password is "secret".
func startServer(t *testing.T) *served {
	t.Helper()
	folder, err := os.MkdirTemp("", "bt")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	s := &served{folder: folder, log: &lockedBuffer{}}
	s.clients = []string{"--unix", filepath.Join(folder, "s.sock"), "--password", "secret"}
	for _, user := range []string{"alice", "bob"} {
		wantRun(t, 0, "secret\n", []string{"user", "add", "--file", filepath.Join(folder, "users.json"), user})
	}
	config := `{"network":{"types":["unix"],"unix":{"address":"s.sock"}},"accounts":{"file":"users.json"},
		"handlers":{"availableTypes":["chat","absent"],"typeMap":{"chat":{"unixDomainSocketPath":"chat.sock"},"absent":{"unixDomainSocketPath":"absent.sock"}}}}`
	file := filepath.Join(folder, "server.conf")
	if err := os.WriteFile(file, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	s.handle(t)
	s.server = command(t, "itself", "serve", "--config", file, "--log-format", "json")
	s.server.Stderr = s.log
	if err := s.server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.server.Process.Kill(); s.server.Wait() })
	waitFor(t, "a server", func() bool { return strings.Contains(s.log.String(), `"serving"`) })
	return s
}

func (s *served) handle(t *testing.T) {
	t.Helper()
	serveEach(t, "unix", filepath.Join(s.folder, "chat.sock"), func(conn net.Conn) {
		data := make([]byte, 4096)
		n, _ := conn.Read(data)
		conn.Write(wire.Frame(fmt.Appendf(nil, `{"header":{"status":"0","command":{"type":"sendClients","data":["bob"]}},"data":%s}`, data[4:n])))
	})
}

func TestSendAndListen(t *testing.T) {
	s := startServer(t)
	listening := command(t, "itself", append([]string{"listen", "--user", "bob"}, s.clients...)...)
	deliveries, err := listening.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := listening.Start(); err != nil {
		t.Fatal(err)
	}
	send := func(args ...string) []string {
		return append(append([]string{"send", "--user", "alice"}, s.clients...), args...)
	}
	waitFor(t, "bob", func() bool {
		_, out, _ := run(t, "", send("chat", `"are you there?"`)...)
		return !strings.Contains(out, "undelivered")
	})
	wantRun(t, 0, `{"text":"hi"}`, send("--id", "42", "chat"), `"status":"good"`, `"id":"42"`)
	wantRun(t, 0, `{"text":"hi"}`, send("chat", "-"), `"status":"good"`)
	wantRun(t, 1, "", send("absent", "null"), `"status":"bad"`, "handler_unavailable")
	wantRun(t, 1, "", send("nobody's", "null"), "unknown_type")
	wantRun(t, 2, "", send("chat", "hi"), "the data is not JSON")
	wantRun(t, 2, "", send("chat", "\"\xff\""), "UTF-8")
	wantRun(t, 2, "", send("--id", "\xff", "chat", "1"), "UTF-8")
	wantRun(t, 0, "", send("--id", "7", "dummy", "null"), `"type":"dummy"`, `"id":"7"`)
	wantRun(t, 2, "", send("builtin", `{"command":{"type":"close"}}`), "the server closed the connection without a report")
	wantRun(t, 1, "", send("--id", "auth_special", "chat", "1"), "fatal_special")
	wantRun(t, 1, `"`+strings.Repeat("x", 8<<20)+`"`, send("chat"), "too_large")
	wantRun(t, 1, "", append(send("chat", "1"), "--password", "wrong"), "refused to let the user in", "bad_credentials")
	wantRun(t, 2, "", []string{"send", "--user", "alice", "--password", "x", "--unix", filepath.Join(s.folder, "nobody.sock"), "chat", "1"}, "nobody.sock")

	listening.Process.Signal(syscall.SIGINT)
	got, err := io.ReadAll(deliveries)
	if err := listening.Wait(); err != nil {
		t.Errorf("listen ended with %v", err)
	}
	lines := strings.Split(strings.TrimSpace(string(got)), "\n")
	if err != nil || len(lines) != 3 {
		t.Fatalf("got %q, %v, want three deliveries", lines, err)
	}
	if want := `{"header":{"messageType":"receivedMessage"},"payload":{"type":"chat","data":{"text":"hi"}}}`; lines[1] != want {
		t.Errorf("got %s, want %s", lines[1], want)
	}
}

func TestServeDrainsAndEnds(t *testing.T) {
	s := startServer(t)
	listening := command(t, "itself", append([]string{"listen", "--user", "bob"}, s.clients...)...)
	var complaint bytes.Buffer
	listening.Stderr = &complaint
	if err := listening.Start(); err != nil {
		t.Fatal(err)
	}
	waitFor(t, "bob", func() bool {
		_, out, _ := run(t, "", append([]string{"send", "--user", "alice", "chat", "1"}, s.clients...)...)
		return !strings.Contains(out, "undelivered")
	})
	s.server.Process.Signal(syscall.SIGTERM)
	if err := s.server.Wait(); err != nil {
		t.Errorf("the server ended with %v", err)
	}
	for _, want := range []string{`"draining"`, `"stopped"`} {
		if !strings.Contains(s.log.String(), want) {
			t.Errorf("%s is not in the log:\n%s", want, s.log)
		}
	}
	if listening.Wait() == nil || !strings.Contains(complaint.String(), "the server closed the connection") {
		t.Errorf("listen said %q", complaint.String())
	}
	if _, err := os.Stat(filepath.Join(s.folder, "s.sock")); !os.IsNotExist(err) {
		t.Errorf("the socket is left behind: %v", err)
	}
}
