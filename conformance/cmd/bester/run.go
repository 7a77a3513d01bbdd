package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/besterprotocol/bester/conformance"
	"github.com/besterprotocol/bester/conformance/internal/plain"
)

// Exit codes, for every command alike.
const (
	exitGood   = 0 // conforms, is valid, was sent
	exitBad    = 1 // does not, is not, was not
	exitFailed = 2 // could not find out: wrong usage, unreadable input, nothing there
	exitPartly = 3 // nothing failed, but something that was to be judged was not
)

// exit is the error of a command that ends with another code than exitFailed.
type exit struct {
	code int
	err  error // what to print, nil for nothing
}

func (e *exit) Error() string { return fmt.Sprintf("exit code %d", e.code) }
func (e *exit) Unwrap() error { return e.err }

// bad ends a command that has said what it found.
var bad = &exit{code: exitBad}

// Run runs the command that args call for and returns the exit code. It ends
// early, and cleans up, when ctx does.
func Run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	root := newRoot()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	var e *exit
	switch {
	case err == nil:
		return exitGood
	case errors.As(err, &e):
		if e.err != nil {
			say(stderr, "bester: %s", plain.Words(e.err))
		}
		return e.code
	case isUnread(err):
		return exitFailed
	}
	say(stderr, "bester: %s", plain.Words(err))
	return exitFailed
}

// isUnread reports whether err is that nobody reads standard output any more, as
// behind "| head", who knows that.
func isUnread(err error) bool {
	var of *fs.PathError
	return errors.As(err, &of) && of.Path == os.Stdout.Name() && errors.Is(of, syscall.EPIPE)
}

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:   "bester",
		Short: "Judge Bester servers, validate messages, run the reference server",
		Long: `bester judges whether a server, in whatever language, keeps to the Bester 1.0
specification, validates messages against its schemas, and runs the reference
server.

Exit codes: 0 conforms, valid or sent; 1 does not conform, invalid or refused;
2 could not find out (wrong usage, unreadable input, nothing there); 3 nothing
failed, but something could not be judged.`,
		Example: `  bester test
  bester test --exec './my-server {config}'
  bester explain HAND-4
  bester validate --kind client-message message.json
  bester serve --config server.conf`,
		Version:       conformance.Version(),
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.AddCommand(newTest(), newList(), newExplain(), newReplay(), newTarget(), newReport(), newDeviants(), newValidate(), newTap(), newSchema(), newServe(), newUser(), newSend(), newListen())
	root.AddCommand(newMan(root))
	explainUsage(root)
	root.SetFlagErrorFunc(explainFlag)
	return root
}
