package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/besterprotocol/bester/reference/client"
)

// maxInput bounds what is read from standard input, in bytes.
const maxInput = 16 << 20

func newSend() *cobra.Command {
	var s session
	var id string
	command := &cobra.Command{
		Use:   "send TYPE [DATA]",
		Short: "Send one message",
		Long: `Sign in, send one message of TYPE with DATA, which is JSON and comes from
standard input where it is missing or "-", and print what the server sends until
it reports on the message: deliveries and the report, a line of JSON each.

Exit codes: 0 the report is good; 1 it is bad, or the server let the user not in;
2 there was none.`,
		Example: `  bester send --user alice --password secret chat '{"text":"hi"}'
  date +'"%c"' | bester send --user alice --server example.org:2223 chat`,
		Args: cobra.RangeArgs(1, 2),
		RunE: func(command *cobra.Command, args []string) error {
			data, err := readData(command.InOrStdin(), args[1:])
			if err != nil {
				return err
			}
			ctx, cancel := context.WithTimeout(command.Context(), s.timeout)
			defer cancel()
			c, err := s.open(ctx)
			if err != nil {
				return err
			}
			defer c.Close()
			if err := c.Send(args[0], id, data); err != nil {
				return err
			}
			return printUntilReport(ctx, c, id, command.OutOrStdout())
		},
	}
	s.addFlags(command)
	command.Flags().StringVar(&id, "id", "1", "`id` of the message")
	return command
}

// readData returns the data of a message: the argument, or standard input.
func readData(stdin io.Reader, args []string) (json.RawMessage, error) {
	if len(args) == 1 && args[0] != "-" {
		return checkData([]byte(args[0]))
	}
	input, err := io.ReadAll(io.LimitReader(stdin, maxInput+1))
	if err != nil {
		return nil, fmt.Errorf("reading the data: %w", err)
	}
	if len(input) > maxInput {
		return nil, fmt.Errorf("the data is longer than %d bytes", maxInput)
	}
	return checkData(input)
}

func checkData(data []byte) (json.RawMessage, error) {
	if !json.Valid(data) {
		return nil, fmt.Errorf("the data is not JSON: a text needs quotes, such as '\"hi\"'")
	}
	return data, nil
}

// printUntilReport prints what c receives, up to the report on the message id.
func printUntilReport(ctx context.Context, c *client.Client, id string, w io.Writer) error {
	for {
		received, err := c.Receive(ctx)
		if err != nil {
			return fmt.Errorf("waiting for the report: %w", err)
		}
		if _, err := fmt.Fprintf(w, "%s\n", received.Body); err != nil {
			return err
		}
		report := received.Report
		switch {
		case report == nil || report.ID != id:
		case report.Good:
			return nil
		default:
			return bad
		}
	}
}
