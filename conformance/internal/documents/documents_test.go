package documents

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/besterprotocol/bester/conformance/internal/capture"
)

// read returns a line for each document that r holds.
func read(t *testing.T, r io.Reader, file string, format Format) []string {
	t.Helper()
	var found []string
	err := Read(r, File{Name: file, Format: format}, func(d Document) error {
		line := fmt.Sprintf("%s %d, line %d, byte %d: %q", d.Format, d.Index, d.Line, d.Offset, d.Text)
		if d.Fault != nil {
			line += fmt.Sprintf(" %s %s", d.Fault.Requirement, d.Fault.Message)
		}
		found = append(found, line)
		return nil
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func frame(body string) string { return length(len(body)) + body }

func length(n int) string { return string(binary.LittleEndian.AppendUint32(nil, uint32(n))) }

func TestRead(t *testing.T) {
	huge := strings.Repeat(" ", MaxPart+1)
	tests := []struct {
		name, file, text string
		want             []string
	}{
		{"one document", "a.json", "{}\n{}\n", []string{`json 1, line 1, byte 0: "{}\n{}\n"`}},
		{"one empty document", "a.json", "", []string{`json 1, line 1, byte 0: ""`}},
		{"no lines", "a.ndjson", "", nil},
		{"lines", "a.jsonl", "{}\n\n \r\n[]\r\nx", []string{
			`ndjson 1, line 1, byte 0: "{}"`, `ndjson 2, line 4, byte 7: "[]\r"`, `ndjson 3, line 5, byte 11: "x"`}},
		{"a line too long", "a.NDJSON", "1\n" + huge + "\n2\n", []string{
			`ndjson 1, line 1, byte 0: "1"`,
			`ndjson 2, line 2, byte 2: ""  the line has 8388610 bytes and was not read: the limit is 8388608`,
			`ndjson 3, line 3, byte 8388612: "2"`}},
		{"frames", "a.bester", frame("{}") + frame("é\n"), []string{
			`frames 1, line 0, byte 4: "{}"`, `frames 2, line 0, byte 10: "é\n"`}},
		{"a frame of no length", "a.bester", frame("") + frame("1"), []string{
			`frames 1, line 0, byte 4: "" FRAME-6 the frame has the length 0`, `frames 2, line 0, byte 8: "1"`}},
		{"a frame too long", "a.bester", frame(huge) + frame("1"), []string{
			`frames 1, line 0, byte 4: ""  the frame has 8388609 bytes and was not read: the limit is 8388608`,
			`frames 2, line 0, byte 8388617: "1"`}},
		{"a length that is cut", "a.bester", frame("1") + "\x01\x00", []string{
			`frames 1, line 0, byte 4: "1"`,
			`frames 2, line 0, byte 5: "\x01\x00" FRAME-8 the file ends inside a frame, behind 2 of the 4 bytes of its length`}},
		{"a body that is cut", "a.bester", length(9) + "{}", []string{
			`frames 1, line 0, byte 4: "{}" FRAME-8 the file ends inside a frame, behind 2 of the 9 bytes that its length promises`}},
		{"a long body that is cut", "a.bester", length(1<<32-1) + "{}", []string{
			`frames 1, line 0, byte 4: "" FRAME-8 the file ends inside a frame, behind 2 of the 4294967295 bytes that its length promises`}},
		{"a length written the other way round", "a.bester", "\x00\x00\x00\x02{}", []string{
			`frames 1, line 0, byte 4: "" FRAME-1 the file ends inside a frame, behind 2 of the 33554432 bytes that its length promises`}},
		{"framed by its looks, behind a frame of length 0", "-", "\x00\x00\x00\x00" + frame("{}"), []string{
			`frames 1, line 0, byte 4: "" FRAME-6 the frame has the length 0`, `frames 2, line 0, byte 8: "{}"`}},
		{"a frame of length 0 by its looks", "-", "\x00\x00\x00\x00", []string{`frames 1, line 0, byte 4: "" FRAME-6 the frame has the length 0`}},
		{"framed by its looks", "-", frame("{}"), []string{`frames 1, line 0, byte 4: "{}"`}},
		{"lines by their looks", "x.log", "{}\n{}\n", []string{`ndjson 1, line 1, byte 0: "{}"`, `ndjson 2, line 2, byte 3: "{}"`}},
		{"lines of which the first is broken", "-", "{\n{}\n{}\n", []string{
			`ndjson 1, line 1, byte 0: "{"`, `ndjson 2, line 2, byte 2: "{}"`, `ndjson 3, line 3, byte 5: "{}"`}},
		{"one document on several lines", "-", "{\n\"a\":1}\n", []string{`json 1, line 1, byte 0: "{\n\"a\":1}\n"`}},
		{"a long line by its looks", "-", `"` + strings.Repeat("x", bufferSize) + "\n1", []string{
			`ndjson 1, line 1, byte 0: "\"` + strings.Repeat("x", bufferSize) + `"`, fmt.Sprintf(`ndjson 2, line 2, byte %d: "1"`, bufferSize+2)}},
		{"UTF-16", "-", "{\x00\n\x00{\x00}\x00", []string{`json 1, line 1, byte 0: "" JSON-8 not JSON: the file is UTF-16LE, where UTF-8 is wanted`}},
		{"framed by its looks, the length written the other way round", "-", "\x00\x00\x00\x02{}", []string{
			`frames 1, line 0, byte 4: "" FRAME-1 the file ends inside a frame, behind 2 of the 33554432 bytes that its length promises`}},
		{"nothing to look at", "-", "", []string{`json 1, line 1, byte 0: ""`}},
	}
	for _, test := range tests {
		for _, pieces := range []func(io.Reader) io.Reader{func(r io.Reader) io.Reader { return r }, iotest.HalfReader, iotest.DataErrReader} {
			got := read(t, pieces(strings.NewReader(test.text)), test.file, "")
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", test.name, diff)
			}
		}
	}
}

// TestReadOfAnotherFormat wants to be told once where an input is plainly not what it
// counts as, and not of every line of it.
func TestReadOfAnotherFormat(t *testing.T) {
	const message = `{"payload":{"type":"chat","data":null,"id":"1"}}` + "\n"
	utf16 := strings.Join(strings.Split(strings.Repeat(message, 3), ""), "\x00") + "\x00"
	tests := []struct{ name, file, text, want string }{
		{"lines in UTF-16", "a.ndjson", utf16, "ndjson 1, line 1, byte 0: \"\" JSON-8 not JSON: the file is UTF-16LE, where UTF-8 is wanted"},
		{"lines in UTF-16 with a mark", "-", "\xFF\xFE" + utf16, "json 1, line 1, byte 0: \"\" JSON-8 not JSON: the file is UTF-16, where UTF-8 is wanted"},
		{"frames in JSON", "a.json", frame(message) + frame(message), "json 1, line 1, byte 0: \"\" JSON-1 not JSON: the file begins with the length of a frame"},
		{"frames in lines", "a.ndjson", frame(message) + frame(message), "ndjson 1, line 1, byte 0: \"\" JSON-1 not JSON: the file begins with the length of a frame"},
		{"lines in frames", "a.bester", message + message, "frames 1, line 0, byte 0: \"\" FRAME-1 no frame: the file is text, without a length before it"},
		{"a compressed log", "a.ndjson", "\x1f\x8b\x08\x00\x00\n\n", "ndjson 1, line 1, byte 0: \"\" JSON-1 not JSON: the file is compressed"},
		{"a capture", "a.json", "\x0a\x0d\x0d\x0a", "json 1, line 1, byte 0: \"\" JSON-1 not JSON: the file begins as captures do"},
		{"a program", "-", "\x7fELF\x02\x01\x01" + strings.Repeat("\x00\x01\n", 9), "json 1, line 1, byte 0: \"\" JSON-1 not JSON: the file is no text"},
		{"a file that was never written", "-", strings.Repeat("\x00", 4096), "json 1, line 1, byte 0: \"\" JSON-1 not JSON: the file is no text"},
	}
	for _, test := range tests {
		if diff := cmp.Diff([]string{test.want}, read(t, strings.NewReader(test.text), test.file, "")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
	}
	spoiled := strings.Repeat("\x00", 20) + "\n" + strings.Repeat(message, 20)
	for _, text := range []io.Reader{strings.NewReader(spoiled), iotest.OneByteReader(strings.NewReader(spoiled))} {
		if got := read(t, text, "a.ndjson", ""); len(got) != 21 {
			t.Errorf("one spoiled line keeps others from being read: got %q", got)
		}
	}
}

func TestReadTellsBeforeItWaits(t *testing.T) {
	reader, writer := io.Pipe()
	go func() {
		writer.Write([]byte("{}\n"))
		writer.Write([]byte("[]\n"))
		writer.Close()
	}()
	var events []string
	err := Read(reader, File{Name: "-"}, func(d Document) error {
		events = append(events, string(d.Text))
		return nil
	}, func() error {
		events = append(events, "waits")
		return nil
	})
	if diff := cmp.Diff([]string{"waits", "{}", "waits", "[]", "waits"}, events); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

// textFormats are those of which any bytes may be.
var textFormats = []Format{JSON, Lines, Frames, YAML}

func TestReadErrors(t *testing.T) {
	broken := errors.New("the disk is on fire")
	ignore := func(Document) error { return nil }
	for _, format := range textFormats {
		if err := Read(iotest.ErrReader(broken), File{Name: "-", Format: format}, ignore, nil); !errors.Is(err, broken) {
			t.Errorf("%s: got %v", format, err)
		}
		if err := Read(strings.NewReader("\x01\x00\x00\x001"), File{Name: "-", Format: format}, func(Document) error { return broken }, nil); !errors.Is(err, broken) {
			t.Errorf("%s: got %v of each", format, err)
		}
	}
	if err := Read(strings.NewReader(strings.Repeat(" ", MaxWhole+1)), File{Name: "a.json"}, ignore, nil); !errors.Is(err, ErrTooLong) {
		t.Errorf("got %v", err)
	}
}

func TestFind(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, file := range []string{"a.json", "logs/b.ndjson", "logs/deep/c.bester", "logs/picture.png", "empty/readme"} {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("logs", "link"); err != nil {
		t.Fatal(err)
	}
	const nothingHere = "no file in this folder is called *.bester, *.conf, *.json, *.jsonl, *.ndjson, *.pcap, *.pcapng, *.yaml, *.yml"
	tests := []struct {
		args, files, errs string
	}{
		{"link", "link/b.ndjson link/deep/c.bester", ""},
		{"logs/ ./logs//deep", "logs/b.ndjson logs/deep/c.bester logs/deep/c.bester", ""},
		{"- a.json gone.json logs/picture.png", "- a.json gone.json logs/picture.png", ""},
		{"logs", "logs/b.ndjson logs/deep/c.bester", ""},
		{"*.json lo*", "a.json logs/b.ndjson logs/deep/c.bester", ""},
		{"e*y [ae]* lo*", "a.json logs/b.ndjson logs/deep/c.bester", "empty: " + nothingHere + "\nempty: " + nothingHere},
		{"x* a.json", "a.json", "x*: no file matches this pattern"},
		{"[ a.json", "a.json", "[: syntax error in pattern"},
		{"empty a.json", "a.json", "empty: " + nothingHere},
	}
	for _, test := range tests {
		files, errs := Find(strings.Fields(test.args))
		if got := strings.Join(files, " "); got != test.files {
			t.Errorf("%s: got %s", test.args, got)
		}
		if got := errors.Join(errs...); fmt.Sprint(got) != test.errs && (got != nil || test.errs != "") {
			t.Errorf("%s: got error %v", test.args, got)
		}
	}
}

func TestFindOfNoName(t *testing.T) {
	if files, errs := Find([]string{""}); len(files) != 0 || len(errs) != 1 {
		t.Errorf("got %q and %v", files, errs)
	}
}

// FuzzRead wants of any bytes, in any format, documents that stand where they say.
func FuzzRead(f *testing.F) {
	f.Add("{}\n\n[]\r\nx")
	f.Add(frame("{}") + frame("") + length(9) + "{}")
	f.Add("\x00\x00\x00\x02{}")
	f.Fuzz(func(t *testing.T, text string) {
		formats := textFormats
		if !capture.Begins([]byte(text)) {
			formats = append(slices.Clone(formats), "")
		}
		for _, format := range formats {
			index := 0
			err := Read(strings.NewReader(text), File{Name: "-", Format: format}, func(d Document) error {
				if index++; d.Index != index {
					t.Fatalf("%s: document %d has the index %d", format, index, d.Index)
				}
				if !strings.HasPrefix(text[d.Offset:], string(d.Text)) {
					t.Fatalf("%s: %q does not stand at %d of %q", format, d.Text, d.Offset, text)
				}
				if d.Format != Frames && d.Line != 1+strings.Count(text[:d.Offset], "\n") {
					t.Fatalf("%s: byte %d of %q is not on line %d", format, d.Offset, text, d.Line)
				}
				return nil
			}, nil)
			if err != nil {
				t.Fatalf("%s: %v", format, err)
			}
		}
	})
}
