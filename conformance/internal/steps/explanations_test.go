package steps

import (
	"slices"
	"testing"

	"github.com/besterprotocol/bester/conformance/internal/wire"
)

func TestSeveralFramesInOneWrite(t *testing.T) { // FRAME-2
	frame := wire.Frame([]byte(`{}`))
	tests := []struct {
		name  string
		event wire.Event
		want  bool
	}{
		{"one frame", wire.Event{Action: wire.Sent, Bytes: frame}, false},
		{"two frames", wire.Event{Action: wire.Sent, Bytes: slices.Concat(frame, frame)}, true},
		{"a frame and the beginning of another", wire.Event{Action: wire.Sent, Bytes: slices.Concat(frame, frame[:2])}, true},
		{"the beginning of a frame", wire.Event{Action: wire.Sent, Bytes: frame[:5]}, false},
		{"the beginning of a length", wire.Event{Action: wire.Sent, Bytes: frame[:2]}, false},
		{"two frames from the server", wire.Event{Action: wire.Received, Bytes: slices.Concat(frame, frame)}, false},
	}
	for _, test := range tests {
		if got := isSeveralFrames(test.event); got != test.want {
			t.Errorf("%s: got %t, want %t", test.name, got, test.want)
		}
	}
}
