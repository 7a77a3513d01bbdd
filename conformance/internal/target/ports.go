package target

import (
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
// so that none of these can take a port between its choice and its use.
const (
	firstPort = 20000
	lastPort  = 31999
)

// ports counts through the range, from a place that depends on the process.
var ports = struct {
	sync.Mutex
	next int
}{next: firstPort + os.Getpid()*97%(lastPort-firstPort)}

// freePorts returns an address on IPv4 and one on IPv6 that nobody listens at;
// the latter is "" where this machine has no IPv6.
func freePorts() (tcp4, tcp6 string, err error) {
	tcp4, err = freePort("tcp4", "127.0.0.1")
	if err != nil {
		return "", "", err
	}
	if !hasIPv6() {
		return tcp4, "", nil
	}
	tcp6, err = freePort("tcp6", "::1")
	return tcp4, tcp6, err
}

func freePort(network, host string) (string, error) {
	for range lastPort - firstPort {
		address := net.JoinHostPort(host, strconv.Itoa(nextPort()))
		if l, err := net.Listen(network, address); err == nil {
			return address, l.Close()
		}
	}
	return "", fmt.Errorf("no port of %s from %d to %d is free", host, firstPort, lastPort)
}

func nextPort() int {
	ports.Lock()
	defer ports.Unlock()
	if ports.next++; ports.next > lastPort {
		ports.next = firstPort
	}
	return ports.next
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
