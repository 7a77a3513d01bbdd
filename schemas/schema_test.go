package schemas

import (
	"encoding/json"
	"io/fs"
	"maps"
	"math"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// schemaFiles returns the schema files as JSON values, by file name.
func schemaFiles(t *testing.T) map[string]map[string]any {
	t.Helper()
	names, err := fs.Glob(embedded, "*"+suffix)
	if err != nil {
		t.Fatal(err)
	}
	files := make(map[string]map[string]any)
	for _, name := range names {
		text, err := fs.ReadFile(embedded, name)
		if err != nil {
			t.Fatal(err)
		}
		var schema map[string]any
		if err := json.Unmarshal(text, &schema); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		files[name] = schema
	}
	return files
}

// part is one schema inside a schema file.
type part struct {
	file    string
	path    []string // from the top of the file; the keywords and names on the way
	schema  map[string]any
	asserts bool // outside of "if", "not" and the like: breaking it is a violation
}

func (p part) String() string { return p.file + "#" + joinPointer(p.path) }

// parts returns every schema of every file, in a fixed order.
func parts(t *testing.T) []part {
	t.Helper()
	files := schemaFiles(t)
	var all []part
	for _, name := range slices.Sorted(maps.Keys(files)) {
		all = appendParts(all, part{name, nil, files[name], true})
	}
	return all
}

// appendParts appends a schema and the schemas inside it.
func appendParts(all []part, p part) []part {
	all = append(all, p)
	for _, keyword := range slices.Sorted(maps.Keys(p.schema)) {
		asserts := p.asserts && keyword != "if" && keyword != "not"
		for _, sub := range subschemas(keyword, p.schema[keyword]) {
			path := append(slices.Clone(p.path), append([]string{keyword}, sub.path...)...)
			all = appendParts(all, part{p.file, path, sub.schema, asserts})
		}
	}
	return all
}

// subschemas returns the schemas that a keyword holds.
func subschemas(keyword string, value any) []part {
	var subs []part
	switch keyword {
	case "properties", "$defs":
		members := value.(map[string]any)
		for _, name := range slices.Sorted(maps.Keys(members)) {
			subs = append(subs, part{path: []string{name}, schema: members[name].(map[string]any)})
		}
	case "allOf":
		for i, sub := range value.([]any) {
			subs = append(subs, part{path: []string{strconv.Itoa(i)}, schema: sub.(map[string]any)})
		}
	case "items", "contains", "if", "then", "not", "propertyNames", "additionalProperties":
		if sub, ok := value.(map[string]any); ok {
			subs = append(subs, part{schema: sub})
		}
	}
	return subs
}

func TestEveryKindHasASchemaAndEverySchemaAKind(t *testing.T) {
	want := []string{"definitions" + suffix}
	for _, kind := range Kinds() {
		want = append(want, string(kind)+suffix)
	}
	slices.Sort(want)
	got := slices.Sorted(maps.Keys(schemaFiles(t)))
	if !slices.Equal(got, want) {
		t.Errorf("got schema files %q, want %q", got, want)
	}
}

func TestSchemasAreNamedAfterTheirFiles(t *testing.T) {
	for name, schema := range schemaFiles(t) {
		if got, want := schema["$id"], "https://github.com/besterprotocol/bester/schemas/1.0/"+name; got != want {
			t.Errorf("%s: got $id %q, want %q", name, got, want)
		}
		if got, want := schema["$schema"], "https://json-schema.org/draft/2020-12/schema"; got != want {
			t.Errorf("%s: got $schema %q, want %q", name, got, want)
		}
	}
}

func TestReferencesStayInThisFolder(t *testing.T) {
	for _, p := range parts(t) {
		ref, ok := p.schema["$ref"].(string)
		if !ok {
			continue
		}
		u, err := url.Parse(ref)
		if err != nil || u.IsAbs() || u.Path != "" && u.Path != "definitions"+suffix {
			t.Errorf("%s: $ref %q leads out of the file to elsewhere than definitions%s", p, ref, suffix)
		}
	}
}

// TestReferencesStandAlone keeps references into "allOf": an editor puts what they
// lead to over what stands beside them, descriptions and all.
func TestReferencesStandAlone(t *testing.T) {
	for _, p := range parts(t) {
		if p.schema["$ref"] != nil && len(p.schema) > 1 {
			t.Errorf("%s has more than a $ref", p)
		}
	}
}

// TestSharedDefinitionsAreShared keeps definitions.schema.json to what more
// than one place needs.
func TestSharedDefinitionsAreShared(t *testing.T) {
	uses := make(map[string]int)
	for _, p := range parts(t) {
		if ref, ok := p.schema["$ref"].(string); ok {
			uses[strings.TrimPrefix(ref, "definitions"+suffix+"#/$defs/")]++
		}
	}
	for name := range schemaFiles(t)["definitions"+suffix]["$defs"].(map[string]any) {
		if uses[name] < 2 {
			t.Errorf("definition %q is used %d times, want 2 or more", name, uses[name])
		}
	}
}

// TestMembersAreDescribed wants what an editor shows of a member: a title, a
// description and examples. They are its own: editors do not look for them in what
// it refers to. A definition has all of them, or none, where each member that
// refers to it is something else.
func TestMembersAreDescribed(t *testing.T) {
	keywords := []string{"title", "description", "examples"}
	for _, p := range parts(t) {
		if !isDescribable(p) {
			continue
		}
		missing := slices.DeleteFunc(slices.Clone(keywords), func(keyword string) bool { return p.schema[keyword] != nil })
		bare := isDefinition(p) && len(missing) == len(keywords)
		if len(missing) > 0 && !bare {
			t.Errorf("%s has no %q", p, missing)
		}
	}
}

// TestMembersAreDescribedOnce wants nothing to be described that something
// described has in its "allOf": an editor shows the innermost description, and
// offers the examples of all.
func TestMembersAreDescribedOnce(t *testing.T) {
	files := schemaFiles(t)
	overlaid := 0
	for _, p := range parts(t) {
		all, _ := p.schema["allOf"].([]any)
		if p.schema["title"] == nil {
			continue
		}
		for _, inner := range all {
			overlaid++
			checkOverlaid(t, files, p, p.file, inner.(map[string]any))
		}
	}
	if overlaid == 0 {
		t.Error("nothing has an allOf")
	}
}

// checkOverlaid wants a schema of a file, and those in its own "allOf", not to
// describe what over describes.
func checkOverlaid(t *testing.T, files map[string]map[string]any, over part, file string, schema map[string]any) {
	t.Helper()
	if ref, ok := schema["$ref"].(string); ok {
		other, name, _ := strings.Cut(ref, "#/$defs/")
		if other != "" {
			file = other
		}
		schema = files[file]["$defs"].(map[string]any)[name].(map[string]any)
	}
	for _, keyword := range []string{"title", "description", "examples"} {
		if schema[keyword] != nil {
			t.Errorf("%s has another %s in its allOf: %v", over, keyword, schema[keyword])
		}
	}
	properties, _ := over.schema["properties"].(map[string]any)
	again, _ := schema["properties"].(map[string]any)
	for name := range again {
		if properties[name] != nil {
			t.Errorf("%s describes the member %q, which its allOf describes", over, name)
		}
	}
	all, _ := schema["allOf"].([]any)
	for _, inner := range all {
		checkOverlaid(t, files, over, file, inner.(map[string]any))
	}
}

// TestMembersCiteTheirRequirement wants each member of a message to say which
// requirement it is there for. What files hold, the protocol does not say.
func TestMembersCiteTheirRequirement(t *testing.T) {
	files := []string{string(ServerConf), string(Report), string(Target), string(Baseline), definitions}
	id := regexp.MustCompile(`\([A-Z]+-[0-9]+(, [A-Z]+-[0-9]+)*\)$`)
	for _, p := range parts(t) {
		bare := isDefinition(p) && p.schema["description"] == nil
		if !isDescribable(p) || bare || slices.Contains(files, strings.TrimSuffix(p.file, suffix)) {
			continue
		}
		if description, _ := p.schema["description"].(string); !id.MatchString(description) {
			t.Errorf("%s does not end with requirements: %s", p, description)
		}
	}
}

// isDescribable tells whether a schema is a message, a member or a definition,
// rather than a part of the rules about one.
func isDescribable(p part) bool {
	if len(p.path) == 0 {
		return p.file != "definitions"+suffix
	}
	isMember := p.path[max(len(p.path)-2, 0)] == "properties"
	return p.asserts && (isMember || isDefinition(p)) && !slices.Contains(p.path, "then")
}

// isDefinition tells whether a schema is what others refer to.
func isDefinition(p part) bool { return len(p.path) == 2 && p.path[0] == "$defs" }

// TestExamplesInSchemas holds the values of every "examples" against the
// schema it stands in.
func TestExamplesInSchemas(t *testing.T) {
	library := &compiled{documents: make(map[string]any)}
	compiler, err := library.load(embedded)
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for _, p := range parts(t) {
		examples, ok := p.schema["examples"].([]any)
		if !ok {
			continue
		}
		schema, err := compiler.Compile(base + p.String())
		if err != nil {
			t.Fatal(err)
		}
		for i, example := range examples {
			count++
			if err := schema.Validate(example); err != nil {
				t.Errorf("%s: example %d: %#v", p, i, err)
			}
		}
	}
	if count == 0 {
		t.Error("the schemas have no examples")
	}
}

// TestSchemasKeepToWhatTheCodeKnows holds the schemas to what words.go,
// number.go and check.go take for granted.
func TestSchemasKeepToWhatTheCodeKnows(t *testing.T) {
	for _, p := range parts(t) {
		for keyword, value := range p.schema {
			if problem := strange(p, keyword, value); problem != "" {
				t.Errorf("%s: %s: %s", p, keyword, problem)
			}
		}
	}
}

// strange says what the code could not cope with in a keyword.
func strange(p part, keyword string, value any) string {
	switch keyword {
	case "$schema", "$id", "$defs", "$ref", "$comment", "title", "description", "examples", "default",
		"type", "required", "properties", "items", "allOf", "if", "then", "pattern", "uniqueItems":
		return ""
	case "not", "propertyNames", "additionalProperties":
		if slices.Contains(p.path, "additionalProperties") && value != false {
			return "inside another place for any name, which instancePath cannot tell apart"
		}
		return ""
	case "contains":
		if p.asserts {
			return "words.go has no sentence for it"
		}
		return ""
	case "minimum", "maximum":
		if n := value.(float64); n != math.Trunc(n) || math.Abs(n) >= 1e19 {
			return "number.go keeps the order of whole bounds below 10^20 only"
		}
		return ""
	case "minLength", "minItems":
		if value != 1.0 {
			return "words.go says \"must not be empty\""
		}
		return ""
	case "const", "enum":
		return strangeConstant(value)
	default:
		return "neither words.go nor this test knows it"
	}
}

// strangeConstant refuses numbers, which bounded would not keep apart.
func strangeConstant(value any) string {
	list, ok := value.([]any)
	if !ok {
		list = []any{value}
	}
	for _, v := range list {
		if _, isNumber := v.(float64); isNumber {
			return "number.go does not keep numbers apart"
		}
	}
	return ""
}

// TestPatternsAreCommonGround keeps to what RE2, ECMAScript and their
// relatives read alike: literals, ASCII classes, groups, repetition. They are
// about a whole text, but for a word in braces, which may stand anywhere.
func TestPatternsAreCommonGround(t *testing.T) {
	common := regexp.MustCompile(`^\^([A-Za-z0-9_:/.%+*?|()^=\-]|\\[\[\]]|\[|\]|\{[0-9]+(,[0-9]+)?\})*\$$`)
	placeholder := regexp.MustCompile(`^\\\{[a-z]+\\\}$`)
	for _, p := range parts(t) {
		pattern, ok := p.schema["pattern"].(string)
		if ok && !placeholder.MatchString(pattern) && (!common.MatchString(pattern) || strings.Contains(pattern, "(?")) {
			t.Errorf("%s: pattern %s has more than literals, classes, groups and repetition between ^ and $", p, pattern)
		}
	}
}
