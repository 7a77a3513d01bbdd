// Package tap is a proxy between two sides of Bester that has every frame judged as
// it passes, and changes none.
package tap

import (
	"context"
	"errors"
	"io"
	"net"
	"sync"
	"syscall"
	"time"

	"github.com/besterprotocol/bester/schemas"
)

const (
	mostConnections = 1000     // that are carried at a time, as far as files allow; others wait to be accepted
	otherFiles      = 16       // that are open beside those of connections
	bufferBytes     = 32 << 10 // that are read at a time
	pause           = 10 * time.Millisecond
)

// Tap says what a proxy connects, and who is told of what passes.
type Tap struct {
	Socket  schemas.Socket // what listens where the tap connects to
	Connect Address
	Timeout time.Duration // to bound how long a connection there takes
	Limit   uint32        // above which a body is not judged, in bytes

	// Message is told of each frame before its last byte is passed on, and holds
	// up its connection until it returns; Trouble of a connection that cannot be
	// carried. Connections are numbered from 1, as they are opened. Both are called
	// by several goroutines, for one connection by one at a time.
	Message func(connection int, m schemas.Message)
	Trouble func(connection int, err error)
}

// Serve accepts connections from l and carries them until ctx ends, which is no
// error. Before it returns, all are closed, and so is l.
func (t *Tap) Serve(ctx context.Context, l net.Listener) error {
	ctx, cancel := context.WithCancel(ctx)
	var carried sync.WaitGroup
	defer carried.Wait()
	defer cancel()
	defer context.AfterFunc(ctx, func() { l.Close() })()
	defer l.Close()

	slots := make(chan struct{}, atATime())
	for number := 1; ; number++ {
		select {
		case slots <- struct{}{}:
		case <-ctx.Done():
			return nil
		}
		opener, err := accept(ctx, l)
		if ctx.Err() != nil {
			return nil
		} else if err != nil {
			return err
		}
		carried.Go(func() {
			defer func() { <-slots }()
			t.carry(ctx, number, opener)
		})
	}
}

// accept waits, where there are too many open files, until there are fewer.
func accept(ctx context.Context, l net.Listener) (net.Conn, error) {
	for {
		conn, err := l.Accept()
		if ctx.Err() != nil && conn != nil {
			conn.Close()
		}
		if !errors.Is(err, syscall.EMFILE) && !errors.Is(err, syscall.ENFILE) || ctx.Err() != nil {
			return conn, err
		}
		time.Sleep(pause)
	}
}

// atATime returns how many connections are carried at a time, each of which takes
// two files of those that the process may open.
func atATime() int {
	var files syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &files); err != nil {
		return mostConnections
	}
	return int(min(mostConnections, (max(files.Cur, otherFiles+2)-otherFiles)/2))
}

// carry connects one connection on, and returns when both directions have ended.
func (t *Tap) carry(ctx context.Context, number int, opener net.Conn) {
	acceptor, err := t.Connect.dial(ctx, t.Timeout)
	if err != nil {
		reset(opener)
		if ctx.Err() == nil {
			t.Trouble(number, err)
		}
		return
	}
	closeBoth := func() { opener.Close(); acceptor.Close() }
	defer closeBoth()
	defer context.AfterFunc(ctx, closeBoth)()

	conversation := schemas.NewConversation(t.Socket, t.Limit, func(m schemas.Message) { t.Message(number, m) })
	var directions sync.WaitGroup
	directions.Go(func() { pass(opener, acceptor, conversation.Stream(schemas.Opener)) })
	directions.Go(func() { pass(acceptor, opener, conversation.Stream(schemas.Acceptor)) })
	directions.Wait()
}

// pass hands on what one side sends until it ends its stream or the other side
// takes no more. What comes the other way is not touched, unless by a reset.
func pass(from, to net.Conn, judged io.WriteCloser) {
	buffer := make([]byte, bufferBytes)
	for {
		n, err := from.Read(buffer)
		judged.Write(buffer[:n])
		if _, err := to.Write(buffer[:n]); err != nil {
			return
		}
		switch {
		case errors.Is(err, io.EOF):
			judged.Close()
			to.(interface{ CloseWrite() error }).CloseWrite()
			return
		case errors.Is(err, net.ErrClosed): // by the tap, which ends
			return
		case err != nil: // most often a reset; and nothing more will come
			judged.Close()
			reset(to)
			return
		}
	}
}

// reset closes a connection at once, by a reset where it is of TCP.
func reset(conn net.Conn) {
	if tcp, ok := conn.(*net.TCPConn); ok {
		tcp.SetLinger(0)
	}
	conn.Close()
}
