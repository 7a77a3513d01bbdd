package schemas

import (
	"math"
	"strconv"
	"syscall"
	"testing"
)

// TestNoDocumentIsLongerThanAFrame wants one to be refused whose length the four
// bytes in front of a body cannot say.
func TestNoDocumentIsLongerThanAFrame(t *testing.T) {
	if strconv.IntSize < 64 {
		t.Skip("there is no such document")
	}
	doc := zeros(t, math.MaxUint32+1)
	got := violations(t, ClientMessage, doc)
	if len(got) != 1 || got[0].Keyword != KeywordSize || got[0].Requirement != "FRAME-1" {
		t.Errorf("got %v", got)
	}
	if found := Infer(doc); found != nil {
		t.Errorf("it is taken for %v", found)
	}
}

// zeros returns as many bytes as there may be addresses for: they take no memory as
// long as nobody looks into them.
func zeros(t *testing.T, length uint64) []byte {
	t.Helper()
	bytes, err := syscall.Mmap(-1, 0, int(length), syscall.PROT_READ, syscall.MAP_ANON|syscall.MAP_PRIVATE|syscall.MAP_NORESERVE)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := syscall.Munmap(bytes); err != nil {
			t.Error(err)
		}
	})
	return bytes
}
