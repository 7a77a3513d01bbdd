package handler

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"syscall"
	"time"

	"github.com/besterprotocol/bester/reference/internal/socket"
)

// How long a program rests before it is started again: it doubles each time
// the program dies soon after its start.
const (
	firstRest = 100 * time.Millisecond
	longRest  = 30 * time.Second
	livedLong = 10 * time.Second
)

// stopGrace is how long a program has between SIGTERM and SIGKILL.
const stopGrace = 5 * time.Second

// Program is the executable of a handler that the server starts itself. It
// gets the path of its socket as its only argument.
type Program struct {
	Type       string   // the type that it handles
	Executable string   // an absolute path
	Socket     string   // where it is to listen
	Dir        string   // its working directory
	Env        []string // its environment, as KEY=value
}

// Run keeps the program running until ctx ends: one that dies is started
// again, later and later while it keeps dying. It returns when the program is
// gone for good. What the program prints goes to the server's standard error.
func (p Program) Run(ctx context.Context, log *slog.Logger) {
	log = log.With("type", p.Type, "program", p.Executable)
	rest := firstRest
	for ctx.Err() == nil {
		started := time.Now()
		err := p.runOnce(ctx, log)
		if ctx.Err() != nil {
			break
		}
		if time.Since(started) > livedLong {
			rest = firstRest
		}
		log.Warn("handler is down, it will be started again", "reason", err, "in", rest)
		wait(ctx, rest)
		rest = min(2*rest, longRest)
	}
	log.Info("handler stopped")
}

// runOnce starts the program and returns why it ended. A socket file that the
// last run left behind is removed first, since binding to it would fail.
func (p Program) runOnce(ctx context.Context, log *slog.Logger) error {
	if err := socket.RemoveStale(p.Socket); err != nil {
		return err
	}
	command := exec.CommandContext(ctx, p.Executable, p.Socket)
	command.Dir, command.Env = p.Dir, p.Env
	command.Stdout, command.Stderr = os.Stderr, os.Stderr
	command.SysProcAttr = ownGroup()
	command.Cancel = func() error { return signalGroup(command, syscall.SIGTERM) }
	command.WaitDelay = stopGrace
	if err := startWithServer(command); err != nil {
		return fmt.Errorf("it could not be started: %w", err)
	}
	log.Info("handler started", "pid", command.Process.Pid)
	err := command.Wait()
	signalGroup(command, syscall.SIGKILL) // what it started itself and left running
	if err == nil {
		return errors.New("it ended by itself with exit status 0")
	}
	return fmt.Errorf("it ended by itself: %w", err)
}

func signalGroup(command *exec.Cmd, signal syscall.Signal) error {
	return syscall.Kill(-command.Process.Pid, signal)
}
