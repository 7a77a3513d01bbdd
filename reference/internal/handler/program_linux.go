package handler

import (
	"os/exec"
	"runtime"
	"syscall"
)

// ownGroup puts a program into a process group of its own, so that all it
// starts can be stopped with it, and has it killed if the server dies without
// stopping it.
func ownGroup() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}

// startWithServer starts command from the calling goroutine's thread, which is
// kept for it: the death signal is sent when that thread ends, not the process.
func startWithServer(command *exec.Cmd) error {
	runtime.LockOSThread()
	return command.Start()
}
