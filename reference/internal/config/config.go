// Package config reads server.conf, the JSON dialect of the original daemon
// and what the reference server adds to it.
package config

import (
	"encoding/json"
	"time"
)

// Config is a checked server.conf. Paths are absolute.
type Config struct {
	File      string             // the file it was read from
	Listeners []Listener         // at least one
	Handlers  map[string]Handler // by type
	AdminInfo json.RawMessage    // an object, for serverInfo (INFO-3)
	UsersFile string             // "" where anybody may sign in
	Informer  string             // the path of the informer's socket, "" for none
	Database  bool               // whether the daemon's database is configured, which is not used
	Limits    Limits
	Timeouts  Timeouts
}

// Listener is one address that the server accepts connections at.
type Listener struct {
	Network string // "tcp4", "tcp6" or "unix", as for net.Listen
	Address string // host:port, or a path
}

// Handler is how one type's handler is reached.
type Handler struct {
	Executable string // the program to start, "" for one that runs by itself
	Socket     string // where it listens
}

// Limits bound what others can make the server hold and do.
type Limits struct {
	FrameBytes  int // the largest body accepted (FRAME-4, FRAME-5)
	ChainLength int // handlers that one message may pass (CHAIN-4, CHAIN-5)
	Hops        int // servers that one message may have passed (SERVERS-9)
	Connections int // open at once (CONN-10)
	QueueBytes  int // waiting for one session that does not read
}

// Timeouts bound how long the server waits.
type Timeouts struct {
	Handler        time.Duration // for a handler's answer (HAND-6)
	Frame          time.Duration // from a frame's first byte to its last (FRAME-9)
	Authentication time.Duration // for a connection's first message, from the start to its last byte (CONN-9)
	Connect        time.Duration // for a connection to another server (SERVERS-6)
	Write          time.Duration // for whoever receives to take a frame
	Drain          time.Duration // at the end, for what is being served
}

// The defaults. FRAME-5, HAND-6 and SERVERS-9 recommend theirs.
var (
	DefaultLimits = Limits{
		FrameBytes:  1 << 20,
		ChainLength: 16,
		Hops:        16,
		Connections: 4096,
		QueueBytes:  4 << 20,
	}
	DefaultTimeouts = Timeouts{
		Handler:        30 * time.Second,
		Frame:          30 * time.Second,
		Authentication: 30 * time.Second,
		Connect:        5 * time.Second,
		Write:          10 * time.Second,
		Drain:          10 * time.Second,
	}
)
