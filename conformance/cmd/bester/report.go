package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/besterprotocol/bester/conformance/internal/report"
)

func newReport() *cobra.Command {
	return group(&cobra.Command{
		Use:   "report",
		Short: "Write reports in other formats, and compare them",
		Example: `  bester report render report.json --report junit=report.xml
  bester report compare before.json after.json`,
	}, newRender(), newCompare())
}

func newRender() *cobra.Command {
	reports := outputs{check: report.CheckFormat}
	var color colors
	command := &cobra.Command{
		Use:   "render REPORT.json",
		Short: "Write a report in other formats",
		Long: `Write a report, which bester test --report json=FILE has written, in other
formats: without --report as text. "-" is standard input.

` + formatList() + `

Exit codes: 0 all was written, whatever the report says; 2 the report could not be
read, or not all of it written.`,
		Example: `  bester report render report.json
  bester report render report.json --color always | less -R
  bester report render report.json --report junit=report.xml --report badge=badge.svg
  bester report render report.json --report markdown=- >> "$GITHUB_STEP_SUMMARY"`,
		Args: cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			r, err := readReport(args[0], command.InOrStdin())
			if err != nil {
				return err
			}
			if len(reports.all) == 0 {
				return printReport(r, color, command.OutOrStdout())
			}
			return reports.write(r, command.OutOrStdout())
		},
	}
	command.Flags().Var(&reports, "report", reportUsage)
	color.add(command.Flags())
	return command
}

// printReport writes a report for a person.
func printReport(r *report.Report, color colors, stdout io.Writer) error {
	return r.WriteText(stdout, report.Style{Color: color.on(stdout)})
}

// readReport reads the report in a file, or on standard input.
func readReport(file string, stdin io.Reader) (*report.Report, error) {
	input, err := openInput(file, stdin)
	if err != nil {
		return nil, err
	}
	defer input.Close()
	r, err := report.ReadJSON(input)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return r, nil
}
