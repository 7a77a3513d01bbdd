// Package handler talks to message handlers: it asks them, and it runs the
// programs of those that the server is to start itself.
package handler

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"syscall"
	"time"

	"github.com/besterprotocol/bester/reference/internal/frame"
)

// What can go wrong with a handler; errors of Ask wrap one of them, or those
// that frame.Read returns for an answer that is empty or too large.
var (
	ErrUnavailable = errors.New("the handler is not there")                  // HAND-4
	ErrTimeout     = errors.New("the handler did not answer in time")        // HAND-6
	ErrClosed      = errors.New("the handler closed without a whole answer") // HAND-5
)

// Ask passes data to the handler that listens at socket, on a connection of
// its own, and returns the body of its answer. Anything behind the answer is
// ignored, and the server's side stays open until then. HAND-1, HAND-2, HAND-3,
// HAND-9
//
// The deadline of ctx bounds the whole of it. limit is the largest answer
// accepted, in bytes.
func Ask(ctx context.Context, socket string, data []byte, limit int) ([]byte, error) {
	conn, err := dial(ctx, socket)
	if err != nil {
		return nil, err
	}
	defer context.AfterFunc(ctx, func() { conn.SetDeadline(time.Unix(1, 0)) })()
	// A handler may answer without reading all it was sent: then the write waits,
	// or fails, although there is an answer to read.
	written := make(chan error, 1)
	go func() {
		_, err := conn.Write(frame.Encode(data))
		written <- err
	}()
	answer, err := frame.Read(conn, limit)
	conn.Close() // which ends a write that still waits
	if writeErr := <-written; err != nil {
		return nil, classify(ctx, errors.Join(err, writeErr))
	}
	return answer, nil
}

// dial connects to socket. Where the handler's accept queue is full it tries
// again until ctx ends. HAND-8
func dial(ctx context.Context, socket string) (net.Conn, error) {
	var dialer net.Dialer
	for pause := time.Millisecond; ; pause = min(2*pause, 50*time.Millisecond) {
		conn, err := dialer.DialContext(ctx, "unix", socket)
		if err == nil {
			return conn, nil
		}
		if !errors.Is(err, syscall.EAGAIN) || !wait(ctx, pause) {
			return nil, fmt.Errorf("%w: %w", ErrUnavailable, err)
		}
	}
}

// wait reports whether pause passed before ctx ended.
func wait(ctx context.Context, pause time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(pause):
		return true
	}
}

// classify says in the terms above why there is no answer.
func classify(ctx context.Context, err error) error {
	var tooLarge *frame.TooLargeError
	switch {
	case errors.Is(err, frame.ErrEmpty), errors.As(err, &tooLarge):
		return err
	case ctx.Err() != nil, errors.Is(err, os.ErrDeadlineExceeded):
		return fmt.Errorf("%w: %w", ErrTimeout, err)
	}
	return fmt.Errorf("%w: %w", ErrClosed, err)
}
