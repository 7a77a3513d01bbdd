package target

import (
	"errors"
	"io"
	"net"
	"slices"
	"sync"
	"syscall"
	"testing"
)

// Two supplies that begin at the same place, as those of two processes may, hand out
// no port at about the same time.
func TestSuppliesShareNoPorts(t *testing.T) {
	var supplies [2]supply
	defer supplies[0].release()
	defer supplies[1].release()
	for range 3 * manyPorts / blockSize {
		var given [len(supplies)][]int
		var taking sync.WaitGroup
		for i := range supplies {
			taking.Go(func() {
				for range blockSize {
					given[i] = append(given[i], supplies[i].port())
				}
			})
		}
		taking.Wait()
		for _, port := range given[0] {
			if slices.Contains(given[1], port) {
				t.Fatalf("both hand out %d", port)
			}
		}
	}
}

// A port comes again as late as can be.
func TestPortsComeAgainLate(t *testing.T) {
	var s supply
	defer s.release()
	last := map[int]int{}
	for i := range 3 * manyPorts {
		port := s.port()
		if before, again := last[port]; again && i-before < manyPorts/2 {
			t.Fatalf("%d came again after %d others", port, i-before)
		}
		if port <= firstPort || port >= firstPort+manyPorts {
			t.Fatalf("%d is no port of the suite", port)
		}
		last[port] = i
	}
}

// A server that closes a connection before its client does leaves its port in TIME_WAIT. A
// server without SO_REUSEADDR cannot bind that port, so no server may get it.
func TestPortsInTimeWaitAreNotHandedOut(t *testing.T) {
	for network, host := range map[string]string{"tcp4": "127.0.0.1", "tcp6": "::1"} {
		if network == "tcp6" && !hasIPv6() {
			continue
		}
		var s supply
		t.Cleanup(s.release)
		first, err := s.freePort(network, host)
		if err != nil {
			t.Fatal(err)
		}
		closeFirst(t, network, first)
		if l, err := exclusive.Listen(t.Context(), network, first); !errors.Is(err, syscall.EADDRINUSE) {
			t.Fatalf("%s: binding %s without SO_REUSEADDR: got %v, %v; want the address in use", network, first, l, err)
		}
		s.next-- // try the same port again
		second, err := s.freePort(network, host)
		if err != nil || second == first {
			t.Errorf("%s: got %s again, %v", network, second, err)
		}
		l, err := exclusive.Listen(t.Context(), network, second)
		if err != nil {
			t.Fatalf("%s: a server without SO_REUSEADDR cannot bind the address that it gets: %v", network, err)
		}
		l.Close()
	}
}

// closeFirst serves one connection at address and closes it before the client does.
func closeFirst(t *testing.T, network, address string) {
	t.Helper()
	listener, err := exclusive.Listen(t.Context(), network, address)
	if err != nil {
		t.Fatal(err)
	}
	client, err := net.Dial(network, address)
	if err != nil {
		t.Fatal(err)
	}
	server, err := listener.Accept()
	if err != nil {
		t.Fatal(err)
	}
	server.Close()
	if _, err := client.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
		t.Fatalf("the client reads %v, want the end", err)
	}
	client.Close()
	listener.Close()
}

// release gives up the blocks that are held.
func (s *supply) release() {
	for _, l := range s.held {
		if l != nil {
			l.Close()
		}
	}
}
