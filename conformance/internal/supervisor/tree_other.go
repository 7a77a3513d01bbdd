//go:build unix && !linux

package supervisor

import "syscall"

// ownGroup puts a process into a group of its own.
func ownGroup() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }

// adoptOrphans does nothing: this system has no such thing.
func adoptOrphans() {}

// leftOf kills what is left of the process group of p once p has ended. What left the
// group cannot be found.
func (k *keeper) leftOf(p *kept) []int {
	if p.reaped {
		syscall.Kill(-p.pid, syscall.SIGKILL)
	}
	return nil
}

// descendants returns nothing: they are found by their process groups.
func descendants(int) []int { return nil }
