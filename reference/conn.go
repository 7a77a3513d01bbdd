package reference

import (
	"bufio"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"os"
	"sync/atomic"
	"time"

	"github.com/besterprotocol/bester/reference/internal/frame"
	"github.com/besterprotocol/bester/reference/internal/message"
)

// lingerTime is how long the server goes on reading a connection that it ends. Closing a
// socket with unread bytes resets it, and a reset may destroy the report that was just
// sent. CONN-11
const lingerTime = time.Second

// conn is one accepted connection. Its goroutine reads a message, serves it,
// and only then reads the next. That keeps the effects in order, and no unserved messages
// pile up. CONN-5, CONN-12
type conn struct {
	server   *Server
	socket   net.Conn
	in       *bufio.Reader
	out      *outbox
	log      *slog.Logger
	stopping atomic.Bool // nothing more is to be read
	leave    func()      // what is to be done when nothing more is served
}

func newConn(s *Server, socket net.Conn, listener string) *conn {
	return &conn{
		server: s,
		socket: socket,
		in:     bufio.NewReader(socket),
		out:    newOutbox(socket, s.config.Timeouts.Write, s.config.Limits.QueueBytes),
		log:    s.log.With("listener", listener, "remote", socket.RemoteAddr().String()),
		leave:  func() {},
	}
}

// serve serves the connection as what its first message says it is. CONN-1
func (c *conn) serve(ctx context.Context) {
	body, err := c.readFirst()
	if err != nil {
		c.ended(err)
		return
	}
	first, refusal := message.DecodeFirst(body)
	switch {
	case refusal != nil && refusal.Code == message.BadCredentials:
		c.refuse(message.AuthID, refusal) // AUTH-3, AUTH-4
	case refusal != nil:
		c.refuse(message.FatalID, refusal) // CONN-2, AUTH-1, PEER-7
	case first.Client != nil:
		c.serveClient(ctx, *first.Client)
	default:
		c.servePeer(ctx, *first.Peer)
	}
}

// never is the deadline of what may take as long as it likes.
var never time.Time

// readFirst returns the body of the first frame, which has to arrive whole
// within the time for authentication. CONN-9
func (c *conn) readFirst() ([]byte, error) {
	end := time.Now().Add(c.server.config.Timeouts.Authentication)
	return c.readBy(end, end)
}

// read returns the body of the next frame, for whose first byte it waits as long
// as it takes.
func (c *conn) read() ([]byte, error) { return c.readBy(never, never) }

// readBy returns the body of the next frame. Its first byte has to arrive by
// begin, and its last by end and within the frame timeout. FRAME-9
func (c *conn) readBy(begin, end time.Time) ([]byte, error) {
	if !c.waitUntil(begin) {
		return nil, io.EOF
	}
	if _, err := c.in.Peek(1); err != nil {
		return nil, c.unlessStopping(err)
	}
	if last := time.Now().Add(c.server.config.Timeouts.Frame); end == never || last.Before(end) {
		end = last
	}
	if !c.waitUntil(end) {
		return nil, io.EOF
	}
	body, err := frame.Read(c.in, c.server.config.Limits.FrameBytes)
	return body, c.unlessStopping(err)
}

// waitUntil sets the deadline of what is read next and reports whether anything
// is: stopReading may have come before, or come in between and then holds.
func (c *conn) waitUntil(deadline time.Time) bool {
	c.socket.SetReadDeadline(deadline)
	return !c.stopping.Load()
}

// unlessStopping returns err, or the end where reading was to stop.
func (c *conn) unlessStopping(err error) error {
	if err != nil && c.stopping.Load() {
		return io.EOF
	}
	return err
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
	case errors.Is(err, os.ErrDeadlineExceeded): // FRAME-9, CONN-9
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

// send puts one frame behind those that are on their way to the other side, and
// reports why where it cannot.
func (c *conn) send(framed []byte) error { return c.out.put(framed) }

// stopReading has the connection end after what it serves.
func (c *conn) stopReading() {
	c.stopping.Store(true)
	c.socket.SetReadDeadline(time.Unix(1, 0))
}

// close closes the connection when everything sent is on its way, in stages:
// the server's stream ends, what still comes is dropped for a while, and then
// the socket is closed. CONN-11
func (c *conn) close() {
	c.out.flush()
	if err := c.out.failure(); err == errQueueFull || err == errTooSlow {
		c.log.Warn("connection closed: the other side does not read", "reason", err)
	}
	if half, ok := c.socket.(interface{ CloseWrite() error }); ok && half.CloseWrite() == nil {
		c.socket.SetReadDeadline(time.Now().Add(lingerTime))
		io.Copy(io.Discard, c.socket)
	}
	c.socket.Close()
}
