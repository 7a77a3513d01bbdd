package main

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/besterprotocol/bester/spec"
)

func TestList(t *testing.T) {
	wantRun(t, 0, "", []string{"list", "requirements"}, "ID ", "HAND-4 ", "CONN-10 ", "A server MUST echo `id` exactly")
	wantRun(t, 0, "", []string{"list", "scenarios", "--requirement", "HAND-4"},
		"features/handlers/connection.feature:", "@HAND-4", "A handler that comes and goes")
	wantRun(t, 0, "", []string{"list", "scenarios", "--tags", "@HAND-9 and @chaining"}, "@HAND-9 @chaining  So it does to each handler of a chain")
	wantRun(t, 0, "", []string{"list", "profiles"}, "federation", "Handlers send to other servers")
	wantRun(t, 2, "", []string{"list"}, "bester list requirements")
	wantRun(t, 2, "", []string{"list", "everything"}, "everything")
	wantRun(t, 2, "", []string{"list", "profiles", "--format", "xml"}, "--format", "table or json")
	wantRun(t, 2, "", []string{"list", "scenarios", "--name", "no such name"}, "no scenario has a name")
}

// listJSON returns what bester list prints of a thing as JSON.
func listJSON(t *testing.T, args ...string) []map[string]any {
	t.Helper()
	code, out, errs := run(t, "", append([]string{"list", "--format", "json"}, args...)...)
	if code != exitGood {
		t.Fatalf("%q: exit code %d: %s", args, code, errs)
	}
	var rows []map[string]any
	if err := json.Unmarshal([]byte(out), &rows); err != nil {
		t.Fatalf("%q: %v", args, err)
	}
	return rows
}

func TestListAsJSON(t *testing.T) {
	requirements, err := spec.Requirements()
	if err != nil {
		t.Fatal(err)
	}
	rows := listJSON(t, "requirements")
	if len(rows) != len(requirements) {
		t.Fatalf("got %d requirements, want %d", len(rows), len(requirements))
	}
	for i, q := range requirements {
		if rows[i]["id"] != q.ID || rows[i]["level"] != q.Level.String() || rows[i]["profile"] != q.Profile || rows[i]["text"] != q.Text {
			t.Errorf("got %v, want %+v", rows[i], q)
		}
	}
	for _, row := range listJSON(t, "scenarios", "--requirement", "HAND-4") {
		if tags, _ := row["tags"].([]any); len(tags) != 1 || tags[0] != "HAND-4" {
			t.Errorf("got %v", row)
		}
		if file, _ := row["file"].(string); !strings.HasPrefix(file, "features/handlers/") || row["line"] == nil || row["name"] == "" {
			t.Errorf("got %v", row)
		}
	}
	if rows := listJSON(t, "profiles"); len(rows) != len(spec.Profiles()) || rows[0]["name"] != "core" {
		t.Errorf("got %v", rows)
	}
}

func TestSelectionThatSelectsNothing(t *testing.T) {
	wantRun(t, 2, "", []string{"test", "--name", "no such name"}, "no scenario has a name")
	wantRun(t, 2, "", []string{"test", "--tags", "@HAND-4 and @CHAIN-5"}, "no scenario has tags")
	wantRun(t, 2, "", []string{"test", "--requirement", "HAND-44"}, `did you mean "HAND-4"?`)
}
