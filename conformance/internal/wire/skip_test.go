package wire

import (
	"context"
	"net"
	"testing"
	"time"
)

// TestSkippedFrameLeavesNoDeadline: what is read after the timeout of SkipFrame has passed is a
// frame, and not the end of the connection.
func TestSkippedFrameLeavesNoDeadline(t *testing.T) {
	const timeout = 20 * time.Millisecond
	server, socket := net.Pipe()
	defer server.Close()
	go server.Write(Frame([]byte("1")))
	if err := SkipFrame(socket, timeout); err != nil {
		t.Fatal(err)
	}
	time.Sleep(2 * timeout) // the deadline has passed
	c := NewDeafConn(Ends{Name: "alice", Server: "S1"}, socket, NewRecorder())
	defer c.Close()
	c.Hear(func(Arrival) []Finding { return nil })
	go server.Write(Frame([]byte("2")))
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if a, err := c.Next(ctx); err != nil || a.Value.Text != "2" {
		t.Errorf("got %v, %v; want the number 2", a.Value, err)
	}
}
