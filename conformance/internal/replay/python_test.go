//go:build python

package replay

import (
	"encoding/hex"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/besterprotocol/bester/conformance/internal/layout"
	"github.com/besterprotocol/bester/conformance/internal/report"
	"github.com/besterprotocol/bester/conformance/internal/wire"
)

// python runs python3 and returns what it prints.
func python(t *testing.T, args ...string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "python3", args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%q: %v\n%s", args, err, out)
	}
	return string(out)
}

func TestPythonTakesScripts(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "script.py")
	for _, text := range hostile {
		if err := os.WriteFile(file, []byte(hostileScript(t, text)), 0o600); err != nil {
			t.Fatal(err)
		}
		python(t, "-W", "error", "-m", "py_compile", file)
		shown := python(t, "-c", "import sys, runpy; print(runpy.run_path(sys.argv[1])['STEPS'][2][2])", file)
		if got, want := strings.TrimSpace(shown), hex.EncodeToString([]byte(text)); got != want {
			t.Errorf("%q: sends %s, want %s", text, got, want)
		}
	}
}

// TestPythonRepeats runs a script against a server, as a whole.
func TestPythonRepeats(t *testing.T) {
	server := serving(t, func(conn net.Conn) {
		frame, _ := wire.ReadFrame(conn)
		conn.Write(frame)
		wire.ReadFrame(conn) // until the other side ends
		conn.Write(wire.Frame([]byte("all read")))
	})
	half := event(wire.Closed, "")
	half.Note = wire.HalfClosed
	s := report.Scenario{Servers: []layout.Layout{{Name: "S1", TCP4: recorded}}, Events: []wire.Event{
		event(wire.Opened, ""), event(wire.Sent, "hello"), event(wire.Received, "welcome"), half, event(wire.Received, "all read"), event(wire.Ended, ""),
	}}
	file := filepath.Join(t.TempDir(), "script.py")
	script, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	defer script.Close()
	if err := WriteScript(script, &report.Report{}, s); err != nil {
		t.Fatal(err)
	}
	got := python(t, file, "S1 IPv4="+server)
	for _, want := range []string{
		"alice: connected to S1 IPv4", "sent      05 00 00 00  hello", "received  05 00 00 00  hello", "then it was 07 00 00 00  welcome",
		"sends no more", "received  08 00 00 00  all read\n", "alice: it ends",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
}
