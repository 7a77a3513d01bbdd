package target

import (
	"slices"
	"sync"
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

// release gives up the blocks that are held.
func (s *supply) release() {
	for _, l := range s.held {
		if l != nil {
			l.Close()
		}
	}
}
