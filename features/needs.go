package features

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
)

//go:embed needs.txt
var needs string

// Need says that a scenario, or a finding, depends on a requirement that it does not prove: the
// scenario fails, or the finding appears, if a server breaks that requirement.
type Need struct {
	File        string // the feature file, "" for a finding
	Scenario    string // the name of the scenario; an outline keeps its parameters
	Finding     string // the id that the finding names, "" for a scenario
	Requirement string // the id of what is needed
	Steps       []int  // the steps in which the scenario then fails, counted from 0
}

// Finding is the first column of lines about findings, in any scenario.
const Finding = "*"

// Needs returns the content of needs.txt. Each line has the file and the name of a scenario,
// and the requirements that it needs, each with the steps in which the scenario fails if the
// requirement is broken. A line about findings has an asterisk, the id that they name, and the
// requirements.
func Needs() ([]Need, error) {
	var all []Need
	number := 0
	for line := range strings.Lines(needs) {
		number++
		if line = strings.TrimRight(line, "\n"); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		fields := strings.Split(line, "\t")
		if len(fields) != 3 {
			return nil, fmt.Errorf("needs.txt:%d: want a file, a name and requirements, separated by tabs", number)
		}
		for entry := range strings.FieldsSeq(fields[2]) {
			if fields[0] == Finding {
				all = append(all, Need{Finding: fields[1], Requirement: entry})
				continue
			}
			id, steps, _ := strings.Cut(entry, "@")
			n := Need{File: fields[0], Scenario: fields[1], Requirement: id}
			for step := range strings.SplitSeq(steps, ",") {
				i, err := strconv.Atoi(step)
				if err != nil {
					return nil, fmt.Errorf("needs.txt:%d: %q is not a requirement with steps, such as CLIENTS-1@4,5", number, entry)
				}
				n.Steps = append(n.Steps, i)
			}
			all = append(all, n)
		}
	}
	return all, nil
}
