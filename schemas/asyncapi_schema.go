package schemas

import (
	"bytes"
	"encoding/json"
	"strings"
)

// asyncSchemas returns the schemas of the messages, and what they refer to, in
// the dialect of AsyncAPI, which is JSON Schema draft 7: each schema and each
// definition of a file by a name of its own.
func asyncSchemas() map[string]any {
	all := make(map[string]any)
	names := []string{definitions, string(BuiltinData)}
	for _, message := range asyncMessages() {
		names = append(names, message.name)
	}
	for _, name := range names {
		schema := readSchema(name)
		shared, _ := schema["$defs"].(map[string]any)
		for inner, definition := range shared {
			all[name+"."+inner] = dialect{name}.schema(definition)
		}
		if name != definitions {
			all[name] = dialect{name}.schema(schema)
		}
	}
	return all
}

// readSchema reads a schema file of a name that is known to exist. Numbers stay
// as they are written.
func readSchema(name string) map[string]any {
	decoder := json.NewDecoder(bytes.NewReader(schemaText(name)))
	decoder.UseNumber()
	var schema map[string]any
	if err := decoder.Decode(&schema); err != nil {
		panic(err) // a fault of the program's own files
	}
	return schema
}

// dialect rewrites schemas of the file of a name.
type dialect struct{ name string }

// schema rewrites a schema, which is an object or a boolean.
func (d dialect) schema(schema any) any {
	object, ok := schema.(map[string]any)
	if !ok {
		return schema
	}
	rewritten := make(map[string]any)
	for keyword, value := range object {
		switch keyword {
		case "$schema", "$id", "$defs":
		default:
			rewritten[keyword] = d.keyword(keyword, value)
		}
	}
	return rewritten
}

// keyword rewrites the schemas in the value of a keyword.
func (d dialect) keyword(keyword string, value any) any {
	switch keyword {
	case "$ref":
		return d.ref(value.(string))
	case "properties":
		members := make(map[string]any)
		for name, member := range value.(map[string]any) {
			members[name] = d.schema(member)
		}
		return members
	case "allOf":
		var all []any
		for _, schema := range value.([]any) {
			all = append(all, d.schema(schema))
		}
		return all
	case "items", "contains", "if", "then", "not", "propertyNames", "additionalProperties":
		return d.schema(value)
	default:
		return value
	}
}

// ref rewrites a reference to a definition.
func (d dialect) ref(ref string) string {
	file, definition, _ := strings.Cut(ref, "#/$defs/")
	name := strings.TrimSuffix(file, suffix)
	if name == "" {
		name = d.name
	}
	return "#/components/schemas/" + name + "." + definition
}
