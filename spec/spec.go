// Package spec holds the specification of Bester 1.0 and reads its
// requirements out of the prose.
//
// The Markdown chapters are the only place where a requirement is written.
// Everything that names one (scenarios, reports, comments in code) gets it
// from here.
package spec

import (
	"embed"
	"io/fs"
)

//go:embed *.md
var embedded embed.FS

// Files returns the chapters, each under its own name: README.md, framing.md, ….
func Files() fs.FS { return embedded }
