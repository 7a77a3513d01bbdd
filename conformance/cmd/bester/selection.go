package main

import (
	"github.com/spf13/pflag"

	"github.com/besterprotocol/bester/conformance"
)

func addProfileFlag(flags *pflag.FlagSet, selection *conformance.Selection) {
	flags.StringArrayVar(&selection.Profiles, "profile", nil, "`name` of a profile that the server claims, to be repeated (default all; core is always claimed)")
}

// selectionFlags are the flags by which scenarios are selected, alike in all
// commands that have to do with scenarios.
type selectionFlags struct{}

func (s *selectionFlags) add(flags *pflag.FlagSet, selection *conformance.Selection) {
	flags.StringArrayVar(&selection.Requirements, "requirement", nil, "`id` of a requirement to judge, to be repeated (default all)")
	flags.StringVar(&selection.Tags, "tags", "", "`expression` on the tags of scenarios, such as '@HAND-4 and not @chaining'")
	flags.StringVar(&selection.Name, "name", "", "regular `expression` that matches the names of scenarios somewhere")
}

func (s *selectionFlags) read(*conformance.Selection) error { return nil }
