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
		return nil, fault(kind, 1, 1, fmt.Sprintf("is longer than %d bytes", maxSize))
	}
	document, err := parse(kind, text)
	if err != nil {
		return nil, err
	}
	root := document.Content[0]
	var asJSON bytes.Buffer
	if err := writeJSON(&asJSON, root, kind); err != nil {
		return nil, err
	}
	err = schemas.Validate(kind, asJSON.Bytes())
	var invalid *schemas.Error
	if errors.As(err, &invalid) {
		invalid.Violations = invalid.Violations[:min(len(invalid.Violations), maxFaults)]
		for i, v := range invalid.Violations {
			at := locate(root, v)
			invalid.Violations[i].Line, invalid.Violations[i].Column = at.Line, at.Column
		}
	}
	if err != nil {
		return nil, err
	}
	return document, nil
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

// writeJSON writes a value as JSON, members in their order and repeated ones
// repeated, so that paths lead to the same places in both.
func writeJSON(w *bytes.Buffer, n *yaml.Node, kind schemas.Kind) error {
	if n.Anchor != "" || n.Kind == yaml.AliasNode {
		return fault(kind, n.Line, n.Column, "is an anchor or an alias: write it out")
	}
	switch n.Kind {
	case yaml.MappingNode:
		return writeObject(w, n, kind)
	case yaml.SequenceNode:
		w.WriteByte('[')
		for i, item := range n.Content {
			if i > 0 {
				w.WriteByte(',')
			}
			if err := writeJSON(w, item, kind); err != nil {
				return err
			}
		}
		w.WriteByte(']')
		return nil
	}
	w.Write(scalar(n))
	return nil
}

func writeObject(w *bytes.Buffer, n *yaml.Node, kind schemas.Kind) error {
	w.WriteByte('{')
	for i := 0; i < len(n.Content); i += 2 {
		name := n.Content[i]
		if name.Kind != yaml.ScalarNode || name.Anchor != "" {
			return fault(kind, name.Line, name.Column, "is no name of a member: it must be a word")
		}
		if i > 0 {
			w.WriteByte(',')
		}
		w.Write(quoted(name.Value))
		w.WriteByte(':')
		if err := writeJSON(w, n.Content[i+1], kind); err != nil {
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

// locate returns the node that a violation is about: the name of a member where
// that is at fault, the value otherwise.
func locate(root *yaml.Node, v schemas.Violation) *yaml.Node {
	name, value := root, root
	if v.Pointer == "" {
		return root
	}
	for step := range strings.SplitSeq(v.Pointer[1:], "/") {
		name, value = descend(value, strings.NewReplacer("~1", "/", "~0", "~").Replace(step))
	}
	switch v.Keyword {
	case "additionalProperties", schemas.KeywordRepeated:
		return name
	}
	return value
}

// descend returns the last member of a name and that name, or the element at an
// index, which has none.
func descend(n *yaml.Node, step string) (name, value *yaml.Node) {
	name, value = n, n
	if n.Kind == yaml.SequenceNode {
		if i, err := strconv.Atoi(step); err == nil && i < len(n.Content) {
			return n.Content[i], n.Content[i]
		}
		return name, value
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == step {
			name, value = n.Content[i], n.Content[i+1]
		}
	}
	return name, value
}
