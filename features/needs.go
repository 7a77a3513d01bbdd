package features

import (
	"cmp"
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
	Breaks      []Break
}

// Break is a step in which a scenario fails, and how.
type Break struct {
	Step    int    // counted from 0
	Symptom string // "nothing", "closed", "bad" or "other" for what comes instead of what is awaited; "" for all of them
}

// String returns the step and the first letter of the symptom, as in needs.txt.
func (b Break) String() string { return strconv.Itoa(b.Step) + b.letter() }

// letter returns the first letter of the symptom, or "".
func (b Break) letter() string { return b.Symptom[:min(1, len(b.Symptom))] }

// Compare orders breaks by their steps, and those in one step by their symptoms.
func (b Break) Compare(other Break) int {
	return cmp.Or(cmp.Compare(b.Step, other.Step), cmp.Compare(b.Symptom, other.Symptom))
}

// parseBreak is the reverse of String.
func parseBreak(s string) (Break, error) {
	for _, symptom := range []string{"nothing", "closed", "bad", "other"} {
		if digits, found := strings.CutSuffix(s, symptom[:1]); found {
			step, err := strconv.Atoi(digits)
			return Break{step, symptom}, err
		}
	}
	step, err := strconv.Atoi(s)
	return Break{Step: step}, err
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
				b, err := parseBreak(step)
				if err != nil {
					return nil, fmt.Errorf("needs.txt:%d: %q is not a requirement with steps, such as CLIENTS-1@4,5n", number, entry)
				}
				n.Breaks = append(n.Breaks, b)
			}
			all = append(all, n)
		}
	}
	return all, nil
}
