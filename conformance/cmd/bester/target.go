package main

import (
	"context"
	_ "embed"
	"errors"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/besterprotocol/bester/conformance/internal/layout"
	"github.com/besterprotocol/bester/conformance/internal/supervisor"
	"github.com/besterprotocol/bester/conformance/internal/target"
)

func newTarget() *cobra.Command {
	return group(&cobra.Command{
		Use:   "target",
		Short: "Describe the server that is to be judged",
		Long: `Describe the server that is to be judged: a target file says how it is started
and configured and what it claims, and a plan says where servers have to listen
that somebody else starts.`,
		Example: `  bester target init my-server.target.yaml
  bester target check my-server.target.yaml
  bester target layout --write ./servers`,
	}, newTargetInit(), newTargetCheck(), newTargetLayout())
}

//go:embed target.yaml
var scaffold []byte

func newTargetInit() *cobra.Command {
	return &cobra.Command{
		Use:   "init FILE",
		Short: "Write a target file to begin with",
		Long: `Write a target file to begin with, in which every member is explained. A file
that is there already is left alone.`,
		Example: `  bester target init my-server.target.yaml`,
		Args:    cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			file, err := os.OpenFile(args[0], os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
			if err != nil {
				return err
			}
			if _, err = file.Write(scaffold); err == nil {
				err = file.Close()
			}
			if err == nil {
				say(command.OutOrStdout(), "%s is written; edit it, and then: bester target check %s", args[0], args[0])
			}
			return err
		},
	}
}

func newTargetCheck() *cobra.Command {
	return &cobra.Command{
		Use:   "check FILE",
		Short: "See whether the server of a target file can be judged",
		Long: `Read a target file, ask the server for its version, start one server as a run
would, wait until it is ready, and stop it.

Exit codes: 0 it can be judged; 2 it cannot.`,
		Example: `  bester target check my-server.target.yaml`,
		Args:    cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			return checkTarget(command.Context(), args[0], command.OutOrStdout())
		},
	}
}

func checkTarget(ctx context.Context, file string, out io.Writer) error {
	t, err := target.Load(file)
	if err != nil {
		return err
	}
	say(out, "%s is a target file: %s", file, t.Name)
	var missing target.Missing
	processes := supervisor.New()
	defer processes.Close()
	version, err := t.AskVersion(ctx, processes)
	if err != nil {
		return err
	}
	if version != "" {
		say(out, "the server says that it is version %s", version)
	}
	sandbox, err := target.NewSandbox(processes, t, layout.ScaledTimeouts(1), &missing)
	if err != nil {
		return err
	}
	defer sandbox.Close()
	l, err := sandbox.Server(ctx, "S1")
	if err != nil {
		return err
	}
	say(out, "it starts, and accepts connections at %s", l.TCP4)
	for profile, address := range missing.All() {
		say(out, "but nothing listens at %s, so the claimed profile %s will fail", address, profile)
	}
	if err := sandbox.Ended(); err != nil {
		return err
	}
	say(out, "bester test --target %s can judge it", file)
	return nil
}

func newTargetLayout() *cobra.Command {
	var plan planned
	command := &cobra.Command{
		Use:   "layout [FILE]",
		Short: "Say where servers have to be that are attached to",
		Long: `Say where servers have to listen, which handlers and users they have to know, and
where the sockets lie, if they are started by somebody else and judged with
bester test --attach. FILE is a target file, of which the claimed profiles and the
configuration are used.

With --write, the folders of the servers are made, each with its configuration,
and the plan is written beside them, where bester test --attach finds it. It may
be edited, for servers that listen elsewhere.`,
		Example: `  bester target layout
  bester target layout --format server.conf --server S1
  bester target layout --write ./servers my-server.target.yaml
  bester target layout --folder /srv/bester --host 192.0.2.7 --port 3000 --format json
  bester test --attach ./servers --target my-server.target.yaml`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			if len(args) == 1 {
				plan.target = args[0]
			}
			return plan.show(command.OutOrStdout())
		},
	}
	flags := command.Flags()
	flags.StringVar(&plan.folder, "folder", "servers", "`folder` in which the servers' own folders lie")
	flags.StringVar(&plan.write, "write", "", "`folder` to make, instead of showing what would be in it")
	flags.StringVar(&plan.host, "host", "127.0.0.1", "IPv4 `address` at which the servers are reached")
	flags.IntVar(&plan.port, "port", 22230, "`port` of the first server; the others have the next ones")
	flags.StringVar(&plan.server, "server", "", "`name` of the one server to show: S1, S2 or S3 (default all)")
	flags.StringVar(&plan.format, "format", "text", "`format` of what is shown: text, json, or server.conf for one server")
	for _, other := range []string{"folder", "server", "format"} {
		command.MarkFlagsMutuallyExclusive("write", other)
	}
	return command
}

// planned is what bester target layout shows or writes.
type planned struct {
	target, folder, write, host, server, format string
	port                                        int
}

func (p planned) show(out io.Writer) error {
	t := &target.Target{}
	if p.target != "" {
		var err error
		if t, err = target.Load(p.target); err != nil {
			return err
		}
	}
	folder := p.folder
	if p.write != "" {
		folder = p.write
	}
	layouts, err := t.Plan(folder, p.host, p.port, layout.ScaledTimeouts(1))
	if err != nil {
		return err
	}
	if p.write != "" {
		return p.writeTo(t, layouts, out)
	}
	if layouts, err = p.chosen(layouts); err != nil {
		return err
	}
	return p.print(layouts, out)
}

func (p planned) writeTo(t *target.Target, layouts []layout.Layout, out io.Writer) error {
	if err := t.WritePlan(p.write, layouts); err != nil {
		return err
	}
	for _, l := range layouts {
		say(out, "%s is configured in %s", l.Name, l.Folder)
	}
	judge := "bester test --attach " + p.write
	if p.target != "" {
		judge += " --target " + p.target
	}
	say(out, "start them, and then: %s", judge)
	return nil
}

func (p planned) chosen(layouts []layout.Layout) ([]layout.Layout, error) {
	if p.server == "" {
		return layouts, nil
	}
	for _, l := range layouts {
		if l.Name == p.server {
			return []layout.Layout{l}, nil
		}
	}
	return nil, errUsage("--server", p.server, "S1, S2 or S3")
}

func (p planned) print(layouts []layout.Layout, out io.Writer) error {
	switch p.format {
	case "text":
		for _, l := range layouts {
			say(out, "%s", target.Describe(l))
		}
		return nil
	case "json":
		return writeJSON(out, layouts)
	case "server.conf":
		if len(layouts) != 1 {
			return errors.New("--format server.conf shows one server: name it with --server")
		}
		return target.ServerConf(out, layouts[0])
	}
	return errUsage("--format", p.format, "text, json or server.conf")
}
