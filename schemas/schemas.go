// Package schemas says of a JSON document whether it is valid as a
// Bester message, or file, of a given kind, and where and why it is not.
//
// Validate does so for a document of a known kind, and Infer says of which kind one
// seems to be. A Conversation knows that from what was said before on a connection,
// and also says whether a message may stand where it stands. Schema, Bundle, BundleOf,
// AsyncAPI and Files hand out the schemas themselves, for other programs.
//
// The schemas lie beside this file, one KIND.schema.json for each kind, and
// are compiled into the program: nothing is read from disk or fetched. Everything
// here may be used by several goroutines at once.
package schemas

import (
	"embed"
	"io/fs"
	"sync"
)

//go:embed *.schema.json examples
var embedded embed.FS

// Files returns the schemas (KIND.schema.json, definitions.schema.json) and their
// examples (examples/KIND/valid/*.json, examples/KIND/invalid/*.json).
func Files() fs.FS { return embedded }

// library is the embedded schemas, compiled at their first use. A failure
// would be a fault of the program's own files, so it panics.
var library = sync.OnceValue(func() *compiled {
	c, err := compile(embedded, Kinds())
	if err != nil {
		panic(err)
	}
	return c
})

// Validate checks one document against the schema of its kind.
//
// doc is the JSON text alone: a message's body without its length prefix, or
// a whole file. Validate returns nil where doc is valid, and an *Error with
// every violation where it is not, in their order: up to MaxViolations, and fewer
// where their pointers fill more than a mebibyte. In an envelope a repeated member
// name is a violation (JSON-9); in the opaque data of the kind it is none.
//
// From some places on a document is not read: where it is no JSON text (JSON-1),
// where it nests more than 10,000 deep, and where it is not valid and has had
// 300,000 values outside of its opaque data (KeywordSize). Then that is told, and of
// what stands before it the faults of the text, such as repeated names, and not what
// the schema says of the values. A document of 4 GiB or more is never valid.
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
