// Package frame reads and writes Bester's frames: four bytes of length,
// unsigned and little endian, and that many bytes of body. FRAME-1
package frame

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
)

// PrefixBytes is the size of the length that precedes every body.
const PrefixBytes = 4

// firstBuffer is how much is reserved for a body before any of it has
// arrived; a typical message fits. More is reserved only as bytes arrive, so
// that an announced length alone costs nothing. FRAME-7
const firstBuffer = 2048

// ErrEmpty is the error of a frame whose length is zero. FRAME-6
var ErrEmpty = errors.New("frame of length 0")

// TooLargeError is the error of a frame whose length is above the reader's
// limit. Nothing of its body has been read. FRAME-7
type TooLargeError struct {
	Length uint32 // as announced
	Limit  int    // bytes of body that the reader accepts
}

func (e *TooLargeError) Error() string {
	return fmt.Sprintf("frame of %d bytes, above the limit of %d", e.Length, e.Limit)
}

// Read reads one frame from r, however its bytes arrive, and returns its body.
// It reads nothing beyond the frame. FRAME-2
//
// limit is the largest body accepted, in bytes. The error is io.EOF where r
// ends before the first byte of a frame, io.ErrUnexpectedEOF where it ends
// inside one, ErrEmpty, a *TooLargeError, or what r returned.
func Read(r io.Reader, limit int) ([]byte, error) {
	var prefix [PrefixBytes]byte
	if _, err := io.ReadFull(r, prefix[:]); err != nil {
		return nil, err
	}
	length := binary.LittleEndian.Uint32(prefix[:])
	switch {
	case length == 0:
		return nil, ErrEmpty
	case uint64(length) > uint64(limit):
		return nil, &TooLargeError{Length: length, Limit: limit}
	}
	return readBody(r, int(length))
}

// readBody reads n bytes into a buffer that at most doubles with what has arrived.
func readBody(r io.Reader, n int) ([]byte, error) {
	body := make([]byte, 0, min(n, firstBuffer))
	for {
		arrived := len(body)
		body = body[:min(n, cap(body))]
		if _, err := io.ReadFull(r, body[arrived:]); err != nil {
			return nil, inside(err)
		}
		if len(body) == n {
			return body, nil
		}
		body = slices.Grow(body, min(n-len(body), len(body)))
	}
}

// inside turns an end of input into the error of one that comes too early.
func inside(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// Encode returns the frame that holds body, as one slice, so that it leaves in
// one write. A body of no bytes makes a frame that every receiver refuses. It
// panics where the body is longer than a length can say, which the limits on
// what is read keep far away.
func Encode(body []byte) []byte {
	if uint64(len(body)) > math.MaxUint32 {
		panic("frame: a body of more than 4 GiB")
	}
	framed := make([]byte, PrefixBytes, PrefixBytes+len(body))
	binary.LittleEndian.PutUint32(framed, uint32(len(body)))
	return append(framed, body...)
}
