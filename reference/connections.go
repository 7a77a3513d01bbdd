package reference

import "sync"

// connections are the open ones of some listeners. They end together: first
// none of them reads any more, and when the last has finished what it serves,
// which may be for any of the others, all are closed.
type connections struct {
	limit int // how many may be open at once (CONN-10)

	mu       sync.Mutex // guards what follows
	open     map[*conn]struct{}
	draining bool
	serving  sync.WaitGroup // those that may still serve something
	gone     sync.WaitGroup // those that are open
	quiet    chan struct{}  // closed when nothing is served any more
}

func newConnections(limit int) *connections {
	return &connections{limit: limit, open: map[*conn]struct{}{}, quiet: make(chan struct{})}
}

// add reports whether there is room for c, and remembers it if so. The caller
// owes one call of served and one of remove.
func (cs *connections) add(c *conn) bool {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	if cs.draining || len(cs.open) >= cs.limit {
		return false
	}
	cs.open[c] = struct{}{}
	cs.serving.Add(1)
	cs.gone.Add(1)
	return true
}

// served says that a connection serves nothing more. At the end of the server it
// waits until none does: until then, what others serve may be for it.
func (cs *connections) served(c *conn) {
	cs.serving.Done()
	if c.stopping.Load() {
		<-cs.quiet
	}
}

// remove forgets c, which is closed.
func (cs *connections) remove(c *conn) {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	delete(cs.open, c)
	cs.gone.Done()
}

// each calls do for every open connection.
func (cs *connections) each(do func(*conn)) {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	for c := range cs.open {
		do(c)
	}
}

// drain has every connection end after what it serves, and waits until all have.
func (cs *connections) drain() {
	cs.mu.Lock()
	cs.draining = true
	cs.mu.Unlock()
	cs.each((*conn).stopReading)
	cs.serving.Wait()
	close(cs.quiet)
	cs.gone.Wait()
}

// closeAll closes every connection under whatever is using it.
func (cs *connections) closeAll() {
	cs.each(func(c *conn) { c.socket.Close() })
}
