// Package reference is a Bester server: it meets every requirement of the
// specification, in all profiles, and is written to be read.
//
// A message's journey reads from top to bottom: conn.go (frames of one
// connection) → session.go (a signed-in client) or federation.go (a peer) →
// router.go (type → handler → command) → send_clients.go, send_servers.go,
// send_handler.go (one command each).
package reference

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"time"

	"github.com/besterprotocol/bester/reference/internal/account"
	"github.com/besterprotocol/bester/reference/internal/config"
	"github.com/besterprotocol/bester/reference/internal/peer"
)

// Config is a checked server.conf.
type Config = config.Config

// LoadConfig reads and checks the configuration in file. Its error has a line
// for each mistake, with file, member and reason.
func LoadConfig(file string) (Config, error) { return config.Load(file) }

// AddUser writes a user and the hash of the password into a users file, which
// is made where there is none. A server that reads the file lets the user in
// from then on.
func AddUser(file, username, password string) error {
	return account.AddUser(file, username, password)
}

// Server is one Bester server.
type Server struct {
	config   Config
	log      *slog.Logger
	accounts account.Store
	peers    peer.Sender
	sessions *registry
	open     *connections // of clients and peers
	asking   *connections // of the informer
}

// New makes a server that logs to log. The error is that of the users file.
func New(config Config, log *slog.Logger) (*Server, error) {
	accounts, err := openAccounts(config, log)
	if err != nil {
		return nil, err
	}
	return &Server{
		config:   config,
		log:      log,
		accounts: accounts,
		peers:    peer.Sender{ConnectTimeout: config.Timeouts.Connect, WriteTimeout: config.Timeouts.Write},
		sessions: newRegistry(),
		open:     newConnections(config.Limits.Connections),
		asking:   newConnections(config.Limits.Connections),
	}, nil
}

func openAccounts(config Config, log *slog.Logger) (account.Store, error) {
	if config.Database {
		log.Warn("the configuration's database is not used: accounts are those of the member accounts")
	}
	if config.UsersFile == "" {
		log.Warn(`accounts are "open": any username with any password signs in`)
		return account.Open{}, nil
	}
	store, err := account.OpenFile(config.UsersFile)
	if err != nil {
		return nil, fmt.Errorf("%s: accounts.file: %w", config.File, err)
	}
	return store, nil
}

// Serve listens, starts the handlers' programs, and serves until ctx ends. Then
// it drains: nothing new is accepted, what is being served is finished within
// the drain timeout, connections are closed and programs are stopped. The
// error says why it could not listen; it is nil after a drain.
func (s *Server) Serve(ctx context.Context) error {
	listeners, err := s.listen()
	if err != nil {
		return err
	}
	stopPrograms := s.startPrograms()
	defer stopPrograms()

	serving, abandon := context.WithCancel(context.Background())
	defer abandon()
	var accepting sync.WaitGroup
	for _, l := range listeners {
		accepting.Go(func() { s.accept(serving, l) })
	}
	s.log.Info("serving")
	<-ctx.Done()
	s.drain(listeners, abandon)
	accepting.Wait()
	s.log.Info("stopped")
	return nil
}

// drain ends every connection when what is being served is finished, or when
// the drain timeout is over. The informer goes last: handlers that still work
// may need it. CONN-13
func (s *Server) drain(listeners []listener, abandon context.CancelFunc) {
	s.log.Info("draining", "timeout", s.config.Timeouts.Drain)
	groups := []*connections{s.open, s.asking}
	late := time.AfterFunc(s.config.Timeouts.Drain, func() {
		s.log.Warn("the drain timeout is over: what is still being served is given up")
		abandon()
		for _, group := range groups {
			group.closeAll()
		}
	})
	defer late.Stop()
	for _, group := range groups {
		for _, l := range listeners {
			if l.group == group {
				l.Close()
			}
		}
		group.drain()
	}
}

// accept serves the connections that arrive at l until l is closed.
func (s *Server) accept(ctx context.Context, l listener) {
	for {
		accepted, err := l.Accept()
		switch {
		case errors.Is(err, net.ErrClosed):
			return
		case err != nil: // too many open files, for example: others may close theirs
			s.log.Error("accepting a connection failed, trying again", "listener", l.name, "reason", err)
			time.Sleep(50 * time.Millisecond)
			continue
		}
		s.start(ctx, l, accepted)
	}
}

// start serves one accepted connection in a goroutine of its own, or refuses
// it where there are too many. CONN-10
func (s *Server) start(ctx context.Context, l listener, accepted net.Conn) {
	c := newConn(s, accepted, l.name)
	if !l.group.add(c) {
		c.log.Warn("connection refused: too many are open, or the server stops", "limit", l.group.limit)
		accepted.Close()
		return
	}
	go func() {
		l.serve(c, ctx)
		l.group.served(c)
		c.leave()
		c.close()
		l.group.remove(c)
	}()
}
