package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/besterprotocol/bester/conformance/internal/limited"
	"github.com/besterprotocol/bester/conformance/internal/shown"
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

Exit codes: 0 the report is good; 1 it is bad, or the server closed for an error
or did not let the user in; 2 there was no report.`,
		Example: `  bester send --user alice --password secret chat '{"text":"hi"}'
  date +'"%c"' | bester send --user alice --server example.org:2223 chat
  bester send --user alice --unix bester.sock --id 42 --timeout 5s chat '{"text":"hi"}'`,
		Args: cobra.RangeArgs(1, 2),
		RunE: func(command *cobra.Command, args []string) error {
			data, err := readData(command.Context(), command.InOrStdin(), args[1:])
			if err != nil {
				return err
			}
			if !utf8.ValidString(args[0]) || !utf8.ValidString(id) {
				return errors.New("TYPE and --id must be valid UTF-8")
			}
			ctx, cancel := context.WithTimeout(command.Context(), s.timeout)
			defer cancel()
			c, err := s.open(ctx)
			if err != nil {
				return err
			}
			defer c.Close()
			return sendAndPrint(ctx, c, args[0], id, data, command.OutOrStdout())
		},
	}
	s.addFlags(command, "how long to wait for the server, from connecting to the report")
	command.Flags().StringVar(&id, "id", "1", "`id` of the message")
	return command
}

// readData returns the data of a message: the argument, or standard input.
func readData(ctx context.Context, stdin io.Reader, args []string) (json.RawMessage, error) {
	if len(args) == 1 && args[0] != "-" {
		return checkData([]byte(args[0]))
	}
	input, err := readInput(ctx, func() ([]byte, error) { return limited.Read(stdin, maxInput) })
	if err != nil {
		return nil, fmt.Errorf("reading the data: %w", err)
	}
	return checkData(input)
}

func checkData(data []byte) (json.RawMessage, error) {
	if !json.Valid(data) || !utf8.Valid(data) {
		return nil, fmt.Errorf("the data is not JSON in UTF-8: a text needs quotes, such as '\"hi\"'")
	}
	return data, nil
}

// sendAndPrint sends a message and prints what c receives, up to the report on
// it. What the server had to say before it closed is printed as well.
func sendAndPrint(ctx context.Context, c *client.Client, messageType, id string, data json.RawMessage, w io.Writer) error {
	sendErr := c.Send(ctx, messageType, id, data)
	for {
		received, err := c.Receive(ctx)
		switch {
		case errors.Is(err, io.EOF):
			return errors.Join(sendErr, errors.New("the server closed the connection without a report"))
		case err != nil:
			return errors.Join(sendErr, fmt.Errorf("waiting for the report: %w", err))
		}
		if _, err := fmt.Fprintf(w, "%s\n", shown.JSONLine(received.Body)); err != nil {
			return err
		}
		if done, err := outcome(received, id); done {
			return err
		}
	}
}

// outcome reports whether received is what becomes of the message id, and
// returns bad where that is bad.
func outcome(received client.Received, id string) (done bool, err error) {
	switch report := received.Report; {
	case received.Dummy != nil:
		return received.Dummy.ID == id, nil
	case report == nil:
		return false, nil
	case report.Fatal():
		return true, bad
	case report.ID != id:
		return false, nil
	case report.Good:
		return true, nil
	}
	return true, bad
}
