package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// leaving starts the reference server through a shell that stays its parent, beside two
// processes that leave its process group. Only their arguments tell what they belong to.
const leaving = `setsid sh -c 'sleep 1000; : {config}' & (env -i setsid sh -c 'sleep 1000; : {config}' &) ; `

// TestNoServerOutlivesARunThatIsKilled ends a run by signals that leave it no time, or
// little, to clean up, as the loss of a terminal or the end of a job do.
func TestNoServerOutlivesARunThatIsKilled(t *testing.T) {
	for _, signal := range []syscall.Signal{syscall.SIGKILL, syscall.SIGHUP} {
		t.Run(signal.String(), func(t *testing.T) {
			run, folder := underWay(t, "*/*/s.sock", "--exec", leaving+shell(t, "itself")+"; true")
			waitFor(t, "the shell, what it leaves behind, and the server", func() bool { return len(servers(folder)) >= 4 })
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

// TestRunWhoseSupervisorIsKilled: that is not the server's doing.
func TestRunWhoseSupervisorIsKilled(t *testing.T) {
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
