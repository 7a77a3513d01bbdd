package features

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
)

//go:embed needs.txt
var needs string

// Need says that a scenario fails where a requirement is broken that it does not prove.
type Need struct {
	File        string // of the feature
	Scenario    string // its name, with the parameters of an outline as they are written
	Requirement string // the id
	Steps       []int  // the sentences, counted from 0, in which it fails then
}

// Needs returns what scenarios need of a server beside what they prove, as
// needs.txt has it: for each scenario a line with its file, its name, and the
// requirements, each with the sentences in which the scenario fails where it is broken.
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
			return nil, fmt.Errorf("needs.txt:%d: want a file, a name and requirements, with tabs between them", number)
		}
		for entry := range strings.FieldsSeq(fields[2]) {
			id, steps, _ := strings.Cut(entry, "@")
			n := Need{File: fields[0], Scenario: fields[1], Requirement: id}
			for step := range strings.SplitSeq(steps, ",") {
				i, err := strconv.Atoi(step)
				if err != nil {
					return nil, fmt.Errorf("needs.txt:%d: %q is no requirement with sentences, such as CLIENTS-1@4,5", number, entry)
				}
				n.Steps = append(n.Steps, i)
			}
			all = append(all, n)
		}
	}
	return all, nil
}
