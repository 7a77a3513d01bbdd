package main

import (
	"encoding/json"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/besterprotocol/bester/conformance/internal/layout"
	"github.com/besterprotocol/bester/conformance/internal/report"
	"github.com/besterprotocol/bester/conformance/internal/shown"
	"github.com/besterprotocol/bester/conformance/internal/wire"
)

// evil moves the cursor of a terminal, contains a workflow command, and is partly not UTF-8.
// The tests look for "said" in the output.
const evil = "said\x1b[2J\r\n::error::a ##[group]b ##vso[task.complete]c\u009b1A\u202e\x7f\xff"

// inShell is evil as an argument of the shell's printf.
var inShell = strings.NewReplacer("\x1b", `\033`, "\r", `\r`, "\n", `\n`, "\x7f", `\177`, "\xff", `\377`).Replace(evil)

// workflowCommand matches commands that GitHub or Azure interpret in a log.
var workflowCommand = regexp.MustCompile(`(?m)^\s*::.*::|##[A-Za-z]*\[`)

// wantHarmless fails the test if out contains control characters or workflow commands, or does
// not show the evil text.
func wantHarmless(t *testing.T, out string) {
	t.Helper()
	if !strings.Contains(out, "said") {
		t.Errorf("evil is not shown in\n%q", out)
	}
	if found := workflowCommand.FindString(out); found != "" {
		t.Errorf("the command %q is in\n%q", found, out)
	}
	if at := strings.IndexFunc(out, func(r rune) bool { return r != '\n' && r != '\t' && !unicode.IsPrint(r) }); at >= 0 {
		t.Errorf("%q is in\n%q", out[at:min(len(out), at+10)], out)
	}
}

func TestOutputOfAServerThatDoesNotStartIsHarmless(t *testing.T) {
	code, out, errs := run(t, "", "test", "--exec", "printf '"+inShell+"'; exit 1 # {config}")
	if code != exitFailed {
		t.Errorf("exit code %d\n%s", code, out)
	}
	wantHarmless(t, errs)
}

func TestOutputOfAServerThatCrashesIsHarmless(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "report.json")
	code, out, errs := run(t, "", "test", "--exec", "printf '"+inShell+"' >&2; "+shell(t, "crashes"), "--requirement", "FRAME-6", "--report", "json="+file)
	if code != exitBad {
		t.Errorf("exit code %d\n%s", code, errs)
	}
	wantHarmless(t, out)
	for _, format := range report.Formats() {
		_, out, errs := run(t, "", "report", "render", file, "--report", format.Name+"=-")
		wantHarmless(t, "said "+out+errs)
	}
}

func TestVersionOfAServerIsHarmless(t *testing.T) {
	file := filepath.Join(t.TempDir(), "evil.yaml")
	text, err := json.Marshal(map[string]any{"name": strings.ToValidUTF8(evil, ""), "start": "exit 1 # {config}", "version": "printf '" + inShell + "'"})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, shown.JSON(text), 0o600); err != nil { // YAML takes the same escapes
		t.Fatal(err)
	}
	code, out, errs := run(t, "", "target", "check", file)
	if code != exitFailed || !strings.Contains(out, "it is version said") {
		t.Errorf("exit code %d\n%s%s", code, out, errs)
	}
	wantHarmless(t, out+errs)
}

// TestFilesAreHarmless reads files of every kind with evil names and members.
func TestFilesAreHarmless(t *testing.T) {
	folder := t.TempDir()
	for _, args := range [][]string{
		{"test", "--target"}, {"test", "--baseline"}, {"test", "--from-report"}, {"report", "render"}, {"replay"},
		{"validate", "--kind", "target"}, {"validate", "--kind", "baseline"}, {"validate", "--input", "json"}, {"serve", "--config"},
		{"target", "check"}, {"target", "layout"}, {"user", "add", "alice", "--file"},
	} {
		for name, text := range map[string]string{
			"plain.json": fmt.Sprintf("{%q: 1, \"knownFailures\": [{%q: 1}]}", evil, evil), "said\n::error::\x1b[2J\xff##[x].json": "\x1b[2J{", "said.json": evil,
		} {
			file := filepath.Join(folder, name)
			if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			code, out, errs := run(t, "secret", append(args, file)...)
			if code == exitGood {
				t.Errorf("%q %q: exit code 0", args, name)
			}
			wantHarmless(t, "said "+out+errs)
		}
	}
}

// TestFindingsAreHarmless validates evil documents and writes the findings in every format.
func TestFindingsAreHarmless(t *testing.T) {
	name := filepath.Join(t.TempDir(), "said\n::error::\x1b[2J\xff##[x].ndjson")
	text, err := json.Marshal(map[string]any{"payload": map[string]any{"type": evil, evil: evil, "data": 1, "id": 42}})
	if err != nil {
		t.Fatal(err)
	}
	lines := string(text) + "\n" + `{"payload":{"type":" ` + evil[10:12] + ` ::error::x ##[y]","data":0,"id":1}}` + "\n" + "::error::\n" + `"` + "\u009b" + `##[group]"`
	if err := os.WriteFile(name, []byte(lines), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, format := range validateFormats {
		code, out, errs := run(t, "", "validate", "--kind", "client-message", "--format", format, name, name+".gone")
		if code != exitFailed {
			t.Errorf("%s: exit code %d", format, code)
		}
		if format == "github" { // its output consists of workflow commands
			out = regexp.MustCompile(`(?m)^::error (file=\S+,)`).ReplaceAllString(out, "error $1")
		}
		wantHarmless(t, out+errs)
	}
}

// answering returns a listener that answers the frames of each connection with bodies, one
// body per frame.
func answering(t *testing.T, bodies ...string) string {
	t.Helper()
	return serveEach(t, "tcp4", "127.0.0.1:0", func(conn net.Conn) {
		readBody(conn)
		for _, body := range bodies {
			conn.Write(wire.Frame([]byte(body)))
		}
	}).String()
}

// serveEach listens on an address until the test ends, calls serve for one connection after
// another, and returns the address.
func serveEach(t *testing.T, network, address string, serve func(net.Conn)) net.Addr {
	t.Helper()
	l, err := net.Listen(network, address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			serve(conn)
			conn.Close()
		}
	}()
	return l.Addr()
}

const signedIn = `{"header":{"messageType":"statusReport","status":"good"},"payload":{"id":"auth_special"}}`

// TestMessagesAreHarmless sends and listens to a server whose messages are evil. What is
// printed is the same JSON.
func TestMessagesAreHarmless(t *testing.T) {
	data := "said \x7f\u009b2J\u202e ##[group] ##vso[x] ::error:: é💬"
	delivery := "{\n\r\t\"header\": {\"messageType\":\"receivedMessage\"},\n \"payload\":{\"type\":\"" + data + "\",\"data\":\"" + data + "\xff\"}}"
	good := `{"header":{"messageType":"statusReport","status":"good"},"payload":{"id":"1"}}`
	server := answering(t, signedIn, delivery, good)
	for _, args := range [][]string{{"send", "chat", "1"}, {"listen"}} {
		_, out, _ := run(t, "", append(args, "--user", "a", "--password", "b", "--server", server)...)
		wantHarmless(t, out)
		first, _, _ := strings.Cut(out, "\n")
		var got struct{ Payload struct{ Type, Data string } }
		if err := json.Unmarshal([]byte(first), &got); err != nil || got.Payload.Type != data || got.Payload.Data != data+"\ufffd" {
			t.Errorf("%q: got %q, %v", args, got, err)
		}
	}
	text, _ := json.Marshal(evil)
	refusing := answering(t, `{"header":{"messageType":"statusReport","status":"bad"},"payload":{"id":"auth_special","error":{"code":`+string(text)+`,"message":`+string(text)+`}}}`)
	code, _, errs := run(t, "", "listen", "--user", "a", "--password", "b", "--server", refusing)
	if code != exitBad {
		t.Errorf("exit code %d", code)
	}
	wantHarmless(t, errs)
}

// TestReplayIsHarmless replays a record with evil names and bytes, on a server that
// prints evil and ends.
func TestReplayIsHarmless(t *testing.T) {
	t.Parallel()
	then := layout.New("S1", "/then", "127.0.0.1:9", "[::1]:9", layout.ScaledTimeouts(1))
	body := wire.Frame([]byte(`"said ##[group]` + "\u009b\u202e" + `"`))
	s := report.Scenario{
		File: "a/b.feature", Line: 7, Verdict: report.Failed, Failure: &report.Failure{Happened: evil},
		Servers: []layout.Layout{then},
		Events: []wire.Event{
			{Number: 1, Connection: evil, Party: evil, Server: "S1", Action: wire.Opened, Address: "127.0.0.1:9"},
			{Number: 2, Connection: evil, Party: evil, Server: "S1", Action: wire.Sent, Bytes: body, Size: len(body)},
			{Number: 3, Connection: evil, Party: evil, Server: "S1", Action: wire.Received, Bytes: body, Size: len(body), Fault: evil},
			{Number: 4, Connection: evil, Server: "S1", Action: wire.Ended, Note: evil, At: time.Second},
		},
	}
	file := filepath.Join(t.TempDir(), "report.json")
	if err := writeFile(file, (&report.Report{Scenarios: []report.Scenario{s}}).WriteJSON); err != nil {
		t.Fatal(err)
	}
	for _, role := range []string{"echoes", "crashes"} {
		code, out, errs := run(t, "", "replay", file, "--exec", "printf '"+inShell+"'; "+shell(t, role))
		if code != exitGood {
			t.Errorf("exit code %d\n%s", code, errs)
		}
		wantHarmless(t, out)
	}
}
