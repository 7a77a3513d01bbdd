package spec_test

import (
	"encoding/binary"
	"encoding/hex"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestWorkedFrame decodes the hex example of the chapter on framing: the length
// in front has to be that of the body, and the body the message shown above it.
func TestWorkedFrame(t *testing.T) {
	blocks := fences(t, "framing.md", chapters(t)["framing.md"])
	at := slices.IndexFunc(blocks, func(f fence) bool { return f.info == "hex" })
	if at < 1 {
		t.Fatal("framing.md has no hex block with a message above it")
	}
	frame := decodeHexDump(t, blocks[at].text)
	length, body := binary.LittleEndian.Uint32(frame), frame[4:]
	if int(length) != len(body) {
		t.Errorf("the length says %d, the body has %d bytes", length, len(body))
	}
	if message := strings.TrimSpace(blocks[at-1].text); string(body) != message {
		t.Errorf("got body %q, want the message above, %q", body, message)
	}
}

// hexLine matches one line of a dump: offset, bytes, and what is for the eye.
var hexLine = regexp.MustCompile(`^([0-9a-f]{8})  ((?:[0-9a-f]{2} {1,2})+) *(\S.*)$`)

func decodeHexDump(t *testing.T, dump string) []byte {
	t.Helper()
	var all []byte
	for line := range strings.Lines(dump) {
		match := hexLine.FindStringSubmatch(strings.TrimSuffix(line, "\n"))
		if match == nil {
			t.Fatalf("not a line of a dump: %q", line)
		}
		if offset, err := strconv.ParseInt(match[1], 16, 64); err != nil || int(offset) != len(all) {
			t.Fatalf("%q: got offset %d (%v), want %d", line, offset, err, len(all))
		}
		bytes, err := hex.DecodeString(strings.ReplaceAll(match[2], " ", ""))
		if err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		if len(all) > 0 && printable(bytes) != match[3] {
			t.Errorf("%q: got text %q, want %q", line, match[3], printable(bytes))
		}
		all = append(all, bytes...)
	}
	return all
}

// printable returns bytes as a dump shows them: what is not ASCII as a dot.
func printable(bytes []byte) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return '.'
		}
		return r
	}, latin1(bytes))
}

// latin1 makes one character of each byte.
func latin1(bytes []byte) string {
	var b strings.Builder
	for _, c := range bytes {
		b.WriteRune(rune(c))
	}
	return b.String()
}

// TestLengthTable checks the table of lengths and their four bytes.
func TestLengthTable(t *testing.T) {
	for _, row := range tableUnder(t, chapters(t)["framing.md"], "## The frame") {
		n, err := strconv.ParseUint(strings.ReplaceAll(row[0], ",", ""), 10, 32)
		if err != nil {
			t.Fatal(err)
		}
		bytes, err := hex.DecodeString(strings.ReplaceAll(strings.Trim(row[1], "`"), " ", ""))
		if err != nil || len(bytes) != 4 {
			t.Fatalf("%q: got bytes % x, error %v", row, bytes, err)
		}
		if got := binary.LittleEndian.Uint32(bytes); uint64(got) != n {
			t.Errorf("%q: the bytes say %d", row, got)
		}
	}
}
