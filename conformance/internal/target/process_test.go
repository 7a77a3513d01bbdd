package target

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/besterprotocol/bester/conformance/internal/layout"
	"github.com/besterprotocol/bester/conformance/internal/supervisor"
)

// sandboxOf returns a sandbox of a target whose servers play a role, and sees that
// nothing is left of them.
func sandboxOf(t *testing.T, role string, change func(*Target)) *Sandbox {
	t.Helper()
	s := sandbox(t, role)
	change(s.target)
	return s
}

// processes returns a supervisor that is closed at the end of the test.
func processes(t *testing.T) *supervisor.Supervisor {
	t.Helper()
	s := supervisor.New()
	t.Cleanup(s.Close)
	return s
}

// here returns the path of a file in a new folder.
func here(t *testing.T, name string) string {
	t.Helper()
	return filepath.Join(folder(t), name)
}

func TestReadyWhenItHasPrinted(t *testing.T) {
	s := sandboxOf(t, "well", func(target *Target) { target.Ready.Log = "hello from well" })
	if _, err := s.Server(t.Context(), "S1"); err != nil {
		t.Error(err)
	}
}

// A server may print megabytes after the line that says that it is ready.
func TestReadyLineBeforeMuchOutput(t *testing.T) {
	s := sandboxOf(t, "well", func(target *Target) {
		target.Ready.Log = "the line"
		target.Start, target.Args = `printf 'the li'; printf 'ne\n'; head -c 3000000 /dev/zero; exec '`+target.Args[0]+`' {config}`, nil
	})
	if _, err := s.Server(t.Context(), "S1"); err != nil {
		t.Error(err)
	}
}

func TestReadyWhenACommandSucceeds(t *testing.T) {
	tried := here(t, "tried")
	s := sandboxOf(t, "well", func(target *Target) {
		target.Ready.Command = fmt.Sprintf(`echo x >>'%s'; test $(wc -l <'%[1]s') -ge 3 -a "$ROLE" = ready`, tried)
		target.Environment = map[string]string{"ROLE": "ready"}
	})
	if _, err := s.Server(t.Context(), "S1"); err != nil {
		t.Fatal(err)
	}
	if text, err := os.ReadFile(tried); err != nil || string(text) != "x\nx\nx\n" {
		t.Errorf("it was asked %q, %v", text, err)
	}
}

func TestServerThatIsNeverReady(t *testing.T) {
	for name, test := range map[string]struct {
		role  string
		ready Ready
		want  string
	}{
		"the log":      {"well", Ready{Log: "never printed", Within: 200 * time.Millisecond}, `S1 has not printed "never printed" after 200ms`},
		"the listener": {"deaf", Ready{Within: 200 * time.Millisecond}, " after 200ms (connection refused)"},
	} {
		t.Run(name, func(t *testing.T) {
			s := sandboxOf(t, test.role, func(target *Target) { target.Ready = test.ready })
			_, err := s.Server(t.Context(), "S1")
			if err == nil || !strings.Contains(err.Error(), test.want) || !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("got %v, want %q", err, test.want)
			}
			if len(s.Layouts()) != 0 {
				t.Error("it counts as a server")
			}
		})
	}
}

func TestCommandThatNeverSucceeds(t *testing.T) {
	tried := here(t, "tried")
	line := "echo x >'" + tried + "'; exit 7"
	s := sandboxOf(t, "well", func(target *Target) { target.Ready.Command = line })
	_, err := s.Server(untilThere(t, tried), "S1")
	if err == nil || !strings.Contains(err.Error(), "S1 is not ready, says "+line+", and the run was stopped") || !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// untilThere returns a context that ends when something stands in file.
func untilThere(t *testing.T, file string) context.Context {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		defer cancel()
		for ; ctx.Err() == nil; time.Sleep(time.Millisecond) {
			if info, err := os.Stat(file); err == nil && info.Size() > 0 {
				return
			}
		}
	}()
	return ctx
}

// TestServerThatEndsBeforeItIsReady has a command that hangs ask for a server that
// has ended: that is what is told.
func TestServerThatEndsBeforeItIsReady(t *testing.T) {
	pid := here(t, "pid")
	s := sandboxOf(t, "well", func(target *Target) {
		target.Ready = Ready{Command: "kill -KILL $(cat '" + pid + "'); sleep 1000"}
		target.Args = []string{"sh", "-c", "echo $$ >'" + pid + `'; exec "$0" "$1"`, target.Args[0], "{config}"}
	})
	_, err := s.Server(t.Context(), "S1")
	var ended *EndedError
	if !errors.As(err, &ended) || ended.How != "signal: killed" {
		t.Errorf("got %v", err)
	}
}

// TestCommandsEndWithAllTheyStart has commands start processes that would stay.
func TestCommandsEndWithAllTheyStart(t *testing.T) {
	child := here(t, "child")
	line := "sleep 1000 & echo $! >'" + child + "'; wait"
	s := sandboxOf(t, "well", func(target *Target) { target.Ready = Ready{Command: line} })
	if _, err := s.Server(untilThere(t, child), "S1"); err == nil {
		t.Error("the server is ready")
	}
	wantGone(t, pidFrom(t, child))
	os.Remove(child)
	if _, err := (&Target{Version: line}).AskVersion(untilThere(t, child), processes(t)); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	wantGone(t, pidFrom(t, child))
}

func pidFrom(t *testing.T, file string) (pid int) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err == nil {
		_, err = fmt.Sscan(string(text), &pid)
	}
	if err != nil {
		t.Fatal(err)
	}
	return pid
}

func TestStopWhileAServerStarts(t *testing.T) {
	s := sandboxOf(t, "deaf", func(*Target) {})
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(10*time.Millisecond, cancel)
	if _, err := s.Server(ctx, "S1"); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestEnvironmentAndDirectory(t *testing.T) {
	t.Setenv("FROM_BESTER", "kept")
	t.Setenv("CHANGED", "before")
	folder := folder(t)
	target := &Target{
		Version: `echo "$FROM_BESTER $CHANGED $ADDED $(pwd -P)"`, Directory: folder,
		Environment: map[string]string{"CHANGED": "after", "ADDED": "a 'b' \"c\" $d"},
	}
	real, err := filepath.EvalSymlinks(folder)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := target.AskVersion(t.Context(), processes(t)); err != nil || got != `kept after a 'b' "c" $d `+real {
		t.Errorf("got %q, %v", got, err)
	}
	s := sandboxOf(t, "well", func(served *Target) {
		served.Directory, served.Environment = target.Directory, target.Environment
		served.Start, served.Args = `echo "$CHANGED $(pwd -P)" >seen; exec '`+served.Args[0]+`' {config}`, nil
	})
	if _, err := s.Server(t.Context(), "S1"); err != nil {
		t.Fatal(err)
	}
	if seen, err := os.ReadFile(filepath.Join(folder, "seen")); err != nil || string(seen) != "after "+real+"\n" {
		t.Errorf("got %q, %v", seen, err)
	}
}

func TestServersAreStoppedByTheirSignal(t *testing.T) {
	hangups := make(chan os.Signal, 1) // under nohup, what is not caught here would be ignored by the servers
	signal.Notify(hangups, syscall.SIGHUP)
	defer signal.Stop(hangups)
	for name, want := range map[string]string{"": "signal: terminated", "SIGINT": "signal: interrupt", "SIGQUIT": "exit status 2", "SIGHUP": "signal: hangup", "SIGKILL": "signal: killed"} {
		s := sandboxOf(t, "well", func(target *Target) { target.Stop = name })
		if _, err := s.Server(t.Context(), "S1"); err != nil {
			t.Fatal(err)
		}
		server := s.servers["S1"]
		s.Reset()
		if got := fmt.Sprint(server.process.Err()); got != want {
			t.Errorf("%q: the server ended with %s, want %s", name, got, want)
		}
	}
	if err := (&Target{Start: "x {config}", Stop: "SIGSTOP"}).Check(); err == nil || !strings.Contains(err.Error(), `no signal "SIGSTOP"`) {
		t.Errorf("got %v", err)
	}
	if _, err := start(t.Context(), processes(t), &Target{Start: "x {config}", Stop: "SIGSTOP"}, "x", layout.Layout{}, &Missing{}); err == nil {
		t.Error("a server starts that cannot be stopped")
	}
}

func TestProgramThatIsNotThere(t *testing.T) {
	s := sandboxOf(t, "well", func(target *Target) { target.Args[0] = "/nowhere/server" })
	if _, err := s.Server(t.Context(), "S1"); err == nil || !strings.Contains(err.Error(), "starting S1 with /nowhere/server ") {
		t.Errorf("got %v", err)
	}
	s = sandboxOf(t, "well", func(target *Target) { target.Args, target.Start = nil, "/nowhere/server {config}" })
	var ended *EndedError
	if _, err := s.Server(t.Context(), "S1"); !errors.As(err, &ended) || ended.How != "exit status 127" || !strings.Contains(ended.Output, "/nowhere/server") {
		t.Errorf("got %v", err)
	}
}

func TestVersion(t *testing.T) {
	for line, want := range map[string]string{
		"":                               "",
		"true":                           "",
		"echo 1.2":                       "1.2",
		`printf '\n  v1 \r\nmore\nmore'`: "v1",
		"echo 1.2 >&2":                   "1.2",
	} {
		if got, err := (&Target{Version: line}).AskVersion(t.Context(), processes(t)); err != nil || got != want {
			t.Errorf("%q: got %q, %v, want %q", line, got, err, want)
		}
	}
	_, err := (&Target{Version: "echo sorry; exit 3"}).AskVersion(t.Context(), processes(t))
	if err == nil || err.Error() != "version: echo sorry; exit 3: exit status 3: sorry" {
		t.Errorf("got %v", err)
	}
}

func TestVersionThatNeverEnds(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	if got, err := (&Target{Version: "yes 1.2"}).AskVersion(ctx, processes(t)); !errors.Is(err, context.DeadlineExceeded) || got != "" {
		t.Errorf("got %q, %v", got, err)
	}
	var output head
	for range 3 {
		if n, err := output.Write(make([]byte, headBytes-1)); n != headBytes-1 || err != nil {
			t.Errorf("took %d bytes, %v", n, err)
		}
	}
	if len(output.kept) != headBytes {
		t.Errorf("kept %d bytes, want %d", len(output.kept), headBytes)
	}
}

func TestNoMoreServersThanTheTargetAllows(t *testing.T) {
	s := sandboxOf(t, "well", func(target *Target) { target.Limits.Servers = 1 })
	first, err := s.Server(t.Context(), "S1")
	if err != nil {
		t.Fatal(err)
	}
	const want = "S2 would be one server more than the 1 that the target allows"
	if _, err := s.Server(t.Context(), "S2"); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("another server: %v", err)
	}
	if _, err := s.Fresh(t.Context(), "S2", nil); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("another fresh server: %v", err)
	}
	if same, err := s.Server(t.Context(), "S1"); err != nil || same.TCP4 != first.TCP4 {
		t.Errorf("the same: %v", err)
	}
	if _, err := s.Fresh(t.Context(), "S1", nil); err != nil {
		t.Errorf("one in its place: %v", err)
	}
	s.servers["S1"].process.Signal(syscall.SIGKILL)
	<-s.servers["S1"].process.Ended()
	if _, err := s.Server(t.Context(), "S1"); err != nil {
		t.Errorf("one in the place of the dead: %v", err)
	}
}

func TestConfigurationThatCannotBeMade(t *testing.T) {
	s := sandboxOf(t, "well", func(target *Target) {
		target.Configuration.Template = filepath.Join(write(t, map[string]string{"x.tmpl": "{{port .Name}}"}), "x.tmpl")
	})
	if _, err := s.Server(t.Context(), "S1"); err == nil || !strings.Contains(err.Error(), "x.tmpl:1:") {
		t.Errorf("got %v", err)
	}
}
