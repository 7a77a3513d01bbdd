package conformance

import (
	"context"
	"fmt"
	"io"
	"path/filepath"

	"github.com/besterprotocol/bester/conformance/internal/layout"
	"github.com/besterprotocol/bester/conformance/internal/replay"
	"github.com/besterprotocol/bester/conformance/internal/report"
	"github.com/besterprotocol/bester/conformance/internal/shown"
)

// Replay does to the server of options what was done to one in a scenario, as its
// record has it, and writes to out what is sent and what comes, then and now, and whether
// the outcome is the same. A different outcome is not an error.
func Replay(ctx context.Context, options Options, s report.Scenario, out io.Writer) error {
	r, err := newRun(options)
	if err != nil {
		return err
	}
	defer r.processes.Close()
	sandbox, err := r.servers()
	if err != nil {
		return err
	}
	defer sandbox.Close()
	now := map[string]layout.Layout{}
	for _, then := range s.Servers {
		if now[then.Name], err = r.likeThen(ctx, sandbox, then); err != nil {
			return err
		}
	}
	again := replay.Replay{Scenario: s, Servers: now, Patience: r.waitLimit, Out: out}
	if r.options.Attach == "" {
		again.Ended = func(sawEnd bool) string { return endOf(sandbox, sawEnd) }
	}
	outcome, err := again.Run(ctx)
	if err != nil {
		return err
	}
	if ended := sandbox.Ended(); ended != nil {
		fmt.Fprintln(out, shown.Text(ended.Error()))
	}
	_, err = fmt.Fprintln(out, outcome)
	return err
}

// endOf returns how a server has ended, or "". It waits a moment if a server has ended a
// connection, because that server may be about to end.
func endOf(sandbox servers, sawEnd bool) string {
	if sawEnd {
		sandbox.AwaitEnd()
	}
	if ended := sandbox.Ended(); ended != nil {
		return ended.Error()
	}
	return ""
}

// likeThen returns a server that is configured as the one of the record was; one
// that runs already is what it is.
func (r *run) likeThen(ctx context.Context, sandbox servers, then layout.Layout) (layout.Layout, error) {
	if r.options.Attach != "" {
		return sandbox.Server(ctx, then.Name)
	}
	return sandbox.Fresh(ctx, then.Name, func(l *layout.Layout) {
		l.Timeouts = then.Timeouts
		for name := range then.Handlers {
			if l.Handlers[name] == "" {
				l.Handlers[name] = filepath.Join(l.Folder, "extra")
			}
		}
	})
}
