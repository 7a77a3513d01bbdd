package main

import "testing"

// TestKilledRunTakesItsServersWithIt kills the suite itself, which cannot clean
// up any more. Only Linux tells a process of the death of its parent.
func TestKilledRunTakesItsServersWithIt(t *testing.T) {
	run, folder := underWay(t, "*/*/s.sock")
	run.Process.Kill()
	run.Wait()
	waitFor(t, "the end of all servers", func() bool { return len(servers(folder)) == 0 })
}
