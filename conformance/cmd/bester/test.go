package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/besterprotocol/bester/conformance"
	"github.com/besterprotocol/bester/conformance/internal/report"
)

func newTest() *cobra.Command {
	var options conformance.Options
	var results results
	var selection selectionFlags
	var repeat repetition
	var color colors
	command := &cobra.Command{
		Use:   "test",
		Short: "Judge a server by the specification",
		Long: `Judge a server by every requirement of the specification and say, for each
failure, what was required, what was allowed, what happened, and what was on the
wire. Without flags, the reference server is judged.

The server under test runs as a process of its own, in several instances. With
--exec, it is started with a configuration in the dialect of server.conf, which
the specification describes in its chapter on configuration, and stopped with
SIGTERM. A target file (bester target init) says all of that, and more, of a
server that differs. With --attach, servers are judged that run already, where
bester target layout says.

All scenarios are run, or those of which everything holds that --requirement,
--tags, --name and --from-report say; bester list scenarios takes the same flags
and shows which these are. Then the verdict is on these alone, and says so.

What --baseline lists is known to fail and does not count, until it passes: then
its entry is an error until it is removed. --update-baseline does that, and adds
what is new. Exit code 0 is then a server that conforms but for what is listed.

With --repeat and --until-failure, the server is judged several times. Each run
prints a line. Then the report on the first run that did not pass, or else on the
last, is printed and written, and the scenarios that had differing verdicts are
listed. The worst run decides the exit code.

The report is printed, and written to files with --report, whatever the verdict
is. A file is written completely or not at all. A report as json can be turned into
every other format later, and be compared (bester report).

` + formatList() + `

Exit codes: 0 the server conforms, perhaps with warnings; 1 it does not; 2 it
could not be judged; 3 nothing failed, but something that was to be judged could
not be, or the run was stopped.`,
		Example: `  bester test
  bester test --exec './my-server --config {config}'
  bester test --exec 'python3 server.py {config}' --profile core --profile chaining
  bester test --exec './my-server {config}' --next
  bester test --target my-server.target.yaml
  bester test --attach ./servers --target my-server.target.yaml
  bester test --requirement HAND-4 --requirement HAND-5
  bester test --tags '@HAND-4 and not @chaining' --name 'comes and goes'
  bester test --exec './my-server {config}' --from-report report.json
  bester test --exec './my-server {config}' --baseline known-failures.yaml --update-baseline
  bester test --report json=report.json --report junit=report.xml
  bester test --exec './my-server {config}' --fail-fast
  bester test --exec './my-server {config}' --repeat 10
  bester test --exec './my-server {config}' --until-failure --repeat 100
  bester test --exec './my-server {config}' --color always | less -R
  bester test --exec './my-server {config}' --save failures
  bester test --exec './my-server {config}' --transport bytes
  bester test --exec './my-server {config}' --generate 5000 --generate-seed 7
  bester test --exec './my-server {config}' --parallel 1 --seed 42 --timeout-scale 3`,
		Args:    cobra.NoArgs,
		PreRunE: refuseEmpty,
		RunE: func(command *cobra.Command, _ []string) error {
			if err := checkNumbers(command.Flags(), options); err != nil {
				return err
			}
			if command.Flags().Changed("repeat") && repeat.most < 1 {
				return errUsage("--repeat", strconv.Itoa(repeat.most), "at least 1")
			}
			if err := selection.read(&options.Selection, command.InOrStdin()); err != nil {
				return err
			}
			if err := results.known.read(&options); err != nil {
				return err
			}
			return test(command.Context(), options, results, repeat, color, command.OutOrStdout(), command.ErrOrStderr())
		},
	}
	addServerFlags(command, &options)
	command.Flags().BoolVar(&options.Next, "next", false, "run the first steps, stop at the first that fails, and explain it")
	selection.add(command.Flags(), &options.Selection)
	results.add(command.Flags())
	addPaceFlags(command.Flags(), &options)
	repeat.add(command.Flags())
	color.add(command.Flags())
	for _, other := range []string{"requirement", "tags", "name", "from-report", "baseline", "repeat", "until-failure"} {
		command.MarkFlagsMutuallyExclusive("next", other)
	}
	for _, other := range []string{"repeat", "until-failure"} { // which run would the baseline be of?
		command.MarkFlagsMutuallyExclusive("update-baseline", other)
	}
	return command
}

// addPaceFlags adds the flags on how a run goes, on which no verdict should depend.
func addPaceFlags(flags *pflag.FlagSet, options *conformance.Options) {
	flags.Float64Var(&options.TimeoutScale, "timeout-scale", 1, "`factor` by which all times are stretched, for a machine or server that is slow, at most 30")
	flags.StringVar(&options.Transport, "transport", "whole", "`way` in which what the suite sends is divided into writes: whole, bytes (each alone), coalesced (what is sent without waiting in between in one) or split (inside the length of each frame)")
	flags.BoolVar(&options.FailFast, "fail-fast", false, "stop after the first scenario that does not pass")
	flags.IntVar(&options.Parallel, "parallel", 0, "`number` of scenarios at the same time (default eight for each core, within the limit of open files)")
	flags.IntVar(&options.Generate, "generate", conformance.DefaultGenerate, "`number` of messages in each scenario that generates some")
	flags.Int64Var(&options.GenerateSeed, "generate-seed", conformance.DefaultGenerateSeed, "`number` that these messages are made of, as a failure names it")
	flags.Int64Var(&options.Seed, "seed", 0, "`number` that orders the scenarios, as a run prints it (default one at random)")
}

// mostTimeoutScale keeps the longest time within the hour that a server.conf takes.
const mostTimeoutScale = 30

// checkNumbers returns an error where a flag holds a number with which no server
// would be judged rightly.
func checkNumbers(flags *pflag.FlagSet, options conformance.Options) error {
	if scale := options.TimeoutScale; !(scale >= 1 && scale <= mostTimeoutScale) {
		return errUsage("--timeout-scale", flags.Lookup("timeout-scale").Value.String(), fmt.Sprintf("a number from 1 to %d", mostTimeoutScale))
	}
	if flags.Changed("parallel") && options.Parallel < 1 {
		return errUsage("--parallel", strconv.Itoa(options.Parallel), "at least 1")
	}
	if options.Generate < 1 {
		return errUsage("--generate", strconv.Itoa(options.Generate), "at least 1")
	}
	if options.GenerateSeed == 0 {
		return errUsage("--generate-seed", "0", "another number")
	}
	return nil
}

// addServerFlags adds the flags that say which server is meant.
func addServerFlags(command *cobra.Command, options *conformance.Options) {
	flags := command.Flags()
	flags.StringVar(&options.Exec, "exec", "", "`command` line that starts the server under test; {config} stands for the path of its configuration")
	flags.StringVar(&options.Target, "target", "", "target `file` that describes the server under test")
	flags.StringVar(&options.Attach, "attach", "", "`folder` of servers that run already, as bester target layout --write leaves it")
	command.MarkFlagsMutuallyExclusive("exec", "target")
	command.MarkFlagsMutuallyExclusive("exec", "attach")
	addProfileFlag(flags, &options.Selection)
}

// results are what a run leaves in files.
type results struct {
	reports outputs
	folder  string // for the bytes of failures, "" for none
	known   baselineFlags
}

func (r *results) add(flags *pflag.FlagSet) {
	r.known.add(flags)
	r.reports.check = report.CheckFormat
	flags.Var(&r.reports, "report", reportUsage)
	flags.StringVar(&r.folder, "save", "", "`folder` for the bytes of each failure, to be sent again by bester replay or a script of its own")
}

func (r results) write(report *conformance.Report, stdout, stderr io.Writer) error {
	err := errors.Join(r.reports.write(report, stdout), r.known.write(report.Stopped, stderr))
	if r.folder != "" {
		err = errors.Join(err, save(report, r.folder))
	}
	return err
}

// test judges a server, several times if repeat says so. The error carries the exit code for
// the reports.
func test(ctx context.Context, options conformance.Options, results results, repeat repetition, color colors, stdout, stderr io.Writer) error {
	if err := nameServer(&options); err != nil {
		return err
	}
	if results.folder != "" { // a folder that cannot be made is no news for the end of a run
		if err := os.MkdirAll(results.folder, 0o755); err != nil {
			return err
		}
	}
	options.Notice = func(text string) { say(stderr, "bester: %s", text) }
	lines := stdout
	if results.reports.toStdout() {
		lines = stderr
	}
	runs, code, failed := repeat.judge(ctx, options, color, lines, stderr)
	if runs.Shown == nil {
		return errors.Join(failed, results.reports.discard())
	}
	if repeat.isGiven() {
		fmt.Fprintf(lines, "\n%s\n\n", runs.Title())
	}
	err := printJudged(runs.Shown, options, results, color, stdout, stderr)
	if repeat.isGiven() {
		fmt.Fprintln(lines)
		err = errors.Join(err, runs.WriteDiffering(lines))
	}
	switch {
	case err != nil:
		return err
	case failed != nil && code != exitBad:
		return failed
	case code != exitGood:
		return &exit{code, failed}
	}
	return nil
}

// printJudged prints a report and writes the files that results ask for.
func printJudged(judged *conformance.Report, options conformance.Options, results results, color colors, stdout, stderr io.Writer) (err error) {
	switch {
	case results.reports.toStdout():
	case options.Next:
		err = printNext(judged, color, stdout)
	default:
		err = printReport(judged, color, stdout)
	}
	return errors.Join(err, results.write(judged, stdout, stderr))
}

// printNext writes which first steps the server passes, and what to do next.
func printNext(judged *conformance.Report, color colors, stdout io.Writer) error {
	err := judged.WriteNext(stdout, report.Style{Color: color.on(stdout)})
	if err == nil && judged.Conforms() && judged.Complete() {
		_, err = fmt.Fprintln(stdout, "Next: run bester test without --next to judge the server by every requirement.")
	}
	return err
}

// nameServer says which server is meant: that of --exec, that of a target file, one
// that runs already, or the reference server.
func nameServer(options *conformance.Options) error {
	switch {
	case options.Exec != "":
		options.Server = options.Exec
	case options.Target != "":
	case options.Attach != "":
		options.Server = "the server in " + options.Attach
	default:
		self, err := os.Executable()
		if err != nil {
			return fmt.Errorf("finding the reference server, which is this program: %w", err)
		}
		options.Server = "the reference server"
		options.Args = []string{self, "serve", "--config", "{config}"}
	}
	return nil
}

const clearLine = "\r\x1b[K"

func showProgress(w io.Writer, of string, p conformance.Progress) {
	fmt.Fprintf(w, "%s%s%d of %d scenarios", clearLine, of, p.Done, p.Total)
	if p.Failed > 0 {
		fmt.Fprintf(w, ", %d not passed", p.Failed)
	}
}
