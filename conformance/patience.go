package conformance

import (
	"sync"
	"time"
)

const (
	// manyWaits in vain are enough to know a server that does not answer.
	manyWaits = 20
	// hurry is by how much the patience is divided from then on.
	hurry = 5
)

// patience is how long a run waits for what must come. It is long, so that a
// slow server is not taken for a silent one; and cut when the server has been
// silent many times, because its author waits too. It is safe for concurrent use.
type patience struct {
	full time.Duration

	mu    sync.Mutex // guards waits
	waits int        // in vain
}

// now returns how long to wait.
func (p *patience) now() time.Duration {
	if p.isCut() {
		return p.full / hurry
	}
	return p.full
}

func (p *patience) isCut() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.waits >= manyWaits
}

// failed takes in how long a scenario took that failed.
func (p *patience) failed(took time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if took >= p.full {
		p.waits++
	}
}
