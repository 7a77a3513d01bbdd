package reference

import (
	"bufio"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/besterprotocol/bester/reference/internal/frame"
	"github.com/besterprotocol/bester/reference/internal/message"
)

// How long, and for how many bytes, a connection that the server ends is still
// read: closing a socket with unread bytes resets it, and a reset may destroy
// the report that was just sent.
const (
	lingerTime  = time.Second
	lingerBytes = 1 << 20
)

// conn is one accepted connection. Its goroutine reads a message, serves it,
// and only then reads the next: that keeps the effects in order. CONN-5
type conn struct {
	server   *Server
	socket   net.Conn
	in       *bufio.Reader
	out      *outbox
	log      *slog.Logger
	stopping atomic.Bool // nothing more is to be read
	resting  sync.Once   // nothing more is served
}

func newConn(s *Server, socket net.Conn, listener string) *conn {
	return &conn{
		server: s,
		socket: socket,
		in:     bufio.NewReader(socket),
		out:    newOutbox(socket, s.config.Timeouts.Write, s.config.Limits.QueueBytes),
		log:    s.log.With("listener", listener, "remote", socket.RemoteAddr().String()),
	}
}

// serve serves the connection as what its first message says it is. CONN-1
func (c *conn) serve(ctx context.Context) {
	body, err := c.read(c.server.config.Timeouts.Authentication)
	if err != nil {
		c.ended(err)
		return
	}
	first, refusal := message.DecodeFirst(body)
	switch {
	case refusal != nil && refusal.Code == message.BadCredentials:
		c.refuse(message.AuthID, refusal)
	case refusal != nil:
		c.refuse(message.FatalID, refusal)
	case first.Client != nil:
		c.serveClient(ctx, *first.Client)
	default:
		c.servePeer(ctx, *first.Peer)
	}
}

// read returns the body of the next frame. idle bounds the wait for its first
// byte, 0 for no bound; from there to its last it has the frame timeout. FRAME-9
func (c *conn) read(idle time.Duration) ([]byte, error) {
	if c.stopping.Load() {
		return nil, io.EOF
	}
	var deadline time.Time
	if idle > 0 {
		deadline = time.Now().Add(idle)
	}
	c.socket.SetReadDeadline(deadline)
	if _, err := c.in.Peek(1); err != nil {
		return nil, err
	}
	c.socket.SetReadDeadline(time.Now().Add(c.server.config.Timeouts.Frame))
	return frame.Read(c.in, c.server.config.Limits.FrameBytes)
}

// ended deals with an error of read: a breach of the protocol is fatal, an end
// is an end, and what arrived of a last message is dropped. FRAME-8
func (c *conn) ended(err error) {
	var tooLarge *frame.TooLargeError
	switch {
	case errors.As(err, &tooLarge): // FRAME-7
		c.refuse(message.FatalID, message.Errorf(message.TooLarge, "%v", tooLarge))
	case errors.Is(err, frame.ErrEmpty): // FRAME-6
		c.refuse(message.FatalID, message.Errorf(message.Malformed, "%v", err))
	case errors.Is(err, os.ErrDeadlineExceeded): // FRAME-9
		c.refuse(message.FatalID, message.Errorf(message.Malformed, "the message did not arrive in time"))
	case errors.Is(err, io.ErrUnexpectedEOF):
		c.log.Info("connection ended inside a message, which is dropped")
	default:
		c.log.Debug("connection ended", "reason", err)
	}
}

// refuse reports a fatal error under one of the reserved ids. The caller serves
// nothing more and lets the connection be closed. CONN-6, CONN-7, AUTH-4
func (c *conn) refuse(id string, err *message.Error) {
	c.log.Warn("fatal error", "code", err.Code, "reason", err.Reason)
	c.report(message.Report{ID: message.SpecialID(id), Err: err})
}

// report sends a status report to this connection only. STAT-2
func (c *conn) report(r message.Report) { c.send(frame.Encode(r.Encode())) }

// send puts one frame behind those that are on their way to the other side.
func (c *conn) send(framed []byte) error {
	err := c.out.put(framed)
	if errors.Is(err, errQueueFull) {
		c.log.Warn("connection closed: the other side does not read", "reason", err)
	}
	return err
}

// stopReading has the connection end after what it serves.
func (c *conn) stopReading() {
	c.stopping.Store(true)
	if half, ok := c.socket.(interface{ CloseRead() error }); ok {
		half.CloseRead()
	}
}

// close closes the connection when everything sent is on its way.
func (c *conn) close() {
	c.out.flush()
	if half, ok := c.socket.(interface{ CloseWrite() error }); ok && half.CloseWrite() == nil {
		c.socket.SetReadDeadline(time.Now().Add(lingerTime))
		io.CopyN(io.Discard, c.socket, lingerBytes)
	}
	c.socket.Close()
}
