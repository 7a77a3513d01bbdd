package peer

import (
	"context"
	"io"
	"net"
	"testing"
	"time"
)

func TestCheckAddress(t *testing.T) { // SERVERS-5
	good := []string{"127.0.0.1:2223", "example.org:1", "localhost:65535", "[::1]:2223", "[2001:db8::1]:80", "a-b.c_d:7", "example.org.:1", "7.example:1"}
	bad := []string{
		"", ":", "127.0.0.1", "127.0.0.1:", ":2223", "127.0.0.1:0", "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:+80",
		"127.0.0.1:http", "::1:2223", "[::1]", "[::1]2223", "[127.0.0.1]:2223", "[example.org]:2223", "[]:1", "::1",
		"a b:1", "http://example.org:80", "example.org:80/path", "user@example.org:80", "a\x00b:1", "[fe80::1%eth0]:1", "münchen.example:1", "*:1", "127.0.0.1:2223 ", "127.1:80", "999.1.1.1:80", "2130706433:80", "example.7:80",
	}
	for _, address := range good {
		if err := CheckAddress(address); err != nil {
			t.Errorf("%q: %v", address, err)
		}
	}
	for _, address := range bad {
		if CheckAddress(address) == nil {
			t.Errorf("%q was accepted", address)
		}
	}
}

func TestSend(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	received := make(chan []byte, 1)
	go func() {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		body, _ := io.ReadAll(conn)
		received <- body
	}()
	sender := Sender{ConnectTimeout: 10 * time.Second, WriteTimeout: 10 * time.Second}
	if err := sender.Send(context.Background(), listener.Addr().String(), []byte("frame")); err != nil {
		t.Fatal(err)
	}
	if got := <-received; string(got) != "frame" {
		t.Errorf("got %q, want one frame and the end", got)
	}
}

func TestSendGivesUp(t *testing.T) { // SERVERS-6
	sender := Sender{ConnectTimeout: 10 * time.Second, WriteTimeout: 50 * time.Millisecond}
	listener, err := net.Listen("tcp", "127.0.0.1:0") // accepts in the kernel, reads nothing
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	t.Run("on a peer that reads nothing", func(t *testing.T) {
		if err := sender.Send(context.Background(), listener.Addr().String(), make([]byte, 64<<20)); err == nil {
			t.Error("64 MiB were taken by nobody")
		}
	})
	t.Run("when the server stops", func(t *testing.T) {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		patient := Sender{ConnectTimeout: time.Hour, WriteTimeout: time.Hour}
		if err := patient.Send(ctx, listener.Addr().String(), []byte("frame")); err == nil {
			t.Error("sent after the end")
		}
	})
}
