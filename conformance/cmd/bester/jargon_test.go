package main

import (
	"context"
	"encoding/json"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/besterprotocol/bester/conformance/internal/layout"
	"github.com/besterprotocol/bester/conformance/internal/target"
	"github.com/besterprotocol/bester/conformance/internal/wire"
)

// jargon matches what errors of Go's libraries say.
var jargon = regexp.MustCompile(`context (deadline|canceled)|i/o timeout|closed network|\bEOF\b|(dial|read|write|listen|accept) (tcp|unix)|connect: |bind: |operation was canceled|(^| )json: |strconv|Go (value|struct)|syscall`)

// wantPlain fails the test unless a command ends with code and says texts, in plain words.
func wantPlain(t *testing.T, code int, args []string, texts ...string) {
	t.Helper()
	got, out, errs := run(t, "", args...)
	if got != code {
		t.Errorf("%q: exit code %d, want %d\n%s%s", args, got, code, out, errs)
	}
	for _, text := range texts {
		if !strings.Contains(out+errs, text) {
			t.Errorf("%q: %q is not in\n%s%s", args, text, out, errs)
		}
	}
	if found := jargon.FindString(out + errs); found != "" {
		t.Errorf("%q: %q is in\n%s%s", args, found, out, errs)
	}
}

// accepting returns the address of a listener that does something with each connection.
func accepting(t *testing.T, do func(net.Conn)) string {
	t.Helper()
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var conns []net.Conn
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			conns = append(conns, conn)
			do(conn)
		}
	}()
	t.Cleanup(func() {
		l.Close()
		<-done
		for _, conn := range conns {
			conn.Close()
		}
	})
	return l.Addr().String()
}

// nothingAt returns an address at which nothing listens.
func nothingAt(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

func TestClientsSpeakPlainly(t *testing.T) {
	says := func(frames string, end bool) func(net.Conn) {
		return func(conn net.Conn) {
			readBody(conn)
			conn.Write([]byte(frames))
			if end {
				conn.Close()
			}
		}
	}
	gone, missing := nothingAt(t), filepath.Join(t.TempDir(), "s.sock")
	for _, command := range [][]string{{"send", "chat", "1"}, {"listen"}} {
		at := func(more ...string) []string {
			return append(append(command, "--user", "a", "--password", "b"), more...)
		}
		wantPlain(t, 2, at("--server", gone), "connecting to "+gone+": connection refused")
		wantPlain(t, 2, at("--unix", missing), "connecting to "+missing+": no such file or directory")
		wantPlain(t, 2, at("--server", "nowhere"), `"nowhere" is not an address: missing port`)
		wantPlain(t, 2, at("--server", "nowhere.invalid:1", "--timeout", "20s"), "nowhere.invalid")
		wantPlain(t, 2, at("--server", accepting(t, func(net.Conn) {}), "--timeout", "100ms"), "signing in: timed out")
		wantPlain(t, 2, at("--server", accepting(t, says("", true))), "signing in: the connection ended")
		wantPlain(t, 2, at("--server", accepting(t, says("\x09\x00\x00\x00{", true))), "signing in: ")
		wantPlain(t, 2, at("--server", accepting(t, says("\x00\x00\x00\x00", true))), "signing in: ")
		wantPlain(t, 2, at("--server", accepting(t, says("\x0c\x00\x00\x00{\"header\":7}", true))), "signing in: ")
		wantPlain(t, 2, at("--server", accepting(t, says("\x01\x00\x00\x00{", true))), "signing in: ")
	}
	wantPlain(t, 2, []string{"send", "chat", "1", "--user", "a", "--password", "b", "--timeout", "500ms", "--server", accepting(t, says(string(wire.Frame([]byte(signedIn))), false))},
		"waiting for the report: timed out")
}

func TestServersThatCannotStartSpeakPlainly(t *testing.T) {
	folder := t.TempDir()
	address := accepting(t, func(net.Conn) {})
	host, port, _ := net.SplitHostPort(address)
	text, err := json.Marshal(map[string]any{
		"network":  map[string]any{"types": []string{"tcp4"}, "tcp4": map[string]string{"address": host, "port": port}},
		"handlers": map[string]any{"availableTypes": []string{}, "typeMap": map[string]any{}},
	})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(folder, "server.conf")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	wantPlain(t, 2, []string{"serve", "--config", file}, "listening at "+address+": address already in use")
	wantPlain(t, 2, []string{"tap", "--listen", address, "--connect", "127.0.0.1:1"}, "listening at "+address+": address already in use")
	wantPlain(t, 2, []string{"tap", "--listen", "nowhere", "--connect", "127.0.0.1:1"}, "--listen")
}

func TestTargetsSpeakPlainly(t *testing.T) {
	folder := t.TempDir()
	for name, lines := range map[string]string{
		"deaf":        "start: sleep 60 # {config}\nready: {within: 200ms}\n",
		"not ready":   "start: " + shell(t, "itself") + "\nready: {command: exit 3, within: 500ms}\n",
		"no version":  "start: exit 1 # {config}\nversion: exit 3\n",
		"not started": "start: exit 3 # {config}\n",
		"no folder":   "start: exit 3 # {config}\ndirectory: gone\n",
	} {
		file := filepath.Join(folder, "x.yaml")
		if err := os.WriteFile(file, []byte("name: x\n"+lines), 0o600); err != nil {
			t.Fatal(err)
		}
		for _, args := range [][]string{{"target", "check", file}, {"test", "--target", file}} {
			t.Run(name+" "+args[0], func(t *testing.T) { wantPlain(t, 2, args, "bester: ") })
		}
	}
}

// TestAttachSpeaksPlainly attaches to plans that are wrong, and to a server that is not there.
func TestAttachSpeaksPlainly(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "s")
	plan := &target.Target{}
	gone := nothingAt(t)
	_, port, _ := net.SplitHostPort(gone)
	number, _ := strconv.Atoi(port)
	layouts, err := plan.Plan(folder, "127.0.0.1", number, layout.ScaledTimeouts(1))
	if err == nil {
		err = plan.WritePlan(folder, layouts)
	}
	if err != nil {
		t.Fatal(err)
	}
	attach := []string{"test", "--attach", folder, "--requirement", "LISTEN-3"}
	file := filepath.Join(folder, "layout.json")
	good, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, change := range []struct{ from, to, want string }{
		{"", "", "S1 is not there to attach to: connecting to " + gone + ": connection refused"},
		{`"tcp4": "`, `"tcp": "`, `unknown member "tcp": did you mean "tcp4"?`},
		{`"tcp4": "` + gone + `"`, `"tcp4": 7`, `the member "tcp4" is of the type number`},
		{string(good), "", "the file is empty"},
		{string(good), "[", "it ends too early"},
	} {
		if err := os.WriteFile(file, []byte(strings.Replace(string(good), change.from, change.to, 1)), 0o600); err != nil {
			t.Fatal(err)
		}
		wantPlain(t, 2, attach, change.want)
	}
}

// TestInterruptionsSpeakPlainly interrupts commands before they begin.
func TestInterruptionsSpeakPlainly(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	file := filepath.Join(t.TempDir(), "x.yaml")
	if err := os.WriteFile(file, []byte("name: x\nstart: sleep 60 # {config}\nversion: sleep 60\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	server := accepting(t, func(net.Conn) {})
	for _, args := range [][]string{
		{"test"}, {"target", "check", file}, {"test", "--target", file}, {"test", "--repeat", "2"},
		{"send", "chat", "1", "--user", "a", "--password", "b", "--server", server}, {"listen", "--user", "a", "--password", "b", "--server", server},
	} {
		var out, errs strings.Builder
		code := Run(ctx, args, strings.NewReader(""), &out, &errs)
		if found := jargon.FindString(out.String() + errs.String()); code != exitFailed || found != "" || errs.Len() == 0 {
			t.Errorf("%q: exit code %d, %q is in\n%s%s", args, code, found, out.String(), errs.String())
		}
	}
}

// TestReportsSpeakPlainly judges the reference server without IPv6 by what needs it, and
// a server that leaves connections, and looks for jargon in all formats.
func TestReportsSpeakPlainly(t *testing.T) {
	t.Parallel()
	deafOnIPv6 := `sed '/^ *"tcp6",$/d' {config} >{config}.new; ` + shell(t, "itself") + `.new`
	file := filepath.Join(t.TempDir(), "report.json")
	for _, args := range [][]string{
		{"--exec", deafOnIPv6, "--requirement", "LISTEN-1"},
		{"--exec", shell(t, "crashes"), "--requirement", "FRAME-6"},
	} {
		wantPlain(t, 1, append([]string{"test", "--report", "json=" + file}, args...))
		text, err := os.ReadFile(file)
		if found := jargon.Find(text); err != nil || found != nil {
			t.Errorf("%q: %q is in the report, %v", args, found, err)
		}
	}
}
