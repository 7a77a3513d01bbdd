package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/besterprotocol/bester/conformance/internal/report"
)

// TestColorsOfEveryCommand runs each command that has --color. Its output must be coloured if
// and only if the flag or the environment asks for it.
func TestColorsOfEveryCommand(t *testing.T) {
	good, bad := reportFile(t, "a.json", "my server", report.Passed), reportFile(t, "b.json", "my server", report.Failed)
	for _, command := range [][]string{
		{"test", "--exec", shell(t, "itself"), "--requirement", "LISTEN-3"},
		{"explain", "HAND-4"},
		{"report", "render", bad},
		{"report", "compare", good, bad},
		{"validate", "-"},
	} {
		for _, how := range []struct {
			flags    []string
			variable string
			want     bool
		}{{nil, "", false}, {[]string{"--color", "always"}, "NO_COLOR", true}, {nil, "FORCE_COLOR", true}, {[]string{"--color", "never"}, "FORCE_COLOR", false}} {
			t.Run(fmt.Sprint(command[:2], how), func(t *testing.T) {
				if how.variable != "" {
					t.Setenv(how.variable, "1")
				}
				code, out, errs := run(t, badMessage, append(command, how.flags...)...)
				if code == exitFailed || strings.Contains(out, "\x1b[") != how.want {
					t.Errorf("exit code %d\n%q\n%s", code, out, errs)
				}
			})
		}
	}
}
