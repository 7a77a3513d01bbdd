package main

import (
	"strings"
	"testing"
)

// TestListenerThatIsMissing judges the reference server without IPv6 by all profiles. Only
// the scenarios about IPv6 may fail; all others must be judged.
func TestListenerThatIsMissing(t *testing.T) {
	t.Parallel()
	deafOnIPv6 := `sed '/^ *"tcp6",$/d' {config} >{config}.new; ` + shell(t, "itself") + `.new`
	choice := []string{"test", "--exec", deafOnIPv6, "--requirement", "LISTEN-1", "--requirement", "LISTEN-2", "--requirement", "LISTEN-3", "--requirement", "INFO-3"}
	const leaveOut = "if your server has no IPv6 listener, run with --profile federation --profile chaining --profile builtins --profile informer --profile unix"
	wantRun(t, 1, "", choice,
		"bester: nothing listens at [::1]:", "so the profile tcp6 fails; "+leaveOut+"\n",
		"accepts a connection at [::1]:", "connection refused; "+leaveOut,
		"✓ INFO-3      MUST   informer",
		"✗ LISTEN-1    MUST   tcp6", "✓ LISTEN-2    MUST   unix", "✓ LISTEN-3    MUST   core")
	claimed := append(choice, "--profile", "unix")
	wantRun(t, 0, "", claimed, "- tcp6       not claimed", "✓ LISTEN-2    MUST   unix")
	code, out, _ := run(t, "", append(choice, "--profile", "tcp6", "--profile", "unix")...)
	if code != exitBad || !strings.Contains(out, "✗ LISTEN-1 ") || strings.Contains(out, "run with") {
		t.Errorf("exit code %d, and who names a profile is told how to leave it out:\n%s", code, out)
	}
}
