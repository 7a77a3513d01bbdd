package reference

import (
	"io"
	"net"
	"testing"
	"testing/synctest"
	"time"
)

// TestTimeoutIsThatOfEachFrame has a reader take longer for all frames than it
// may for each, and another take too long for one.
func TestTimeoutIsThatOfEachFrame(t *testing.T) {
	tests := []struct {
		name  string
		pause time.Duration // before each frame is read
		want  error
	}{
		{"slow", 800 * time.Millisecond, nil},
		{"too slow", 1200 * time.Millisecond, errTooSlow},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server, client := net.Pipe()
				defer client.Close()
				o := newOutbox(server, time.Second, 1<<20)
				for range 5 {
					if err := o.put([]byte("frame")); err != nil {
						t.Fatal(err)
					}
				}
				for range 5 {
					time.Sleep(test.pause)
					io.ReadFull(client, make([]byte, len("frame")))
				}
				o.flush()
				if err := o.failure(); err != test.want {
					t.Errorf("got %v, want %v", err, test.want)
				}
			})
		})
	}
}

// TestOneWhoIsGoneIsNotClosed: what it sent before can still be read. CONN-8
func TestOneWhoIsGoneIsNotClosed(t *testing.T) {
	server, client := net.Pipe()
	o := newOutbox(server, time.Second, 1<<20)
	ended := make(chan struct{})
	o.whenEnded(func() { close(ended) })
	client.Close()
	o.put([]byte("frame"))
	<-ended
	o.flush()
	if o.failure() == nil || o.put([]byte("frame")) == nil {
		t.Error("frames are taken for nobody")
	}
	if _, err := server.Read(make([]byte, 1)); err != io.EOF {
		t.Errorf("reading: got %v, want the end of what was sent", err)
	}
}
