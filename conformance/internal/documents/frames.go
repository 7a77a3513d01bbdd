package documents

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/bits"
)

const prefixBytes = 4 // of the length in front of every body. FRAME-1

// readFrames reads frames until the end. Behind one that is cut there is nothing.
func readFrames(r *bufio.Reader, file string, each func(Document) error) error {
	d := Document{File: file, Format: Frames}
	var body []byte
	for {
		var prefix [prefixBytes]byte
		n, err := io.ReadFull(r, prefix[:])
		if errors.Is(err, io.EOF) {
			return nil
		}
		d.Index++
		d.Offset += prefixBytes
		length := binary.LittleEndian.Uint32(prefix[:])
		var cut bool
		switch {
		case errors.Is(err, io.ErrUnexpectedEOF):
			d.Offset -= prefixBytes
			d.Text, d.Fault, cut = prefix[:n], cutInLength(n), true
		case err != nil:
			return err
		default:
			if cut, err = d.readBody(r, length, &body); err != nil {
				return err
			}
		}
		if err := each(d); err != nil || cut {
			return err
		}
		d.Offset += int64(length)
	}
}

// readBody reads the body of a frame into d, and reports whether it is cut.
func (d *Document) readBody(r *bufio.Reader, length uint32, body *[]byte) (cut bool, err error) {
	d.Text, d.Fault = nil, tooLong("the frame", int64(length))
	if length == 0 {
		d.Fault = &Fault{Requirement: "FRAME-6", Message: "the frame has the length 0"}
		return false, nil
	}
	had := int64(0)
	if d.Fault != nil {
		had, err = io.CopyN(io.Discard, r, int64(length))
	} else {
		*body, err = appendN((*body)[:0], r, int(length))
		had, d.Text = int64(len(*body)), *body
	}
	if errors.Is(err, io.EOF) {
		d.Fault = cutInBody(had, length)
		return true, nil
	}
	return false, err
}

// appendN appends n bytes of r to b, for which memory is taken as they come: four
// bytes must not make it large. The error is io.EOF where there are fewer.
func appendN(b []byte, r io.Reader, n int) ([]byte, error) {
	for n > 0 {
		piece := min(n, bufferSize)
		start := len(b)
		b = append(b, make([]byte, piece)...)
		read, err := io.ReadFull(r, b[start:])
		b, n = b[:start+read], n-read
		if errors.Is(err, io.ErrUnexpectedEOF) {
			err = io.EOF
		}
		if err != nil {
			return b, err
		}
	}
	return b, nil
}

func cutInLength(n int) *Fault {
	return &Fault{Requirement: "FRAME-8", Message: fmt.Sprintf("the file ends inside a frame, behind %d of the 4 bytes of its length", n)}
}

// cutInBody is the fault of a frame whose length promises more than there is.
func cutInBody(had int64, length uint32) *Fault {
	f := &Fault{Requirement: "FRAME-8", Message: fmt.Sprintf("the file ends inside a frame, behind %d of the %d bytes that its length promises", had, length)}
	if other := int64(bits.ReverseBytes32(length)); other <= had {
		f.Requirement = "FRAME-1"
		f.Suggestion = fmt.Sprintf("is the length written most significant byte first? It would be %d then, and the least significant byte comes first", other)
	}
	return f
}
