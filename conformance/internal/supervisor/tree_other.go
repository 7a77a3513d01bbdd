//go:build unix && !linux

package supervisor

import "syscall"

// ownGroup gives a process its own process group.
func ownGroup() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }

// adoptOrphans does nothing, because only Linux supports it.
func adoptOrphans() {}

// leftOf kills the process group of p if p has ended. Processes that left the group cannot
// be found.
func (k *keeper) leftOf(p *kept) []int {
	if p.reaped {
		syscall.Kill(-p.pid, syscall.SIGKILL)
	}
	return nil
}

// descendants returns nil. On these systems processes are killed by process group.
func descendants(int) []int { return nil }
