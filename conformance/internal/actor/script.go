package actor

import (
	"context"
	"sync"
	"time"

	"github.com/besterprotocol/bester/conformance/internal/wire"
)

// Script is what a service does with each connection: it reads the request,
// waits, writes, and then keeps the connection. The zero value reads and never
// answers.
type Script struct {
	Unread bool                              // do not read the request
	Wait   func(ctx context.Context)         // before writing; nil for not at all
	Bytes  func(request wire.Arrival) []byte // to write, framed; nil for none
	Pieces bool                              // write one byte at a time, whatever the transport
	Via    wire.Transport                    // how to write else
	Over   time.Duration                     // write so slowly that it takes this long; 0 for at once
	Then   Ending                            // what comes behind
}

// Ending is what a service does when it has written.
type Ending int

const (
	Keep      Ending = iota // keep the connection open, even if the server closes its side
	EndStream               // end the stream, and keep the connection until the scenario ends
	Close                   // close
	Reset                   // close with a reset, if the network supports that
)

// play plays the script on one connection. It ends early where ctx does.
func (s Script) play(ctx context.Context, x *Exchange) {
	if !s.Unread && !x.await(ctx) {
		return
	}
	if s.Wait != nil {
		s.Wait(ctx)
	}
	if ctx.Err() == nil && s.Bytes != nil {
		s.write(ctx, x)
	}
	s.end(ctx, x)
}

func (s Script) write(ctx context.Context, x *Exchange) {
	bytes := s.Bytes(x.Request)
	switch {
	case s.Over > 0:
		x.Trickle(ctx, bytes, s.Over)
	case s.Pieces:
		x.WritePieces(bytes, "one byte at a time", EveryByte(len(bytes))...)
	default:
		x.Transport = s.Via
		x.Write(bytes)
		x.Flush()
	}
}

func (s Script) end(ctx context.Context, x *Exchange) {
	switch s.Then {
	case EndStream:
		x.CloseWrite()
		<-ctx.Done()
	case Close:
		x.Close()
	case Reset:
		x.Reset()
	default:
		<-ctx.Done()
	}
}

// EveryByte returns the places at which n bytes are cut into single ones.
func EveryByte(n int) []int {
	cuts := make([]int, 0, n)
	for cut := 1; cut < n; cut++ {
		cuts = append(cuts, cut)
	}
	return cuts
}

// Delay returns a wait for as long as delay.
func Delay(delay time.Duration) func(context.Context) {
	return func(ctx context.Context) {
		select {
		case <-time.After(delay):
		case <-ctx.Done():
		}
	}
}

// Gate is a wait that ends for all when it is opened.
type Gate struct {
	once sync.Once
	open chan struct{}
}

// NewGate returns a gate that is shut.
func NewGate() *Gate { return &Gate{open: make(chan struct{})} }

// Open ends the wait. It may be called again.
func (g *Gate) Open() { g.once.Do(func() { close(g.open) }) }

// Wait waits until the gate is open.
func (g *Gate) Wait(ctx context.Context) {
	select {
	case <-g.open:
	case <-ctx.Done():
	}
}

// Gather returns a wait that ends for all when n are waiting.
func Gather(n int) func(context.Context) {
	gate := NewGate()
	var mu sync.Mutex
	waiting := 0
	return func(ctx context.Context) {
		mu.Lock()
		if waiting++; waiting == n {
			gate.Open()
		}
		mu.Unlock()
		gate.Wait(ctx)
	}
}
