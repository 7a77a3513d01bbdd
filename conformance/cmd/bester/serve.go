package main

import (
	"log/slog"

	"github.com/spf13/cobra"

	"github.com/besterprotocol/bester/reference"
)

func newServe() *cobra.Command {
	var file, format, level string
	command := &cobra.Command{
		Use:   "serve",
		Short: "Run the reference server",
		Long: `Run the reference server with a configuration in the dialect of server.conf,
which the specification describes in its chapter on configuration.

Logs go to standard error. On SIGTERM or SIGINT the server drains: what is being
served is finished, within limits, and then connections are closed.

Exit codes: 0 after draining; 2 where the server could not start.`,
		Example: `  bester serve --config server.conf
  bester serve --config server.conf --log-format json --log-level debug`,
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			log, err := newLog(command, format, level)
			if err != nil {
				return err
			}
			config, err := reference.LoadConfig(file)
			if err != nil {
				return err
			}
			server, err := reference.New(config, log)
			if err != nil {
				return err
			}
			return server.Serve(command.Context())
		},
	}
	flags := command.Flags()
	flags.StringVar(&file, "config", "server.conf", "`file` to read the configuration from")
	flags.StringVar(&format, "log-format", "text", "`format` of the logs: text or json")
	flags.StringVar(&level, "log-level", "info", "least `level` that is logged: debug, info, warn or error")
	return command
}

// newLog returns a log that writes to the command's standard error.
func newLog(command *cobra.Command, format, level string) (*slog.Logger, error) {
	var least slog.Level
	if err := least.UnmarshalText([]byte(level)); err != nil {
		return nil, errUsage("--log-level", level, "debug, info, warn or error")
	}
	options := &slog.HandlerOptions{Level: least}
	switch format {
	case "text":
		return slog.New(slog.NewTextHandler(command.ErrOrStderr(), options)), nil
	case "json":
		return slog.New(slog.NewJSONHandler(command.ErrOrStderr(), options)), nil
	}
	return nil, errUsage("--log-format", format, "text or json")
}
