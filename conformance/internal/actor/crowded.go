package actor

import (
	"sync"
	"syscall"
	"time"

	"github.com/besterprotocol/bester/conformance/internal/wire"
)

// CrowdedHandler is the handler of a type whose accept queue is full, until
// delay has passed and it plays script. HAND-8
type CrowdedHandler struct {
	timer   *time.Timer
	crowded *crowded

	mu      sync.Mutex // guards what follows
	service *Service
	closed  bool
}

// NewCrowdedHandler listens at path and fills its own accept queue.
func NewCrowdedHandler(messageType, server, path string, delay time.Duration, script Script, recorder *wire.Recorder) (*CrowdedHandler, error) {
	if err := RemoveSocket(path); err != nil {
		return nil, err
	}
	c, err := crowd(syscall.AF_UNIX, &syscall.SockaddrUnix{Name: path})
	if err != nil {
		return nil, err
	}
	h := &CrowdedHandler{crowded: c}
	h.timer = time.AfterFunc(delay, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		if h.closed {
			c.close()
			return
		}
		listener, err := c.listener()
		if err != nil {
			recorder.Spoil(err)
			return
		}
		anything := func(wire.Arrival) []wire.Finding { return nil }
		h.service = newService(HandlerName(messageType), server, listener, anything, script, recorder)
	})
	return h, nil
}

// Close stops listening.
func (h *CrowdedHandler) Close() {
	if h.timer.Stop() {
		h.crowded.close()
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.closed = true
	if h.service != nil {
		h.service.Close()
	}
}
