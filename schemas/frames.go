package schemas

import (
	"encoding/binary"
	"fmt"
)

// prefixBytes is the size of the length in front of every body. FRAME-1
const prefixBytes = 4

// mostKept is how much of a buffer, in bytes, one frame leaves to the next, which
// may be long in coming.
const mostKept = 4 << 10

// FrameError says what is wrong with a frame apart from its body: with its
// length, its end, or that it stands where nothing may.
type FrameError struct {
	Requirement string // such as "FRAME-6"
	Message     string // what is wrong, for people; it has no line breaks
}

// Error returns the message and the requirement in one line.
func (e *FrameError) Error() string { return e.Message + " (" + e.Requirement + ")" }

// frames cuts one direction of a connection into frames, however its bytes
// arrive. It holds one body, which grows as its bytes come in, so that four
// bytes cannot make it large. FRAME-2, FRAME-7
type frames struct {
	limit  uint32 // above which a body is not held, in bytes
	number int    // of the frame at hand, from 1; 0 before the first
	offset int64  // of its first byte
	next   int64  // of the next byte to come
	prefix []byte
	length uint32 // of the body, 0 where it is not known yet
	body   []byte
	left   uint32 // bytes of the body that are still to come
	long   bool   // whether the body is above the limit, and skipped
}

// take reads the first bytes of p and returns the rest. done is true where a
// frame has ended with them, whose body is f.body, or which is wrong in itself.
func (f *frames) take(p []byte) (rest []byte, done bool, err *FrameError) {
	if f.left > 0 {
		return f.takeBody(p)
	}
	if len(f.prefix) == 0 || len(f.prefix) == prefixBytes {
		f.begin()
	}
	n := min(prefixBytes-len(f.prefix), len(p))
	f.prefix = append(f.prefix, p[:n]...)
	f.next += int64(n)
	if len(f.prefix) < prefixBytes {
		return p[n:], false, nil
	}
	done, err = f.announce(binary.LittleEndian.Uint32(f.prefix))
	return p[n:], done, err
}

// begin prepares for a new frame.
func (f *frames) begin() {
	f.number++
	f.offset = f.next
	f.prefix = f.prefix[:0]
	f.length = 0
	f.long = false
}

// release gives up the body of a frame that has been judged.
func (f *frames) release() {
	if f.body = f.body[:0]; cap(f.body) > mostKept {
		f.body = nil
	}
}

// announce takes in the length of the body.
func (f *frames) announce(length uint32) (done bool, err *FrameError) {
	f.length, f.left = length, length
	switch {
	case length == 0:
		return true, &FrameError{"FRAME-6", "a frame of length 0"}
	case length > f.limit:
		f.long = true
		return true, &FrameError{"FRAME-7", fmt.Sprintf("a frame of length %d, which is above the limit of %d", length, f.limit)}
	}
	return false, nil
}

// takeBody reads bytes of a body.
func (f *frames) takeBody(p []byte) (rest []byte, done bool, err *FrameError) {
	n := int(min(uint64(f.left), uint64(len(p))))
	if !f.long {
		f.body = append(f.body, p[:n]...)
	}
	f.left -= uint32(n)
	f.next += int64(n)
	return p[n:], f.left == 0 && !f.long, nil
}

// end says what is wrong with an end of the stream here, nil for nothing. Of a
// body above the limit there is nothing more to say.
func (f *frames) end() *FrameError {
	switch inLength := len(f.prefix) % prefixBytes; {
	case inLength > 0:
		return &FrameError{"FRAME-8", fmt.Sprintf("the stream ends inside a frame: behind %d of the %d bytes of its length", inLength, prefixBytes)}
	case f.left > 0 && !f.long:
		return &FrameError{"FRAME-8", fmt.Sprintf("the stream ends inside a frame: behind %d of the %d bytes of its body", len(f.body), len(f.body)+int(f.left))}
	}
	return nil
}
