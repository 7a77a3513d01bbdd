package target

import (
	"context"
	"fmt"
	"os/exec"
	"strings"
	"time"
)

// versionTimeout bounds how long a server may take to say its version.
const versionTimeout = 10 * time.Second

// AskVersion returns the first line that the target's version command prints, ""
// where it has none.
func (t *Target) AskVersion(ctx context.Context) (string, error) {
	if t.Version == "" {
		return "", nil
	}
	ctx, cancel := context.WithTimeout(ctx, versionTimeout)
	defer cancel()
	command := exec.CommandContext(ctx, "sh", "-c", t.Version)
	command.Dir, command.Env = t.Directory, t.environment()
	command.WaitDelay = killGrace
	output, err := command.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("version: %s: %w: %s", t.Version, err, strings.TrimSpace(string(output)))
	}
	line, _, _ := strings.Cut(strings.TrimSpace(string(output)), "\n")
	return line, nil
}
