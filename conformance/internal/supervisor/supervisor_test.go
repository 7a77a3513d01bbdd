package supervisor

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"
)

// roleVariable makes this executable act as a suite in the middle of a run.
const roleVariable = "BESTER_TEST_SUITE"

func TestMain(m *testing.M) {
	if folder := os.Getenv(roleVariable); folder != "" {
		beSuite(folder)
	}
	goleak.VerifyTestMain(m)
}

// patience is how long to wait for something that must happen. A test waits that long only if
// it fails.
const patience = 30 * time.Second

func supervisor(t *testing.T) *Supervisor {
	t.Helper()
	s := New()
	t.Cleanup(s.Close)
	return s
}

func start(t *testing.T, s *Supervisor, c Command) *Process {
	t.Helper()
	p, err := s.Start(c)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// printed is output that tests can wait for. It is safe for concurrent use.
type printed struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (p *printed) Write(text []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.text.Write(text)
}

func (p *printed) String() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.text.String()
}

// pids waits until n process ids have been printed, one a line.
func (p *printed) pids(t *testing.T, n int) (all []int) {
	t.Helper()
	waitFor(t, fmt.Sprintf("%d process ids", n), func() bool { return strings.Count(p.String(), "\n") >= n })
	return numbers(t, p.String())
}

func numbers(t *testing.T, text string) (all []int) {
	t.Helper()
	for _, line := range strings.Fields(text) {
		pid, err := strconv.Atoi(line)
		if err != nil {
			t.Fatalf("%q is not a process id", line)
		}
		all = append(all, pid)
	}
	return all
}

func waitFor(t *testing.T, what string, there func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !there(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited in vain for %s", what)
		}
	}
}

// isGone reports whether a process has ended. It may still be a zombie.
func isGone(pid int) bool {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return syscall.Kill(pid, 0) != nil
	}
	_, state, _ := strings.Cut(string(text), ") ")
	return strings.HasPrefix(state, "Z")
}

func wantGone(t *testing.T, pids ...int) {
	t.Helper()
	for _, pid := range pids {
		waitFor(t, fmt.Sprintf("the end of process %d", pid), func() bool { return isGone(pid) })
	}
}

func TestOutputAndStatus(t *testing.T) {
	s := supervisor(t)
	for line, want := range map[string]string{
		"exit 0":        "<nil>",
		"exit 3":        "exit status 3",
		"kill -TERM $$": "signal: terminated",
	} {
		var out printed
		p := start(t, s, Command{Args: Shell("echo out; echo err >&2; " + line), Output: &out})
		<-p.Ended()
		if got := fmt.Sprint(p.Err()); got != want || out.String() != "out\nerr\n" {
			t.Errorf("%s: it ended with %s, want %s, and printed %q", line, got, want, out.String())
		}
	}
}

func TestLargeOutputIsReadCompletely(t *testing.T) {
	var out printed
	p := start(t, supervisor(t), Command{Args: Shell("head -c 5000000 /dev/zero; printf end"), Output: &out})
	<-p.Ended()
	if got := out.String(); len(got) != 5000003 || !strings.HasSuffix(got, "end") {
		t.Errorf("got %d bytes", len(got))
	}
}

// A process may end while another process still holds its output open.
func TestOutputThatStaysOpenIsNotWaitedFor(t *testing.T) {
	var out printed
	p := start(t, supervisor(t), Command{Args: Shell("setsid sleep 1000 & echo $!"), Output: &out})
	select {
	case <-p.Ended():
	case <-time.After(patience):
		t.Fatal("the end of the process was not reported")
	}
	sleeping := out.pids(t, 1)
	p.Kill()
	wantGone(t, sleeping...)
}

func TestEnvironmentFolderAndArguments(t *testing.T) {
	t.Setenv("KEPT", "ours")
	t.Setenv("CHANGED", "ours")
	folder, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	var out printed
	p := start(t, supervisor(t), Command{
		Args: []string{"sh", "-c", `printf '%s|' "$KEPT" "$CHANGED" "$1" "$PWD" "$(pwd -P)"; cat`, "sh", "no \xff UTF-8"},
		Dir:  folder, Env: []string{"CHANGED=\xfe"}, Output: &out,
	})
	<-p.Ended()
	if want := "ours|\xfe|no \xff UTF-8|" + folder + "|" + folder + "|"; out.String() != want || p.Err() != nil {
		t.Errorf("got %q, want %q; %v", out.String(), want, p.Err())
	}
}

func TestProgramInItsWorkingFolder(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "mine"), []byte("#!/bin/sh\necho mine\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	var out printed
	p := start(t, supervisor(t), Command{Args: []string{"./mine"}, Dir: folder, Output: &out})
	<-p.Ended()
	if out.String() != "mine\n" {
		t.Errorf("got %q, %v", out.String(), p.Err())
	}
}

func TestMissingProgram(t *testing.T) {
	s := supervisor(t)
	for _, program := range []string{"/nowhere/program", "nowhere-to-be-found"} {
		if _, err := s.Start(Command{Args: []string{program}}); err == nil || !strings.Contains(err.Error(), program) {
			t.Errorf("got %v, want one that names %s", err, program)
		}
	}
	if _, err := s.Start(Command{Args: []string{"/nowhere/program"}}); !errors.Is(err, syscall.ENOENT) {
		t.Errorf("got %v, want ENOENT", err)
	}
	if _, err := s.Start(Command{Args: []string{"/bin/sh"}, Dir: "/nowhere"}); !errors.Is(err, syscall.ENOENT) {
		t.Errorf("got %v, want ENOENT", err)
	}
}

func TestSignalsGoToTheProcessGroup(t *testing.T) {
	var out printed
	p := start(t, supervisor(t), Command{Args: Shell(`trap 'echo asked; exit 4' TERM; sleep 1000 & echo $!; wait`), Output: &out})
	sleeping := out.pids(t, 1)
	p.Signal(syscall.SIGTERM)
	<-p.Ended()
	if p.Err() == nil || p.Err().Error() != "exit status 4" || !strings.HasSuffix(out.String(), "asked\n") {
		t.Errorf("it ended with %v and printed %q", p.Err(), out.String())
	}
	wantGone(t, sleeping...)
}

// leavers is a shell script that starts processes that are hard to find, and prints their
// ids: one in the group, one in a new session, one whose parent has ended, and one of each
// kind without an environment.
const leavers = `
sleep 1000 & echo $!
setsid sh -c 'echo $$; exec sleep 1000' &
(setsid sh -c 'echo $$; exec sleep 1000' &)
env -i setsid sh -c 'echo $$; exec sleep 1000' &
(env -i sh -c 'echo $$; exec sleep 1000' &)
`

const manyLeavers = 5

// TestKillFindsDescendants kills a process that has started others in all of these ways.
// Another process of the same supervisor must stay.
func TestKillFindsDescendants(t *testing.T) {
	s := supervisor(t)
	other := start(t, s, Command{Args: []string{"sleep", "1000"}})
	for _, line := range []string{leavers + "wait", leavers + "exit 0"} {
		var out printed
		p := start(t, s, Command{Args: Shell(line), Output: &out})
		pids := out.pids(t, manyLeavers)
		p.Kill()
		if strings.HasSuffix(line, "wait") {
			wantGone(t, append(pids, p.Pid())...)
		}
		p.Kill() // a second time has no effect
	}
	if isGone(other.Pid()) {
		t.Error("a process ended with another")
	}
}

func TestCloseKillsRemainingProcesses(t *testing.T) {
	s := New()
	var out printed
	start(t, s, Command{Args: Shell(leavers + "exit 0"), Output: &out})
	p := start(t, s, Command{Args: Shell(leavers + "(env -i setsid sh -c 'echo $$; exec sleep 1000' &) ; wait"), Output: &out})
	pids := out.pids(t, 2*manyLeavers+1)
	s.Close()
	for _, pid := range append(pids, p.Pid()) {
		if !isGone(pid) {
			t.Errorf("process %d is still running", pid)
		}
	}
	if _, err := s.Start(Command{Args: []string{"true"}}); !errors.Is(err, errClosed) {
		t.Errorf("a closed supervisor starts a process: %v", err)
	}
	s.Close()
}

func TestRun(t *testing.T) {
	s := supervisor(t)
	var exit *ExitError
	if err := s.Run(t.Context(), Command{Args: []string{"true"}}); err != nil {
		t.Error(err)
	}
	if err := s.Run(t.Context(), Command{Args: []string{"false"}}); !errors.As(err, &exit) || exit.Status.ExitStatus() != 1 {
		t.Errorf("got %v", err)
	}
	var out printed
	ctx, cancel := context.WithCancel(t.Context())
	result := make(chan error, 1)
	go func() { result <- s.Run(ctx, Command{Args: Shell(leavers + "wait"), Output: &out}) }()
	pids := out.pids(t, manyLeavers)
	cancel()
	if err := <-result; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	wantGone(t, pids...)
}

func TestManyProcessesAtOnce(t *testing.T) {
	s := supervisor(t)
	var starting sync.WaitGroup
	for i := range 50 {
		starting.Go(func() {
			var out printed
			p, err := s.Start(Command{Args: Shell(fmt.Sprintf("echo %d; exit %[1]d", i)), Output: &out})
			if err != nil {
				t.Error(err)
				return
			}
			<-p.Ended()
			want := fmt.Sprintf("exit status %d", i)
			if i == 0 {
				want = "<nil>"
			}
			if fmt.Sprint(p.Err()) != want || out.String() != fmt.Sprintln(i) {
				t.Errorf("process %d ended with %v and printed %q", i, p.Err(), out.String())
			}
			p.Kill()
		})
	}
	starting.Wait()
}

// TestKeeperThatIsKilled kills the keeper. Its processes must report ErrLost, and no other
// process may be started.
func TestKeeperThatIsKilled(t *testing.T) {
	s := supervisor(t)
	p := start(t, s, Command{Args: []string{"sleep", "1000"}})
	t.Cleanup(func() { syscall.Kill(p.Pid(), syscall.SIGKILL) })
	s.keeper.Process.Kill()
	<-p.Ended()
	if !errors.Is(p.Err(), ErrLost) {
		t.Errorf("got %v", p.Err())
	}
	p.Kill()
	if _, err := s.Start(Command{Args: []string{"true"}}); !errors.Is(err, ErrLost) {
		t.Errorf("got %v", err)
	}
}

// beSuite starts processes, makes a folder, prints the path of the folder and the ids of the
// processes and the keeper, and hangs.
func beSuite(folder string) {
	os.Setenv("TMPDIR", folder)
	s := New()
	made, err := s.NewFolder()
	if err != nil {
		panic(err)
	}
	if err := os.WriteFile(filepath.Join(made.Path, "file"), nil, 0o600); err != nil {
		panic(err)
	}
	if _, err := s.Start(Command{Args: Shell(leavers + "wait"), Output: os.Stdout}); err != nil {
		panic(err)
	}
	fmt.Println(s.keeper.Process.Pid)
	select {}
}

// suite starts a process that acts as a suite in the middle of a run.
func suite(t *testing.T) (c *exec.Cmd, folder string, pids []int) {
	t.Helper()
	executable, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	folder = t.TempDir()
	c = exec.Command(executable)
	c.Env = append(os.Environ(), roleVariable+"="+folder)
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	out, err := c.StdoutPipe()
	if err == nil {
		err = c.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewReader(out)
	for range manyLeavers + 1 {
		line, err := lines.ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		pids = append(pids, numbers(t, line)...)
	}
	go io.Copy(io.Discard, lines)
	return c, folder, pids
}

// TestNothingOutlivesASuiteThatIsKilled kills the whole process group of a suite, as some
// batch systems do. Its processes and folders must be gone afterwards.
func TestNothingOutlivesASuiteThatIsKilled(t *testing.T) {
	signals := []syscall.Signal{syscall.SIGKILL}
	if !signal.Ignored(syscall.SIGHUP) { // nohup ignores it, and so would the suite
		signals = append(signals, syscall.SIGHUP)
	}
	for _, signal := range signals {
		c, folder, pids := suite(t)
		syscall.Kill(-c.Process.Pid, signal)
		c.Wait()
		wantGone(t, pids...)
		if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
			t.Errorf("%v: %v is left behind, %v", signal, left, err)
		}
	}
}
