package reference

import (
	"context"
	"errors"
	"fmt"
	"net"

	"github.com/besterprotocol/bester/reference/internal/config"
	"github.com/besterprotocol/bester/reference/internal/socket"
)

// listener is an open listener and what is done with its connections.
type listener struct {
	net.Listener
	name  string       // such as tcp4://127.0.0.1:2223
	group *connections // that its connections are of
	serve func(*conn, context.Context)
}

// listen opens all configured listeners and the informer, or none.
func (s *Server) listen() ([]listener, error) {
	var all []listener
	open := func(member string, l config.Listener, opened listener) (err error) {
		if opened.Listener, err = openListener(l); err != nil {
			return fmt.Errorf("%s: %s: %w", s.config.File, member, err)
		}
		all = append(all, opened)
		return nil
	}
	var errs []error
	for _, l := range s.config.Listeners {
		errs = append(errs, open("network."+l.Network, l, listener{name: l.Network + "://" + l.Address, group: s.open, serve: (*conn).serve}))
	}
	if path := s.config.Informer; path != "" {
		l := config.Listener{Network: "unix", Address: path}
		errs = append(errs, open("informer", l, listener{name: "informer", group: s.asking, serve: (*conn).serveInformer}))
	}
	if err := errors.Join(errs...); err != nil {
		closeAll(all)
		return nil, err
	}
	for _, l := range all {
		s.log.Info("listening", "listener", l.name)
	}
	return all, nil
}

func closeAll(listeners []listener) {
	for _, l := range listeners {
		l.Close()
	}
}

func openListener(l config.Listener) (net.Listener, error) {
	if l.Network == "unix" {
		if err := socket.RemoveStale(l.Address); err != nil {
			return nil, err
		}
	}
	return net.Listen(l.Network, l.Address)
}
