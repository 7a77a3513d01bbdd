package reference

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"time"

	"github.com/besterprotocol/bester/reference/internal/config"
)

// listener is an open listener and what is done with its connections.
type listener struct {
	net.Listener
	name  string // such as tcp4://127.0.0.1:2223
	serve func(*conn, context.Context)
}

// listen opens all configured listeners and the informer, or none.
func (s *Server) listen() ([]listener, error) {
	var listeners []listener
	for _, l := range s.config.Listeners {
		opened, err := openListener(l)
		if err != nil {
			closeAll(listeners)
			return nil, fmt.Errorf("%s: network.%s: %w", s.config.File, l.Network, err)
		}
		listeners = append(listeners, listener{opened, l.Network + "://" + l.Address, (*conn).serve})
	}
	if s.config.Informer != "" {
		opened, err := openListener(config.Listener{Network: "unix", Address: s.config.Informer})
		if err != nil {
			closeAll(listeners)
			return nil, fmt.Errorf("%s: informer: %w", s.config.File, err)
		}
		listeners = append(listeners, listener{opened, "informer", (*conn).serveInformer})
	}
	for _, l := range listeners {
		s.log.Info("listening", "listener", l.name)
	}
	return listeners, nil
}

func openListener(l config.Listener) (net.Listener, error) {
	if l.Network == "unix" {
		if err := removeStale(l.Address); err != nil {
			return nil, err
		}
	}
	return net.Listen(l.Network, l.Address)
}

// removeStale removes the socket file that a server which did not stop cleanly
// has left behind. One that still answers is left alone, as is any other file.
func removeStale(path string) error {
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if info.Mode()&fs.ModeSocket == 0 {
		return fmt.Errorf("%s is in the way: it is not a socket", path)
	}
	if conn, err := net.DialTimeout("unix", path, time.Second); err == nil {
		conn.Close()
		return fmt.Errorf("%s is in use: another server listens there", path)
	}
	return os.Remove(path)
}
