// Package baseline keeps the list of what a server is known to fail, so that a
// run tells only what is new.
package baseline

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/besterprotocol/bester/conformance/internal/report"
	"github.com/besterprotocol/bester/conformance/internal/suggest"
	"github.com/besterprotocol/bester/conformance/internal/wire"
	"github.com/besterprotocol/bester/conformance/internal/yamlfile"
	"github.com/besterprotocol/bester/schemas"
)

// Baseline is a list of known failures, as a file holds it. It is used by one
// goroutine.
type Baseline struct {
	file     string     // its name, for errors
	document *yaml.Node // all of it, comments included
	entries  []*entry
	changes  Changes
}

// entry is one known failure.
type entry struct {
	fails   string // id of a requirement, place or name of a scenario
	reason  string
	expires time.Time // end of the last day on which it counts; zero for never
	line    int       // in the file
	node    *yaml.Node
}

const (
	member     = "knownFailures"
	dateFormat = "2006-01-02"
)

// New returns a baseline without entries. file names it in errors.
func New(file string) *Baseline {
	text := "# What this server is known to fail, and why. Anything else fails the run.\n" + member + ": []\n"
	document, err := yamlfile.Read(schemas.Baseline, []byte(text))
	if err != nil {
		panic(err) // a mistake in the text above
	}
	b := &Baseline{file: file, document: document}
	b.list().Style = 0
	return b
}

// Load reads a baseline from a file. The error has a line for each thing that is
// wrong, with file, line and column.
func Load(file string) (*Baseline, error) {
	document, err := yamlfile.ReadFile(schemas.Baseline, file)
	if err != nil {
		return nil, err
	}
	b := &Baseline{file: file, document: document}
	for _, node := range b.list().Content {
		e, err := newEntry(node)
		if err != nil {
			return nil, fmt.Errorf("%s:%w", file, err)
		}
		b.entries = append(b.entries, e)
	}
	return b, nil
}

// list returns the sequence of entries, which the schema demands.
func (b *Baseline) list() *yaml.Node { return value(b.document.Content[0], member) }

// value returns the value of a member, nil where there is none.
func value(object *yaml.Node, name string) *yaml.Node {
	for i := 0; i+1 < len(object.Content); i += 2 {
		if object.Content[i].Value == name {
			return object.Content[i+1]
		}
	}
	return nil
}

// newEntry reads an entry, which is valid by the schema.
func newEntry(node *yaml.Node) (*entry, error) {
	e := &entry{fails: value(node, "fails").Value, reason: value(node, "reason").Value, line: node.Line, node: node}
	if expires := value(node, "expires"); expires != nil {
		day, err := time.Parse(dateFormat, expires.Value)
		if err != nil {
			return nil, fmt.Errorf("%d:%d: %q is not a day of the calendar", expires.Line, expires.Column, expires.Value)
		}
		e.expires = day.AddDate(0, 0, 1)
	}
	return e, nil
}

func (e *entry) hasExpired(now time.Time) bool { return !e.expires.IsZero() && !now.Before(e.expires) }

var (
	idPattern    = regexp.MustCompile(`^[A-Za-z]+-[0-9]+[a-z]?$`)
	placePattern = regexp.MustCompile(`\.feature:[0-9]+$`)
)

// featuresFolder is where the files lie in the repository. It need not be written.
const featuresFolder = "features/"

// isRequirement reports whether the entry stands for all scenarios of one.
func (e *entry) isRequirement() bool { return idPattern.MatchString(e.fails) }

// covers reports whether the entry covers a finding.
func (e *entry) covers(f wire.Finding) bool { return e.isRequirement() && f.Requirement == e.fails }

func (e *entry) matches(s report.Scenario) bool {
	switch {
	case e.isRequirement():
		return slices.Contains(s.Requirements, e.fails)
	case placePattern.MatchString(e.fails):
		return featuresFolder+strings.TrimPrefix(e.fails, featuresFolder) == s.Place()
	}
	return s.Name == e.fails
}

// matching returns which of the scenarios the entry stands for.
func (e *entry) matching(scenarios []report.Scenario) []int {
	var found []int
	for i, s := range scenarios {
		if e.matches(s) {
			found = append(found, i)
		}
	}
	return found
}

// Check returns an error, a line for each, where an entry stands for none of
// scenarios, which are all there are, or says the same as one before it.
func (b *Baseline) Check(scenarios []report.Scenario) error {
	var errs []error
	first := map[string]int{}
	for _, e := range b.entries {
		switch before, again := first[e.fails]; {
		case again:
			errs = append(errs, fmt.Errorf("%s:%d: %q stands on line %d already", b.file, e.line, e.fails, before))
		case len(e.matching(scenarios)) == 0:
			errs = append(errs, fmt.Errorf("%s:%d: %s", b.file, e.line, e.unknown(scenarios)))
		}
		first[e.fails] = e.line
	}
	return errors.Join(errs...)
}

// unknown says that the entry stands for nothing, and what may have been meant.
func (e *entry) unknown(scenarios []report.Scenario) string {
	problem, word := "no scenario is called", e.fails
	name := func(s report.Scenario) []string { return []string{s.Name} }
	switch {
	case e.isRequirement():
		problem = "no scenario proves"
		name = func(s report.Scenario) []string { return s.Requirements }
	case placePattern.MatchString(e.fails):
		problem, word = "no scenario stands at", featuresFolder+strings.TrimPrefix(e.fails, featuresFolder)
		name = func(s report.Scenario) []string { return []string{s.Place()} }
	}
	var names []string
	for _, s := range scenarios {
		names = append(names, name(s)...)
	}
	return fmt.Sprintf("%s %q%s", problem, e.fails, suggest.Question(word, names))
}
