package target

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/besterprotocol/bester/conformance/internal/layout"
	"github.com/besterprotocol/bester/schemas"
)

// TestMain lets this executable be a server: it listens everywhere that its
// configuration says, and behaves as the environment says.
func TestMain(m *testing.M) {
	if role := os.Getenv("BESTER_TEST_SERVER"); role != "" {
		os.Exit(serve(role, os.Args[1]))
	}
	goleak.VerifyTestMain(m)
}

func serve(role, config string) int {
	text, err := os.ReadFile(config)
	if err != nil {
		panic(err)
	}
	if err := schemas.Validate(schemas.ServerConf, text); err != nil {
		panic(err)
	}
	fmt.Println("hello from", role)
	if role == "refuses" {
		return 2
	}
	child := exec.Command("sleep", "1000")
	child.Start()
	os.WriteFile(filepath.Join(filepath.Dir(config), "child"), fmt.Append(nil, child.Process.Pid), 0o600)
	if role == "stubborn" {
		signal.Ignore(syscall.SIGTERM)
	}
	if role != "deaf" {
		listenAll(string(text))
	}
	time.Sleep(time.Hour)
	return 0
}

func listenAll(config string) {
	for _, network := range []string{"tcp4", "tcp6", "unix"} {
		for _, address := range addressesIn(config, network) {
			if _, err := net.Listen(network, address); err != nil {
				panic(err)
			}
		}
	}
}

// addressesIn finds the listeners of a configuration that the suite has written.
func addressesIn(config, network string) []string {
	between := func(text, from, to string) string {
		_, rest, _ := strings.Cut(text, from)
		found, _, _ := strings.Cut(rest, to)
		return found
	}
	section := between(config, `"`+network+`": {`, "}")
	if network == "unix" {
		informer := between(between(config, `"informer": {`, "}"), `"unixDomainSocketPath": "`, `"`)
		return []string{between(section, `"address": "`, `"`), informer}
	}
	return []string{net.JoinHostPort(between(section, `"address": "`, `"`), between(section, `"port": "`, `"`))}
}

func sandbox(t *testing.T, role string) *Sandbox {
	t.Helper()
	t.Setenv("BESTER_TEST_SERVER", role)
	mark := fmt.Sprintf("BESTER_TEST_MARK=%s %d", t.Name(), time.Now().UnixNano())
	name, value, _ := strings.Cut(mark, "=")
	t.Setenv(name, value)
	executable, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	s, err := NewSandbox(processes(t), &Target{Args: []string{executable, "{config}"}}, layout.ScaledTimeouts(1), &Missing{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		s.processes.Close()
		if _, err := os.Stat(s.folder.Path); !os.IsNotExist(err) {
			t.Errorf("the folder is left behind: %v", err)
		}
		wantNobodyLeft(t, mark)
	})
	return s
}

// wantNobodyLeft fails the test unless all processes end that have mark in their
// environment, as far as the system shows it.
func wantNobodyLeft(t *testing.T, mark string) {
	t.Helper()
	environments, _ := filepath.Glob("/proc/[0-9]*/environ")
	for _, file := range environments {
		environment, err := os.ReadFile(file)
		var pid int
		if _, scanErr := fmt.Sscanf(file, "/proc/%d/", &pid); err == nil && scanErr == nil && strings.Contains(string(environment), mark) {
			wantGone(t, pid)
		}
	}
}

func TestServerRunsUntilItIsStopped(t *testing.T) {
	s := sandbox(t, "well")
	first, err := s.Server(context.Background(), "S1")
	if err != nil {
		t.Fatal(err)
	}
	again, err := s.Server(context.Background(), "S1")
	if err != nil || again.TCP4 != first.TCP4 {
		t.Errorf("got another server: %v, %v", again, err)
	}
	if output := s.Output()["S1"]; !strings.Contains(output, "hello from well") {
		t.Errorf("got output %q", output)
	}
	s.Mark()
	if output := s.Output()["S1"]; output != "" {
		t.Errorf("behind the mark there is %q", output)
	}
	child := childOf(t, first)
	fresh, err := s.Fresh(context.Background(), "S1", func(l *layout.Layout) { l.Admin = `{"changed":true}` })
	if err != nil || fresh.TCP4 == first.TCP4 || fresh.Admin == first.Admin {
		t.Errorf("got the same server: %v, %v", fresh, err)
	}
	wantGone(t, child)
}

func childOf(t *testing.T, l layout.Layout) (pid int) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(filepath.Dir(l.Unix), "child"))
	if err == nil {
		_, err = fmt.Sscan(string(text), &pid)
	}
	if err != nil {
		t.Fatal(err)
	}
	return pid
}

// wantGone fails the test unless the process ends; a zombie has ended.
func wantGone(t *testing.T, pid int) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(time.Millisecond) {
		stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		if _, state, _ := strings.Cut(string(stat), ") "); err != nil && syscall.Kill(pid, 0) != nil || strings.HasPrefix(state, "Z") {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("process %d, which the server started, is still there", pid)
		}
	}
}

func TestServerThatDoesNotWantToStopIsKilled(t *testing.T) {
	s := sandbox(t, "stubborn")
	l, err := s.Server(context.Background(), "S1")
	if err != nil {
		t.Fatal(err)
	}
	child := childOf(t, l)
	s.Reset()
	wantGone(t, child)
	if conn, err := net.Dial("tcp", l.TCP4); err == nil {
		conn.Close()
		t.Error("the server still listens")
	}

	if _, err := s.Server(context.Background(), "S1"); err != nil {
		t.Fatal(err)
	}
	started := time.Now()
	if s.Reset(); time.Since(started) >= stopGrace {
		t.Errorf("the second server that does not want to stop was given %v, like the first", stopGrace)
	}
}

func TestServerThatRefusesToStart(t *testing.T) {
	s := sandbox(t, "refuses")
	_, err := s.Server(context.Background(), "S1")
	var ended *EndedError
	if !errors.As(err, &ended) || ended.How != "exit status 2" || !strings.Contains(err.Error(), "hello from refuses") {
		t.Errorf("got %v", err)
	}
}

func TestServerThatDies(t *testing.T) {
	s := sandbox(t, "well")
	first, err := s.Server(context.Background(), "S1")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Ended(); err != nil {
		t.Errorf("a server that runs has ended: %v", err)
	}
	s.servers["S1"].process.Signal(syscall.SIGKILL)
	<-s.servers["S1"].process.Ended()
	var ended *EndedError
	if err := s.Ended(); !errors.As(err, &ended) || ended.How != "signal: killed" {
		t.Errorf("got %v", err)
	}
	second, err := s.Server(context.Background(), "S1")
	if err != nil || second.TCP4 == first.TCP4 {
		t.Errorf("no new server: %v, %v", second, err)
	}
}

func TestCommand(t *testing.T) {
	if err := (&Target{Start: "./server"}).Check(); err == nil {
		t.Error("a command without {config} passes")
	}
	line := &Target{Start: "./server --conf={config} x"}
	if err := line.Check(); err != nil {
		t.Error(err)
	}
	got := line.fill("/tmp/it's here")
	if want := `./server --conf='/tmp/it'\''s here' x`; got[0] != "sh" || got[2] != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestTailKeepsTheEnd(t *testing.T) {
	var end tail
	for i := range 1000 {
		fmt.Fprintf(&end, "%030d\n", i)
	}
	got := end.String()
	if len(got) > tailBytes || !strings.HasSuffix(got, "999\n") {
		t.Errorf("kept %d bytes: …%s", len(got), got[len(got)-10:])
	}
}

// Output arrives in pieces, and much more output may follow before the suite looks for the
// text.
func TestTailFindsWhatIsAwaited(t *testing.T) {
	const awaited = "listening on 1"
	for _, printed := range []string{"", "listening on 2", "listening", awaited[1:]} {
		end := newTail(awaited)
		for _, piece := range append(strings.SplitAfter(printed, ""), strings.Repeat("x", 3<<20)) {
			fmt.Fprint(end, piece)
		}
		if end.awaitedCame() {
			t.Errorf("found %q in %q", awaited, printed)
		}
	}
	for cut := range len(awaited) {
		end := newTail(awaited)
		fmt.Fprint(end, "listening on "+awaited[:cut])
		fmt.Fprint(end, awaited[cut:]+strings.Repeat("x", 3<<20))
		if !end.awaitedCame() {
			t.Errorf("not found if cut after %d bytes", cut)
		}
	}
}

func TestConfigIsValidWithoutIPv6(t *testing.T) {
	l := layout.New("S1", t.TempDir(), "127.0.0.1:20000", "", layout.ScaledTimeouts(1))
	if err := writeServerConf(filepath.Join(t.TempDir(), "server.conf"), l); err != nil {
		t.Error(err)
	}
}
