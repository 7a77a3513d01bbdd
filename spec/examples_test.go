package spec_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/besterprotocol/bester/schemas"
)

// beside are the kinds of file around the protocol, which no chapter is about.
var beside = []schemas.Kind{
	schemas.Report,
	schemas.Target,
	schemas.Baseline,
}

// TestExamplesAreValid holds each fenced block "json KIND" against the schema of
// that kind. A block "json" without kind is no whole message, but still JSON.
func TestExamplesAreValid(t *testing.T) {
	shown := map[schemas.Kind]bool{}
	for file, text := range chapters(t) {
		for _, f := range fences(t, file, text) {
			language, kind, _ := strings.Cut(f.info, " ")
			if language != "json" {
				continue
			}
			if kind == "" {
				if !json.Valid([]byte(f.text)) {
					t.Errorf("%s:%d: not JSON", file, f.line)
				}
				continue
			}
			shown[schemas.Kind(kind)] = true
			if !slices.Contains(schemas.Kinds(), schemas.Kind(kind)) {
				t.Errorf("%s:%d: there is no kind %q", file, f.line, kind)
				continue
			}
			if err := schemas.Validate(schemas.Kind(kind), []byte(f.text)); err != nil {
				t.Errorf("%s:%d: not a valid %s: %v", file, f.line, kind, err)
			}
		}
	}
	for _, kind := range schemas.Kinds() {
		if !shown[kind] && !slices.Contains(beside, kind) {
			t.Errorf("no chapter shows an example of %s", kind)
		}
	}
}
