package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/besterprotocol/bester/conformance"
)

func newDeviants() *cobra.Command {
	var options conformance.DeviantOptions
	command := &cobra.Command{
		Use:   "deviants [NAME…]",
		Short: "Show what the suite catches: judge servers that are wrong in one way each",
		Long: `Show what the suite catches. Deviants are servers that break one requirement and
keep all others; variants keep all and look different. Both are small edits of the
reference server. Each deviant is judged by the scenarios of its requirement, and
by all others where none of these fails; each variant by everything, and so is the
reference server itself.

The servers are built from source: run this in a checkout of the repository, with
Go. Without names, all are judged, which takes some minutes.

Exit codes: 0 the suite catches every deviant by a scenario of its requirement,
blames no variant, and has no scenario that proves nothing; 1 it does not; 2 it
could not be found out.`,
		Example: `  bester deviants
  bester deviants length-big-endian length-counts-itself
  bester deviants --requirement FRAME-1 --requirement HAND-4`,
		Args: cobra.ArbitraryArgs,
		RunE: func(command *cobra.Command, names []string) error {
			options.Names = names
			stderr := command.ErrOrStderr()
			if isTerminal(stderr) {
				options.Progress = func(done, total int) { fmt.Fprintf(stderr, "%s%d of %d servers", clearLine, done, total) }
			}
			matrix, err := conformance.Deviants(command.Context(), options)
			if isTerminal(stderr) {
				fmt.Fprint(stderr, clearLine)
			}
			if err != nil {
				return err
			}
			if err := matrix.WriteText(command.OutOrStdout()); err != nil {
				return err
			}
			if !matrix.Good() {
				return bad
			}
			return nil
		},
	}
	command.Flags().StringArrayVar(&options.Requirements, "requirement", nil, "`id` of a requirement whose deviants are meant, to be repeated (default all)")
	return command
}
