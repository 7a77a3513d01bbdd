//go:build unix && !linux

package target

import "syscall"

// ownGroup puts a server into a process group of its own, so that all it starts
// can be stopped with it.
func ownGroup() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }

func keepThread() {}
