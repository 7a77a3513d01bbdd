// Package documents finds the documents in what people have: files, folders and
// streams of JSON, JSON Lines or frames, and captures.
package documents

import (
	"errors"
	"fmt"
	"io"

	"github.com/besterprotocol/bester/conformance/internal/capture"
)

// Format is how documents stand in a file.
type Format string

// The formats.
const (
	JSON   Format = "json"   // the whole file is one
	Lines  Format = "ndjson" // each line is one
	Frames Format = "frames" // each has its length before it, in four bytes (FRAME-1)
	YAML   Format = "yaml"   // the whole file is one, in YAML
	Pcap   Format = "pcap"   // each was a frame on a TCP connection: pcap or pcapng
	Tap    Format = "tap"    // each was a frame that has passed a tap: in no file
)

// Formats returns all formats of files.
func Formats() []Format { return []Format{JSON, Lines, Frames, YAML, Pcap} }

const (
	// MaxWhole bounds a file that is one document, in bytes.
	MaxWhole = 64 << 20
	// MaxPart bounds a line or a frame, in bytes: eight times what a server
	// should take. (FRAME-5)
	MaxPart = 8 << 20
)

// Document is one document, and where it stands.
type Document struct {
	File   string
	Format Format
	Index  int   // counts the documents of the file, from 1
	Line   int   // that it begins on, from 1; 0 in frames, which have none
	Offset int64 // of its first byte in the file, without the length of its frame; in captures among all that its sender sent
	// Said is where in a conversation it stood and how it was judged there, without
	// its body; nil outside of captures and taps.
	Said *capture.Frame
	// Text is the document's alone only until the function that is given it
	// returns.
	Text []byte
	// Fault is what keeps it from being a document at all, nil for nothing.
	Fault *Fault
}

// Fault is what is wrong with a line, a frame or a whole input whatever its text says.
type Fault struct {
	Requirement string // that is broken; "" where it was only not read
	Message     string // in words, without line breaks
	Suggestion  string // what may have been meant, or ""
}

// ErrTooLong is wrapped by the error of a file that is one document and too long.
var ErrTooLong = errors.New("it is too long")

// File says what is read, and how.
type File struct {
	Name   string
	Format Format   // "" where the name tells it, or the beginning
	Ports  []uint16 // in captures, where servers listen; none for any
}

// Read calls each for every document that stands in r, in their order, and returns
// its first error, or that of r.
//
// idle, where it is not nil, is called before Read waits for more of r, so that
// what has come can be dealt with. Memory is needed for one document at a time.
func Read(r io.Reader, file File, each func(Document) error, idle func() error) error {
	in := newInput(r, idle)
	format := file.Format
	if format == "" {
		if format = FormatOf(file.Name); format == "" {
			format = sniff(in)
		}
	}
	if fault := mistaken(in, format); fault != nil {
		return each(Document{File: file.Name, Format: format, Index: 1, Line: firstLine(format), Fault: fault})
	}
	switch format {
	case Lines:
		return readLines(in, file.Name, each)
	case Frames:
		return readFrames(in, file.Name, each)
	case Pcap:
		return readCapture(in, file, each)
	}
	text, err := io.ReadAll(io.LimitReader(in, MaxWhole+1))
	switch {
	case err != nil:
		return err
	case len(text) > MaxWhole:
		return fmt.Errorf("%w: more than %d bytes", ErrTooLong, MaxWhole)
	}
	return each(Document{File: file.Name, Format: format, Index: 1, Line: 1, Text: text})
}

// firstLine is the line that the first document of a file begins on.
func firstLine(format Format) int {
	if format == Frames {
		return 0
	}
	return 1
}
