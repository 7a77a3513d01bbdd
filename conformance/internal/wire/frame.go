package wire

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"time"
)

// PrefixBytes is the size of the length in front of every body. FRAME-1
const PrefixBytes = 4

// maxFrame bounds what the suite accepts from a server: larger than anything a
// scenario calls for, small enough to hold.
const maxFrame = 64 << 20

// Frame returns body behind its length. FRAME-1
func Frame(body []byte) []byte {
	frame := binary.LittleEndian.AppendUint32(make([]byte, 0, PrefixBytes+len(body)), uint32(len(body)))
	return append(frame, body...)
}

// ReadFrame reads one frame and returns all of its bytes, or those that there
// were. The error is io.EOF where r ends between frames, and a *BrokenFrame
// where what arrived is none.
func ReadFrame(r io.Reader) ([]byte, error) {
	frame := make([]byte, PrefixBytes)
	if n, err := io.ReadFull(r, frame); err != nil {
		return frame[:n], ended(n, PrefixBytes, err)
	}
	n := binary.LittleEndian.Uint32(frame)
	if n == 0 || n > maxFrame {
		return frame, &BrokenFrame{What: fmt.Sprintf("a frame of length %d", n), Requirement: badLength(frame)}
	}
	body, err := io.ReadAll(io.LimitReader(r, int64(n)))
	if err == nil && len(body) < int(n) {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		err = ended(PrefixBytes+len(body), PrefixBytes+int(n), err)
		var broken *BrokenFrame
		if _, invalid := ParseJSON(body); invalid == nil && errors.As(err, &broken) {
			broken.Requirement = "FRAME-1" // the body is complete, so the length is wrong
		}
	}
	return append(frame, body...), err
}

// badLength returns the requirement that an impossible length breaks: FRAME-1 if its bytes
// are in the wrong order, otherwise FRAME-3.
func badLength(prefix []byte) string {
	if swapped := binary.BigEndian.Uint32(prefix); swapped <= maxFrame {
		return "FRAME-1"
	}
	return "FRAME-3"
}

// SkipFrame reads one frame from socket, for a connection that is deaf. It leaves no deadline
// on the socket, from which may be read later.
func SkipFrame(socket net.Conn, timeout time.Duration) error {
	socket.SetReadDeadline(time.Now().Add(timeout))
	defer socket.SetReadDeadline(time.Time{})
	_, err := ReadFrame(socket)
	return err
}

// ended turns an end inside a frame into a *BrokenFrame.
func ended(have, want int, err error) error {
	if have == 0 {
		return err
	}
	return &BrokenFrame{fmt.Sprintf("%d bytes of a frame of %d or more, and then the end", have, want), true, "FRAME-3"}
}

// BrokenFrame is the error of bytes that are not a frame. FRAME-3
type BrokenFrame struct {
	What string
	Cut  bool // whether it only ended too early
	// Requirement is the id of the requirement that the sender broke.
	Requirement string
}

func (b *BrokenFrame) Error() string { return b.What }
