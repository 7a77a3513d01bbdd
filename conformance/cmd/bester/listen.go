package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/besterprotocol/bester/conformance/internal/shown"
	"github.com/besterprotocol/bester/reference/client"
)

func newListen() *cobra.Command {
	var s session
	command := &cobra.Command{
		Use:   "listen",
		Short: "Print what is delivered to a user",
		Long: `Sign in and print every delivery, a line of JSON each, until interrupted.

Exit codes: 0 after an interruption; 1 the server did not let the user in; 2 the
server could not be reached, or closed the connection.`,
		Example: `  bester listen --user bob --password secret
  bester listen --user bob --unix bester.sock | jq .payload.data
  bester listen --user bob --server example.org:2223 --timeout 5s`,
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			ctx := command.Context()
			c, err := s.open(ctx)
			if err != nil {
				return err
			}
			defer c.Close()
			return printDeliveries(ctx, c, command.OutOrStdout())
		},
	}
	s.addFlags(command, "how long to wait for the server until the user is signed in")
	return command
}

// printDeliveries prints what c receives until ctx ends, which is no error, or the
// connection does, which is one.
func printDeliveries(ctx context.Context, c *client.Client, w io.Writer) error {
	for {
		received, err := c.Receive(ctx)
		switch {
		case ctx.Err() != nil:
			return nil
		case errors.Is(err, io.EOF):
			return errors.New("the server closed the connection")
		case err != nil:
			return err
		case received.Delivery == nil:
			continue
		}
		if _, err := fmt.Fprintf(w, "%s\n", shown.JSONLine(received.Body)); err != nil {
			return err
		}
	}
}
