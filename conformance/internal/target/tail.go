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
}

// Write takes in p, however long it is.
func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.kept = append(t.kept, p...)
	if extra := len(t.kept) - tailBytes; extra > 0 {
		t.kept = append(t.kept[:0], t.kept[extra:]...)
		t.marked = max(0, t.marked-extra)
	}
	return len(p), nil
}

// has reports whether what is kept holds text.
func (t *tail) has(text string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return bytes.Contains(t.kept, []byte(text))
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
