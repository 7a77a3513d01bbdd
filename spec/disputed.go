package spec

import (
	"fmt"
	"io/fs"
)

const (
	disputedFile    = "changelog.md"
	disputedHeading = "## Under discussion"
)

// Disputed returns the ids of the requirements under discussion, each with the
// reason. Until they are decided, no server is to be judged by them. The error
// names what stands there and is no requirement.
func Disputed() (map[string]string, error) {
	all, err := Requirements()
	if err != nil {
		return nil, err
	}
	return readDisputed(embedded, all)
}

func readDisputed(fsys fs.FS, all []Requirement) (map[string]string, error) {
	text, err := fs.ReadFile(fsys, disputedFile)
	if err != nil {
		return nil, fmt.Errorf("spec: reading what is under discussion: %w", err)
	}
	known := map[string]bool{}
	for _, r := range all {
		known[r.ID] = true
	}
	disputed := map[string]string{}
	for _, row := range tableRows(section(string(text), disputedHeading)) {
		if len(row) != 2 || !known[row[0]] || row[1] == "" {
			return nil, fmt.Errorf("spec: %s: under discussion: %q is not the id of a requirement and a reason", disputedFile, row)
		}
		disputed[row[0]] = row[1]
	}
	return disputed, nil
}
