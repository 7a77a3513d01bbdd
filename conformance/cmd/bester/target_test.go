package main

import (
	"encoding/json"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/besterprotocol/bester/conformance"
	"github.com/besterprotocol/bester/conformance/internal/layout"
	"github.com/besterprotocol/bester/conformance/internal/report"
	"github.com/besterprotocol/bester/conformance/internal/target"
	"github.com/besterprotocol/bester/schemas"
)

// shortFolder returns a new folder whose name is short enough for sockets.
func shortFolder(t *testing.T) string {
	t.Helper()
	folder, err := os.MkdirTemp("", "bc")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	return folder
}

// file writes a file into a new folder and returns its path.
func file(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestTargetInit(t *testing.T) {
	path := filepath.Join(t.TempDir(), "my.target.yaml")
	wantRun(t, 0, "", []string{"target", "init", path}, path+" is written", "bester target check "+path)
	if _, err := target.Load(path); err != nil {
		t.Errorf("as it is, it is no target file: %v", err)
	}
	if err := os.WriteFile(path, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	wantRun(t, 2, "", []string{"target", "init", path}, path, "exists")
	if text, err := os.ReadFile(path); err != nil || string(text) != "mine" {
		t.Errorf("got %q, %v: it was written over", text, err)
	}
	wantRun(t, 2, "", []string{"target", "init", filepath.Join(path, "x")}, "bester:")
	wantRun(t, 2, "", []string{"target", "init"}, "arg")
	wantRun(t, 2, "", []string{"target"}, "bester target init", "bester target check", "bester target layout")
}

// commented matches a line that only the # in front of it switches off.
var commented = regexp.MustCompile(`(?m)^# ( *[A-Za-z_]+:( .*)?)$`)

// TestScaffoldIsValidWithEverything switches on all that it explains, and wants
// every member of the schema among that.
func TestScaffoldIsValidWithEverything(t *testing.T) {
	text := commented.ReplaceAllString(string(scaffold), "$1")
	path := file(t, "x.yaml", text)
	if err := os.WriteFile(filepath.Join(filepath.Dir(path), "my-server.ini.tmpl"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := target.Load(path); err != nil {
		t.Errorf("%v\n%s", err, text)
	}
	schema, err := os.ReadFile("../../../schemas/target.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range members(t, schema) {
		if !regexp.MustCompile(`(?m)^ *` + name + `:`).MatchString(text) {
			t.Errorf("%s is not explained", name)
		}
	}
}

// members returns the names of all members that a schema describes.
func members(t *testing.T, schema []byte) (names []string) {
	t.Helper()
	type object struct{ Properties map[string]json.RawMessage }
	var read object
	if err := json.Unmarshal(schema, &read); err != nil {
		t.Fatal(err)
	}
	for name, inner := range read.Properties {
		names = append(append(names, name), members(t, inner)...)
	}
	return names
}

func TestTargetCheck(t *testing.T) {
	start := "name: mine\nstart: " + shell(t, "itself") + "\n"
	good := file(t, "good.yaml", start+"version: echo 1.2.3\nlimits: {servers: 1}\n")
	wantRun(t, 0, "", []string{"target", "check", good}, good+" is a target file: mine", "version 1.2.3", "accepts connections at 127.0.0.1:", "bester test --target "+good)
	for text, want := range map[string]string{
		start + "version: exit 3\n":               "version: exit 3: exit status 3",
		"name: x\nstart: echo oh dear {config}\n": "S1 ended (exit status 0); the last it printed:\noh dear",
		"name: x\n": `bad.yaml:1:1: member "start" is missing`,
		start + "ready: {log: never, within: 200ms}\n": `S1 has not printed "never"`,
		start + "configuration: {template: gone}\n":    "gone: no such file",
	} {
		wantRun(t, 2, "", []string{"target", "check", file(t, "bad.yaml", text)}, want)
	}
}

func TestTargetLayout(t *testing.T) {
	here := shortFolder(t)
	args := func(more ...string) []string { return append([]string{"target", "layout", "--folder", here}, more...) }
	wantRun(t, 0, "", args(), "S1\n  IPv4         127.0.0.1:22230\n", "S3\n  IPv4         127.0.0.1:22232\n", filepath.Join(here, "S2", "s.sock"), `" spaced "`)
	wantRun(t, 0, "", args("--server", "S2", "--host", "10.0.0.1", "--port", "4000"), "S2\n  IPv4         10.0.0.1:4001\n")
	wantRun(t, 2, "", args("--server", "S4"), `--server is "S4"`, "S1, S2 or S3")
	wantRun(t, 2, "", args("--format", "xml"), `--format is "xml"`, "text, json or server.conf")
	wantRun(t, 2, "", args("--format", "server.conf"), "name it with --server")
	wantRun(t, 2, "", args("--port", "65535"), "65535 is no port between 1 and 65533")
	wantRun(t, 2, "", args("--host", "example.org"), `"example.org" is no IPv4 address`)
	wantRun(t, 2, "", args("--write", here), "none of the others can be")
	wantRun(t, 2, "", args(filepath.Join(here, "gone.yaml")), "gone.yaml: no such file")

	_, text, _ := run(t, "", args("--format", "json")...)
	var layouts []layout.Layout
	if err := json.Unmarshal([]byte(text), &layouts); err != nil || len(layouts) != 3 || layouts[2].Name != "S3" || layouts[0].Users["alice"] == "" {
		t.Errorf("%v: %+v", err, layouts)
	}
	core := file(t, "core.yaml", "name: x\nstart: x {config}\nprofiles: [core]\n")
	for _, target := range [][]string{nil, {core}} {
		_, conf, _ := run(t, "", args(append(target, "--format", "server.conf", "--server", "S1")...)...)
		if err := schemas.Validate(schemas.ServerConf, []byte(conf)); err != nil {
			t.Errorf("%v: %v\n%s", target, err, conf)
		}
		if strings.Contains(conf, "tcp6") != (target == nil) {
			t.Errorf("%v: got\n%s", target, conf)
		}
	}
}

// lastPort is the last port that freePorts has returned, so that tests that run side by side
// get different ones. The ports are below those that a run uses for its servers and peers.
var lastPort atomic.Int32

func init() { lastPort.Store(int32(5000 + os.Getpid()%4000)) }

// freePorts returns the first of n free ports in a row.
func freePorts(t *testing.T, n int) int {
	t.Helper()
next:
	for range 300 {
		port := int(lastPort.Add(int32(n))) - n + 1
		for i := range n {
			l, err := net.Listen("tcp4", fmt.Sprintf("127.0.0.1:%d", port+i))
			if err != nil {
				continue next
			}
			l.Close()
		}
		return port
	}
	t.Fatal("no ports are free")
	return 0
}

// TestServersAsPlannedAreAttachedTo writes a plan, starts a server by it, and judges
// that.
func TestServersAsPlannedAreAttachedTo(t *testing.T) {
	here := shortFolder(t)
	first := fmt.Sprint(freePorts(t, 3))
	wantRun(t, 0, "", []string{"target", "layout", "--write", here, "--port", first}, "S1 is configured in "+filepath.Join(here, "S1"), "bester test --attach "+here)
	judged := []string{"test", "--attach", here, "--requirement", "FRAME-6"}
	wantRun(t, 2, "", judged, "S1 is not there to attach to")
	server := command(t, "itself", "serve", "--config", filepath.Join(here, "S1", "server.conf"))
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		server.Process.Kill()
		server.Wait()
	})
	waitFor(t, "the server", func() bool {
		conn, err := net.Dial("unix", filepath.Join(here, "S1", "i.sock"))
		if err == nil {
			conn.Close()
		}
		return err == nil
	})
	wantRun(t, 0, "", judged, "✓ FRAME-6 ")
}

// ownDialect is a template that does not make a server.conf, but two files in one,
// which a line for the shell takes apart.
const ownDialect = `{
"network": {
  "types": ["tcp4", "unix"],
  "tcp4": {"address": {{json (host .TCP4)}}, "port": {{json (port .TCP4)}}},
  "unix": {"address": {{json .Unix}}}
},
"handlers": {
  "availableTypes": [{{$comma := ""}}{{range $type, $_ := .Handlers}}{{$comma}}{{json $type}}{{$comma = ","}}{{end}}],
  "typeMap": { {{- $comma = ""}}{{range $type, $socket := .Handlers}}{{$comma}}
    {{json $type}}: {"unixDomainSocketPath": {{json $socket}}}{{$comma = ","}}{{end}}}
},
"accounts": {"file": {{json (printf "%s/my.ini.users" .Folder)}}},
"timeouts": {"handlerMs": WAITS, "drainMs": 100}
}
--
{"users": [{{$comma = ""}}{{range $name, $password := .Users}}{{$comma}}
  {"name": {{json $name}}, "password": {{json (argon2id $password)}}}{{$comma = ","}}{{end}}
]}
`

// judgeDialect judges the reference server, configured by the template, that waits
// so long for handlers and declares something, by requirements.
func judgeDialect(t *testing.T, waits time.Duration, declares string, patience time.Duration, requirements ...string) *conformance.Report {
	t.Helper()
	conf := file(t, "x.yaml", `name: the server of another dialect
version: echo 7.1
start: |
  sed '/^--$/,$d' {config} >{config}.conf
  sed '1,/^--$/d' {config} >{config}.users
  exec env `+strings.ReplaceAll(shell(t, "itself"), "{config}", "{config}.conf")+`
configuration: {file: my.ini, template: my.tmpl}
profiles: [core, unix]
`+declares)
	text := strings.Replace(ownDialect, "WAITS", fmt.Sprint(waits.Milliseconds()), 1)
	if err := os.WriteFile(filepath.Join(filepath.Dir(conf), "my.tmpl"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := conformance.Run(t.Context(), conformance.Options{
		Target: conf, Patience: patience, Selection: conformance.Selection{Requirements: requirements},
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// wantVerdict fails the test unless a requirement has a verdict.
func wantVerdict(t *testing.T, r *conformance.Report, id string, want report.Verdict) {
	t.Helper()
	for _, q := range r.Requirements {
		if q.ID == id && q.Verdict == want {
			return
		}
	}
	var text strings.Builder
	r.WriteText(&text, conformance.Style{})
	t.Errorf("%s is not %s:\n%s", id, want, text.String())
}

// TestServerOfAnotherDialect judges it by what takes handlers and users of all
// names, and by how long it waits.
func TestServerOfAnotherDialect(t *testing.T) {
	t.Parallel()
	r := judgeDialect(t, time.Second, "declares: {handlerTimeout: 1s}\n", patience, "ROUTE-1", "AUTH-1", "HAND-6")
	for _, id := range []string{"ROUTE-1", "AUTH-1", "HAND-6"} {
		wantVerdict(t, r, id, report.Passed)
	}
	if r.Version != "7.1" {
		t.Errorf("got version %q", r.Version)
	}
}

func TestServerThatWaitsLongerThanItDeclares(t *testing.T) {
	t.Parallel()
	r := judgeDialect(t, time.Minute, "declares: {handlerTimeout: 1ms}\n", 500*time.Millisecond, "HAND-6")
	wantVerdict(t, r, "HAND-6", report.Failed)
}
