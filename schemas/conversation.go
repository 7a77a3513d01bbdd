package schemas

import (
	"io"
	"sync"
)

// DefaultLimit is how long a body, in bytes, every server should take. FRAME-5
const DefaultLimit = 1 << 20

// Socket says what listens at the address that a connection leads to, and so
// which kinds of message may stand where on it.
type Socket string

// The sockets of Bester.
const (
	ServerSocket   Socket = "server"   // of a server, where clients and peers connect
	HandlerSocket  Socket = "handler"  // of a handler, where its server connects
	InformerSocket Socket = "informer" // of a server, where its handlers ask
)

// Side is one of the two ends of a connection.
type Side int

// The sides of a connection.
const (
	Opener   Side = iota // connected, and speaks first
	Acceptor             // listened
)

// String returns "opener" or "acceptor".
func (s Side) String() string {
	if s == Opener {
		return "opener"
	}
	return "acceptor"
}

// Message is one frame of a conversation, and whether it may stand there.
type Message struct {
	Side   Side   // which end sent it
	Sender string // what that end is: "client" as long as it is not known to be a "peer", "server" or "handler"
	Number int    // counts the frames of its side, from 1
	Offset int64  // of the first byte of its length among the bytes of its side
	Length uint32 // of its body, as it says itself; 0 where it ended before it had said so
	// Kind is what it was held against; where several kinds may stand here and
	// the message says not which it is, the first of them; empty where nothing
	// may stand here and where there is no body.
	Kind Kind
	// Body is the message without its length, nil where it did not come whole.
	// It is the reader's only until the function that is given it returns.
	Body []byte
	// Err is nil where all is well, an *Error where the body is at fault, and
	// a *FrameError where the frame is.
	Err error
}

// Conversation validates the two directions of one connection frame by frame,
// from the connection's first byte on. What passes between a program and its
// server is given to it as well, in each direction so:
//
//	io.Copy(server, io.TeeReader(client, conversation.Stream(schemas.Opener)))
//
// What one side answers must be given to it behind what it answers to, as it is
// where each piece is given to it before it is handed on: the example of a proxy
// does, and hands on the ends of both streams, too.
//
// It may be used by several goroutines at once. It holds one body of each side at
// most, and no large one between frames.
type Conversation struct {
	found func(Message)

	mu       sync.Mutex // guards what follows, and has found called once at a time
	streams  [2]frames
	protocol protocol
}

// NewConversation returns a validator for one connection to a socket, which
// calls found for every frame as soon as its last byte is there. A body longer
// than limit, in bytes, is a violation, and is skipped.
//
// found must not use the conversation, and holds up its writers until it returns.
func NewConversation(socket Socket, limit uint32, found func(Message)) *Conversation {
	c := &Conversation{found: found, protocol: protocolOf(socket)}
	for side := range c.streams {
		c.streams[side].limit = limit
	}
	return c
}

// Stream returns where to write what a side sends, in pieces of any size, and
// to close where the side has ended its stream: an end inside a frame is a
// violation. Writing and closing never fail.
func (c *Conversation) Stream(side Side) io.WriteCloser { return stream{c, side} }

type stream struct {
	conversation *Conversation
	side         Side
}

// Write takes in bytes.
func (s stream) Write(p []byte) (int, error) {
	s.conversation.write(s.side, p)
	return len(p), nil
}

// Close takes in the end.
func (s stream) Close() error {
	s.conversation.end(s.side)
	return nil
}

func (c *Conversation) write(side Side, p []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for len(p) > 0 {
		rest, done, err := c.streams[side].take(p)
		if done {
			c.finish(side, err)
		}
		p = rest
	}
}

func (c *Conversation) end(side Side) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.streams[side].end(); err != nil {
		c.finish(side, err)
	}
}

// finish judges the frame at hand, which is wrong in itself where fault is not nil.
func (c *Conversation) finish(side Side, fault *FrameError) {
	f := &c.streams[side]
	m := Message{Side: side, Number: f.number, Offset: f.offset, Length: f.length}
	if fault != nil {
		m.Err = fault
	} else {
		m.Body = f.body
		m.Kind, m.Err = c.protocol.judge(side, f.number, f.body)
	}
	m.Sender = c.protocol.sender(side)
	c.found(m)
	f.release()
}
