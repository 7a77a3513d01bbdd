package schemas

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// broken is one keyword that one value breaks.
type broken struct {
	*document
	subject *node          // the value
	trail   []located      // the schemas that led to the keyword
	schema  map[string]any // the last of them, which has the keyword
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
		f := b.finding(b.subject, b.sentence(b.got()))
		f.Offset, f.End = b.subject.start, b.subject.end
		f.Requirement, f.Suggestion = b.requirement(), b.suggestValue()
		return []finding{f}
	}
}

// name says what is wrong with the value's member name.
func (b broken) name() []finding {
	f := b.finding(b.subject, "the name "+b.sentence(quoteName(b.subject.name)))
	f.Offset, f.End = b.subject.key, nameEnd(b.doc, b.subject.key)
	f.Requirement = b.requirement()
	return []finding{f}
}

// finding puts a message on a value. The $comment beside a keyword is the
// reason for it, and closes the message.
func (b broken) finding(about *node, message string) finding {
	if reason, ok := b.schema["$comment"].(string); ok && b.keyword != "type" {
		message += ": " + reason
	}
	return finding{about: about, Violation: Violation{Keyword: b.keyword, Message: message}}
}

// missing finds the members that the object should have and has not. Each stands
// where something else seems to be meant for it, or where the object begins.
func (b broken) missing() []finding {
	var found []finding
	for _, name := range b.schema["required"].([]any) {
		name := name.(string)
		if b.subject.members[name] != nil {
			continue
		}
		f := b.finding(b.subject, "member "+quoteName(name)+" is missing")
		f.Offset, f.End = b.subject.start, b.subject.start+1
		f.Requirement = b.requirementOf(name)
		b.suggestMember(&f, name)
		found = append(found, f)
	}
	return found
}

// unknown finds the members that the object has and nobody knows.
func (b broken) unknown() []finding {
	known, _ := b.schema["properties"].(map[string]any)
	names := slices.Sorted(maps.Keys(known))
	hint := " (known here: " + strings.Join(names, ", ") + ")"
	var found []finding
	for _, member := range b.outside(known) {
		f := b.finding(member, "unknown member "+quoteName(member.name)+hint)
		f.Offset, f.End = member.key, nameEnd(b.doc, member.key)
		f.Requirement, f.Suggestion = b.requirement(), didYouMean(member.name, names)
		if near := closest(member.name, names); near != "" {
			b.notice(member, near)
		}
		found = append(found, f)
	}
	return found
}

// outside returns the members of the object that are not among those known, in their
// order and no more than may be told, and one.
func (b broken) outside(known map[string]any) []*node {
	var members []*node
	for name, member := range b.subject.members {
		if known[name] == nil {
			members = append(members, member)
		}
	}
	slices.SortFunc(members, func(a, b *node) int { return cmp.Compare(a.key, b.key) })
	return members[:min(len(members), MaxViolations+1)]
}

// repeated finds the strings that stand in the array before.
func (b broken) repeated() []finding {
	first := make(map[string]int)
	requirement := b.requirement()
	var found []finding
	for i, item := range b.subject.items {
		text, _ := item.value.(string) // the schemas ask for unique strings only
		before, again := first[text]
		if !again {
			first[text] = i
			continue
		}
		message := "must not be " + item.source(b.doc) + ", which stands at index " + strconv.Itoa(before) + " already"
		f := b.finding(item, message)
		f.Offset, f.End, f.Requirement = item.start, item.end, requirement
		found = append(found, f)
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
