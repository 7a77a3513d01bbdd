package plain

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"
)

func TestWords(t *testing.T) {
	for _, test := range []struct {
		err  error
		want string
	}{
		{nil, ""},
		{errors.New("the disk is full"), "the disk is full"},
		{context.DeadlineExceeded, "timed out"},
		{context.Canceled, "interrupted"},
		{io.EOF, "the connection ended"},
		{fmt.Errorf("signing in: %w", io.EOF), "signing in: the connection ended"},
		{fmt.Errorf("signing in: %w", fmt.Errorf("as alice: %w (why?)", os.ErrDeadlineExceeded)), "signing in: as alice: timed out (why?)"},
		{fmt.Errorf("%w; %w", io.ErrUnexpectedEOF, context.DeadlineExceeded), "it ends too early; timed out"},
		{fmt.Errorf("%w; %w", io.EOF, io.EOF), "the connection ended; the connection ended"},
		{errors.Join(io.EOF, errors.New("x"), net.ErrClosed), "the connection ended\nx\nthe connection is closed"},
		{syscall.ECONNREFUSED, "connection refused"},
		{os.NewSyscallError("connect", syscall.ECONNREFUSED), "connection refused"},
		{&net.DNSError{Name: "x.invalid", Err: "no such host", IsNotFound: true}, `no host is called "x.invalid"`},
		{&net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Name: "x", Err: "misbehaving", IsTimeout: true}}, `connecting: asking for the address of "x" timed out`},
	} {
		if got := Words(test.err); got != test.want {
			t.Errorf("%v: got %q, want %q", test.err, got, test.want)
		}
	}
}

// TestWordsOfRealErrors causes the errors that people see.
func TestWordsOfRealErrors(t *testing.T) {
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	_, taken := net.Listen("tcp4", address)
	conn, err := net.Dial("tcp4", address)
	if err != nil {
		t.Fatal(err)
	}
	conn.SetReadDeadline(time.Unix(1, 0))
	_, late := conn.Read(make([]byte, 1))
	conn.Close()
	_, closed := conn.Read(make([]byte, 1))
	listener.Close()
	_, notAccepted := listener.Accept()
	_, refused := net.Dial("tcp4", address)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	var dialer net.Dialer
	_, stopped := dialer.DialContext(ended, "tcp4", address)
	over, cancel := context.WithDeadline(t.Context(), time.Unix(1, 0))
	defer cancel()
	_, tooLate := dialer.DialContext(over, "tcp4", address)
	gone := filepath.Join(t.TempDir(), "s")
	_, noSocket := net.Dial("unix", gone)
	_, noPort := net.Dial("tcp4", "127.0.0.1")
	_, noNumber := strconv.Atoi("x")
	_, noFile := os.Open(gone)
	var value struct {
		Port int `json:"port"`
	}
	noInt := json.Unmarshal([]byte(`{"port":"x"}`), &value)
	for _, test := range []struct {
		err  error
		want string
	}{
		{taken, "listening at " + address + ": address already in use"},
		{late, "reading from " + address + ": timed out"},
		{closed, "reading from " + address + ": the connection is closed"},
		{notAccepted, "accepting a connection at " + address + ": the connection is closed"},
		{refused, "connecting to " + address + ": connection refused"},
		{stopped, "connecting to " + address + ": interrupted"},
		{tooLate, "connecting to " + address + ": timed out"},
		{noSocket, "connecting to " + gone + ": no such file or directory"},
		{noPort, `connecting: "127.0.0.1" is not an address: missing port in address`},
		{noNumber, `"x" is not a number that is possible here`},
		{noFile, "open " + gone + ": no such file or directory"},
		{&net.OpError{Op: "write", Net: "unix", Addr: &net.UnixAddr{Name: "@", Net: "unix"}, Err: syscall.EPIPE}, "writing: broken pipe"},
		{noInt, `the member "port" is of the type string, which is not possible there`},
	} {
		if got := Words(fmt.Errorf("a: %w", test.err)); got != "a: "+test.want {
			t.Errorf("%v: got %q, want %q", test.err, got, "a: "+test.want)
		}
	}
}
