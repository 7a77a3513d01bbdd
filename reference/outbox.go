package reference

import (
	"errors"
	"net"
	"os"
	"sync"
	"time"
)

// Why a connection is closed while frames wait for it.
var (
	errQueueFull = errors.New("too much is waiting to be read by the other side")
	errTooSlow   = errors.New("the other side did not read a frame in time")
)

// outbox holds the frames on their way to one connection, in order, so that
// no sender waits for a client that does not read. CONN-4, CLIENTS-4, CONN-12
//
// While there are frames, a goroutine writes them; it ends with the last one.
type outbox struct {
	socket  net.Conn
	timeout time.Duration // for each frame
	limit   int           // bytes that may wait

	mu      sync.Mutex // guards what follows
	waiting [][]byte
	size    int    // bytes of waiting and of what is being written
	writing bool   // whether there is a goroutine
	err     error  // why nothing more is taken
	ended   func() // to be called when nothing more is taken
	rest    sync.Cond
}

func newOutbox(socket net.Conn, timeout time.Duration, limit int) *outbox {
	o := &outbox{socket: socket, timeout: timeout, limit: limit}
	o.rest.L = &o.mu
	return o
}

// put takes framed to be written, and reports why where it does not. framed must
// not be changed afterwards.
func (o *outbox) put(framed []byte) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.err == nil && o.size > 0 && o.size+len(framed) > o.limit {
		o.end(errQueueFull)
	}
	if o.err != nil {
		return o.err
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
		framed := o.waiting[0]
		o.waiting = o.waiting[1:]
		o.mu.Unlock()
		o.socket.SetWriteDeadline(time.Now().Add(o.timeout))
		_, err := o.socket.Write(framed)
		o.mu.Lock()
		o.size -= len(framed)
		if errors.Is(err, os.ErrDeadlineExceeded) {
			err = errTooSlow
		}
		if err != nil {
			o.end(err)
		}
	}
	o.waiting, o.writing = nil, false
	o.rest.Broadcast()
}

// end drops what waits and takes nothing more. Where the other side does not
// read, the socket is closed; where it is gone, what it has sent can still be
// read and served (CONN-8). The caller holds mu.
func (o *outbox) end(err error) {
	if o.err != nil {
		return
	}
	o.err = err
	o.waiting, o.size = nil, 0
	if err == errQueueFull || err == errTooSlow {
		o.socket.Close()
	}
	if o.ended != nil {
		o.ended()
	}
}

// whenEnded has do called once nothing more is taken. do must not use the outbox.
func (o *outbox) whenEnded(do func()) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.ended = do
	if o.err != nil {
		do()
	}
}

// failure returns why nothing more is taken, nil where frames are.
func (o *outbox) failure() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.err
}

// flush waits until everything taken is written or given up.
func (o *outbox) flush() {
	o.mu.Lock()
	defer o.mu.Unlock()
	for o.writing {
		o.rest.Wait()
	}
}
