// Package yamlfile reads the YAML files that people write for the suite, and
// says where they are wrong.
package yamlfile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/besterprotocol/bester/conformance/internal/limited"
	"github.com/besterprotocol/bester/schemas"
)

const (
	maxSize   = 256 << 10 // bytes that are read; people write less
	maxFaults = 20        // that are told of one file
)

var tooLong = fmt.Sprintf("is longer than %d bytes", maxSize)

// ReadFile is Read for the file at path. The error has a line for each fault, which
// begins as editors find places: path:line:column.
func ReadFile(kind schemas.Kind, path string) (*yaml.Node, error) {
	text, err := limited.ReadFile(path, maxSize)
	if err != nil {
		return nil, err
	}
	document, err := Read(kind, text)
	var invalid *schemas.Error
	if errors.As(err, &invalid) {
		return nil, invalid.In(path)
	}
	return document, err
}

// Read returns the one document in text, whose value has to be valid as one of
// kind. The error is a *schemas.Error whose lines and columns are those of the
// YAML; of many faults it has the first. Anchors and aliases are refused: what
// little the files say is easier to read without.
func Read(kind schemas.Kind, text []byte) (*yaml.Node, error) {
	if len(text) > maxSize {
		return nil, fault(kind, 1, 1, tooLong)
	}
	document, err := parse(kind, text)
	if err != nil {
		return nil, err
	}
	w := newWriter(kind)
	if err := w.value(document.Content[0]); err != nil {
		return nil, err
	}
	err = schemas.Validate(kind, w.Bytes())
	var invalid *schemas.Error
	if errors.As(err, &invalid) {
		told := min(len(invalid.Violations), maxFaults)
		invalid.More = invalid.More || told < len(invalid.Violations)
		invalid.Violations = invalid.Violations[:told]
		for i, v := range invalid.Violations {
			at := w.places[v.Offset]
			invalid.Violations[i].Line, invalid.Violations[i].Column = at.Line, at.Column
		}
	}
	if err != nil {
		return nil, err
	}
	return document, nil
}

// JSON returns the one document in text as JSON, without a look at its kind.
func JSON(text []byte) ([]byte, error) {
	if len(text) > maxSize {
		return nil, fault("", 1, 1, tooLong)
	}
	document, err := parse("", text)
	if err != nil {
		return nil, err
	}
	w := newWriter("")
	err = w.value(document.Content[0])
	return w.Bytes(), err
}

// fault is the error on a file that is no document at all.
func fault(kind schemas.Kind, line, column int, message string) error {
	return &schemas.Error{Kind: kind, Violations: []schemas.Violation{
		{Line: line, Column: column, Keyword: schemas.KeywordJSON, Message: message},
	}}
}

// linePattern matches the errors of the YAML library that name a line.
var linePattern = regexp.MustCompile(`^yaml: (?:line ([0-9]+): )?(.*)$`)

// parse returns the one YAML document in text, null where there is none.
func parse(kind schemas.Kind, text []byte) (*yaml.Node, error) {
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	var document, next yaml.Node
	err := decoder.Decode(&document)
	switch {
	case errors.Is(err, io.EOF):
		null := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null", Line: 1, Column: 1}
		return &yaml.Node{Kind: yaml.DocumentNode, Content: []*yaml.Node{null}}, nil
	case err != nil:
		return nil, notYAML(kind, err)
	}
	switch err := decoder.Decode(&next); {
	case err == nil:
		return nil, fault(kind, next.Line, next.Column, "is a second document: there is to be one")
	case !errors.Is(err, io.EOF):
		return nil, notYAML(kind, err)
	}
	return &document, nil
}

func notYAML(kind schemas.Kind, err error) error {
	message, _, _ := strings.Cut(err.Error(), "\n")
	line := 1
	if match := linePattern.FindStringSubmatch(message); match != nil {
		message = match[2]
		if n, err := strconv.Atoi(match[1]); err == nil {
			line = n
		}
	}
	return fault(kind, line, 1, "is not YAML: "+message)
}

// writer writes YAML as JSON, members in their order and repeated ones repeated, so
// that what is wrong with the one is wrong with the other.
type writer struct {
	bytes.Buffer
	kind   schemas.Kind
	places map[int]*yaml.Node // by the byte at which a value or a name begins in JSON
}

func newWriter(kind schemas.Kind) *writer {
	return &writer{kind: kind, places: make(map[int]*yaml.Node)}
}

func (w *writer) value(n *yaml.Node) error {
	if n.Anchor != "" || n.Kind == yaml.AliasNode {
		return fault(w.kind, n.Line, n.Column, "is an anchor or an alias: write it out")
	}
	w.places[w.Len()] = n
	switch n.Kind {
	case yaml.MappingNode:
		return w.object(n)
	case yaml.SequenceNode:
		return w.array(n)
	}
	w.Write(scalar(n))
	return nil
}

func (w *writer) array(n *yaml.Node) error {
	w.WriteByte('[')
	for i, item := range n.Content {
		if i > 0 {
			w.WriteByte(',')
		}
		if err := w.value(item); err != nil {
			return err
		}
	}
	w.WriteByte(']')
	return nil
}

func (w *writer) object(n *yaml.Node) error {
	w.WriteByte('{')
	for i := 0; i < len(n.Content); i += 2 {
		name := n.Content[i]
		if name.Kind != yaml.ScalarNode || name.Anchor != "" {
			return fault(w.kind, name.Line, name.Column, "is no name of a member: it must be a word")
		}
		if i > 0 {
			w.WriteByte(',')
		}
		w.places[w.Len()] = name
		w.Write(quoted(name.Value))
		w.WriteByte(':')
		if err := w.value(n.Content[i+1]); err != nil {
			return err
		}
	}
	w.WriteByte('}')
	return nil
}

// scalar returns a value that is no collection as JSON. What JSON has no form
// for, such as dates, is the text that stands there.
func scalar(n *yaml.Node) []byte {
	switch n.ShortTag() {
	case "!!null":
		return []byte("null")
	case "!!bool", "!!int", "!!float":
		var value any
		if err := n.Decode(&value); err != nil {
			break
		}
		if number, ok := value.(float64); ok && (math.IsNaN(number) || math.IsInf(number, 0)) {
			break
		}
		if text, err := json.Marshal(value); err == nil {
			return text
		}
	}
	return quoted(n.Value)
}

func quoted(text string) []byte {
	quoted, _ := json.Marshal(text) // any string can be
	return quoted
}
