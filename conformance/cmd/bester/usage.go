package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// group completes a command that only holds others, of which one has to be named.
func group(command *cobra.Command, inner ...*cobra.Command) *cobra.Command {
	command.AddCommand(inner...)
	command.Args = cobra.NoArgs
	command.RunE = func(command *cobra.Command, _ []string) error {
		var usages []string
		for _, c := range inner {
			usages = append(usages, strings.TrimSuffix(c.UseLine(), " [flags]"))
		}
		return fmt.Errorf("%s does nothing by itself; say which: %s", command.CommandPath(), strings.Join(usages, ", or "))
	}
	return command
}

// errUsage is the error of a flag with a value that it does not take.
func errUsage(flag, value, allowed string) error {
	return fmt.Errorf("%s is %q: it must be %s", flag, value, allowed)
}
