package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/besterprotocol/bester/conformance"
	"github.com/besterprotocol/bester/conformance/internal/matrix"
)

func newDeviants() *cobra.Command {
	var options conformance.DeviantOptions
	var needs, except string
	reports := outputs{check: matrix.CheckFormat}
	command := &cobra.Command{
		Use:     "deviants [NAME…]",
		Aliases: []string{"mutants"},
		Short:   "Show what the suite catches: judge servers that are known to be wrong",
		Long: `Show what the suite catches. A deviant is a server that breaks one requirement
and keeps all others; a variant keeps all and looks different. Both are small
edits of the reference server. A deviant is judged by the scenarios of its
requirement and, if none of them fails, by all others. Variants and the
reference server are judged by all scenarios; up to six variants form one server,
and each is judged alone if the suite blames that server. Some variants ignore
one SHOULD: the suite may warn about them.

The servers are built from source, so this needs Go and a checkout of the
repository. Without names, all are judged, which takes some minutes. bester list
coverage lists the names.

--collateral runs all scenarios on each deviant and counts the requirements that
are blamed but not broken. The goal is a median of 0, at most 2 on 95 % of the
deviants, and never more than 5.

--combine judges servers with several faults: two to eight random mutants at
once. It runs all scenarios on each and prints recall (the share of the broken
requirements that the report names), precision (the share of the named
requirements that are broken), and every requirement that is missed or wrongly
blamed. NAME+NAME is a set of your choice. The report is text or json.

Formats of --report are text, json, html (a table of servers and scenarios) and
markdown.

Exit codes: 0 the suite catches every deviant by a scenario of its requirement,
blames no variant, and has no scenario that proves nothing; 1 otherwise; 2 the
servers could not be judged; 3 nothing is wrong so far, but the run was stopped.
With --combine: 0 recall and precision are at least 97 %, and all runs agree;
1 otherwise.`,
		Example: `  bester deviants
  bester deviants length-big-endian length-counts-itself
  bester deviants --requirement FRAME-1 --requirement HAND-4
  bester deviants --report html=matrix.html --report json=matrix.json
  bester deviants --parallel 2 --seed 42
  bester deviants --sample 200
  bester deviants --collateral --except uncaught.txt
  bester deviants --write-needs needs.txt
  bester deviants --combine 20 --seed 42
  bester deviants length-big-endian+user-left-out --repeat 5`,
		Args: cobra.ArbitraryArgs,
		RunE: func(command *cobra.Command, names []string) error {
			if command.Flags().Changed("parallel") && options.Parallel < 1 {
				return errUsage("--parallel", strconv.Itoa(options.Parallel), "at least 1")
			}
			options.Names = names
			if except != "" {
				var err error
				if options.Except, err = readNames(except); err != nil {
					return err
				}
			}
			if needs != "" {
				return writeNeeds(command.Context(), options, needs, command.ErrOrStderr())
			}
			judge := judgeEach
			if options.Combine > 0 || slices.ContainsFunc(names, conformance.IsSet) {
				judge = judgeSets
				if err := reports.checkAll(matrix.CheckCombinationFormat); err != nil {
					return err
				}
			}
			return deviants(command.Context(), options, judge, reports, command.OutOrStdout(), command.ErrOrStderr())
		},
	}
	flags := command.Flags()
	flags.StringArrayVar(&options.Requirements, "requirement", nil, "`id` of a requirement whose deviants and variants are meant, to be repeated (default all)")
	flags.IntVar(&options.Sample, "sample", 0, "`number` of deviants to judge, drawn by --seed (default all)")
	flags.IntVar(&options.Parallel, "parallel", 0, "`number` of deviants that are judged at the same time (default six for each core, three if all scenarios are run)")
	flags.Int64Var(&options.Seed, "seed", 0, "`number` that orders the scenarios, as a run prints it (default one at random)")
	flags.BoolVar(&options.Collateral, "collateral", false, "run all scenarios on each deviant, and show which requirements are blamed but not broken")
	flags.IntVar(&options.Combine, "combine", 0, "`number` of random sets of deviants to judge instead of single ones")
	flags.IntVar(&options.Repeat, "repeat", 0, "judge each set with this `number` of seeds, each with few and with many parallel scenarios, and compare the runs (default one run)")
	flags.StringVar(&except, "except", "", "`file` that lists servers to leave out, one name at the start of each line")
	flags.StringVar(&needs, "write-needs", "", "`file` for the requirements that each scenario needs in addition to those it proves, measured by running all scenarios on each deviant; nothing is judged")
	flags.Var(&reports, "report", "where to write the matrix to, and as what, to be repeated; - is standard output")
	return command
}

// readNames returns the first word of each line of a file; # begins a comment.
func readNames(file string) ([]string, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var names []string
	for line := range strings.Lines(string(text)) {
		if fields := strings.Fields(line); len(fields) > 0 && !strings.HasPrefix(fields[0], "#") {
			names = append(names, fields[0])
		}
	}
	return names, nil
}

// writeNeeds measures what each scenario needs and writes it to a file.
func writeNeeds(ctx context.Context, options conformance.DeviantOptions, file string, stderr io.Writer) error {
	if isTerminal(stderr) {
		options.Progress = func(done, total int) { fmt.Fprintf(stderr, "%s%d of %d servers", clearLine, done, total) }
	}
	return writeFile(file, func(w io.Writer) error { return conformance.WriteNeeds(ctx, options, w) })
}

// proof is what the suite made of servers that are known to be wrong.
type proof interface {
	writable
	Good() bool
	WasStopped() bool
}

func judgeEach(ctx context.Context, options conformance.DeviantOptions) (proof, error) {
	return conformance.Deviants(ctx, options)
}

func judgeSets(ctx context.Context, options conformance.DeviantOptions) (proof, error) {
	return conformance.Combine(ctx, options)
}

// deviants judges servers of the catalogue. The error is that of the exit code that
// the result calls for.
func deviants(ctx context.Context, options conformance.DeviantOptions, judge func(context.Context, conformance.DeviantOptions) (proof, error), reports outputs, stdout, stderr io.Writer) error {
	if isTerminal(stderr) {
		options.Progress = func(done, total int) { fmt.Fprintf(stderr, "%s%d of %d servers", clearLine, done, total) }
	}
	p, err := judge(ctx, options)
	if isTerminal(stderr) {
		fmt.Fprint(stderr, clearLine)
	}
	if err != nil {
		return err
	}
	if !reports.toStdout() {
		err = p.Write(stdout, "text")
	}
	if err := errors.Join(err, reports.write(p, stdout)); err != nil {
		return err
	}
	switch {
	case !p.Good():
		return bad
	case p.WasStopped():
		return &exit{code: exitPartly}
	}
	return nil
}
