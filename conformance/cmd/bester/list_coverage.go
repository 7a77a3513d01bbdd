package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/besterprotocol/bester/conformance"
)

type listedCoverage struct {
	ID        string   `json:"id"`
	Level     string   `json:"level"`
	Scenarios []string `json:"scenarios"` // where they stand
	Deviants  []string `json:"deviants"`  // their names
	Reason    string   `json:"reason"`
}

func (c listedCoverage) cells() []string {
	what := c.Reason
	if what == "" {
		what = strings.Join(c.Deviants, ", ")
	}
	return []string{c.ID, c.Level, fmt.Sprint(len(c.Scenarios)), fmt.Sprint(len(c.Deviants)), what}
}

func newListCoverage() *cobra.Command {
	return listing(&cobra.Command{
		Use:   "coverage",
		Short: "List how many scenarios prove each requirement, and which deviants show it",
		Long: `List for each requirement how many scenarios prove it, and the deviants, servers
known to be wrong, that show that they do; or the reason why there are none.
bester deviants judges these servers.`,
		Example: `  bester list coverage
  bester list coverage --format json`,
	}, []string{"ID", "LEVEL", "SCENARIOS", "DEVIANTS", "WHICH, OR WHY NONE"}, listCoverage)
}

func listCoverage() ([]listed, error) {
	all, err := conformance.Covered()
	if err != nil {
		return nil, err
	}
	var rows []listed
	for _, c := range all {
		row := listedCoverage{ID: c.ID, Level: c.Level.String(), Scenarios: []string{}, Deviants: append([]string{}, c.Deviants...), Reason: c.Reason}
		for _, s := range c.Scenarios {
			row.Scenarios = append(row.Scenarios, s.Place())
		}
		rows = append(rows, row)
	}
	return rows, nil
}
