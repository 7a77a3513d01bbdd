package schemas

import (
	"runtime"
	"strings"
	"testing"
)

// TestManyValuesTakeLittleMemory is about a body half of which is commas, outside of
// its data: there is a token for every two bytes.
func TestManyValuesTakeLittleMemory(t *testing.T) {
	if raceDetector {
		t.Skip("what is measured is what is compiled for the race detector")
	}
	doc := []byte(`{"payload":{"type":"","id":"","data":0},"x":[` + strings.Repeat("1,", 4<<20) + `1]}`)
	for name, use := range map[string]struct {
		work func()
		most uint64 // bytes for each byte of the document
	}{
		"Validate": {func() { _ = Validate(ClientMessage, doc) }, 10},
		"Infer":    {func() { Infer(doc) }, 1},
	} {
		use.work() // what is made once is made before
		if each := allocatedBy(use.work) / uint64(len(doc)); each > use.most {
			t.Errorf("%s takes %d bytes for each byte of the document, want %d at most", name, each, use.most)
		}
	}
}

// allocatedBy returns how many bytes of memory are asked for while work is done.
func allocatedBy(work func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	work()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// TestScannersKeepRoomForTypicalDocuments wants a scanner to keep what it needs for
// the next one, and not what few need.
func TestScannersKeepRoomForTypicalDocuments(t *testing.T) {
	for _, test := range []struct {
		values int
		kept   bool
	}{{10, true}, {2 * mostTokens, false}} {
		s := scan([]byte("["+strings.Repeat("1,", test.values)+"1]"), nil)
		if !s.text(offTheWay) {
			t.Fatal("an array of numbers is not read")
		}
		if s.clear(); (s.tokens != nil) != test.kept || s.doc != nil {
			t.Errorf("room for %d values is kept: %t, want %t", test.values, s.tokens != nil, test.kept)
		}
	}
}
