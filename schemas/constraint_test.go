package schemas

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// TestEveryConstraintHasAnExample changes the schemas in every single place
// where they demand or allow something, and wants the examples to notice: with
// a demand dropped an invalid one passes, or is wrong in another way; with a
// choice dropped a valid one is refused.
func TestEveryConstraintHasAnExample(t *testing.T) {
	for file := range schemaFiles(t) {
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			checkConstraints(t, file, schemaFiles(t))
		})
	}
}

// checkConstraints tries every change in one file of files, which are the
// caller's own.
func checkConstraints(t *testing.T, file string, files map[string]map[string]any) {
	kinds := kindsOf(file)
	samples := samplesOf(t, kinds)
	maps.DeleteFunc(files, func(name string, _ map[string]any) bool { return name != file && !isNeeded(name, kinds) })
	written := asFS(t, files)
	for _, p := range appendParts(nil, part{file, nil, files[file], true}) {
		for _, change := range changes(p.schema) {
			before := maps.Clone(p.schema)
			change.make(p.schema)
			written[file] = asFile(t, files[file])
			library, err := compile(written, kinds)
			if err != nil {
				t.Fatal(err)
			}
			all := readChangedRules(t, written)
			if !slices.ContainsFunc(samples, func(s sample) bool { return s.notices(t, library, all) }) {
				t.Errorf("%s: no example notices %s", p, change.name)
			}
			clear(p.schema)
			maps.Copy(p.schema, before)
		}
	}
}

// TestChangesAreTried keeps the test above from trying nothing.
func TestChangesAreTried(t *testing.T) {
	count := 0
	for _, p := range parts(t) {
		count += len(changes(p.schema))
	}
	if count < 300 {
		t.Errorf("the schemas can be changed in %d ways only", count)
	}
}

// sample is a document and what the schemas, unchanged, say of it.
type sample struct {
	kind   Kind
	opaque string
	doc    []byte
	want   string
}

// valid is the verdict on a document with which nothing is wrong.
var valid = fmt.Sprint(error(nil))

// verdict returns what the schemas in library say of the sample.
func (s sample) verdict(library *compiled) string {
	return fmt.Sprint(library.validate(s.kind, s.opaque, s.doc))
}

// notices tells whether the schemas in library, and in all, have something else
// to say of the sample, and wants both to say the same. (all is nil where rules
// cannot be made of the schemas.)
func (s sample) notices(t *testing.T, library *compiled, all rules) bool {
	t.Helper()
	verdict := s.verdict(library)
	if all != nil && newAcceptor(all, s.kind, s.opaque).accepts(s.doc) != (verdict == valid) {
		t.Errorf("the rules do not agree that %q is, as a %s: %s", s.doc, s.kind, verdict)
	}
	return verdict != s.want
}

// readChangedRules makes rules of schemas that were changed, or nil where
// uniqueItems now stands where rules cannot cope with it.
func readChangedRules(t *testing.T, files fs.FS) rules {
	t.Helper()
	all, err := readRules(files)
	if err != nil && !strings.Contains(err.Error(), "uniqueItems") {
		t.Fatal(err)
	}
	return all
}

// samplesOf returns the examples of the kinds and the documents of TestValidate.
func samplesOf(t *testing.T, kinds []Kind) []sample {
	t.Helper()
	var all []sample
	for _, kind := range kinds {
		for _, verdict := range []string{"valid", "invalid"} {
			for _, name := range exampleNames(t, kind, verdict) {
				all = append(all, newSample(t, kind, readExample(t, kind, verdict, name)))
			}
		}
	}
	for _, d := range documents {
		if slices.Contains(kinds, d.kind) {
			all = append(all, newSample(t, d.kind, []byte(d.text)))
		}
	}
	return all
}

func newSample(t *testing.T, kind Kind, doc []byte) sample {
	t.Helper()
	opaque, err := opaqueData(kind)
	if err != nil {
		t.Fatal(err)
	}
	s := sample{kind: kind, opaque: opaque, doc: doc}
	s.want = s.verdict(library())
	return s
}

// asFS writes schemas into a file system in memory.
func asFS(t *testing.T, files map[string]map[string]any) fstest.MapFS {
	t.Helper()
	written := make(fstest.MapFS)
	for name, schema := range files {
		written[name] = asFile(t, schema)
	}
	return written
}

func asFile(t *testing.T, schema map[string]any) *fstest.MapFile {
	t.Helper()
	text, err := json.Marshal(schema)
	if err != nil {
		t.Fatal(err)
	}
	return &fstest.MapFile{Data: text}
}

// kindsOf returns the kinds that a schema file has a say in.
func kindsOf(file string) []Kind {
	if kind := Kind(strings.TrimSuffix(file, suffix)); slices.Contains(Kinds(), kind) {
		return []Kind{kind}
	}
	return Kinds()
}

// isNeeded tells whether one of the kinds cannot do without a schema file.
func isNeeded(file string, kinds []Kind) bool {
	return file == "definitions"+suffix || slices.Contains(kinds, Kind(strings.TrimSuffix(file, suffix)))
}

// change is one way to loosen or narrow a schema.
type change struct {
	name string
	make func(schema map[string]any)
}

// changes returns every way to change a schema that an example should notice.
// They replace values and leave the old ones as they are.
func changes(schema map[string]any) []change {
	var all []change
	for _, keyword := range slices.Sorted(maps.Keys(schema)) {
		value := schema[keyword]
		switch keyword {
		case "type", "const", "minLength", "minItems", "pattern", "uniqueItems", "items", "contains",
			"not", "if", "then", "propertyNames", "additionalProperties":
			all = append(all, drop(keyword))
		case "minimum", "maximum":
			all = append(all, drop(keyword), narrow(keyword, value.(float64)))
		case "$ref":
			all = append(all, drop(keyword))
		case "properties":
			if schema["additionalProperties"] == false {
				all = append(all, dropMembers(keyword, value.(map[string]any))...)
			}
		}
		if list, ok := value.([]any); ok && slices.Contains([]string{"type", "enum", "required", "allOf"}, keyword) {
			all = append(all, dropElements(keyword, list)...)
		}
	}
	return all
}

// drop takes a keyword out of a schema.
func drop(keyword string) change {
	return change{fmt.Sprintf("that %q is gone", keyword), func(schema map[string]any) {
		delete(schema, keyword)
	}}
}

// narrow moves a bound by one, to refuse what it just allowed.
func narrow(keyword string, bound float64) change {
	step := 1.0
	if keyword == "maximum" {
		step = -1
	}
	return change{fmt.Sprintf("that %q is narrower by one", keyword), func(schema map[string]any) {
		schema[keyword] = bound + step
	}}
}

// dropElements takes each element in turn out of a keyword's array.
func dropElements(keyword string, list []any) []change {
	var all []change
	for i, element := range list {
		all = append(all, change{fmt.Sprintf("that %q lacks %v", keyword, element), func(schema map[string]any) {
			if schema[keyword] = slices.Delete(slices.Clone(list), i, i+1); len(list) == 1 {
				delete(schema, keyword)
			}
		}})
	}
	return all
}

// dropMembers takes each member in turn out of a keyword's object.
func dropMembers(keyword string, members map[string]any) []change {
	var all []change
	for _, name := range slices.Sorted(maps.Keys(members)) {
		all = append(all, change{fmt.Sprintf("that %q lacks %q", keyword, name), func(schema map[string]any) {
			rest := maps.Clone(members)
			delete(rest, name)
			schema[keyword] = rest
		}})
	}
	return all
}
