package schemas

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// located is a schema and the address of the file it stands in, which its
// references start from.
type located struct {
	file   string
	schema map[string]any
}

// trail returns the schemas that lie on the way that keywords lead from the schema
// of a kind, itself included. What is no schema, such as a list of them, has an
// entry too.
func (c *compiled) trail(kind Kind, keywords []string) []located {
	file := base + string(kind) + suffix
	var at any = c.documents[file]
	trail := []located{{file, c.documents[file].(map[string]any)}}
	for _, keyword := range keywords {
		at = subschema(at, keyword)
		if keyword == "$ref" {
			next := c.follow(file, at.(string))
			file, at = next.file, next.schema
		}
		schema, _ := at.(map[string]any)
		trail = append(trail, located{file, schema})
	}
	return trail
}

// follow returns the schema that a reference leads to from a file.
func (c *compiled) follow(file, reference string) located {
	name, pointer, _ := strings.Cut(reference, "#")
	if name != "" {
		file = base + name
	}
	at := c.documents[file]
	for _, step := range splitPointer(pointer) {
		at = subschema(at, step)
	}
	return located{file, at.(map[string]any)}
}

// subschema follows one name or index inside a schema.
func subschema(schema any, name string) any {
	if list, ok := schema.([]any); ok {
		i, _ := strconv.Atoi(name)
		return list[i]
	}
	return schema.(map[string]any)[name]
}

// citation matches the first requirement in parentheses, as descriptions and
// comments cite them: (MSG-3, MSG-4).
var citation = regexp.MustCompile(`\(([A-Z]+-[0-9]+[a-z]?)[,)]`)

// cited returns the first requirement that a description or a comment cites.
func cited(text any) string {
	words, _ := text.(string)
	if match := citation.FindStringSubmatch(words); match != nil {
		return match[1]
	}
	return ""
}

// requirement returns the id of the requirement that the value breaks: that of the
// $comment beside the keyword, or of the innermost description around it.
func (b broken) requirement() string {
	if b.subject.parent == nil && b.keyword == "type" && b.kind != BuiltinData {
		return "JSON-2"
	}
	if id := cited(b.schema["$comment"]); id != "" {
		return id
	}
	for _, on := range slices.Backward(b.trail) {
		if id := cited(on.schema["description"]); id != "" {
			return id
		}
	}
	return ""
}

// requirementOf is requirement for a member that is missing.
func (b broken) requirementOf(name string) string {
	properties, _ := b.schema["properties"].(map[string]any)
	member, _ := properties[name].(map[string]any)
	if id := cited(member["description"]); id != "" && cited(b.schema["$comment"]) == "" {
		return id
	}
	return b.requirement()
}
