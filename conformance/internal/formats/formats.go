// Package formats chooses one of the output formats of a document by name.
package formats

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// Format is one way to write a document of type T.
type Format[T any] struct {
	Name  string // such as "json"
	About string // what it is, in a few words; "" if help texts do not list it
	Write func(document T, w io.Writer) error
}

// Set contains all formats of a document.
type Set[T any] struct {
	Document string // with an article, such as "a report"
	Formats  []Format[T]
}

// Names returns the names of the formats, in order.
func (s Set[T]) Names() []string {
	var names []string
	for _, f := range s.Formats {
		names = append(names, f.Name)
	}
	return names
}

// Choice returns the names as words: "text, json or html".
func (s Set[T]) Choice() string {
	names := s.Names()
	last := len(names) - 1
	if last < 1 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:last], ", ") + " or " + names[last]
}

// Has reports whether name is the name of a format.
func (s Set[T]) Has(name string) bool { return slices.Contains(s.Names(), name) }

// Check returns an error that lists all formats if name is not the name of one.
func (s Set[T]) Check(name string) error {
	if s.Has(name) {
		return nil
	}
	return fmt.Errorf("there is no format %q of %s; the formats are %s", name, s.Document, strings.Join(s.Names(), ", "))
}

// Write writes a document in the format of that name. It returns an error if the format is
// unknown or writing to w fails.
func (s Set[T]) Write(document T, w io.Writer, name string) error {
	for _, f := range s.Formats {
		if f.Name == name {
			return f.Write(document, w)
		}
	}
	return s.Check(name)
}
