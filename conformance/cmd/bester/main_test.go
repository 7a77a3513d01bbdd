package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/besterprotocol/bester/conformance"
)

// roleVariable has this executable be the command itself, or a server that is
// wrong in some way, so that tests have real processes to deal with.
const roleVariable = "BESTER_TEST_ROLE"

func TestMain(m *testing.M) {
	role := os.Getenv(roleVariable)
	if role == "" {
		for _, variable := range []string{"NO_COLOR", "CLICOLOR_FORCE", "FORCE_COLOR"} {
			os.Unsetenv(variable) // tests must not depend on the environment
		}
		flag.Parse()
		flag.Set("test.parallel", "6") // most tests wait for servers
		os.Exit(m.Run())
	}
	ctx := untilSignal()
	if worthless[strings.TrimPrefix(role, flattering)] != nil {
		os.Exit(serveWorthless(ctx, role, os.Args[len(os.Args)-1]))
	}
	if spoils[role] != nil {
		os.Exit(serveSpoiled(ctx, role, os.Args[len(os.Args)-1]))
	}
	os.Exit(Run(ctx, os.Args[1:], os.Stdin, os.Stdout, roles[role]))
}

// roles are where each role's log goes. A wrong server shows what it is when it
// logs a fatal error.
var roles = map[string]io.Writer{
	"itself":  os.Stderr,
	"crashes": onFatal(func() { fmt.Fprintln(os.Stderr, "I have crashed"); os.Exit(3) }),
	"hangs":   onFatal(func() { syscall.Kill(os.Getpid(), syscall.SIGSTOP); select {} }), // the signal may stop this thread late
}

// onFatal is a log that does something when the length zero is complained of.
type onFatal func()

func (do onFatal) Write(line []byte) (int, error) {
	if bytes.Contains(line, []byte("length 0")) {
		do()
	}
	return os.Stderr.Write(line)
}

// command returns this executable in a role.
func command(t *testing.T, role string, args ...string) *exec.Cmd {
	t.Helper()
	executable, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(executable, args...)
	c.Env = append(os.Environ(), roleVariable+"="+role)
	return c
}

// shell returns the command line that starts a server in a role.
func shell(t *testing.T, role string) string {
	t.Helper()
	executable, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%s='%s' '%s' serve --config {config}", roleVariable, role, executable)
}

// run runs the command in this process and returns what it prints.
func run(t *testing.T, stdin string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = Run(context.Background(), args, strings.NewReader(stdin), &out, &errs)
	return code, out.String(), errs.String()
}

// wantRun fails the test unless the command ends with code and prints the texts.
func wantRun(t *testing.T, code int, stdin string, args []string, texts ...string) {
	t.Helper()
	got, stdout, stderr := run(t, stdin, args...)
	if got != code {
		t.Errorf("%q: got exit code %d, want %d\n%s%s", args, got, code, stdout, stderr)
	}
	for _, text := range texts {
		if !strings.Contains(stdout+stderr, text) {
			t.Errorf("%q: %q is not in\n%s%s", args, text, stdout, stderr)
		}
	}
}

func TestEveryCommandExplainsItself(t *testing.T) {
	var visit func(c *cobra.Command)
	visit = func(c *cobra.Command) {
		if c.Short == "" || c.Example == "" {
			t.Errorf("%q has no short description, or no example", c.CommandPath())
		}
		for _, inner := range c.Commands() {
			visit(inner)
		}
	}
	visit(newRoot())
	wantRun(t, 0, "", []string{"--help"}, "Examples:", "bester test", "Exit codes")
	wantRun(t, 0, "", []string{"test", "--help"}, "--exec", "{config}", "Exit codes")
}

func TestWrongUsage(t *testing.T) {
	wantRun(t, 2, "", []string{"judge"}, `unknown command "judge"`)
	wantRun(t, 2, "", []string{"list"}, "bester list does nothing by itself; say which: bester list requirements, or bester list scenarios, or bester list profiles")
	wantRun(t, 2, "", []string{"report", "render"}, "bester: accepts 1 arg(s)")
	wantRun(t, 2, "", []string{"user", "remove"}, `unknown command "remove" for "bester user"`)
	wantRun(t, 2, "", []string{"target", "layout", "--format", "yaml"}, `--format is "yaml": it must be text, json or server.conf`)
	wantRun(t, 2, "", []string{"target", "layout", "--server", "S4"}, `--server is "S4": it must be S1, S2 or S3`)
	wantRun(t, 2, "", []string{"test", "--speed"}, "unknown flag: --speed")
	wantRun(t, 2, "", []string{"test", "extra"}, "bester:")
	wantRun(t, 2, "", []string{"test", "--profile", "fedration"}, `no profile "fedration"`, "federation")
	wantRun(t, 2, "", []string{"test", "--requirement", "HAND-99"}, `no requirement "HAND-99"`)
	wantRun(t, 2, "", []string{"test", "--exec", "./server"}, "{config}")
	for _, flag := range []string{"exec", "target", "attach", "baseline", "from-report", "save", "tags", "name"} {
		wantRun(t, 2, "", []string{"test", "--" + flag, ""}, "--"+flag+" is empty")
	}
	wantRun(t, 2, "", []string{"replay", "report.json", "--exec", ""}, "--exec is empty")
	wantRun(t, 2, "", []string{"list", "scenarios", "--tags", ""}, "--tags is empty")
	for _, scale := range []string{"0", "-1", "0.5", "31", "1e9", "nan", "inf"} {
		wantRun(t, 2, "", []string{"test", "--timeout-scale", scale}, "--timeout-scale is", "from 1 to 30")
	}
	for _, number := range []string{"0", "-1"} {
		wantRun(t, 2, "", []string{"test", "--parallel", number}, "--parallel is", "at least 1")
	}
	wantRun(t, 2, "", []string{"target", "init"}, "the usage is: bester target init FILE")
	wantRun(t, 2, "", []string{"report", "compare", "one.json"}, "the usage is: bester report compare REPORT.json REPORT.json")
	wantRun(t, 2, "", []string{"target", "check", "a", "b"}, "the usage is: bester target check FILE")
	wantRun(t, 2, "", []string{"validate", "--watch"}, "--watch needs files")
	wantRun(t, 2, "", []string{"validate", "--format", "xml", "x.json"}, `--format is "xml": it must be text, json, ndjson, sarif, junit or github`)
	wantRun(t, 2, "", []string{"validate", "--input", "xml", "x.json"}, `--input is "xml": it must be json, ndjson, frames, yaml or pcap`)
	for _, command := range [][]string{{"test"}, {"explain", "HAND-4"}, {"validate", "x.json"}, {"tap"}, {"report", "render", "x"}, {"report", "compare", "x", "y"}} {
		wantRun(t, 2, "", append(command, "--color", "red"), `--color is "red": it must be auto, always or never`)
	}
	wantRun(t, 2, "", []string{"test", "--seed", "x"}, `--seed is "x": it must be a whole number`)
	wantRun(t, 2, "", []string{"test", "--seed", "99999999999999999999"}, "the number is too large")
	wantRun(t, 2, "", []string{"tap", "--timeout", "5"}, `--timeout is "5": it must be a duration, such as 500ms, 30s or 2m`)
	wantRun(t, 2, "", []string{"validate", "--kind", "", "x.json"}, "--kind is empty")
	wantRun(t, 2, "", []string{"validate", "--kind", "client-mesage", "x.json"}, `did you mean "client-message"?`)
	wantRun(t, 2, "", []string{"validate", "--watch", "-"}, "--watch needs files")
	wantRun(t, 2, "", []string{"send", "chat"}, "user")
	wantRun(t, 2, "", []string{"user"}, "bester user add NAME")
	wantRun(t, 2, "", []string{"user", "remove"}, "remove")
}

func TestVersion(t *testing.T) {
	wantRun(t, 0, "", []string{"--version"}, "bester version "+conformance.Version())
}

func TestUserAdd(t *testing.T) {
	file := filepath.Join(t.TempDir(), "users.json")
	wantRun(t, 0, "correct horse\n", []string{"user", "add", "--file", file, "alice"}, "alice may sign in")
	wantRun(t, 2, "", []string{"user", "add", "--file", file, "bob"}, "must not be empty")
	wantRun(t, 2, strings.Repeat("x", 2000), []string{"user", "add", "--file", file, "bob"}, "longer than 1024 bytes")
	wantRun(t, 2, "\xff\n", []string{"user", "add", "--file", file, "bob"}, "valid UTF-8")
	text, err := os.ReadFile(file)
	if err != nil || !strings.Contains(string(text), `"alice"`) || strings.Contains(string(text), "horse") {
		t.Errorf("got %s, %v", text, err)
	}
	if err := os.WriteFile(file, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	wantRun(t, 2, "secret\n", []string{"user", "add", "--file", file, "bob"}, file, "not a users file")
}

func TestServeRefusesAWrongConfiguration(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "server.conf")
	text := `{"network":{"types":["tcp4"],"tcp4":{"address":"127.0.0.1","port":"0"}},"handlers":{"availableTypes":[],"typeMap":{}},"limit":{}}`
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	wantRun(t, 2, "", []string{"serve", "--config", file},
		file+": network.tcp4.port: must be a port between 1 and 65535", file+": limit: this member is not known here")
	wantRun(t, 2, "", []string{"serve", "--config", filepath.Join(folder, "missing.conf")}, "missing.conf: no such file")
	wantRun(t, 2, "", []string{"serve", "--log-level", "loud"}, "--log-level")
	wantRun(t, 2, "", []string{"serve", "--log-format", "xml"}, "--log-format")
}

// patience bounds what must happen; nothing waits that long unless it fails.
const patience = 30 * time.Second

// TestEveryFlagHasAnExample looks for each flag in the examples of its command.
func TestEveryFlagHasAnExample(t *testing.T) {
	var visit func(*cobra.Command)
	visit = func(c *cobra.Command) {
		c.LocalFlags().VisitAll(func(flag *pflag.Flag) {
			if flag.Name != "help" && !strings.Contains(c.Example, "--"+flag.Name) {
				t.Errorf("%s has no example of --%s", c.CommandPath(), flag.Name)
			}
		})
		for _, sub := range c.Commands() {
			visit(sub)
		}
	}
	visit(newRoot())
}
