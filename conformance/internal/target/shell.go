package target

import (
	"context"
	"os/exec"
	"syscall"
)

// shell returns the command that runs one of the target's lines. It ends with
// ctx, and with it all that it has started.
func (t *Target) shell(ctx context.Context, line string) *exec.Cmd {
	command := exec.CommandContext(ctx, "sh", "-c", line)
	command.Dir, command.Env = t.Directory, t.environment()
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	command.Cancel = func() error { return syscall.Kill(-command.Process.Pid, syscall.SIGKILL) }
	command.WaitDelay = killGrace
	return command
}
