package schemas

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
)

// The values of Violation.Keyword that are no keywords of JSON Schema.
const (
	KeywordJSON     = "json"         // the document is not one JSON text (JSON-1, JSON-8)
	KeywordRepeated = "repeatedName" // an object has two members of one name (JSON-9)
	KeywordSize     = "size"         // the document is too long, nests too deep, or has too many values to say which are wrong
)

// Error says what is wrong with a document that is not valid.
type Error struct {
	Kind       Kind        // the kind the document was checked against
	Violations []Violation // at least one, in the order of the document
	More       bool        // whether there are more than those that are told
}

// MaxViolations is how many violations of one document are told at most.
const MaxViolations = 1000

// Error returns one line for each violation that is told, such as
//
//	client-message: line 3, column 14: /payload/id: must be a string, but is null
func (e *Error) Error() string {
	lines := make([]string, len(e.Violations))
	for i, v := range e.Violations {
		lines[i] = string(e.Kind) + ": " + v.String()
	}
	return strings.Join(lines, "\n")
}

// In returns the same as an error on a file that holds the document: one line for
// each violation, as editors find places, with what may have been meant, such as
//
//	message.json:3:14: /payload/id: must be a string, but is the number 42; write it in quotes: "42"
func (e *Error) In(file string) error {
	lines := make([]error, len(e.Violations))
	for i, v := range e.Violations {
		text := v.Fault()
		if v.Suggestion != "" {
			text += "; " + v.Suggestion
		}
		lines[i] = fmt.Errorf("%s:%d:%d: %s", file, v.Line, v.Column, text)
	}
	return errors.Join(lines...)
}

// Violation is one thing that is wrong with a document, and where.
type Violation struct {
	// Pointer is the JSON Pointer (RFC 6901) of the value at fault; it is
	// empty for the document itself. A missing member is the fault of the
	// object that lacks it. A lone surrogate in a member name, which no
	// pointer can hold, stands here as U+FFFD.
	Pointer string
	// Line and Column count from 1; Column counts characters (code points),
	// and CR LF, LF and CR each end a line. They are those of the value, or,
	// where the name of a member is at fault (unknown, repeated, not allowed,
	// written in the place of one that is missing), those of the name.
	Line, Column int
	// Offset and End are the bytes of the document, counted from 0, from the
	// place of Line and Column to behind what is at fault. They are equal where
	// something lacks at that place.
	Offset, End int
	// Keyword is the JSON Schema keyword that the value breaks, or one of
	// KeywordJSON, KeywordRepeated and KeywordSize.
	Keyword string
	// Message says what is wrong, for people; it has no line breaks.
	Message string
	// Requirement is the id of the requirement of the specification that is
	// broken, such as MSG-1; it is empty where none is, as in a file that is no
	// part of the protocol.
	Requirement string
	// Suggestion says in a sentence what may have been meant; it is empty where
	// nothing comes near. It has no line breaks.
	Suggestion string
}

// String returns the violation in one line: line and column, the pointer
// where it is not empty, and the message.
func (v Violation) String() string {
	return fmt.Sprintf("line %d, column %d: %s", v.Line, v.Column, v.Fault())
}

// Fault returns the pointer where it is not empty, and the message, in one line.
func (v Violation) Fault() string {
	if v.Pointer == "" {
		return v.Message
	}
	return printable(v.Pointer) + ": " + v.Message
}

// printable replaces what a terminal would not show as a character of its
// own by its escape, since pointers and messages quote hostile documents.
func printable(s string) string {
	var b strings.Builder
	for _, r := range s {
		if unicode.IsPrint(r) {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.String()
}
