package target

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"os"
	"slices"
	"strconv"
	"sync"
	"syscall"

	"github.com/besterprotocol/bester/conformance/internal/layout"
)

// Ports are taken from below those that systems give to outgoing connections,
// so that none of these can take a port between its choice and its use. They are
// taken in blocks, so that other runs of the suite cannot either: who listens at
// the first port of a block has the others.
const (
	firstPort = 20000
	blockSize = 200
	manyPorts = 60 * blockSize
)

// ports are those of this process, from a place that depends on it.
var ports = supply{next: os.Getpid() * 97 * blockSize % manyPorts}

// supply hands out ports that no other supply on this machine does. It is safe for
// concurrent use.
type supply struct {
	mu   sync.Mutex // guards what follows
	next int        // the port to hand out next, counted from firstPort
	// held are the block that is in use, and the one before it: a server may not
	// listen yet at what it was given last.
	held [2]net.Listener
}

// freePorts returns an IPv4 and an IPv6 address that every server can bind. tcp6 is "" if the
// machine has no IPv6.
func (s *supply) freePorts() (tcp4, tcp6 string, err error) {
	tcp4, err = s.freePort("tcp4", "127.0.0.1")
	if err != nil {
		return "", "", err
	}
	if !hasIPv6() {
		return tcp4, "", nil
	}
	tcp6, err = s.freePort("tcp6", "::1")
	return tcp4, tcp6, err
}

func (s *supply) freePort(network, host string) (string, error) {
	for range manyPorts {
		address := net.JoinHostPort(host, strconv.Itoa(s.port()))
		if l, err := exclusive.Listen(context.Background(), network, address); err == nil {
			return address, l.Close()
		}
	}
	return "", fmt.Errorf("no port of %s from %d to %d is free", host, firstPort, firstPort+manyPorts-1)
}

// exclusive binds without SO_REUSEADDR, which net.Listen sets. With that option, the
// bind succeeds although an earlier server's connection is in TIME_WAIT on the port,
// and a server that does not set the option cannot bind it.
var exclusive = net.ListenConfig{Control: func(_, _ string, socket syscall.RawConn) error {
	var err error
	failed := socket.Control(func(fd uintptr) {
		err = syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_REUSEADDR, 0)
	})
	return errors.Join(failed, err)
}}

// port returns the next one of the block in use, or of another where that is used
// up. All others come before it is returned again: a system may keep a port for a
// minute after its last connection.
func (s *supply) port() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.next%blockSize == 0 {
		s.takeBlock()
	}
	port := firstPort + s.next
	s.next = (s.next + 1) % manyPorts
	return port
}

// takeBlock goes to the first block from next on that nobody has. Where all are
// taken it stays, and the ports are shared with whoever has them.
func (s *supply) takeBlock() {
	for skipped := 0; skipped < manyPorts; skipped += blockSize {
		start := (s.next + skipped) % manyPorts
		l, err := net.Listen("tcp4", net.JoinHostPort("127.0.0.1", strconv.Itoa(firstPort+start)))
		if err != nil {
			continue
		}
		if s.held[1] != nil {
			s.held[1].Close()
		}
		s.held[0], s.held[1] = l, s.held[0]
		s.next = start + 1
		return
	}
}

// longestSocket is how long the path of a UNIX socket may be, in bytes.
const longestSocket = len(syscall.RawSockaddrUnix{}.Path) - 1

// checkSockets returns an error where the path of a socket is too long to be one.
func checkSockets(l layout.Layout) error {
	paths := append(slices.Collect(maps.Values(l.Handlers)), l.Unix, l.Informer)
	for _, path := range paths {
		if len(path) > longestSocket {
			return fmt.Errorf("%s is longer than the %d bytes that the path of a UNIX socket may have", path, longestSocket)
		}
	}
	return nil
}

// hasIPv6 reports whether the machine has an IPv6 loopback.
var hasIPv6 = sync.OnceValue(func() bool {
	l, err := net.Listen("tcp6", "[::1]:0")
	if err != nil {
		return false
	}
	l.Close()
	return true
})
