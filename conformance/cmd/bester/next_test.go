package main

import "testing"

func TestNextLeadsFromStepToStep(t *testing.T) {
	t.Parallel()
	wantRun(t, exitGood, "", []string{"test", "--exec", shell(t, "itself"), "--next"}, " first steps\n", "Next: run bester test without --next")
	wantRun(t, 1, "", []string{"test", "--exec", shell(t, "hangs up"), "--next"},
		"listens ✓ · signs in ✗: fix AUTH-2 next\n", "✗ AUTH-2 A server MUST answer", "\n  spec/connections.md:", "What was on the wire:", "signs in: run bester explain AUTH-2 to read ")
	wantRun(t, exitFailed, "", []string{"test", "--next", "--requirement", "AUTH-2"}, "next", "requirement")
}
