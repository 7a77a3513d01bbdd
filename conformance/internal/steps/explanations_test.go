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

func TestPipelinedFrames(t *testing.T) { // FRAME-2
	frame := wire.Frame([]byte(`{}`))
	sent := func(c string) wire.Event { return wire.Event{Action: wire.Sent, Connection: c, Bytes: frame} }
	received := func(c string) wire.Event { return wire.Event{Action: wire.Received, Connection: c, Bytes: frame} }
	tests := []struct {
		name   string
		events []wire.Event
		want   bool
	}{
		{"nothing", nil, false},
		{"one after the other", []wire.Event{sent("a"), received("a"), sent("a")}, false},
		{"two on one connection", []wire.Event{sent("a"), sent("a")}, true},
		{"two on two connections", []wire.Event{sent("a"), sent("b")}, false},
		{"what came went to another connection", []wire.Event{sent("a"), received("b"), sent("a")}, true},
		{"two in one write", []wire.Event{{Action: wire.Sent, Connection: "a", Bytes: slices.Concat(frame, frame)}}, true},
	}
	for _, test := range tests {
		if got := hasPipelined(test.events); got != test.want {
			t.Errorf("%s: got %t, want %t", test.name, got, test.want)
		}
	}
}
