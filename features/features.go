// Package features holds what must be observable of a Bester server, as
// scenarios in Gherkin. A scenario carries the ids of the requirements that it
// proves as tags.
package features

import (
	"embed"
	"io/fs"
	"strings"
)

//go:embed */*.feature
var embedded embed.FS

// Files returns the feature files: a folder for each chapter of the specification, and the
// folder start, whose scenarios lead from an open port to a delivered message.
func Files() fs.FS { return embedded }

//go:embed untestable.txt
var untestable string

// Untestable returns the requirements that no scenario can prove of a server,
// each with the reason.
func Untestable() map[string]string {
	reasons := map[string]string{}
	for line := range strings.Lines(untestable) {
		if id, reason, ok := strings.Cut(strings.TrimSpace(line), " "); ok && !strings.HasPrefix(id, "#") {
			reasons[id] = strings.TrimSpace(reason)
		}
	}
	return reasons
}
