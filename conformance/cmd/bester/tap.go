package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/besterprotocol/bester/conformance/internal/findings"
	"github.com/besterprotocol/bester/conformance/internal/tap"
	"github.com/besterprotocol/bester/schemas"
)

// tapFlags are the flags of bester tap.
type tapFlags struct {
	listen, connect string
	socket, format  string
	limit           uint32
	timeout         time.Duration
	all             bool
	color           colors
}

func newTap() *cobra.Command {
	var f tapFlags
	command := &cobra.Command{
		Use:   "tap --listen ADDRESS --connect ADDRESS",
		Short: "Validate what passes between two sides, as it passes",
		Long: `Listen at one address, connect to another for each connection that comes, hand on
every byte unchanged, and say of each frame, in both directions, what is wrong with
it, as validate does: which connection, who sent it, which of its frames and at
which byte, what it had to be, a sentence, and the requirement that is broken. It
goes on until it is interrupted; a second interruption ends it at once, also where
nobody reads what it prints.

An address is host:port, or unix:// and a path. What listens at --connect is a
server (where clients and peers connect), a handler, or a server's informer.

A frame is judged before its last byte is handed on, so that whoever reads what
is printed slowly slows the traffic down. Frames longer than --limit are handed on,
and not held in memory. Where nothing can be connected to, the connection is closed.
A thousand connections are carried at a time, each of which takes two open files
and, while frames are on their way, up to twice --limit of memory; others wait. What
listens at --connect is only asked when a connection has been accepted: a handler
that refuses looks to its server like one that closes.

` + findingsList() + `

Exit codes, after an interruption: 0 all frames were valid; 1 one was not; 2 it was
not possible to listen, or to connect.`,
		Example: `  bester tap --listen 127.0.0.1:2224 --connect 127.0.0.1:2223
  bester tap --listen unix://chat.sock --connect unix://real-chat.sock --socket handler
  bester tap --listen :2224 --connect example.org:2223 --all --limit 65536 --timeout 5s
  bester tap --listen :2224 --connect :2223 --color always | less -R
  bester tap --listen :2224 --connect :2223 --format ndjson > violations.ndjson`,
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			return runTap(command.Context(), f, command.OutOrStdout(), command.ErrOrStderr())
		},
	}
	flags := command.Flags()
	flags.StringVar(&f.listen, "listen", "", "`address` to listen at")
	flags.StringVar(&f.connect, "connect", "", "`address` to connect to")
	flags.StringVar(&f.socket, "socket", string(schemas.ServerSocket), "what listens at --connect: a `server`, handler or informer")
	flags.Uint32Var(&f.limit, "limit", schemas.DefaultLimit, "above how many `bytes` a frame's body is a violation")
	flags.DurationVar(&f.timeout, "timeout", 30*time.Second, "how long connecting may take")
	flags.BoolVar(&f.all, "all", false, "print each valid frame, too")
	flags.StringVar(&f.format, "format", "text", "`format` of what is found, one of those above")
	f.color.add(flags)
	command.MarkFlagRequired("listen")
	command.MarkFlagRequired("connect")
	return command
}

// runTap carries connections until ctx ends, or nobody reads stdout any more.
func runTap(ctx context.Context, f tapFlags, stdout, stderr io.Writer) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	t, err := f.tap()
	if err != nil {
		return err
	}
	style := f.color.findings(stdout)
	style.Quiet, style.Each = true, f.all
	writer, err := findings.New(stdout, f.format, style)
	if err != nil {
		return err
	}
	listen, err := tap.ParseAddress(f.listen)
	if err != nil {
		return fmt.Errorf("--listen: %w", err)
	}
	if listen == t.Connect {
		return errors.New("--listen and --connect are the same address: the tap would connect to itself")
	}
	l, err := listen.Listen(ctx)
	if err != nil {
		return err
	}
	record := &tapRecord{writer: writer, stderr: stderr, to: f.connect, all: f.all, unread: cancel}
	t.Message, t.Trouble = record.message, record.trouble
	say(stderr, "bester: listening at %s for %s; an interruption ends it", l.Addr(), t.Connect)
	served := t.Serve(ctx, l)
	if ended := record.close(); served == nil {
		return ended
	}
	return served
}

// tap returns the proxy that the flags describe.
func (f tapFlags) tap() (*tap.Tap, error) {
	connect, err := tap.ParseAddress(f.connect)
	if err != nil {
		return nil, fmt.Errorf("--connect: %w", err)
	}
	socket := schemas.Socket(f.socket)
	switch socket {
	case schemas.ServerSocket, schemas.HandlerSocket, schemas.InformerSocket:
	default:
		return nil, errUsage("--socket", f.socket, "server, handler or informer")
	}
	if f.timeout <= 0 {
		return nil, errUsage("--timeout", f.timeout.String(), "above 0")
	}
	return &tap.Tap{Socket: socket, Connect: connect, Timeout: f.timeout, Limit: f.limit}, nil
}
