package schemas

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v5"
)

// validate checks a document against the schema of a kind.
func (c *compiled) validate(kind Kind, opaque string, doc []byte) error {
	root, findings := parse(doc, opaque)
	if root != nil {
		broken, err := c.check(kind, root.value)
		if err != nil {
			return err
		}
		for _, leaf := range broken {
			findings = append(findings, c.explain(leaf, doc, root)...)
		}
	}
	if len(findings) == 0 {
		return nil
	}
	return &Error{Kind: kind, Violations: locate(doc, findings)}
}

// check asks the schema library for the keywords that a value breaks.
func (c *compiled) check(kind Kind, value any) (broken []*jsonschema.ValidationError, err error) {
	defer func() {
		// The library has crashed on numbers before; what it crashes on next
		// must not take the program along.
		if r := recover(); r != nil {
			err = fmt.Errorf("schemas: the schema library failed on a %s: %v", kind, r)
		}
	}()
	err = c.schemas[kind].Validate(value)
	var invalid *jsonschema.ValidationError
	if errors.As(err, &invalid) {
		return leaves(invalid), nil
	}
	return nil, err
}

// leaves returns the innermost causes of an error: the others only lead there.
func leaves(e *jsonschema.ValidationError) []*jsonschema.ValidationError {
	if len(e.Causes) == 0 {
		return []*jsonschema.ValidationError{e}
	}
	var all []*jsonschema.ValidationError
	for _, cause := range e.Causes {
		all = append(all, leaves(cause)...)
	}
	return all
}

// explain turns a broken keyword into findings.
func (c *compiled) explain(leaf *jsonschema.ValidationError, doc []byte, root *node) []finding {
	path := instancePath(leaf)
	schema, keyword := c.keyword(leaf.AbsoluteKeywordLocation)
	b := broken{doc, root.at(path), path, schema, keyword}
	if strings.Contains(leaf.KeywordLocation, "/propertyNames/") {
		return b.name()
	}
	return b.findings()
}

// instancePath returns the path of the value that an error is about.
//
// The library leaves empty member names out of its pointers. Our schemas let
// a member have any name in a few places only, never one inside another, so
// that a path that is a name short has lost it there.
func instancePath(leaf *jsonschema.ValidationError) []string {
	path := splitPointer(leaf.InstanceLocation)
	depth, anyName := steps(splitPointer(leaf.KeywordLocation))
	if len(path) < depth {
		path = slices.Insert(path, anyName, "")
	}
	return path
}

// steps counts how deep into a document the keywords before the last lead,
// and at which depth the one stands that takes a member of any name.
func steps(keywords []string) (depth, anyName int) {
	for i := 0; i < len(keywords)-1; i++ {
		switch keywords[i] {
		case "properties":
			i++ // over the name
			depth++
		case "items":
			depth++
		case "additionalProperties", "propertyNames":
			anyName = depth
			depth++
		}
	}
	return depth, anyName
}

// keyword returns the schema that has the keyword at a location, and the
// keyword.
func (c *compiled) keyword(location string) (map[string]any, string) {
	file, pointer, _ := strings.Cut(location, "#")
	path := splitPointer(pointer)
	last := len(path) - 1
	schema := c.documents[file]
	for _, name := range path[:last] {
		schema = subschema(schema, name)
	}
	return schema.(map[string]any), path[last]
}
