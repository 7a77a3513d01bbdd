//go:build unix && !linux

package handler

import (
	"os/exec"
	"syscall"
)

// ownGroup puts a program into a process group of its own, so that all it
// starts can be stopped with it.
func ownGroup() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }

func startWithServer(command *exec.Cmd) error { return command.Start() }
