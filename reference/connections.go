package reference

import "sync"

// connections are the open ones, of all listeners. At the end of the server
// they leave together: first none of them reads any more, and when the last has
// finished what it serves, which may be for any of the others, all are closed.
type connections struct {
	limit int
	quiet chan struct{} // closed when nothing is served any more

	mu       sync.Mutex // guards what follows
	open     map[*conn]struct{}
	draining bool
	serving  sync.WaitGroup // those that may still serve something
	gone     sync.WaitGroup // those that are open
}

func newConnections(limit int) *connections {
	return &connections{limit: limit, quiet: make(chan struct{}), open: map[*conn]struct{}{}}
}

// add reports whether there is room for c, and remembers it if so.
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

// rest says that c serves nothing more, and waits for the others where the
// server is at its end. Only the first call counts.
func (cs *connections) rest(c *conn) {
	c.resting.Do(cs.serving.Done)
	if c.stopping.Load() {
		<-cs.quiet
	}
}

// remove forgets c, which rests.
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
