package tap

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/besterprotocol/bester/schemas"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// patience bounds what must happen; nothing waits that long unless it fails.
const patience = 30 * time.Second

// tapped is a tap between whoever dials and a listener of the test.
type tapped struct {
	at      Address
	server  net.Listener
	stop    func() // and wait until the tap has returned
	trouble chan error

	mu    sync.Mutex
	found []string
}

// networks are the ones over which every test runs.
var networks = []string{"tcp", "unix"}

func overEach(t *testing.T, test func(t *testing.T, network string)) {
	for _, network := range networks {
		t.Run(network, func(t *testing.T) { test(t, network) })
	}
}

// addressOf returns an address at which something can listen.
func addressOf(t *testing.T, network, name string) Address {
	t.Helper()
	if network == "tcp" {
		return Address{"tcp", "127.0.0.1:0"}
	}
	folder, err := os.MkdirTemp("", "bt")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	return Address{"unix", filepath.Join(folder, name)}
}

func listen(t *testing.T, at Address) net.Listener {
	t.Helper()
	l, err := at.Listen(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

func newTapped(t *testing.T, network string, socket schemas.Socket) *tapped {
	t.Helper()
	x := &tapped{trouble: make(chan error, 1)}
	x.server = listen(t, addressOf(t, network, "server.sock"))
	l := listen(t, addressOf(t, network, "tap.sock"))
	x.at = Address{network, l.Addr().String()}
	one := &Tap{
		Socket: socket, Connect: Address{network, x.server.Addr().String()},
		Timeout: patience, Limit: 1000, Message: x.message,
		Trouble: func(_ int, err error) { x.trouble <- err },
	}
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error)
	go func() { served <- one.Serve(ctx, l) }()
	x.stop = sync.OnceFunc(func() {
		cancel()
		if err := <-served; err != nil {
			t.Errorf("the tap ended with %v", err)
		}
	})
	t.Cleanup(x.stop)
	return x
}

func (x *tapped) message(connection int, m schemas.Message) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.found = append(x.found, fmt.Sprintf("%d %s %d: %s %v", connection, m.Sender, m.Number, m.Kind, m.Err))
}

// open returns both ends of a connection through the tap.
func (x *tapped) open(t *testing.T) (opener, acceptor net.Conn) {
	t.Helper()
	opener, err := net.Dial(x.at.network, x.at.address)
	if err != nil {
		t.Fatal(err)
	}
	x.server.(interface{ SetDeadline(time.Time) error }).SetDeadline(time.Now().Add(patience))
	acceptor, err = x.server.Accept()
	if err != nil {
		t.Fatal(err)
	}
	for _, conn := range []net.Conn{opener, acceptor} {
		conn.SetDeadline(time.Now().Add(patience))
		t.Cleanup(func() { conn.Close() })
	}
	return opener, acceptor
}

// wantFound stops the tap and wants it to have found what is said, in that order.
func (x *tapped) wantFound(t *testing.T, want ...string) {
	t.Helper()
	x.stop()
	if diff := cmp.Diff(want, x.found); diff != "" {
		t.Errorf("found (-want +got):\n%s", diff)
	}
}

func frame(body string) string {
	return string(binary.LittleEndian.AppendUint32(nil, uint32(len(body)))) + body
}

// wantPassed writes on one end and wants to read the same at the other.
func wantPassed(t *testing.T, from, to net.Conn, text string) {
	t.Helper()
	if _, err := io.WriteString(from, text); err != nil {
		t.Fatal(err)
	}
	got := make([]byte, len(text))
	if n, err := io.ReadFull(to, got); err != nil || string(got) != text {
		t.Fatalf("got %q, %v, want %q", got[:n], err, text)
	}
}

func wantEnd(t *testing.T, conn net.Conn) {
	t.Helper()
	if n, err := conn.Read(make([]byte, 1)); err != io.EOF {
		t.Fatalf("got %d bytes and %v, want the end", n, err)
	}
}

const (
	signIn   = `{"header":{"scope":"client","authentication":{"username":"alice","password":"x"}}}`
	welcome  = `{"header":{"messageType":"statusReport","status":"good"},"payload":{"id":"auth_special"}}`
	badChat  = `{"payload":{"type":"chat","data":"hi","id":7}}`
	delivery = `{"header":{"messageType":"receivedMessage"},"payload":{"type":"chat","data":"hi"}}`
)

func TestEveryFrameIsJudgedInBothDirections(t *testing.T) {
	overEach(t, func(t *testing.T, network string) {
		x := newTapped(t, network, schemas.ServerSocket)
		client, server := x.open(t)
		wantPassed(t, client, server, frame(signIn))
		wantPassed(t, server, client, frame(welcome))
		wantPassed(t, client, server, frame(badChat))
		wantPassed(t, server, client, frame(delivery))
		x.wantFound(t,
			"1 client 1: client-authenticate <nil>",
			"1 server 1: status-report <nil>",
			"1 client 2: client-message client-message: line 1, column 44: /payload/id: must be a string, but is the number 7",
			"1 server 2: delivery <nil>",
		)
	})
}

func TestConnectionsAreJudgedApart(t *testing.T) {
	overEach(t, func(t *testing.T, network string) {
		x := newTapped(t, network, schemas.HandlerSocket)
		for range 2 {
			server, handler := x.open(t)
			wantPassed(t, server, handler, frame("1"))
		}
		x.wantFound(t, "1 server 1: handler-request <nil>", "2 server 1: handler-request <nil>")
	})
}

// TestNoByteIsChanged passes what is no frame at all, and more of it than fits into
// any buffer, both ways at once.
func TestNoByteIsChanged(t *testing.T) {
	overEach(t, func(t *testing.T, network string) {
		x := newTapped(t, network, schemas.ServerSocket)
		a, b := x.open(t)
		garbage := bytes.Repeat([]byte("\xff\x00\r\nGET / HTTP/1.1{\"header\""), 200_000)
		var group sync.WaitGroup
		for from, to := range map[net.Conn]net.Conn{a: b, b: a} {
			group.Go(func() {
				from.Write(garbage)
				from.(interface{ CloseWrite() error }).CloseWrite()
			})
			group.Go(func() {
				if got, err := io.ReadAll(to); err != nil || !bytes.Equal(got, garbage) {
					t.Errorf("%d bytes came, and %v; want the %d that were sent", len(got), err, len(garbage))
				}
			})
		}
		group.Wait()
	})
}

func TestOneDirectionMayEndBeforeTheOther(t *testing.T) {
	overEach(t, func(t *testing.T, network string) {
		x := newTapped(t, network, schemas.ServerSocket)
		client, server := x.open(t)
		wantPassed(t, client, server, frame(signIn)+"\x05\x00")
		client.(interface{ CloseWrite() error }).CloseWrite()
		wantEnd(t, server)
		wantPassed(t, server, client, frame(welcome))
		server.Close()
		wantEnd(t, client)
		x.wantFound(t,
			"1 client 1: client-authenticate <nil>",
			"1 client 2:  the stream ends inside a frame: behind 2 of the 4 bytes of its length (FRAME-8)",
			"1 server 1: status-report <nil>",
		)
	})
}

func TestAResetIsPassedOn(t *testing.T) {
	x := newTapped(t, "tcp", schemas.ServerSocket)
	client, server := x.open(t)
	wantPassed(t, client, server, "\x01")
	reset(client)
	if _, err := server.Read(make([]byte, 1)); !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("the server got %v, want a reset", err)
	}
	x.wantFound(t, "1 client 1:  the stream ends inside a frame: behind 1 of the 4 bytes of its length (FRAME-8)")
}

// TestAnEndWithoutAReason has one side be out of reach, and wants the other not to
// wait for it.
func TestAnEndWithoutAReason(t *testing.T) {
	overEach(t, func(t *testing.T, network string) {
		pair := func() (near, far net.Conn) {
			l := listen(t, addressOf(t, network, "s.sock"))
			far, err := net.Dial(network, l.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			near, err = l.Accept()
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { near.Close(); far.Close() })
			return near, far
		}
		from, _ := pair()
		to, waits := pair()
		from.SetDeadline(time.Now()) // which is as if the network had given up
		pass(from, to, schemas.NewConversation(schemas.ServerSocket, 1000, nil).Stream(schemas.Opener))
		waits.SetDeadline(time.Now().Add(patience))
		if _, err := waits.Read(make([]byte, 1)); err == nil || errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("the other side got %v, want a closed connection", err)
		}
	})
}

// TestAThousandConnections wants all of them to be carried at a time.
func TestAThousandConnections(t *testing.T) {
	const connections = 1000
	const files = 4*connections + 2*otherFiles // two of each connection in the tap, and two at its ends
	var may syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &may); err != nil || may.Cur < files {
		t.Skipf("%d files are needed, and %d may be opened (%v)", files, may.Cur, err)
	}
	x := newTapped(t, "tcp", schemas.HandlerSocket)
	type ends struct{ opener, acceptor net.Conn }
	var all []ends
	for range connections {
		opener, acceptor := x.open(t)
		all = append(all, ends{opener, acceptor})
	}
	for _, one := range all {
		wantPassed(t, one.opener, one.acceptor, frame("1"))
		one.opener.Close()
	}
}

func TestNobodyToConnectTo(t *testing.T) {
	overEach(t, func(t *testing.T, network string) {
		x := newTapped(t, network, schemas.ServerSocket)
		x.server.Close()
		client, err := net.Dial(x.at.network, x.at.address)
		if err == nil {
			defer client.Close()
			client.SetDeadline(time.Now().Add(patience))
			_, err = client.Read(make([]byte, 1))
		}
		if err == nil || errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("the client got %v, want a closed connection", err)
		}
		if err := <-x.trouble; !strings.Contains(err.Error(), x.server.Addr().String()) {
			t.Errorf("got %v, which does not name the server", err)
		}
	})
}

// TestAFullAcceptQueue wants a tap to knock until a handler takes its connections.
func TestAFullAcceptQueue(t *testing.T) {
	x := newTapped(t, "unix", schemas.HandlerSocket)
	raw, err := x.server.(*net.UnixListener).SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	raw.Control(func(fd uintptr) { syscall.Listen(int(fd), 1) })
	const callers = 10
	for i := range callers {
		conn, err := net.Dial("unix", x.at.address)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		fmt.Fprint(conn, frame(fmt.Sprint(i)))
	}
	for range callers {
		conn, err := x.server.Accept()
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		conn.SetDeadline(time.Now().Add(patience))
		if _, err := io.ReadFull(conn, make([]byte, 5)); err != nil {
			t.Error(err)
		}
	}
}

// TestTheEndCleansUp wants a tap that ends to leave no socket and no connection,
// and goleak no goroutine.
func TestTheEndCleansUp(t *testing.T) {
	overEach(t, func(t *testing.T, network string) {
		x := newTapped(t, network, schemas.ServerSocket)
		client, server := x.open(t)
		wantPassed(t, client, server, frame(signIn))
		x.stop()
		wantEnd(t, client)
		wantEnd(t, server)
		if conn, err := net.Dial(x.at.network, x.at.address); err == nil {
			conn.Close()
			t.Error("somebody still listens")
		}
		if _, err := os.Lstat(x.at.address); network == "unix" && !os.IsNotExist(err) {
			t.Errorf("the socket is left behind: %v", err)
		}
	})
}

func TestAddresses(t *testing.T) {
	for text, want := range map[string]Address{
		"127.0.0.1:2223":    {"tcp", "127.0.0.1:2223"},
		"[::1]:2223":        {"tcp", "[::1]:2223"},
		":2223":             {"tcp", ":2223"},
		"unix:///run/b:1/s": {"unix", "/run/b:1/s"},
		"unix://s.sock":     {"unix", "s.sock"},
	} {
		got, err := ParseAddress(text)
		if err != nil || got != want || got.String() != text {
			t.Errorf("%s: got %#v, which is %v, and %v", text, got, got, err)
		}
	}
	for _, text := range []string{"", "localhost", "localhost:", "unix://", "unix:/run/s", "tcp://localhost:1", "/run/s.sock", "::1:2223"} {
		if got, err := ParseAddress(text); err == nil {
			t.Errorf("%q is %#v", text, got)
		}
	}
}

func TestOnlySocketsThatNobodyListensAtMakeWay(t *testing.T) {
	at := addressOf(t, "unix", "s.sock")
	left := listen(t, at)
	if _, err := at.Listen(t.Context()); !errors.Is(err, syscall.EADDRINUSE) {
		t.Errorf("somebody listens there: got %v", err)
	}
	left.(*net.UnixListener).SetUnlinkOnClose(false)
	left.Close()
	if _, err := os.Lstat(at.address); err != nil {
		t.Fatal("the socket is not left behind: ", err)
	}
	listen(t, at).Close()
	if err := os.WriteFile(at.address, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := at.Listen(t.Context()); err == nil {
		t.Error("listens where a file is")
	}
	if text, err := os.ReadFile(at.address); string(text) != "precious" {
		t.Errorf("the file is now %q, %v", text, err)
	}
}
