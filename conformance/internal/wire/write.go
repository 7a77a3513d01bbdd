package wire

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/besterprotocol/bester/conformance/internal/plain"
)

// pieceGap is how long the suite rests between two pieces of a frame. Nothing
// depends on it: a server has to cope with them however they arrive.
const pieceGap = 200 * time.Microsecond

// transportRests is how many pieces that a transport makes of something the suite
// rests behind: the first ones, in which the length is. With a rest behind each, a
// run would take minutes.
const transportRests = 8

// writeTimeout bounds how long a server may leave unread what it is sent.
const writeTimeout = 20 * time.Second

// Write writes bytes as they are, as the connection's transport has it. Where the
// server does not take them, that is recorded; what it did instead shows in what
// arrives.
func (c *Conn) Write(bytes []byte) {
	if c.Transport == Coalesced {
		c.held = append(c.held, bytes)
		return
	}
	cuts, note := c.Transport.cuts(bytes, c.written)
	c.written++
	c.write(bytes, note, writeTimeout, transportRests, append(cuts, len(bytes))...)
}

// Flush writes what a connection whose transport is Coalesced has held back. It
// has to be called before anything is waited for that may come of it.
func (c *Conn) Flush() {
	if len(c.held) == 0 {
		return
	}
	note := ""
	if n := len(c.held); n > 1 {
		note = fmt.Sprintf("sent as %d, written as one", n)
	}
	bytes := slices.Concat(c.held...)
	c.held = nil
	c.write(bytes, note, writeTimeout, 0, len(bytes))
}

// WriteWithin writes bytes in one piece to a server that need not take them. It
// reports whether it did.
func (c *Conn) WriteWithin(bytes []byte, timeout time.Duration) bool {
	c.Flush()
	return c.write(bytes, "", timeout, 0, len(bytes))
}

// WritePieces writes bytes in pieces that end at each of cuts, with pauses that
// make it likely that they arrive apart.
func (c *Conn) WritePieces(bytes []byte, note string, cuts ...int) {
	c.Flush()
	c.write(bytes, note, writeTimeout, len(cuts), append(cuts, len(bytes))...)
}

// Trickle writes bytes one at a time, so that they take as long as duration, and
// stops where the connection or ctx ends.
func (c *Conn) Trickle(ctx context.Context, bytes []byte, duration time.Duration) {
	c.Flush()
	c.record(Event{Action: Sent, Bytes: bytes, Note: fmt.Sprintf("one byte after the other, to take %v", duration)})
	pause := time.NewTicker(duration / time.Duration(len(bytes)))
	defer pause.Stop()
	done := c.done
	c.socket.SetWriteDeadline(time.Time{})
	for i := range bytes {
		if _, err := c.socket.Write(bytes[i : i+1]); err != nil {
			return
		}
		select {
		case <-pause.C:
		case <-done:
			if c.isClosed() {
				return
			}
			done = nil // the server writes no more, and may still read
		case <-ctx.Done():
			return
		}
	}
}

// WriteUntilRefused writes single bytes until the server's side refuses them,
// and reports whether it did before ctx ended.
func (c *Conn) WriteUntilRefused(ctx context.Context) bool {
	c.Flush()
	c.record(Event{Action: Sent, Note: "single bytes until they are refused"})
	for ctx.Err() == nil {
		c.socket.SetWriteDeadline(time.Now().Add(writeTimeout))
		if _, err := c.socket.Write([]byte{0}); err != nil {
			return true
		}
		time.Sleep(10 * time.Millisecond)
	}
	return false
}

// write writes bytes in pieces that end at each of ends, rests behind the first of
// them, and records all.
func (c *Conn) write(bytes []byte, note string, timeout time.Duration, rests int, ends ...int) bool {
	c.record(Event{Action: Sent, Bytes: bytes, Note: note})
	c.socket.SetWriteDeadline(time.Now().Add(timeout))
	start := 0
	for i, end := range ends {
		if 0 < i && i <= rests {
			time.Sleep(pieceGap)
		}
		if _, err := c.socket.Write(bytes[start:end]); err != nil {
			c.record(Event{Action: Sent, Note: "not taken: " + plain.Words(err)})
			return false
		}
		start = end
	}
	return true
}
