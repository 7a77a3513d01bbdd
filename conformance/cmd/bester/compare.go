package main

import (
	"github.com/spf13/cobra"

	"github.com/besterprotocol/bester/conformance/internal/report"
)

func newCompare() *cobra.Command {
	var format string
	formats := report.ComparisonFormats(report.Style{})
	var failOnRegression bool
	var color colors
	command := &cobra.Command{
		Use:   "compare REPORT.json REPORT.json…",
		Short: "Compare reports",
		Long: `Compare reports, which bester test --report json=FILE has written: what each says
of every profile and requirement, in a table; and what changed between reports on
servers of the same name, which are taken for one server at several times, in the
order given.

Worse is what fails that did not, what is now a warning or could not be run that
passed, and what passed and is no longer claimed.

Exit codes: 0 the reports were compared; 1 something is worse, with
--fail-on-regression; 2 a report could not be read.`,
		Example: `  bester report compare ours.json theirs.json
  bester report compare before.json after.json --fail-on-regression
  bester report compare before.json after.json --color always | less -R
  bester report compare a.json b.json c.json --format html > comparison.html`,
		Args: cobra.MinimumNArgs(2),
		RunE: func(command *cobra.Command, files []string) error {
			if !formats.Has(format) {
				return errUsage("--format", format, formats.Choice())
			}
			regressed, err := compare(command, files, format, color)
			if err == nil && regressed && failOnRegression {
				return bad
			}
			return err
		},
	}
	command.Flags().StringVar(&format, "format", "text", "`format` of the comparison: "+formats.Choice())
	command.Flags().BoolVar(&failOnRegression, "fail-on-regression", false, "end with exit code 1 where something is worse")
	color.add(command.Flags())
	return command
}

// compare writes the comparison of the reports in files, and reports whether
// something is worse.
func compare(command *cobra.Command, files []string, format string, color colors) (regressed bool, err error) {
	var reports []*report.Report
	for _, file := range files {
		r, err := readReport(file, command.InOrStdin())
		if err != nil {
			return false, err
		}
		reports = append(reports, r)
	}
	stdout := command.OutOrStdout()
	comparison := report.Compare(reports, files)
	return comparison.Regressed, comparison.Write(stdout, format, report.Style{Color: color.on(stdout)})
}
