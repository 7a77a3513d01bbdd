package supervisor

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
)

// ownGroup gives a process its own process group, and has it killed if the keeper dies.
func ownGroup() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}

// prSetChildSubreaper is PR_SET_CHILD_SUBREAPER of prctl(2).
const prSetChildSubreaper = 36

// adoptOrphans makes the keeper the parent of each descendant whose parent ends. It ignores
// the error of a kernel that does not support this.
func adoptOrphans() { syscall.RawSyscall(syscall.SYS_PRCTL, prSetChildSubreaper, 1, 0) }

// leftOf returns the running processes that belong to p, except p itself: its descendants,
// the orphans in its process group or with its mark, and their descendants. k.mu must be
// held.
func (k *keeper) leftOf(p *kept) []int {
	var left []int
	if !p.reaped {
		left = descendants(p.pid)
	}
	adopted := slices.DeleteFunc(listed(os.Getpid()), k.isStarted)
	for _, child := range running(adopted) {
		if belongs(child, p) {
			left = append(left, append(descendants(child), child)...)
		}
	}
	return left
}

// isStarted reports whether the keeper started pid itself, instead of adopting it. k.mu must
// be held.
func (k *keeper) isStarted(pid int) bool {
	for _, p := range k.kept {
		if p.pid == pid && !p.reaped {
			return true
		}
	}
	return false
}

// belongs reports whether an orphan is a descendant of p.
func belongs(orphan int, p *kept) bool {
	if group, err := syscall.Getpgid(orphan); err == nil && group == p.pid {
		return true
	}
	environ, err := os.ReadFile(fmt.Sprintf("/proc/%d/environ", orphan))
	return err == nil && slices.ContainsFunc(bytes.Split(environ, []byte{0}), func(variable []byte) bool { return string(variable) == p.mark })
}

// descendants returns the running processes below pid.
func descendants(pid int) []int {
	var all []int
	for _, child := range running(listed(pid)) {
		all = append(all, append(descendants(child), child)...)
	}
	return all
}

// running returns the processes in pids that are running.
func running(pids []int) []int {
	return slices.DeleteFunc(pids, func(pid int) bool {
		_, isRunning := stat(pid)
		return !isRunning
	})
}

// hasLists reports whether this kernel lists the children of a process.
var hasLists = sync.OnceValue(func() bool {
	_, err := os.Stat("/proc/thread-self/children")
	return err == nil
})

// listed returns the children of all threads of pid.
func listed(pid int) []int {
	if !hasLists() {
		return found(pid)
	}
	var all []int
	lists, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
	for _, list := range lists {
		text, _ := os.ReadFile(list) // fails if the thread has ended
		for _, field := range strings.Fields(string(text)) {
			if child, err := strconv.Atoi(field); err == nil {
				all = append(all, child)
			}
		}
	}
	return all
}

// found is like listed, for kernels without lists. It reads the parent of every process.
func found(pid int) []int {
	var all []int
	entries, _ := os.ReadDir("/proc")
	for _, entry := range entries {
		if child, err := strconv.Atoi(entry.Name()); err == nil {
			if parent, _ := stat(child); parent == pid {
				all = append(all, child)
			}
		}
	}
	return all
}

// stat returns the parent of a process, or 0 if the process does not exist, and whether the
// process is running. A zombie is not.
func stat(pid int) (parent int, isRunning bool) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, false
	}
	// The name of the program, in parentheses, may contain any character.
	fields := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
	if len(fields) < 2 {
		return 0, false
	}
	parent, _ = strconv.Atoi(fields[1])
	return parent, fields[0] != "Z" && fields[0] != "X"
}
