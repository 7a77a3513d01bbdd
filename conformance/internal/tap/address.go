package tap

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"syscall"
	"time"
)

// Address is where to listen or to connect to.
type Address struct {
	network, address string // as package net takes them
}

// ParseAddress reads host:port, or unix:// and a path.
func ParseAddress(text string) (Address, error) {
	if path, ok := strings.CutPrefix(text, "unix://"); ok && path != "" {
		return Address{"unix", path}, nil
	}
	if _, port, err := net.SplitHostPort(text); err != nil || port == "" || strings.Contains(text, "/") {
		return Address{}, fmt.Errorf("%q is no address: it must be host:port, such as 127.0.0.1:2223, or unix:// and a path, such as unix:///run/bester.sock", text)
	}
	return Address{"tcp", text}, nil
}

// String returns what ParseAddress reads.
func (a Address) String() string {
	if a.network == "unix" {
		return "unix://" + a.address
	}
	return a.address
}

// Listen listens at the address. A UNIX socket at which nobody listens any more
// makes way.
func (a Address) Listen(ctx context.Context) (net.Listener, error) {
	if a.network == "unix" {
		removeStale(a.address)
	}
	return new(net.ListenConfig).Listen(ctx, a.network, a.address)
}

// removeStale removes a socket that was left behind.
func removeStale(path string) {
	info, err := os.Lstat(path)
	if err != nil || info.Mode().Type() != os.ModeSocket {
		return
	}
	conn, err := net.Dial("unix", path)
	if err == nil {
		conn.Close()
	} else if errors.Is(err, syscall.ECONNREFUSED) {
		os.Remove(path)
	}
}

// dial connects to the address within a time. It knocks again where a UNIX
// socket's accept queue is full, which fails at once. HAND-8
func (a Address) dial(ctx context.Context, timeout time.Duration) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	for {
		conn, err := new(net.Dialer).DialContext(ctx, a.network, a.address)
		if !errors.Is(err, syscall.EAGAIN) {
			return conn, err
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return nil, err
		}
	}
}
