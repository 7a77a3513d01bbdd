// Package schemas says of a JSON document whether it is valid as a
// Bester message, or file, of a given kind, and where and why it is not.
//
// The schemas lie beside this file, one KIND.schema.json for each kind, and
// are compiled into the program: nothing is read from disk or fetched.
package schemas

import (
	"embed"
	"sync"
)

// FS holds the schemas (KIND.schema.json, definitions.schema.json) and their
// examples (examples/KIND/valid/*.json, examples/KIND/invalid/*.json).
//
//go:embed *.schema.json examples
var FS embed.FS

// library is the embedded schemas, compiled at their first use. A failure
// would be a fault of the program's own files, so it panics.
var library = sync.OnceValue(func() *compiled {
	c, err := compile(FS, Kinds())
	if err != nil {
		panic(err)
	}
	return c
})

// Validate checks one document against the schema of its kind.
//
// doc is the JSON text alone: a message's body without its length prefix, or
// a whole file. Validate returns nil where doc is valid, and an *Error with
// every violation where it is not, up to MaxViolations; fewer where their
// pointers fill more than a mebibyte, and one of KeywordSize alone where doc
// has more than 300,000 values outside of its opaque data. Where doc is no JSON
// text (JSON-1, JSON-8) or nests more than 10,000 deep, what stands before the
// place is told too from which on it cannot be read. In an envelope a repeated
// member name is a violation (JSON-9); in the opaque data of the kind it is none.
//
// A kind that does not exist gives an error that wraps ErrUnknownKind. Any other
// error is a fault of this package and says nothing about doc.
//
// The time taken grows with the length of doc and with nothing else in it.
// Validate keeps nothing of doc and may be called by many goroutines at once.
func Validate(kind Kind, doc []byte) error {
	opaque, err := opaqueData(kind)
	if err != nil {
		return err
	}
	if acceptors()[kind].accepts(doc) {
		return nil
	}
	return library().validate(kind, opaque, doc)
}
