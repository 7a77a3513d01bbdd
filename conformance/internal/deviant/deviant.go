// Package deviant is a catalogue of servers that are the reference server with
// one small change each: deviants, which break one requirement and keep all
// others, and variants, which keep all and look different.
package deviant

import (
	"fmt"
	"slices"
	"strings"
)

// Server is the reference server with a change.
type Server struct {
	// Name is unique: a few words with hyphens.
	Name string
	// Requirement is the id of the one that a deviant breaks, and of the one that
	// gives a variant its freedom.
	Requirement string
	// Does completes the sentence "This server …".
	Does string
	// Edits are the change.
	Edits []Edit
}

// Edit replaces a piece of a source file, which stands there exactly once.
type Edit struct {
	File string // relative to the folder of the reference server
	Old  string
	New  string
}

// Deviants returns the servers that break a requirement, in the order of the
// specification's chapters.
func Deviants() []Server {
	return slices.Concat(framing, texts, edges, connections, authentication, messages, reports,
		handlers, deliveries, queues, timers, ends, federation, peers, chains, builtins, informers, listeners)
}

// Variants returns the servers that break none: they keep every MUST, and every
// SHOULD but for those that are lax.
func Variants() []Server { return variants }

// Change returns the edits as text: the file, what is taken out and what is put in.
func (s Server) Change() string {
	var b strings.Builder
	for _, edit := range s.Edits {
		fmt.Fprintf(&b, "%s\n%s\n%s\n", edit.File, prefixed("- ", edit.Old), prefixed("+ ", edit.New))
	}
	return b.String()
}

// prefixed puts prefix before each line of text.
func prefixed(prefix, text string) string {
	return prefix + strings.ReplaceAll(strings.TrimSuffix(text, "\n"), "\n", "\n"+prefix)
}

// apply returns a source file with the edits that are of it.
func (s Server) apply(file, source string) (string, error) {
	for _, edit := range s.Edits {
		if edit.File != file {
			continue
		}
		if n := strings.Count(source, edit.Old); n != 1 {
			return "", fmt.Errorf("%s: %q stands %d times in %s, not once", s.Name, edit.Old, n, file)
		}
		source = strings.Replace(source, edit.Old, edit.New, 1)
	}
	return source, nil
}

// files returns the names of the files that the edits are of.
func (s Server) files() []string {
	var names []string
	for _, edit := range s.Edits {
		names = append(names, edit.File)
	}
	slices.Sort(names)
	return slices.Compact(names)
}
