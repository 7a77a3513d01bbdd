package target

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/besterprotocol/bester/conformance/internal/supervisor"
)

// versionTimeout bounds how long a server may take to say its version.
const versionTimeout = 10 * time.Second

// AskVersion returns the first line that the target's version command prints, ""
// where it has none.
func (t *Target) AskVersion(ctx context.Context, processes *supervisor.Supervisor) (string, error) {
	if t.Version == "" {
		return "", nil
	}
	ctx, cancel := context.WithTimeout(ctx, versionTimeout)
	defer cancel()
	var output head
	if err := processes.Run(ctx, t.command(supervisor.Shell(t.Version), &output)); err != nil {
		if errors.Is(err, context.DeadlineExceeded) {
			err = reworded{fmt.Sprintf("it did not end within %v", versionTimeout), err}
		}
		return "", fmt.Errorf("version: %s: %w: %s", t.Version, err, output.line())
	}
	return output.line(), nil
}

// headBytes is how much of what a version command prints is kept.
const headBytes = 4 << 10

// head keeps the beginning of what is written to it.
type head struct{ kept []byte }

// Write takes in p, however long it is.
func (h *head) Write(p []byte) (int, error) {
	h.kept = append(h.kept, p[:min(len(p), headBytes-len(h.kept))]...)
	return len(p), nil
}

// line returns the first line that is not empty, without space around it.
func (h *head) line() string {
	line, _, _ := strings.Cut(strings.TrimSpace(string(h.kept)), "\n")
	return strings.TrimSpace(line)
}
