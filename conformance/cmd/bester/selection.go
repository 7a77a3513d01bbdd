package main

import (
	"io"

	"github.com/spf13/pflag"

	"github.com/besterprotocol/bester/conformance"
)

func addProfileFlag(flags *pflag.FlagSet, selection *conformance.Selection) {
	flags.StringArrayVar(&selection.Profiles, "profile", nil, "`name` of a profile that the server claims, to be repeated (default all; core is always claimed)")
}

// selectionFlags are the flags by which scenarios are selected, alike in all
// commands that have to do with scenarios.
type selectionFlags struct {
	report string // the file of the report whose failures are selected, "" for none
}

func (s *selectionFlags) add(flags *pflag.FlagSet, selection *conformance.Selection) {
	flags.StringArrayVar(&selection.Requirements, "requirement", nil, "`id` of a requirement to judge, to be repeated (default all)")
	flags.StringVar(&selection.Tags, "tags", "", "`expression` on the tags of scenarios, such as '@HAND-4 and not @chaining'")
	flags.StringVar(&selection.Name, "name", "", "regular `expression` that matches the names of scenarios somewhere")
	flags.StringVar(&s.report, "from-report", "", "`file` of a report in JSON, of which what did not pass is selected")
}

// read puts the report that is gone by into selection.
func (s *selectionFlags) read(selection *conformance.Selection, stdin io.Reader) (err error) {
	if s.report != "" {
		selection.NotPassedIn, err = readReport(s.report, stdin)
	}
	return err
}
