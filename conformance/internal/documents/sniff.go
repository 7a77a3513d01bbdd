package documents

import (
	"bufio"
	"bytes"
	"encoding/json"
	"path/filepath"
	"strings"

	"github.com/besterprotocol/bester/conformance/internal/capture"
)

// extensions are those of files whose names tell the format.
var extensions = map[string]Format{
	".json":   JSON,
	".conf":   JSON,
	".ndjson": Lines,
	".jsonl":  Lines,
	".bester": Frames,
	".yaml":   YAML,
	".yml":    YAML,
	".pcap":   Pcap,
	".pcapng": Pcap,
}

// FormatOf returns the format that a file's name tells, or "".
func FormatOf(file string) Format { return extensions[strings.ToLower(filepath.Ext(file))] }

// sniff tells the format from the beginning of a stream, of which it reads nothing
// and waits for no more than it needs.
//
// A frame begins with four bytes of which, unless it is huge, the last is zero, or the
// first where somebody has turned them round, and goes on with JSON; frames of length 0
// may come before it. A first line that is an object, or several lines of which most
// are, are JSON Lines; and so is a line too long to see its end.
func sniff(r *bufio.Reader) Format {
	for {
		_, err := r.Peek(min(r.Buffered()+1, r.Size()))
		begin, _ := r.Peek(r.Buffered())
		whole := err != nil
		first, _, ended := bytes.Cut(begin, []byte("\n"))
		switch {
		case capture.Begins(begin):
			return Pcap
		case startsFrame(withoutEmpty(begin)), whole && len(begin) == prefixBytes && len(withoutEmpty(begin)) == 0:
			return Frames
		case ended && !whole && isObject(first):
			return Lines
		case !whole && len(begin) < r.Size():
		case mostlyObjects(begin, whole) || !whole && !bytes.Contains(begin, []byte("\n")):
			return Lines
		default:
			return JSON
		}
	}
}

// startsFrame tells whether a stream begins with the length of a frame and the
// beginning of its body. In UTF-16 every second byte may be zero.
func startsFrame(begin []byte) bool {
	if len(begin) < prefixBytes+2 || begin[3] != 0 && begin[0] != 0 || begin[5] == 0 {
		return false
	}
	return bytes.IndexByte([]byte("{[\"-0123456789tfn \t\r\n"), begin[4]) >= 0
}

// withoutEmpty returns what comes behind frames of length 0.
func withoutEmpty(begin []byte) []byte {
	for len(begin) >= prefixBytes && [prefixBytes]byte(begin) == [prefixBytes]byte{} {
		begin = begin[prefixBytes:]
	}
	return begin
}

func isObject(line []byte) bool {
	line = bytes.TrimSpace(line)
	return len(line) > 0 && line[0] == '{' && json.Valid(line)
}

// mostlyObjects tells whether at least half of several lines are an object each.
// The last one is cut where the text is not whole.
func mostlyObjects(text []byte, whole bool) bool {
	lines := bytes.Split(text, []byte("\n"))
	if !whole {
		lines = lines[:len(lines)-1]
	}
	objects, others := 0, 0
	for _, line := range lines {
		switch {
		case isObject(line):
			objects++
		case len(bytes.TrimSpace(line)) > 0:
			others++
		}
	}
	return objects >= others && objects+others > 1
}
