package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/besterprotocol/bester/reference/client"
)

// passwordVariable is where the password comes from unless a flag gives it.
const passwordVariable = "BESTER_PASSWORD"

// session are the flags of a command that signs in to a server.
type session struct {
	server, unix   string
	user, password string
	timeout        time.Duration
}

// addFlags adds the flags. timeout is the help on what --timeout bounds.
func (s *session) addFlags(command *cobra.Command, timeout string) {
	flags := command.Flags()
	flags.StringVar(&s.server, "server", "127.0.0.1:2223", "`host:port` of the server")
	flags.StringVar(&s.unix, "unix", "", "`path` of the server's UNIX domain socket, instead of --server")
	flags.StringVar(&s.user, "user", "", "`name` to sign in with")
	flags.StringVar(&s.password, "password", "", "`password` to sign in with (default $"+passwordVariable+", which other users of the machine cannot see)")
	flags.DurationVar(&s.timeout, "timeout", 30*time.Second, timeout)
	command.MarkFlagRequired("user")
}

// open signs in. A refusal ends the command with exitBad.
func (s *session) open(ctx context.Context) (*client.Client, error) {
	network, address := "tcp", s.server
	if s.unix != "" {
		network, address = "unix", s.unix
	}
	password := s.password
	if password == "" {
		password = os.Getenv(passwordVariable)
	}
	if password == "" {
		return nil, fmt.Errorf("no password: give --password or set %s", passwordVariable)
	}
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	c, err := client.Dial(ctx, network, address, s.user, password)
	var refused *client.Refused
	if errors.As(err, &refused) {
		return nil, &exit{code: exitBad, err: fmt.Errorf("%s: %w", address, err)}
	}
	return c, err
}
