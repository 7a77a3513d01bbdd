package client

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/besterprotocol/bester/reference/internal/frame"
)

const patience = 20 * time.Second

// server accepts one client, whose messages come out of the channel, and writes
// what goes into reply.
func server(t *testing.T, replies ...string) (address string, messages <-chan string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	received := make(chan string, 10)
	go func() {
		defer close(received)
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		for _, reply := range replies {
			body, err := frame.Read(conn, frameLimit)
			if err != nil {
				return
			}
			received <- string(body)
			conn.Write(frame.Encode([]byte(reply)))
		}
	}()
	return listener.Addr().String(), received
}

func within(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	t.Cleanup(cancel)
	return ctx
}

const welcome = `{"header":{"messageType":"statusReport","status":"good"},"payload":{"id":"auth_special"}}`

func TestClientSignsInSendsAndReceives(t *testing.T) {
	address, messages := server(t, welcome,
		`{"header":{"messageType":"statusReport","status":"bad"},"payload":{"id":"1","error":{"code":"loop","message":"m"},"undelivered":["bob"]}}`,
		`{"header":{"messageType":"receivedMessage"},"payload":{"type":"chat","data":[1.50]}}`,
		`{"header":{"status":"0"},"payload":{"type":"dummy","data":null,"id":"3"}}`,
		`{"header":{"messageType":"news"},"payload":{}}`,
		`{"header":{"messageType":"statusReport","status":"bad","STATUS":"good"},"payload":{"id":"5","Error":{"code":"x"}}}`)
	c, err := Dial(within(t), "tcp", address, "alice", "secret")
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	<-messages
	want := []Received{
		{Report: &Report{ID: "1", Err: &ReportError{"loop", "m"}, Undelivered: []string{"bob"}}},
		{Delivery: &Delivery{"chat", json.RawMessage(`[1.50]`)}},
		{Dummy: &Dummy{"3"}},
		{},
		{Report: &Report{ID: "5"}},
	}
	for _, want := range want {
		if err := c.Send(within(t), "chat", "1", json.RawMessage(`{"n":1.50}`)); err != nil {
			t.Fatal(err)
		}
		if got := <-messages; got != `{"header":{},"payload":{"data":{"n":1.50},"id":"1","type":"chat"}}` {
			t.Errorf("sent %s", got)
		}
		got, err := c.Receive(within(t))
		if err != nil {
			t.Fatal(err)
		}
		want.Body = got.Body
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
	}
	if _, err := c.Receive(within(t)); err != io.EOF {
		t.Errorf("at the end: got %v, want io.EOF", err)
	}
}

func TestDialIsRefused(t *testing.T) {
	address, _ := server(t, `{"header":{"messageType":"statusReport","status":"bad"},"payload":{"id":"auth_special","error":{"code":"bad_credentials","message":"no"}}}`)
	_, err := Dial(within(t), "tcp", address, "alice", "wrong")
	var refused *Refused
	if !errors.As(err, &refused) || refused.Reason.Code != "bad_credentials" {
		t.Errorf("got %v, want a *Refused", err)
	}
	address, _ = server(t, `{"header":{"messageType":"receivedMessage"},"payload":{"type":"chat","data":1}}`)
	if _, err := Dial(within(t), "tcp", address, "alice", "secret"); err == nil || errors.As(err, &refused) {
		t.Errorf("a delivery as the answer: got %v", err)
	}
}

func TestReceiveEndsWithItsContext(t *testing.T) {
	address, _ := server(t, welcome, "never sent")
	c, err := Dial(within(t), "tcp", address, "alice", "secret")
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
	defer cancel()
	if _, err := c.Receive(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

func TestSendEndsWithItsContext(t *testing.T) {
	address, _ := server(t, welcome, "never sent")
	c, err := Dial(within(t), "tcp", address, "alice", "secret")
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := c.Send(ctx, "chat", "1", json.RawMessage(`1`)); !errors.Is(err, context.Canceled) && err != nil {
		t.Errorf("got %v", err)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(welcome))
	f.Add([]byte(`{"header":{"messageType":"receivedMessage"},"payload":null}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		received, err := decode(body)
		if err == nil && received.Report != nil && received.Delivery != nil {
			t.Fatalf("%s is a report and a delivery", body)
		}
	})
}
