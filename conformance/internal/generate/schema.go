package generate

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"reflect"
	"slices"
	"strings"

	"github.com/besterprotocol/bester/conformance/internal/wire"
	"github.com/besterprotocol/bester/schemas"
)

type object = map[string]any

// node is a schema, and the file that it stands in.
type node struct {
	file string
	object
}

// is reports whether s and other stand in the same place.
func (s node) is(other node) bool {
	return reflect.ValueOf(s.object).Pointer() == reflect.ValueOf(other.object).Pointer()
}

// known are the keywords that this package understands, or that demand nothing.
var known = strings.Fields("$schema $id $defs $ref $comment title description examples " +
	"type const enum not required properties items minLength minItems pattern minimum maximum allOf if then")

// digits is the only pattern that strings are made for.
const digits = "^[0-9]+$"

// load reads a schema file.
func (m *Maker) load(file string) (node, error) {
	if m.files[file] == nil {
		text, err := fs.ReadFile(schemas.Files(), file)
		if err != nil {
			return node{}, fmt.Errorf("generate: %w", err)
		}
		var schema object
		if err := json.Unmarshal(text, &schema); err != nil {
			return node{}, fmt.Errorf("generate: %s: %w", file, err)
		}
		m.files[file] = schema
	}
	return node{file, m.files[file]}, nil
}

// check returns an error where a schema, or one that it holds or refers to, has a
// keyword that would be passed over. It loads the files that are referred to.
func (m *Maker) check(s node) error {
	for keyword, value := range s.object {
		if !slices.Contains(known, keyword) || keyword == "pattern" && value != digits {
			return fmt.Errorf("generate: the keyword %q in %s is not known here", keyword, s.file)
		}
		if keyword == "$ref" {
			if file, _, _ := strings.Cut(value.(string), "#"); file != "" {
				if _, err := m.load(file); err != nil {
					return err
				}
			}
			if err := m.check(m.resolve(s)); err != nil {
				return err
			}
		}
	}
	for _, inner := range s.inner() {
		if err := m.check(inner); err != nil {
			return err
		}
	}
	return nil
}

// inner returns the schemas that s holds.
func (s node) inner() []node {
	var all []node
	for _, keyword := range []string{"not", "items", "if", "then"} {
		if schema, ok := s.object[keyword].(object); ok {
			all = append(all, node{s.file, schema})
		}
	}
	properties, _ := s.object["properties"].(object)
	for _, schema := range properties {
		all = append(all, node{s.file, schema.(object)})
	}
	return append(all, s.all("allOf")...)
}

// all returns the schemas in an array of them.
func (s node) all(keyword string) []node {
	list, _ := s.object[keyword].([]any)
	var all []node
	for _, schema := range list {
		all = append(all, node{s.file, schema.(object)})
	}
	return all
}

// resolve returns what a $ref leads to.
func (m *Maker) resolve(s node) node {
	file, pointer, _ := strings.Cut(s.object["$ref"].(string), "#")
	if file == "" {
		file = s.file
	}
	at := m.files[file]
	for _, name := range strings.Split(pointer, "/")[1:] {
		at = at[name].(object)
	}
	return node{file, at}
}

// together returns the schemas that a value has to meet where it meets these: what
// they refer to and hold, and what applies to value, where that is not Invalid.
func (m *Maker) together(schemas []node, value wire.Value) []node {
	var all []node
	for left := slices.Clone(schemas); len(left) > 0; {
		s := left[0]
		left = append(left[1:], s.all("allOf")...)
		if s.object["$ref"] != nil {
			left = append(left, m.resolve(s))
		}
		if condition, ok := s.object["if"].(object); ok && value.Kind != wire.Invalid && holds(condition, value) {
			left = append(left, node{s.file, s.object["then"].(object)})
		}
		all = append(all, s)
	}
	return all
}

// holds reports whether value meets the schema of an "if", which asks for members
// and what they are.
func holds(schema object, value wire.Value) bool {
	if want, ok := schema["const"]; ok && (value.Kind != wire.String || value.Text != want) {
		return false
	}
	if schema["type"] == "object" && value.Kind != wire.Object {
		return false
	}
	for _, name := range list[string](schema, "required") {
		if value.Get(name).Kind == wire.Invalid {
			return false
		}
	}
	properties, _ := schema["properties"].(object)
	for name, inner := range properties {
		if member := value.Get(name); member.Kind != wire.Invalid && !holds(inner.(object), member) {
			return false
		}
	}
	return true
}

// list returns the elements of a keyword's array, those of type T.
func list[T any](schema object, keyword string) []T {
	all, _ := schema[keyword].([]any)
	var typed []T
	for _, one := range all {
		if one, ok := one.(T); ok {
			typed = append(typed, one)
		}
	}
	return typed
}

// members returns the schemas of each member that schemas define.
func members(schemas []node) map[string][]node {
	all := map[string][]node{}
	for _, s := range schemas {
		properties, _ := s.object["properties"].(object)
		for name, schema := range properties {
			all[name] = append(all[name], node{s.file, schema.(object)})
		}
	}
	return all
}

// required returns the names of the members that schemas demand, each once.
func required(schemas []node) []string {
	var all []string
	for _, s := range schemas {
		all = append(all, list[string](s.object, "required")...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// first returns the first value that schemas have for a keyword.
func first[T any](schemas []node, keyword string) (value T, ok bool) {
	for _, s := range schemas {
		if value, ok = s.object[keyword].(T); ok {
			return value, true
		}
	}
	return value, false
}

// choices returns the strings that schemas allow, none where they allow any.
func choices(schemas []node) []string {
	if one, ok := first[string](schemas, "const"); ok {
		return []string{one}
	}
	for _, s := range schemas {
		if all := list[string](s.object, "enum"); all != nil {
			return all
		}
	}
	return nil
}

// kindOf returns what a value has to be, Invalid where it may be anything.
func kindOf(schemas []node) wire.Kind {
	if choices(schemas) != nil {
		return wire.String
	}
	name, _ := first[string](schemas, "type")
	return map[string]wire.Kind{"object": wire.Object, "array": wire.Array, "string": wire.String, "integer": wire.Number}[name]
}
