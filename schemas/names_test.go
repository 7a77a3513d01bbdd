package schemas

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// published are the names under which others refer to the schemas of version 1.0.
// They may become more. None is changed or taken away: what breaks them is a new
// version, under names of its own.
const published = `
https://github.com/besterprotocol/bester/schemas/1.0/asyncapi.json
https://github.com/besterprotocol/bester/schemas/1.0/baseline.schema.json
https://github.com/besterprotocol/bester/schemas/1.0/builtin-data.schema.json
https://github.com/besterprotocol/bester/schemas/1.0/bundle.json
https://github.com/besterprotocol/bester/schemas/1.0/bundle.json#/$defs/baseline
https://github.com/besterprotocol/bester/schemas/1.0/bundle.json#/$defs/builtin-data
https://github.com/besterprotocol/bester/schemas/1.0/bundle.json#/$defs/client-authenticate
https://github.com/besterprotocol/bester/schemas/1.0/bundle.json#/$defs/client-message
https://github.com/besterprotocol/bester/schemas/1.0/bundle.json#/$defs/definitions
https://github.com/besterprotocol/bester/schemas/1.0/bundle.json#/$defs/delivery
https://github.com/besterprotocol/bester/schemas/1.0/bundle.json#/$defs/dummy-reply
https://github.com/besterprotocol/bester/schemas/1.0/bundle.json#/$defs/handler-request
https://github.com/besterprotocol/bester/schemas/1.0/bundle.json#/$defs/handler-response
https://github.com/besterprotocol/bester/schemas/1.0/bundle.json#/$defs/informer-request
https://github.com/besterprotocol/bester/schemas/1.0/bundle.json#/$defs/informer-response
https://github.com/besterprotocol/bester/schemas/1.0/bundle.json#/$defs/peer-message
https://github.com/besterprotocol/bester/schemas/1.0/bundle.json#/$defs/report
https://github.com/besterprotocol/bester/schemas/1.0/bundle.json#/$defs/server-conf
https://github.com/besterprotocol/bester/schemas/1.0/bundle.json#/$defs/status-report
https://github.com/besterprotocol/bester/schemas/1.0/bundle.json#/$defs/target
https://github.com/besterprotocol/bester/schemas/1.0/client-authenticate.schema.json
https://github.com/besterprotocol/bester/schemas/1.0/client-message.schema.json
https://github.com/besterprotocol/bester/schemas/1.0/definitions.schema.json
https://github.com/besterprotocol/bester/schemas/1.0/definitions.schema.json#/$defs/digits
https://github.com/besterprotocol/bester/schemas/1.0/definitions.schema.json#/$defs/distinct
https://github.com/besterprotocol/bester/schemas/1.0/definitions.schema.json#/$defs/handlerName
https://github.com/besterprotocol/bester/schemas/1.0/definitions.schema.json#/$defs/id
https://github.com/besterprotocol/bester/schemas/1.0/definitions.schema.json#/$defs/type
https://github.com/besterprotocol/bester/schemas/1.0/delivery.schema.json
https://github.com/besterprotocol/bester/schemas/1.0/dummy-reply.schema.json
https://github.com/besterprotocol/bester/schemas/1.0/handler-request.schema.json
https://github.com/besterprotocol/bester/schemas/1.0/handler-response.schema.json
https://github.com/besterprotocol/bester/schemas/1.0/informer-request.schema.json
https://github.com/besterprotocol/bester/schemas/1.0/informer-response.schema.json
https://github.com/besterprotocol/bester/schemas/1.0/peer-message.schema.json
https://github.com/besterprotocol/bester/schemas/1.0/report.schema.json
https://github.com/besterprotocol/bester/schemas/1.0/server-conf.schema.json
https://github.com/besterprotocol/bester/schemas/1.0/status-report.schema.json
https://github.com/besterprotocol/bester/schemas/1.0/target.schema.json
`

// TestPublishedNamesAreStable compares the names in the files with those that
// were published.
func TestPublishedNamesAreStable(t *testing.T) {
	got := []string{AsyncAPIID, BundleID}
	add := func(id string, schema map[string]any) {
		for name := range schema["$defs"].(map[string]any) {
			got = append(got, id+"#/$defs/"+name)
		}
	}
	add(BundleID, readBundle(t))
	for name, schema := range schemaFiles(t) {
		id := schema["$id"].(string)
		got = append(got, id)
		if name == definitions+suffix {
			add(id, schema)
		}
	}
	slices.Sort(got)
	if diff := cmp.Diff(strings.Fields(published), got); diff != "" {
		t.Errorf("names that others refer to (-published +got):\n%s", diff)
	}
}

// TestFilesCallThemselvesAsTheyAreCalled wants the made files to have their names
// inside, too, and the schemas in the bundle those that they have outside.
func TestFilesCallThemselvesAsTheyAreCalled(t *testing.T) {
	bundle := readBundle(t)
	if bundle["$id"] != BundleID || asyncDocument(t)["id"] != AsyncAPIID {
		t.Errorf("got %v and %v", bundle["$id"], asyncDocument(t)["id"])
	}
	inside := bundle["$defs"].(map[string]any)
	for _, name := range slices.Sorted(maps.Keys(inside)) {
		if got := inside[name].(map[string]any)["$id"]; got != base+name+suffix {
			t.Errorf("%s is called %v in the bundle", name, got)
		}
	}
}
