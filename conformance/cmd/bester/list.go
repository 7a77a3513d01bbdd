package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/besterprotocol/bester/conformance"
	"github.com/besterprotocol/bester/spec"
)

func newList() *cobra.Command {
	list := group(&cobra.Command{
		Use:   "list",
		Short: "List requirements, scenarios, profiles, or what covers what",
		Example: `  bester list requirements
  bester list scenarios --tags '@HAND-4 or @HAND-5'
  bester list profiles --format json
  bester list coverage
  bester list --coverage`,
	}, newListRequirements(), newListScenarios(), newListProfiles(), newListCoverage())
	alsoAsFlag(list, "coverage")
	return list
}

// listed is a row of a list: what JSON shows of it, and the cells of the table.
type listed interface{ cells() []string }

type listedRequirement struct {
	ID        string `json:"id"`
	Level     string `json:"level"`
	Profile   string `json:"profile"`
	Scenarios int    `json:"scenarios"`
	Text      string `json:"text"`
	File      string `json:"file"`
	Line      int    `json:"line"`
}

func (r listedRequirement) cells() []string {
	return []string{r.ID, r.Level, r.Profile, fmt.Sprint(r.Scenarios), r.Text}
}

func newListRequirements() *cobra.Command {
	return listing(&cobra.Command{
		Use:   "requirements",
		Short: "List the requirements of the specification",
		Long: `List the requirements of the specification in its order: id, level, profile, how
many scenarios prove it, and the sentence.`,
		Example: `  bester list requirements
  bester list requirements --format json`,
	}, []string{"ID", "LEVEL", "PROFILE", "SCENARIOS", "REQUIREMENT"}, listRequirements)
}

func listRequirements() ([]listed, error) {
	requirements, err := spec.Requirements()
	if err != nil {
		return nil, err
	}
	scenarios, err := conformance.Scenarios(conformance.Selection{})
	if err != nil {
		return nil, err
	}
	proofs := map[string]int{}
	for _, s := range scenarios {
		for _, id := range s.Requirements {
			proofs[id]++
		}
	}
	var rows []listed
	for _, q := range requirements {
		rows = append(rows, listedRequirement{q.ID, q.Level.String(), q.Profile, proofs[q.ID], q.Text, "spec/" + q.File, q.Line})
	}
	return rows, nil
}

type listedScenario struct {
	File string   `json:"file"`
	Line int      `json:"line"`
	Tags []string `json:"tags"` // without @
	Name string   `json:"name"`
}

func newListedScenario(s conformance.Scenario) listedScenario {
	return listedScenario{s.Path(), s.Line, s.Tags, s.Name}
}

func (s listedScenario) place() string { return fmt.Sprintf("%s:%d", s.File, s.Line) }

func (s listedScenario) cells() []string {
	return []string{s.place(), "@" + strings.Join(s.Tags, " @"), s.Name}
}

func newListScenarios() *cobra.Command {
	var flags selectionFlags
	var selection conformance.Selection
	var command *cobra.Command
	command = listing(&cobra.Command{
		Use:   "scenarios",
		Short: "List the scenarios of the suite, or those that a selection runs",
		Long: `List the scenarios of the suite in the order of their files: place, tags, name.
The flags select as those of "bester test" do: what all of them hold for is
listed.`,
		Example: `  bester list scenarios
  bester list scenarios --tags '@HAND-4 and not @chaining'
  bester list scenarios --profile chaining --name 'report'
  bester list scenarios --requirement HAND-4 --format json
  bester list scenarios --from-report report.json`,
		PreRunE: refuseEmpty,
	}, []string{"PLACE", "TAGS", "SCENARIO"}, func() ([]listed, error) {
		if err := flags.read(&selection, command.InOrStdin()); err != nil {
			return nil, err
		}
		scenarios, err := conformance.Scenarios(selection)
		if err != nil {
			return nil, err
		}
		var rows []listed
		for _, s := range scenarios {
			rows = append(rows, newListedScenario(s))
		}
		return rows, nil
	})
	addProfileFlag(command.Flags(), &selection)
	flags.add(command.Flags(), &selection)
	return command
}

type listedProfile struct {
	Name         string   `json:"name"`
	Requirements int      `json:"requirements"`
	Groups       []string `json:"groups"`
	Description  string   `json:"description"`
}

func (p listedProfile) cells() []string {
	return []string{p.Name, fmt.Sprint(p.Requirements), p.Description}
}

func newListProfiles() *cobra.Command {
	return listing(&cobra.Command{
		Use:   "profiles",
		Short: "List the profiles that a server can claim",
		Example: `  bester list profiles
  bester list profiles --format json`,
	}, []string{"PROFILE", "REQUIREMENTS", "WHAT IT IS"}, listProfiles)
}

func listProfiles() ([]listed, error) {
	requirements, err := spec.Requirements()
	if err != nil {
		return nil, err
	}
	counts := map[string]int{}
	for _, q := range requirements {
		counts[q.Profile]++
	}
	var rows []listed
	for _, p := range spec.Profiles() {
		rows = append(rows, listedProfile{p.Name, counts[p.Name], p.Groups, p.Description})
	}
	return rows, nil
}

// listing completes a command that prints rows as a table or as JSON.
func listing(command *cobra.Command, heading []string, rows func() ([]listed, error)) *cobra.Command {
	var format string
	command.Args = cobra.NoArgs
	command.RunE = func(command *cobra.Command, _ []string) error {
		write := map[string]func(io.Writer, []string, []listed) error{"table": writeTable, "json": writeList}[format]
		if write == nil {
			return errUsage("--format", format, "table or json")
		}
		all, err := rows()
		if err != nil {
			return err
		}
		return write(command.OutOrStdout(), heading, all)
	}
	command.Flags().StringVar(&format, "format", "table", "`format` of the list: table or json")
	return command
}

func writeTable(w io.Writer, heading []string, rows []listed) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, strings.Join(heading, "\t"))
	for _, row := range rows {
		fmt.Fprintln(table, strings.Join(row.cells(), "\t"))
	}
	return table.Flush()
}

func writeList(w io.Writer, _ []string, rows []listed) error { return writeJSON(w, rows) }
