package frame

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"testing"
	"testing/iotest"
)

const limit = 1 << 20

func TestReadReassemblesHoweverBytesArrive(t *testing.T) { // FRAME-2
	for _, size := range []int{1, 2, 127, firstBuffer - 1, firstBuffer, firstBuffer + 1, 3 * firstBuffer, 65536, limit} {
		body := bytes.Repeat([]byte("x"), size)
		readers := map[string]func(io.Reader) io.Reader{
			"whole":             func(r io.Reader) io.Reader { return r },
			"byte by byte":      iotest.OneByteReader,
			"in halves":         iotest.HalfReader,
			"end with the data": iotest.DataErrReader,
		}
		for name, wrap := range readers {
			t.Run(fmt.Sprintf("%d bytes %s", size, name), func(t *testing.T) {
				got, err := Read(wrap(bytes.NewReader(Encode(body))), limit)
				if err != nil {
					t.Fatal(err)
				}
				if !bytes.Equal(got, body) {
					t.Errorf("got %d bytes, want the %d sent", len(got), size)
				}
			})
		}
	}
}

func TestReadLeavesTheNextFrame(t *testing.T) {
	input := bytes.NewReader(append(Encode([]byte("one")), Encode([]byte("two"))...))
	for _, want := range []string{"one", "two"} {
		got, err := Read(input, limit)
		if err != nil || string(got) != want {
			t.Fatalf("got %q, %v, want %q", got, err, want)
		}
	}
	if _, err := Read(input, limit); err != io.EOF {
		t.Errorf("behind the last frame: got %v, want io.EOF", err)
	}
}

func TestReadRefuses(t *testing.T) {
	tooLarge := func(n uint32) []byte { return binary.LittleEndian.AppendUint32(nil, n) }
	tests := []struct {
		name  string
		input []byte
		want  func(error) bool
	}{
		{"a length of zero", []byte{0, 0, 0, 0}, is(ErrEmpty)},                     // FRAME-6
		{"one byte above the limit", tooLarge(limit + 1), isTooLarge},              // FRAME-7
		{"2^31", tooLarge(1 << 31), isTooLarge},                                    // FRAME-7
		{"2^32-1", tooLarge(1<<32 - 1), isTooLarge},                                // FRAME-7
		{"an end inside the prefix", []byte{1, 0, 0}, is(io.ErrUnexpectedEOF)},     // FRAME-8
		{"an end behind the prefix", []byte{1, 0, 0, 0}, is(io.ErrUnexpectedEOF)},  // FRAME-8
		{"an end inside the body", []byte{2, 0, 0, 0, 1}, is(io.ErrUnexpectedEOF)}, // FRAME-8
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			body, err := Read(bytes.NewReader(test.input), limit)
			if body != nil || !test.want(err) {
				t.Errorf("got %q, %v", body, err)
			}
		})
	}
}

func is(want error) func(error) bool { return func(err error) bool { return errors.Is(err, want) } }

func isTooLarge(err error) bool {
	var tooLarge *TooLargeError
	return errors.As(err, &tooLarge)
}

func TestReadReservesOnlyAsBytesArrive(t *testing.T) { // FRAME-7
	var stalled bytes.Buffer
	binary.Write(&stalled, binary.LittleEndian, uint32(64<<20))
	input := stalled.Bytes()
	reserved := testing.Benchmark(func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			Read(bytes.NewReader(input), 64<<20)
		}
	}).AllocedBytesPerOp()
	if reserved > 2*firstBuffer {
		t.Errorf("a frame of 64 MiB that only announces itself cost %d bytes, want at most %d", reserved, 2*firstBuffer)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte{0, 0, 0, 0})
	f.Add([]byte{255, 255, 255, 255, 1})
	f.Add(Encode([]byte(`{"a":1}`)))
	f.Fuzz(func(t *testing.T, input []byte) {
		const limit = 1 << 12
		body, err := Read(bytes.NewReader(input), limit)
		if err != nil {
			if body != nil {
				t.Fatalf("an error and a body: %v, %q", err, body)
			}
			return
		}
		if len(body) == 0 || len(body) > limit || !bytes.HasPrefix(input, Encode(body)) {
			t.Fatalf("read %q from % x", body, input)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	for _, size := range []int{300, 65536} {
		framed := Encode(bytes.Repeat([]byte("x"), size))
		b.Run(fmt.Sprintf("%d bytes", size), func(b *testing.B) {
			b.SetBytes(int64(len(framed)))
			b.ReportAllocs()
			input := bytes.NewReader(framed)
			for b.Loop() {
				input.Reset(framed)
				if _, err := Read(input, limit); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkWrite(b *testing.B) {
	for _, size := range []int{300, 65536} {
		body := bytes.Repeat([]byte("x"), size)
		b.Run(fmt.Sprintf("%d bytes", size), func(b *testing.B) {
			b.SetBytes(int64(size))
			b.ReportAllocs()
			for b.Loop() {
				io.Discard.Write(Encode(body))
			}
		})
	}
}
