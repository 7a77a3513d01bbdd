package target

import (
	"bytes"
	"sync"
)

// tailBytes is how much of a server's output is kept.
const tailBytes = 8 << 10

// tail keeps the end of what is written to it. It is safe for concurrent use.
type tail struct {
	mu     sync.Mutex // guards what follows
	kept   []byte
	marked int // how much of kept was there before the mark

	awaited []byte // a text to look for
	recent  []byte // the last bytes written, at most one less than awaited has
	came    bool
}

// Write takes in p, however long it is.
func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.look(p)
	t.kept = append(t.kept, p...)
	if extra := len(t.kept) - tailBytes; extra > 0 {
		t.kept = append(t.kept[:0], t.kept[extra:]...)
		t.marked = max(0, t.marked-extra)
	}
	return len(p), nil
}

// newTail returns a tail that watches for a text.
func newTail(awaited string) *tail { return &tail{awaited: []byte(awaited)} }

// look searches for the awaited text in p, and across the boundary between earlier writes and
// p. t.mu must be held.
func (t *tail) look(p []byte) {
	if t.came || len(t.awaited) == 0 {
		return
	}
	text := append(t.recent, p...)
	t.came = bytes.Contains(text, t.awaited)
	t.recent = append([]byte(nil), text[max(0, len(text)-len(t.awaited)+1):]...)
}

// awaitedCame reports whether the awaited text has been written at any time.
func (t *tail) awaitedCame() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.came
}

// mark has String leave out what was written up to now.
func (t *tail) mark() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.marked = len(t.kept)
}

// String returns what is kept of that which was written since the mark.
func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(t.kept[t.marked:])
}
