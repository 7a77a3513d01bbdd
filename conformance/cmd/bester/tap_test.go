package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/besterprotocol/bester/conformance/internal/findings"
	"github.com/besterprotocol/bester/conformance/internal/wire"
	"github.com/besterprotocol/bester/schemas"
)

// startTap runs a tap as a person would and returns what it prints; end interrupts
// it and wants an exit code.
func startTap(t *testing.T, args ...string) (stdout, stderr *lockedBuffer, end func(code int)) {
	t.Helper()
	stdout, stderr = &lockedBuffer{}, &lockedBuffer{}
	c := command(t, "itself", append([]string{"tap"}, args...)...)
	c.Stdout, c.Stderr = stdout, stderr
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Process.Kill(); c.Wait() })
	waitFor(t, "a tap", func() bool { return strings.Contains(stderr.String(), "listening") })
	return stdout, stderr, func(code int) {
		t.Helper()
		c.Process.Signal(syscall.SIGINT)
		c.Wait()
		if got := c.ProcessState.ExitCode(); got != code {
			t.Errorf("the tap ended with %d, want %d:\n%s", got, code, stderr)
		}
	}
}

// TestTapOfAServer taps the reference server, and then its handler.
func TestTapOfAServer(t *testing.T) {
	s := startServer(t)
	at := filepath.Join(s.folder, "tap.sock")
	stdout, stderr, end := startTap(t, "--listen", "unix://"+at, "--connect", "unix://"+filepath.Join(s.folder, "s.sock"), "--all")
	send := []string{"send", "--user", "alice", "--password", "secret", "--unix", at}
	wantRun(t, 0, "", append(send, "--id", "42", "chat", "1"), `"good"`, `"id":"42"`)
	wantRun(t, 1, "", append(send, "--id", "auth_special", "chat", "1"), "fatal_special")
	end(1)
	for _, want := range []string{
		"s.sock: connection 1, client's frame 1, byte 4: a valid client-authenticate\n",
		"s.sock: connection 1, server's frame 1, byte 4: a valid status-report\n",
		"s.sock: connection 1, client's frame 2, byte ",
		": a valid client-message\n",
		"s.sock: connection 2, client's frame 2, byte ",
		`: /payload/id: must not be "auth_special": that id is reserved (MSG-4)` + "\n",
		"\n    MSG-4: A client MUST NOT use",
		"s.sock: connection 2, server's frame 2, byte ",
	} {
		if !strings.Contains(stdout.String(), want) {
			t.Errorf("%q is not in what the tap printed:\n%s", want, stdout)
		}
	}
	if want := "8 frames, 1 not valid"; !strings.Contains(stderr.String(), want) {
		t.Errorf("%q is not in what the tap said:\n%s", want, stderr)
	}
	if _, err := os.Stat(at); !os.IsNotExist(err) {
		t.Errorf("the socket is left behind: %v", err)
	}
}

// TestTapOfAHandler stands between the reference server and its handler.
func TestTapOfAHandler(t *testing.T) {
	s := startServer(t)
	stdout, _, end := startTap(t, "--listen", "unix://"+filepath.Join(s.folder, "absent.sock"),
		"--connect", "unix://"+filepath.Join(s.folder, "chat.sock"), "--socket", "handler", "--all")
	send := append([]string{"send", "--user", "alice"}, s.clients...)
	wantRun(t, 0, "", append(send, "absent", `"through the tap"`), `"good"`)
	end(0)
	at := "unix://" + filepath.Join(s.folder, "chat.sock") + ": connection 1, "
	want := at + "server's frame 1, byte 4: a valid handler-request\n" + at + "handler's frame 1, byte 4: a valid handler-response\n"
	if stdout.String() != want {
		t.Errorf("got %q, want %q", stdout, want)
	}
}

func TestTapToNowhere(t *testing.T) {
	folder := t.TempDir()
	nowhere := filepath.Join(folder, "n.sock")
	stdout, stderr, end := startTap(t, "--listen", "127.0.0.1:0", "--connect", "unix://"+nowhere)
	_, rest, _ := strings.Cut(stderr.String(), "listening at ")
	at, _, _ := strings.Cut(rest, " ")
	if conn, err := net.Dial("tcp", at); err == nil {
		defer conn.Close()
		io.ReadAll(conn)
	}
	waitFor(t, "a complaint", func() bool {
		return strings.Contains(stderr.String(), "connection 1: connecting to "+nowhere+": no such file or directory")
	})
	end(2)
	if stdout.String() != "" {
		t.Errorf("printed %q", stdout)
	}
}

func TestTapUsage(t *testing.T) {
	wantRun(t, 2, "", []string{"tap", "--listen", ":0"}, `required flag(s) "connect" not set`)
	wantRun(t, 2, "", []string{"tap", "--listen", ":0", "--connect", "/run/s"}, `--connect: "/run/s" is no address: it must be host:port`, "unix://")
	wantRun(t, 2, "", []string{"tap", "--listen", "here", "--connect", ":1"}, `--listen: "here" is no address`)
	wantRun(t, 2, "", []string{"tap", "--listen", ":0", "--connect", ":1", "--socket", "client"}, `--socket is "client": it must be server, handler or informer`)
	wantRun(t, 2, "", []string{"tap", "--listen", ":0", "--connect", ":1", "--format", "yaml"}, `--format is "yaml": it must be text, json`)
	wantRun(t, 2, "", []string{"tap", "--listen", ":0", "--connect", ":1", "--timeout", "0s"}, `--timeout is "0s": it must be above 0`)
	wantRun(t, 2, "", []string{"tap", "--listen", "127.0.0.1:1", "--connect", "127.0.0.1:1"}, "--listen and --connect are the same address")
	wantRun(t, 2, "", []string{"tap", "--listen", "unix://" + filepath.Join(t.TempDir(), "no", "where"), "--connect", ":1"}, "no/where")
}

// tapped returns what a tap prints, in a format, of the frames that one side of a
// connection sends.
func tapped(t *testing.T, format string, socket schemas.Socket, side schemas.Side, bodies ...string) string {
	t.Helper()
	var printed bytes.Buffer
	writer, err := findings.New(&printed, format, findings.Style{Quiet: true})
	if err != nil {
		t.Fatal(err)
	}
	record := &tapRecord{writer: writer, stderr: io.Discard, to: "there"}
	conversation := schemas.NewConversation(socket, schemas.DefaultLimit, func(m schemas.Message) { record.message(1, m) })
	for _, body := range bodies {
		conversation.Stream(side).Write(wire.Frame([]byte(body)))
	}
	if err := record.close(); !errors.Is(err, bad) {
		t.Errorf("ended with %v", err)
	}
	return printed.String()
}

// TestTapOfManyViolations wants no more of a frame to be printed than a person reads.
func TestTapOfManyViolations(t *testing.T) {
	printed := tapped(t, "text", schemas.InformerSocket, schemas.Acceptor, fmt.Sprintf(`{"status":"0","data":[%s0]}`, strings.Repeat("0,", 99)))
	if count := strings.Count(printed, "must be a string"); count != mostViolations || !strings.Contains(printed, ": more is wrong than these 20 faults") {
		t.Errorf("got %d violations: %s", count, printed)
	}
}

// misspelt are two messages of a client, with a fault in each.
var misspelt = []string{
	`{"header":{"scope":"client","authentication":{"usrname":"alice","password":"x"}}}`,
	`{"payload":{"type":"chat","data":1,"id":42}}`,
}

func TestTapSaysWhatMayHaveBeenMeant(t *testing.T) {
	printed := tapped(t, "text", schemas.ServerSocket, schemas.Opener, misspelt...)
	for _, want := range []string{`"usrname"`, `"username"`, "AUTH-1: ", "must be a string, but is the number 42\n", "MSG-1: ", `hint: write it in quotes: "42"` + "\n"} {
		if !strings.Contains(printed, want) {
			t.Errorf("%q is not in\n%s", want, printed)
		}
	}
}

func TestTapForPrograms(t *testing.T) {
	printed := tapped(t, "ndjson", schemas.ServerSocket, schemas.Opener, append(misspelt, `{"payload":{"type":"chat","data":1,"id":""}}`)...)
	lines := strings.Split(strings.TrimSpace(printed), "\n")
	if len(lines) != 3 {
		t.Fatalf("got %d lines, want one for each invalid frame, and the sum: %s", len(lines), printed)
	}
	for i, want := range []string{
		`{"file":"there","format":"tap","index":1,"offset":4,"said":{"conversation":1,"sender":"client","frame":1},"kind":"client-authenticate",`,
		`{"file":"there","format":"tap","index":2,"offset":89,"said":{"conversation":1,"sender":"client","frame":2},"kind":"client-message",`,
		`{"summary":{"version":1,"files":[{"file":"there","valid":1,"invalid":2,`,
	} {
		if !strings.HasPrefix(lines[i], want) {
			t.Errorf("got %s, want it to begin with %s", lines[i], want)
		}
	}
}

// TestTapThatNobodyReads wants a tap to end, without a word, when its output does.
func TestTapThatNobodyReads(t *testing.T) {
	s := startServer(t)
	at := filepath.Join(s.folder, "tap.sock")
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	read.Close()
	stderr := &lockedBuffer{}
	c := command(t, "itself", "tap", "--all", "--listen", "unix://"+at, "--connect", "unix://"+filepath.Join(s.folder, "s.sock"))
	c.Stdout, c.Stderr = write, stderr
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Process.Kill(); c.Wait(); write.Close() })
	waitFor(t, "a tap", func() bool { return strings.Contains(stderr.String(), "listening") })
	run(t, "", "send", "--user", "alice", "--password", "secret", "--unix", at, "chat", "1")
	c.Wait()
	if code := c.ProcessState.ExitCode(); code != exitFailed || strings.Count(stderr.String(), "\n") != 1 {
		t.Errorf("ended with %d, want %d, and said\n%s", code, exitFailed, stderr)
	}
}
