package documents

import (
	"bufio"
	"bytes"
	"fmt"

	"github.com/besterprotocol/bester/conformance/internal/capture"
	"github.com/besterprotocol/bester/schemas"
)

// mistaken returns what is wrong with an input that is plainly not of the format
// that it counts as, nil for nothing: told once, it is not told again of every line.
// It waits for no more than it needs; of a file that is one document, all must come.
func mistaken(r *bufio.Reader, format Format) *Fault {
	switch format {
	case JSON:
		begin := peek(r, r.Size())
		if fault := noText(begin); fault != nil || !isBinary(begin) {
			return fault
		}
		return &Fault{"JSON-1", "not JSON: the file is no text", ""}
	case Lines:
		return noText(beginning(r))
	case Frames:
		return noFrames(peek(r, prefixBytes))
	}
	return nil
}

// beginBytes is how many bytes tell an input that is not what it counts as.
const beginBytes = 8

// beginning returns the first bytes of lines: as many as tell what they are, or those
// of the first line where it is shorter, since the next may be long in coming.
func beginning(r *bufio.Reader) []byte {
	for n := 2; n < beginBytes; n++ { // captures may begin with the end of a line
		if begin := peek(r, n); len(begin) < n || begin[n-1] == '\n' {
			return begin
		}
	}
	return peek(r, beginBytes)
}

// peek returns the first bytes of what is to be read, at most n. An error comes again.
func peek(r *bufio.Reader, n int) []byte {
	begin, _ := r.Peek(n)
	return begin
}

// noText returns what is wrong with an input that begins as something else than text
// in UTF-8 does.
func noText(begin []byte) *Fault {
	switch encoding := schemas.WideEncoding(begin); {
	case encoding != "":
		return &Fault{"JSON-8", "not JSON: the file is " + encoding + ", where UTF-8 is wanted",
			fmt.Sprintf("write it as UTF-8, as iconv -f %s -t UTF-8 does", encoding)}
	case bytes.HasPrefix(begin, []byte("\x1f\x8b")):
		return &Fault{"JSON-1", "not JSON: the file is compressed", "unpack it, as gzip -dc does"}
	case capture.Begins(begin):
		return &Fault{"JSON-1", "not JSON: the file begins as captures do", "say --input pcap"}
	case startsFrame(begin):
		return &Fault{"JSON-1", "not JSON: the file begins with the length of a frame", "say --input frames"}
	}
	return nil
}

// noFrames returns what is wrong with an input that begins with JSON text where the
// length of a frame would stand, which it would make longer than any is.
func noFrames(begin []byte) *Fault {
	if len(begin) < prefixBytes || begin[0] != '{' && begin[0] != '[' || bytes.ContainsFunc(begin[:prefixBytes], noTextRune) {
		return nil
	}
	return &Fault{"FRAME-1", "no frame: the file is text, without a length before it", "say --input json, or --input ndjson where each line is a document"}
}

// fewest is how many bytes that no text has are not taken for a mistake in one.
const fewest = 8

// isBinary tells whether a stream begins with so many characters that no text has
// that it is none: of arbitrary bytes, one in ten is such a character.
func isBinary(begin []byte) bool {
	n := 0
	for _, c := range begin {
		if noTextRune(rune(c)) {
			n++
		}
	}
	return n >= fewest && 20*n > len(begin)
}

// noTextRune tells of control characters whether no text has them.
func noTextRune(r rune) bool { return r < ' ' && !bytes.ContainsRune([]byte("\t\n\r\f\x1b"), r) }
