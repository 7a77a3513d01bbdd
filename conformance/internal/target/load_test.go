package target

import (
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"
)

// write puts files into a new folder and returns it.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	folder := t.TempDir()
	for name, text := range files {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

const smallest = "name: x\nstart: ./x {config}\n"

func TestLoad(t *testing.T) {
	folder := write(t, map[string]string{"t/x.yaml": smallest + `version: ./x -v
directory: ../build
environment: {A: "1"}
configuration: {file: x.ini, template: x.tmpl}
ready: {log: here, command: "true", within: 2.5s}
stop: SIGINT
profiles: [core, unix]
declares: {handlerTimeout: 1s, frameDeadline: 2s, signInTimeout: 3s, connectTimeout: 4m, frameLimit: 65536}
limits: {servers: 2, parallel: 3}
`, "t/x.tmpl": "{{.Name}}"})
	got, err := Load(filepath.Join(folder, "t", "x.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	want := &Target{
		Name: "x", Version: "./x -v", Start: "./x {config}", Directory: filepath.Join(folder, "build"),
		Environment:   map[string]string{"A": "1"},
		Configuration: Configuration{File: "x.ini", Template: filepath.Join(folder, "t", "x.tmpl")},
		Ready:         Ready{Log: "here", Command: "true", Within: 2500 * time.Millisecond},
		Stop:          "SIGINT", Profiles: []string{"core", "unix"},
		Declares: Declares{time.Second, 2 * time.Second, 3 * time.Second, 4 * time.Minute, 65536},
		Limits:   Limits{Servers: 2, Parallel: 3},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestLoadLeavesAbsolutePathsAlone(t *testing.T) {
	elsewhere := write(t, map[string]string{"x.tmpl": ""})
	text := smallest + "directory: " + elsewhere + "\nconfiguration: {template: " + elsewhere + "/x.tmpl}\n"
	got, err := Load(filepath.Join(write(t, map[string]string{"x.yaml": text}), "x.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if got.Directory != elsewhere || got.Configuration.Template != elsewhere+"/x.tmpl" {
		t.Errorf("got directory %s and template %s", got.Directory, got.Configuration.Template)
	}
}

func TestLoadSaysWhatIsWrong(t *testing.T) {
	for text, want := range map[string]string{
		"":                                  "x.yaml:1:1: must be an object",
		"name: [":                           "is not YAML",
		"name: x\n":                         `member "start" is missing`,
		"name: x\nstart: ./x\n":             "x.yaml:2:8: /start",
		smallest + "stopp: SIGINT\n":        `x.yaml:3:1: /stopp: unknown member "stopp" (known here: configuration, declares, directory, environment, limits, name, profiles, ready, start, stop, version); did you mean "stop"?`,
		smallest + "ready:\n  Log: x\n":     `x.yaml:4:3: /ready/Log: unknown member "Log" (known here: command, log, within); did you mean "log"?`,
		"name: x\nstar: ./x {config}\n":     `x.yaml:2:1: member "start" is missing; did you mean "start" where it says "star"?`,
		smallest + "stop: SIGSTOP\n":        "x.yaml:3:7: /stop",
		smallest + "profiles: [fedration]":  `did you mean "federation"?`,
		smallest + "profiles: [core, core]": "x.yaml:3:18: /profiles/1",
		smallest + "ready:\n  within: 30\n": "x.yaml:4:11: /ready/within",
		smallest + "limits: {servers: 0}\n": "x.yaml:3:19: /limits/servers",
		smallest + "configuration: {template: gone.tmpl}\n":     "gone.tmpl: no such file",
		smallest + "configuration: {template: wrong.tmpl}\n":    "wrong.tmpl:2: ",
		smallest + "configuration: {template: .}\n":             "is a directory",
		smallest + "configuration: {template: /dev/zero}\n":     "/dev/zero: it is longer than",
		smallest + "# " + strings.Repeat("x", fileLimit) + "\n": "it is longer than",
	} {
		file := filepath.Join(write(t, map[string]string{"x.yaml": text, "wrong.tmpl": "a\n{{.Name | nothing}}"}), "x.yaml")
		_, err := Load(file)
		if err == nil || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), file+":") {
			t.Errorf("%.60q: got %v, want %s: … %s", text, err, file, want)
		}
	}
	if _, err := Load(filepath.Join(t.TempDir(), "gone.yaml")); err == nil || !strings.Contains(err.Error(), "gone.yaml: no such file") {
		t.Errorf("got %v", err)
	}
}

// TestExamplesLoseNothing holds the names of members against those of the schema:
// what is decoded and encoded again is what was there.
func TestExamplesLoseNothing(t *testing.T) {
	const folder = "../../../schemas/examples/target/valid"
	files, err := filepath.Glob(folder + "/*.json")
	if err != nil || len(files) < 10 {
		t.Fatalf("found %d examples, %v", len(files), err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		decoded := &Target{}
		var want map[string]any
		if err := yaml.Unmarshal(text, decoded); err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		if err := yaml.Unmarshal(text, &want); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(plainly(want), plainly(members(t, decoded))); diff != "" {
			t.Errorf("%s (-example +decoded)\n%s", file, diff)
		}
	}
}

// members returns the members of the YAML of a target.
func members(t *testing.T, target *Target) (all map[string]any) {
	t.Helper()
	text, err := yaml.Marshal(target)
	if err == nil {
		err = yaml.Unmarshal(text, &all)
	}
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// plainly leaves out of a value what is empty, and writes durations in one way.
func plainly(value any) any {
	switch value := value.(type) {
	case map[string]any:
		kept := map[string]any{}
		for name, inner := range value {
			// A variable may be empty, and a member that is not there decodes as empty.
			if plain := plainly(inner); plain != nil {
				kept[name] = plain
			}
		}
		if len(kept) == 0 {
			return nil
		}
		return kept
	case []any:
		if len(value) == 0 {
			return nil
		}
		return value
	case string:
		if d, err := time.ParseDuration(value); err == nil {
			value = d.String()
		}
		if value == "" || value == "0s" {
			return nil
		}
		return value
	}
	if reflect.ValueOf(value).IsZero() {
		return nil
	}
	return value
}

// FuzzLoad gives Load any text at all, and whatever it takes has to be such that a
// server can be configured and started by it.
func FuzzLoad(f *testing.F) {
	examples, err := fs.Glob(os.DirFS("../../../schemas/examples/target"), "*/*.json")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range examples {
		text, err := os.ReadFile(filepath.Join("../../../schemas/examples/target", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Add([]byte(smallest + "ready: {within: 1ms}\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		file := filepath.Join(t.TempDir(), "x.yaml")
		if err := os.WriteFile(file, text, 0o600); err != nil {
			t.Fatal(err)
		}
		target, err := Load(file)
		if err != nil {
			if !strings.Contains(err.Error(), file) {
				t.Errorf("%q: the error does not name the file: %v", text, err)
			}
			return
		}
		if err := target.Check(); err != nil || target.Name == "" || !filepath.IsAbs(target.Directory) {
			t.Errorf("%q: %v, %+v", text, err, target)
		}
		if command := target.fill("/config"); !strings.Contains(strings.Join(command, " "), "/config") {
			t.Errorf("%q: the command is %q", text, command)
		}
	})
}
