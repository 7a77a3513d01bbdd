package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// leaving starts the reference server through a shell that stays its parent, and two more
// processes that leave the process group. The test recognises these by their arguments only.
const leaving = `setsid sh -c 'sleep 1000; : {config}' & (env -i setsid sh -c 'sleep 1000; : {config}' &) ; `

// TestNoServerOutlivesARunThatIsKilled ends a run with SIGKILL, which gives it no time to
// clean up, and with SIGHUP, as the loss of its terminal does.
func TestNoServerOutlivesARunThatIsKilled(t *testing.T) {
	t.Parallel()
	for _, signal := range []syscall.Signal{syscall.SIGKILL, syscall.SIGHUP} {
		t.Run(signal.String(), func(t *testing.T) {
			run, folder := underWay(t, "*/*/s.sock", "--exec", leaving+shell(t, "itself")+"; true")
			waitFor(t, "the shell, the two other processes, and the server", func() bool { return len(servers(folder)) >= 4 })
			syscall.Kill(-run.Process.Pid, signal)
			run.Wait()
			waitFor(t, "the end of all servers", func() bool { return len(servers(folder)) == 0 })
			waitFor(t, "an empty folder", func() bool {
				left, err := os.ReadDir(folder)
				return err == nil && len(left) == 0
			})
		})
	}
}

// TestRunWhoseSupervisorIsKilled kills the supervisor. The run must not blame the server:
// the scenarios could not run.
func TestRunWhoseSupervisorIsKilled(t *testing.T) {
	t.Parallel()
	run, folder := underWay(t, "*/*/h*")
	for _, child := range childrenOf(t, run.Process.Pid) {
		syscall.Kill(child, syscall.SIGKILL)
	}
	err := run.Wait()
	if err == nil || run.ProcessState.ExitCode() != exitPartly {
		t.Errorf("got %v, want exit code %d", err, exitPartly)
	}
	waitFor(t, "the end of all servers", func() bool { return len(servers(folder)) == 0 })
}

// childrenOf returns the processes that pid has started.
func childrenOf(t *testing.T, pid int) (all []int) {
	t.Helper()
	files, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, file := range files {
		text, _ := os.ReadFile(file)
		var child, parent int
		var state string
		name, rest, _ := strings.Cut(string(text), ") ")
		_, nameErr := fmt.Sscan(name, &child)
		if _, err := fmt.Sscan(rest, &state, &parent); err == nil && nameErr == nil && parent == pid {
			all = append(all, child)
		}
	}
	if len(all) == 0 {
		t.Fatalf("process %d has started no other", pid)
	}
	return all
}
