package documents

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
)

// readLines reads JSON Lines. Empty lines are no documents.
func readLines(r *bufio.Reader, file string, each func(Document) error) error {
	d := Document{File: file, Format: Lines}
	var kept []byte // a line longer than the buffer of r
	for {
		line, length, err := readLine(r, &kept)
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		d.Line++
		d.Text, d.Fault = line, tooLong("the line", int64(length))
		if d.Fault != nil || len(bytes.TrimSpace(line)) > 0 {
			d.Index++
			if err := each(d); err != nil {
				return err
			}
		}
		if d.Offset += int64(length); err != nil {
			return nil
		}
	}
}

// readLine returns the next line without its end, or nothing where it is longer
// than MaxPart, and how many bytes long it is with its end. The error is io.EOF
// behind the last one.
func readLine(r *bufio.Reader, kept *[]byte) (line []byte, length int, err error) {
	piece, err := r.ReadSlice('\n')
	if !errors.Is(err, bufio.ErrBufferFull) {
		return bytes.TrimSuffix(piece, []byte("\n")), len(piece), err
	}
	*kept = (*kept)[:0]
	for ; ; piece, err = r.ReadSlice('\n') {
		if length += len(piece); length <= MaxPart {
			*kept = append(*kept, piece...)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			break
		}
	}
	if length > MaxPart {
		return nil, length, err
	}
	return bytes.TrimSuffix(*kept, []byte("\n")), length, err
}

// tooLong is the fault of what is longer than MaxPart, nil for anything else.
func tooLong(what string, length int64) *Fault {
	if length <= MaxPart {
		return nil
	}
	return &Fault{Message: fmt.Sprintf("%s has %d bytes and was not read: the limit is %d", what, length, MaxPart)}
}
