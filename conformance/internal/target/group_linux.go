package target

import (
	"runtime"
	"syscall"
)

// ownGroup puts a server into a process group of its own, so that all it starts
// can be stopped with it, and has it killed if the suite dies.
func ownGroup() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}

// keepThread keeps the goroutine on its thread: the death signal is sent when
// the thread that started a process ends.
func keepThread() { runtime.LockOSThread() }
