package reference

import (
	"errors"
	"net"
	"sync"
	"time"
)

var errQueueFull = errors.New("too much is waiting to be read by it")

// outbox holds the frames on their way to one connection, in order, so that
// nobody who sends waits for somebody who does not read. CONN-4, CLIENTS-4
//
// While there are frames, a goroutine writes them; it ends with the last one.
type outbox struct {
	socket  net.Conn
	timeout time.Duration // for each write
	limit   int           // bytes that may wait

	mu      sync.Mutex // guards what follows
	waiting net.Buffers
	size    int   // bytes of waiting and of what is being written
	writing bool  // whether there is a goroutine
	err     error // why nothing more is taken
	rest    sync.Cond
}

func newOutbox(socket net.Conn, timeout time.Duration, limit int) *outbox {
	o := &outbox{socket: socket, timeout: timeout, limit: limit}
	o.rest.L = &o.mu
	return o
}

// put takes framed to be written, and reports why where it does not. Where the
// other side leaves too much unread, the socket is closed. framed must not be
// changed afterwards.
func (o *outbox) put(framed []byte) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.err != nil {
		return o.err
	}
	if o.size > 0 && o.size+len(framed) > o.limit {
		o.fail(errQueueFull)
		return errQueueFull
	}
	o.waiting = append(o.waiting, framed)
	o.size += len(framed)
	if !o.writing {
		o.writing = true
		go o.write()
	}
	return nil
}

// write writes what waits until nothing does.
func (o *outbox) write() {
	o.mu.Lock()
	defer o.mu.Unlock()
	for len(o.waiting) > 0 {
		batch := o.waiting
		o.waiting = nil
		o.mu.Unlock()
		o.socket.SetWriteDeadline(time.Now().Add(o.timeout))
		written, err := batch.WriteTo(o.socket)
		o.mu.Lock()
		o.size -= int(written)
		if err != nil {
			o.fail(err)
		}
	}
	o.writing = false
	o.rest.Broadcast()
}

// fail drops what waits, takes nothing more, and closes the socket, which ends
// whatever is reading from it. The caller holds mu.
func (o *outbox) fail(err error) {
	if o.err == nil {
		o.err = err
	}
	o.waiting, o.size = nil, 0
	o.socket.Close()
}

// flush waits until everything taken is written or given up.
func (o *outbox) flush() {
	o.mu.Lock()
	defer o.mu.Unlock()
	for o.writing {
		o.rest.Wait()
	}
}
