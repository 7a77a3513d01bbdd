package schemas

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// broken is one keyword that one value breaks.
type broken struct {
	doc     []byte
	subject *node          // the value
	path    []string       // to the value
	schema  map[string]any // the schema that has the keyword
	keyword string
}

// findings says what is wrong with the value.
func (b broken) findings() []finding {
	switch b.keyword {
	case "required":
		return b.missing()
	case "additionalProperties":
		return b.unknown()
	case "uniqueItems":
		return b.repeated()
	default:
		return []finding{b.finding(b.subject.start, b.path, b.sentence(b.got()))}
	}
}

// name says what is wrong with the value's member name.
func (b broken) name() []finding {
	got := quoteName(b.path[len(b.path)-1])
	return []finding{b.finding(b.subject.key, b.path, "the name "+b.sentence(got))}
}

// finding puts a message at a place. The $comment beside a keyword is the
// reason for it, and closes the message.
func (b broken) finding(offset int, path []string, message string) finding {
	if reason, ok := b.schema["$comment"].(string); ok && b.keyword != "type" {
		message += ": " + reason
	}
	return finding{offset, Violation{
		Pointer: joinPointer(path),
		Keyword: b.keyword,
		Message: message,
	}}
}

// missing finds the members that the object should have and has not.
func (b broken) missing() []finding {
	var found []finding
	for _, name := range b.schema["required"].([]any) {
		if name := name.(string); b.subject.members[name] == nil {
			found = append(found, b.finding(b.subject.start, b.path, "member "+quoteName(name)+" is missing"))
		}
	}
	return found
}

// unknown finds the members that the object has and nobody knows.
func (b broken) unknown() []finding {
	known, _ := b.schema["properties"].(map[string]any)
	hint := " (known here: " + strings.Join(slices.Sorted(maps.Keys(known)), ", ") + ")"
	var found []finding
	for name, member := range b.subject.members {
		if known[name] == nil {
			path := append(slices.Clone(b.path), name)
			found = append(found, b.finding(member.key, path, "unknown member "+quoteName(name)+hint))
		}
	}
	return found
}

// repeated finds the strings that stand in the array before.
func (b broken) repeated() []finding {
	first := make(map[string]int)
	var found []finding
	for i, item := range b.subject.items {
		text, _ := item.value.(string) // the schemas ask for unique strings only
		before, again := first[text]
		if !again {
			first[text] = i
			continue
		}
		path := append(slices.Clone(b.path), strconv.Itoa(i))
		message := "must not be " + item.source(b.doc) + ", which stands at index " + strconv.Itoa(before) + " already"
		found = append(found, b.finding(item.start, path, message))
	}
	return found
}

// sentence says what is wrong with a value, got being how it is named.
func (b broken) sentence(got string) string {
	wanted := b.schema[b.keyword]
	switch b.keyword {
	case "type":
		return "must be " + typeNames(wanted) + ", but is " + got
	case "const":
		return "must be " + literal(wanted) + ", but is " + got
	case "enum":
		return "must be " + series(literalsOf(wanted)) + ", but is " + got
	case "minimum":
		return "must be at least " + literal(wanted) + ", but is " + got
	case "maximum":
		return "must be at most " + literal(wanted) + ", but is " + got
	case "minLength", "minItems": // the schemas have no other limit than 1
		return "must not be empty"
	default: // pattern, not
		return "must not be " + got
	}
}

// got names the value: with its type where the type is at fault.
func (b broken) got() string {
	source := b.subject.source(b.doc)
	switch b.subject.value.(type) {
	case map[string]any:
		return "an object"
	case []any:
		return "an array"
	case string:
		if b.keyword == "type" {
			return "the string " + source
		}
	case json.Number:
		if b.keyword == "type" {
			return "the number " + source
		}
	}
	return source
}

// source returns the value as the document has it, shortened.
func (n *node) source(doc []byte) string {
	end := min(n.end, n.start+4*maxQuote+4) // more bytes than shorten leaves
	text := shorten(string(doc[n.start:end]))
	if doc[n.start] == '"' && strings.HasSuffix(text, "…") {
		text += `"`
	}
	return printable(text)
}

// typeWords are the JSON types as a sentence names them.
var typeWords = map[string]string{
	"object":  "an object",
	"array":   "an array",
	"string":  "a string",
	"integer": "a whole number",
	"boolean": "true or false",
	"null":    "null",
}

// typeNames names the types of a "type" keyword.
func typeNames(types any) string {
	if name, ok := types.(string); ok {
		return typeWords[name]
	}
	var words []string
	for _, name := range types.([]any) {
		words = append(words, typeWords[name.(string)])
	}
	return series(words)
}

// literal writes a value of a schema as JSON.
func literal(value any) string {
	text, _ := json.Marshal(value) // it was JSON before
	return string(text)
}

// literalsOf writes the values of an "enum" keyword.
func literalsOf(values any) []string {
	var texts []string
	for _, value := range values.([]any) {
		texts = append(texts, literal(value))
	}
	return texts
}

// series joins words as a sentence does: a, b or c.
func series(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

// subschema follows one name or index inside a schema.
func subschema(schema any, name string) any {
	if list, ok := schema.([]any); ok {
		i, _ := strconv.Atoi(name)
		return list[i]
	}
	return schema.(map[string]any)[name]
}
