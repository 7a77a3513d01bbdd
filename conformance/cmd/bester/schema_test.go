package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/besterprotocol/bester/schemas"
)

func TestSchemaList(t *testing.T) {
	wantRun(t, 0, "", []string{"schema", "list"}, "KIND ", "client-message ", "Client message ",
		"https://github.com/besterprotocol/bester/schemas/1.0/client-message.schema.json")
	code, out, errs := run(t, "", "schema", "list", "--format", "json")
	var rows []map[string]string
	if err := json.Unmarshal([]byte(out), &rows); code != exitGood || err != nil || len(rows) != len(schemas.Kinds()) {
		t.Fatalf("got %d rows, %v, exit code %d: %s", len(rows), err, code, errs)
	}
	for i, kind := range schemas.Kinds() {
		if rows[i]["kind"] != string(kind) || rows[i]["title"] == "" || rows[i]["description"] == "" || !strings.HasSuffix(rows[i]["$id"], "/"+string(kind)+".schema.json") {
			t.Errorf("got %v for %s", rows[i], kind)
		}
	}
}

// TestSchemasThatArePrinted wants each to be called what its place says.
func TestSchemasThatArePrinted(t *testing.T) {
	const base = "https://github.com/besterprotocol/bester/schemas/1.0/"
	for line, want := range map[string]string{
		"schema show definitions":             base + "definitions.schema.json",
		"schema show handler-request":         base + "handler-request.schema.json",
		"schema bundle":                       base + "bundle.json",
		"schema bundle --kind client-message": base + "client-message.bundle.json",
		"schema asyncapi":                     base + "asyncapi.json",
	} {
		code, out, errs := run(t, "", strings.Fields(line)...)
		if code != exitGood || errs != "" || nameOf([]byte(out)) != want {
			t.Errorf("%s: got exit code %d, %q, and a document called %q", line, code, errs, nameOf([]byte(out)))
		}
	}
}

func TestSchemaMisused(t *testing.T) {
	wantRun(t, 2, "", []string{"schema"}, "does nothing by itself", "bester schema show KIND", "bester schema export DIR")
	wantRun(t, 2, "", []string{"schema", "show"}, "the usage is: bester schema show KIND")
	wantRun(t, 2, "", []string{"schema", "show", "client-massage"}, `no schema of the kind "client-massage": did you mean "client-message"?`)
	wantRun(t, 2, "", []string{"schema", "show", "../go"}, `no schema of the kind "../go" (bester schema list lists them)`)
	wantRun(t, 2, "", []string{"schema", "bundle", "--kind", "definitions"}, `no schema of the kind "definitions"`)
	wantRun(t, 2, "", []string{"schema", "show", "client-message.schema.json"}, `did you mean "client-message"?`)
	wantRun(t, 2, "", []string{"schema", "show", "bundle"}, "bester schema bundle prints it")
	wantRun(t, 2, "", []string{"schema", "bundle", "--kind", ""}, "--kind is empty")
	wantRun(t, 2, "", []string{"schema", "bundle", "target"}, "the kind goes behind --kind: --kind target")
	wantRun(t, 2, "", []string{"schema", "export", ""}, "DIR is empty")
	wantRun(t, 2, "", []string{"schema", "list", "--format", "yaml"}, "--format", "table or json")
	wantRun(t, 2, "", []string{"schema", "exprot"}, `unknown command "exprot"`)
}

func TestSchemaExport(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "a", "b")
	export := []string{"schema", "export", folder}
	wantRun(t, 0, "", export, "18 files written to "+folder+", 0 were there already")
	wantRun(t, 0, "", export, "0 files written", "18 were there already")
	files, err := exported()
	if err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(folder)
	if err != nil || len(entries) != len(files) {
		t.Fatalf("got %d files, %v, want %d", len(entries), err, len(files))
	}
	for name, want := range files {
		if got := readText(t, filepath.Join(folder, name)); got != string(want) {
			t.Errorf("%s is not what it is to be", name)
		}
	}
	bundle := filepath.Join(folder, "bundle.json")
	writeText(t, bundle, `{"$id": "`+schemas.BundleID+`", "title": "of an earlier release"}`)
	wantRun(t, 0, "", export, "1 files written", "17 were there already")
	if readText(t, bundle) != string(schemas.Bundle()) {
		t.Error("the bundle of an earlier release stays")
	}
}

// TestSchemaExportLeavesOthersAlone wants nothing to be written where something is
// in the way.
func TestSchemaExportLeavesOthersAlone(t *testing.T) {
	for what, prepare := range map[string]func(path string) error{
		"none of Bester's": func(path string) error { return os.WriteFile(path, []byte("{}"), 0o600) },
		"is no file":       func(path string) error { return os.Mkdir(path, 0o700) },
	} {
		folder := t.TempDir()
		path := filepath.Join(folder, "target.schema.json")
		if err := prepare(path); err != nil {
			t.Fatal(err)
		}
		wantRun(t, 2, "", []string{"schema", "export", folder}, path, what, "nothing was written")
		entries, err := os.ReadDir(folder)
		if err != nil || len(entries) != 1 {
			t.Errorf("%s: got %d files, %v", what, len(entries), err)
		}
	}
	file := filepath.Join(t.TempDir(), "file")
	writeText(t, file, "")
	wantRun(t, 2, "", []string{"schema", "export", file}, file+": not a directory")
}

func readText(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func writeText(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
