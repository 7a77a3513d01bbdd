// Package client is a Bester client: it signs in to a server, sends messages,
// and receives reports and deliveries.
package client

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"

	"github.com/besterprotocol/bester/reference/internal/frame"
)

// frameLimit is the largest message accepted from a server, in bytes.
const frameLimit = 16 << 20

// Client is one session. Send and Receive may be called at the same time from
// different goroutines.
type Client struct {
	conn net.Conn

	reading sync.Mutex // held by who reads
	in      *bufio.Reader
}

// Dial connects to the server at address ("tcp" and host:port, or "unix" and a
// path) and signs in. ctx bounds all of it. A refusal is a *Refused.
func Dial(ctx context.Context, network, address, username, password string) (*Client, error) {
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	c := &Client{conn: conn, in: bufio.NewReader(conn)}
	if err := c.signIn(ctx, username, password); err != nil {
		conn.Close()
		return nil, err
	}
	return c, nil
}

// Refused is the error of a server that did not let a user in.
type Refused struct {
	Reason *ReportError // what the server said, nil where it said nothing
}

func (r *Refused) Error() string {
	if r.Reason == nil {
		return "the server refused to let the user in, and gave no reason"
	}
	return "the server refused to let the user in: " + r.Reason.Error()
}

// AUTH-1, AUTH-2
func (c *Client) signIn(ctx context.Context, username, password string) error {
	err := c.write(ctx, map[string]any{
		"header": map[string]any{
			"scope":          "client",
			"authentication": map[string]string{"username": username, "password": password},
		},
		"payload": map[string]any{},
	})
	if err != nil {
		return err
	}
	received, err := c.Receive(ctx)
	if err != nil {
		return fmt.Errorf("signing in: %w", err)
	}
	report := received.Report
	if report == nil || report.ID != authID {
		return errors.New("signing in: the server's first message is no answer to it")
	}
	if !report.Good {
		return &Refused{report.Err}
	}
	return nil
}

// Send sends one message. data is any JSON value. The server's report on it,
// which carries id, comes out of Receive; a server that closes the connection
// while the message is on its way may have said why, and that comes out of
// Receive too. Where ctx ends first, part of the message may be sent: the session
// is of no use then. MSG-1
func (c *Client) Send(ctx context.Context, messageType, id string, data json.RawMessage) error {
	return c.write(ctx, map[string]any{
		"header":  map[string]any{},
		"payload": map[string]any{"type": messageType, "id": id, "data": data},
	})
}

func (c *Client) write(ctx context.Context, message any) error {
	body, err := json.Marshal(message)
	if err != nil {
		return err
	}
	c.conn.SetWriteDeadline(time.Time{})
	stop := context.AfterFunc(ctx, func() { c.conn.SetWriteDeadline(time.Unix(1, 0)) })
	_, err = c.conn.Write(frame.Encode(body))
	if ended := !stop(); ended && err != nil {
		return ctx.Err()
	}
	return err
}

// Receive waits for the server's next message. The error is that of ctx where
// it ended first, which may leave part of a message read: the session is of no
// use then. It is io.EOF where the server closed.
func (c *Client) Receive(ctx context.Context) (Received, error) {
	c.reading.Lock()
	defer c.reading.Unlock()
	c.conn.SetReadDeadline(time.Time{})
	stop := context.AfterFunc(ctx, func() { c.conn.SetReadDeadline(time.Unix(1, 0)) })
	body, err := frame.Read(c.in, frameLimit)
	ended := !stop()
	switch {
	case err == nil:
		return decode(body)
	case ended:
		return Received{}, ctx.Err()
	}
	return Received{}, err
}

// Close ends the session.
func (c *Client) Close() error { return c.conn.Close() }
