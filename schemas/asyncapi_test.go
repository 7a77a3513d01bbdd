package schemas

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v5"
)

// asyncDocument reads the AsyncAPI document as any program would.
func asyncDocument(t *testing.T) map[string]any {
	t.Helper()
	var document map[string]any
	if err := json.Unmarshal(AsyncAPI(), &document); err != nil {
		t.Fatal(err)
	}
	return document
}

// TestAsyncAPIHasEveryMessage wants each kind that travels in a frame of its own
// among the messages, and no file.
func TestAsyncAPIHasEveryMessage(t *testing.T) {
	noFrames := []Kind{BuiltinData, ServerConf, Report, Target, Baseline}
	var want []string
	for _, kind := range Kinds() {
		if !slices.Contains(noFrames, kind) {
			want = append(want, string(kind))
		}
	}
	slices.Sort(want)
	messages := asyncDocument(t)["components"].(map[string]any)["messages"].(map[string]any)
	if diff := cmp.Diff(want, slices.Sorted(maps.Keys(messages))); diff != "" {
		t.Errorf("messages (-want +got):\n%s", diff)
	}
}

// TestAsyncAPIReadsInOrder wants what a reader needs first to stand first: pages
// that are made of the document keep its order.
func TestAsyncAPIReadsInOrder(t *testing.T) {
	text := string(AsyncAPI())
	for _, names := range [][]string{
		{"servers", "tcp", "unix", "handler", "informer", "channels"},
		{"channels", "client", "peer", "handler", "informer", "operations"},
		{"operations", "clientSignsIn", "clientSends", "serverDelivers", "peerSends", "components"},
	} {
		rest := text
		for _, name := range names {
			_, after, found := strings.Cut(rest, "\""+name+"\": {")
			if !found {
				t.Fatalf("%q does not stand in the order %q", name, names)
			}
			rest = after
		}
	}
}

// TestAsyncAPIReferences follows every "$ref" outside of examples.
func TestAsyncAPIReferences(t *testing.T) {
	document := asyncDocument(t)
	count := 0
	var walk func(value any)
	walk = func(value any) {
		switch value := value.(type) {
		case []any:
			for _, item := range value {
				walk(item)
			}
		case map[string]any:
			if ref, ok := value["$ref"].(string); ok {
				count++
				checkRef(t, document, ref)
			}
			for name, member := range value {
				if name != "examples" {
					walk(member)
				}
			}
		}
	}
	walk(document)
	if count < 50 {
		t.Errorf("the document has %d references only", count)
	}
}

func checkRef(t *testing.T, document any, ref string) {
	t.Helper()
	for _, name := range splitPointer(ref[1:]) {
		members, _ := document.(map[string]any)
		if document = members[name]; document == nil {
			t.Errorf("%s leads nowhere: there is no %q", ref, name)
			return
		}
	}
}

// TestAsyncAPIJudgesAlike holds every example against the schema that the
// AsyncAPI document has for its kind, read as draft 7, the dialect of AsyncAPI.
func TestAsyncAPIJudgesAlike(t *testing.T) {
	compiler := jsonschema.NewCompiler()
	compiler.Draft = jsonschema.Draft7
	compiler.LoadURL = refuse
	if err := compiler.AddResource(AsyncAPIID, bytes.NewReader(AsyncAPI())); err != nil {
		t.Fatal(err)
	}
	components := asyncDocument(t)["components"].(map[string]any)["schemas"].(map[string]any)
	for _, kind := range Kinds() {
		if components[string(kind)] == nil {
			continue
		}
		schema, err := compiler.Compile(AsyncAPIID + "#/components/schemas/" + string(kind))
		if err != nil {
			t.Fatal(err)
		}
		checkExamples(t, kind, schema)
	}
}

// TestAsyncAPIHasNoNewerKeywords looks for what draft 7 does not know, or
// ignores beside something else.
func TestAsyncAPIHasNoNewerKeywords(t *testing.T) {
	for name, schema := range asyncDocument(t)["components"].(map[string]any)["schemas"].(map[string]any) {
		for _, p := range appendParts(nil, part{name, nil, schema.(map[string]any), true}) {
			if p.schema["$ref"] != nil && len(p.schema) > 1 {
				t.Errorf("%s has more than a $ref", p)
			}
			for _, keyword := range []string{"$schema", "$id", "$defs"} {
				if p.schema[keyword] != nil {
					t.Errorf("%s has a %s", p, keyword)
				}
			}
		}
	}
}
