package schemas

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"
)

// suggestMember says what seems to be meant for a member that is missing, and puts
// the violation there: a name of the object that is nearly the same, the same name
// at another level, or what belongs into the member and stands beside it.
func (b broken) suggestMember(f *finding, name string) {
	unknown := b.unknownHere()
	if near := closest(name, unknown); near != "" {
		f.means(b.doc, b.subject.members[near])
		b.notice(b.subject.members[near], name)
		f.Suggestion = "did you mean " + quoteName(name) + " where it says " + quoteName(near) + "?"
		if strings.EqualFold(name, near) {
			f.Suggestion += " Upper and lower case are not the same"
		}
		return
	}
	if beside := intersection(unknown, b.inside(name)); len(beside) > 0 {
		for _, name := range slices.Backward(beside) {
			f.means(b.doc, b.subject.members[name])
		}
		f.Suggestion = quoteNames(beside) + ", which " + stands(beside) + " beside it, " + belongs(beside) + " into " + quoteName(name)
		return
	}
	if s := b.stray(name); s != nil {
		f.means(b.doc, s)
		f.Suggestion = quoteName(name) + " stands in " + s.parent.place() + ": it belongs into " + b.subject.place()
	}
}

// means puts a finding on the name of a member that seems to be meant.
func (f *finding) means(doc []byte, member *node) {
	f.Offset, f.End = member.key, nameEnd(doc, member.key)
	f.meant = append(f.meant, member)
}

// unknownHere returns the names of the object that no schema knows, sorted.
func (b broken) unknownHere() []string {
	known := b.schemasAt(b.subject)
	var unknown []string
	for name := range b.subject.members {
		if len(b.member(known, name)) == 0 {
			unknown = append(unknown, name)
		}
	}
	slices.Sort(unknown)
	return unknown
}

// inside returns the names that are known in a member of the object.
func (b broken) inside(name string) []string {
	var names []string
	for _, l := range b.member(b.schemasAt(b.subject), name) {
		properties, _ := l.schema["properties"].(map[string]any)
		for name := range properties {
			names = append(names, name)
		}
	}
	return names
}

// schemasAt returns the schemas that may apply to a value.
func (d *document) schemasAt(n *node) []located {
	at := d.parts(located{base + string(d.kind) + suffix, d.documents[base+string(d.kind)+suffix].(map[string]any)})
	for _, name := range n.path() {
		at = d.member(at, name)
	}
	return at
}

// parts returns a schema and those that it applies to the same value. No schema of
// ours refers to itself.
func (c *compiled) parts(l located) []located {
	all := []located{l}
	if reference, ok := l.schema["$ref"].(string); ok {
		all = append(all, c.parts(c.follow(l.file, reference))...)
	}
	inner, _ := l.schema["allOf"].([]any)
	for _, schema := range append(slices.Clone(inner), l.schema["then"], l.schema["else"]) {
		if schema, ok := schema.(map[string]any); ok {
			all = append(all, c.parts(located{l.file, schema})...)
		}
	}
	return all
}

// member returns the schemas that apply to a member, or an element, of values to
// which the schemas at apply. There is none where nobody knows the name.
func (c *compiled) member(at []located, name string) []located {
	var inside []located
	for _, l := range at {
		properties, _ := l.schema["properties"].(map[string]any)
		for _, schema := range []any{properties[name], l.schema["items"], l.schema["additionalProperties"]} {
			if schema, ok := schema.(map[string]any); ok {
				inside = append(inside, c.parts(located{l.file, schema})...)
			}
		}
	}
	return inside
}

// stray finds the first member of a name that stands where nobody knows it.
func (d *document) stray(name string) *node {
	if d.strays == nil {
		d.strays = make(map[string]*node)
		d.collect(d.root, d.schemasAt(d.root))
	}
	return d.strays[name]
}

// collect notes the strays in a value to which the schemas at apply.
func (d *document) collect(n *node, at []located) {
	for name, member := range n.members {
		known := d.member(at, name)
		if first := d.strays[name]; len(known) == 0 && (first == nil || member.key < first.key) {
			d.strays[name] = member
		}
		d.collect(member, known)
	}
	for _, item := range n.items {
		d.collect(item, d.member(at, item.name))
	}
}

// suggestValue says how the value could be written so that it is taken.
func (b broken) suggestValue() string {
	wanted, source := b.schema[b.keyword], b.subject.source(b.doc)
	text, isText := b.subject.value.(string)
	_, isNumber := b.subject.value.(json.Number)
	switch {
	case b.keyword == "type" && wanted == "string" && isNumber:
		return `write it in quotes: "` + source + `"`
	case b.keyword == "type" && wanted == "integer" && isText && isWhole(text):
		return "write it without quotes: " + text
	case b.keyword == "type" && wanted == "array" && isText:
		return "write it in brackets, also if it is the only one: [" + source + "]"
	case (b.keyword == "const" || b.keyword == "enum") && isNumber && slices.Contains(stringsOf(asList(wanted)), source):
		return `write it in quotes: "` + source + `"`
	case (b.keyword == "const" || b.keyword == "enum") && isText:
		return didYouMean(text, stringsOf(asList(wanted)))
	}
	return ""
}

// asList returns the values of a "const" or an "enum" keyword.
func asList(wanted any) []any {
	if list, ok := wanted.([]any); ok {
		return list
	}
	return []any{wanted}
}

// isWhole tells whether a text is a number that JSON could have without quotes.
func isWhole(text string) bool {
	n, err := strconv.ParseInt(text, 10, 64)
	return err == nil && strconv.FormatInt(n, 10) == text
}

// stringsOf returns the strings among values.
func stringsOf(values []any) []string {
	var texts []string
	for _, value := range values {
		if text, ok := value.(string); ok {
			texts = append(texts, text)
		}
	}
	return texts
}

// didYouMean asks for the one of names that a word is nearly, or returns "".
func didYouMean(word string, names []string) string {
	if near := closest(word, names); near != "" && near != word {
		return "did you mean " + quoteName(near) + "?"
	}
	return ""
}

// maxCompared bounds the words that are compared, in bytes: nobody mistypes a book.
const maxCompared = 64

// closest returns the one of names that is nearest to word, and of several the first
// by the alphabet: at most a third of the longer of the two may differ, or the one
// begins with the other and goes on as a longer word for the same does. Case does
// not count.
func closest(word string, names []string) string {
	best, least := "", maxCompared
	lower := strings.ToLower(word)
	for _, name := range names {
		if distance := editDistance(lower, strings.ToLower(name)); distance < least || distance == least && name < best {
			best, least = name, distance
		}
	}
	return best
}

// editDistance returns how many characters of two words in lower case differ, or
// maxCompared where they are too different to be meant for one another.
func editDistance(a, b string) int {
	longer := max(len(a), len(b))
	shortened := shortens(a, b) || shortens(b, a)
	if longer > maxCompared || a == "" || b == "" || !shortened && 3*differenceInLength(a, b) > longer {
		return maxCompared
	}
	distance := levenshtein.ComputeDistance(a, b)
	if !shortened && 3*distance > longer {
		return maxCompared
	}
	return distance
}

// differenceInLength returns how many characters the longer of two words has more,
// so many of which differ at least.
func differenceInLength(a, b string) int {
	difference := utf8.RuneCountInString(a) - utf8.RuneCountInString(b)
	return max(difference, -difference)
}

// shortest is how long a word is at least that counts as the beginning of another.
const shortest = 4

// shortens tells whether a word is the beginning of a longer one, as auth is.
func shortens(short, long string) bool {
	return len(short) >= shortest && strings.HasPrefix(long, short)
}

// intersection returns the names that stand in both lists, in the order of a.
func intersection(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(name string) bool { return !slices.Contains(b, name) })
}

// place names an object for a sentence.
func (n *node) place() string {
	if n.parent == nil {
		return "the outermost object"
	}
	path := n.writtenPath()
	for i, name := range path {
		path[i] = shorten(name) // as no more is told of the whole of them
	}
	return printable(shorten(joinPointer(path)))
}

// quoteNames names members for a sentence.
func quoteNames(names []string) string {
	quoted := make([]string, len(names))
	for i, name := range names {
		quoted[i] = quoteName(name)
	}
	return strings.Join(quoted, " and ")
}

func stands(names []string) string {
	if len(names) == 1 {
		return "stands"
	}
	return "stand"
}

func belongs(names []string) string {
	if len(names) == 1 {
		return "belongs"
	}
	return "belong"
}
