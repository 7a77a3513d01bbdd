//go:build python

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// blockPattern finds the blocks of a guide: the words behind the first fence and
// the text.
var blockPattern = regexp.MustCompile("(?ms)^```([^\n]+)\n(.*?)^```$")

// TestGuideIsTrue follows "Test your own server" word by word: it writes the files
// that stand there, runs the commands, and wants to see what is shown.
func TestGuideIsTrue(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	g := newGuide(t)
	for _, block := range blockPattern.FindAllStringSubmatch(string(text), -1) {
		g.follow(t, strings.Fields(block[1]), block[2])
	}
	if g.commands < 5 {
		t.Errorf("the guide has only %d commands", g.commands)
	}
}

// guide is a folder in which commands are run.
type guide struct {
	folder   string
	output   string // of the last command
	pending  bool   // whether what the last command printed may be shown next
	commands int
}

func newGuide(t *testing.T) *guide {
	t.Helper()
	g := &guide{folder: t.TempDir()}
	server, err := os.ReadFile(filepath.Join(pythonServer, "server.py"))
	if err == nil {
		err = os.WriteFile(filepath.Join(g.folder, "server.py"), server, 0o600)
	}
	if err == nil {
		err = writeScript(t, filepath.Join(g.folder, "bester"))
	}
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// writeScript makes the command itself known to a shell as path.
func writeScript(t *testing.T, path string) error {
	t.Helper()
	executable, err := os.Executable()
	if err != nil {
		return err
	}
	script := fmt.Sprintf("#!/bin/sh\n%s=itself exec '%s' \"$@\"\n", roleVariable, executable)
	return os.WriteFile(path, []byte(script), 0o700)
}

// follow does what one block says.
func (g *guide) follow(t *testing.T, words []string, text string) {
	t.Helper()
	switch {
	case len(words) == 2 && strings.Contains(words[1], "server."):
		if err := os.WriteFile(filepath.Join(g.folder, words[1]), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	case len(words) > 1 && words[1] == "guide":
		want := 0
		if len(words) == 4 {
			fmt.Sscan(words[3], &want)
		}
		g.run(t, strings.TrimSpace(text), want)
		return
	case words[0] == "text" && g.pending:
		for line := range strings.Lines(text) {
			if !strings.Contains(g.output, strings.TrimSpace(line)) {
				t.Errorf("the guide shows %q, which is not in\n%s", strings.TrimSpace(line), g.output)
			}
		}
	}
	g.pending = false
}

func (g *guide) run(t *testing.T, line string, want int) {
	t.Helper()
	c := exec.Command("sh", "-c", line)
	c.Dir = g.folder
	c.Env = append(os.Environ(), "PATH="+g.folder+":"+os.Getenv("PATH"))
	out, err := c.CombinedOutput()
	if c.ProcessState == nil || c.ProcessState.ExitCode() != want {
		t.Fatalf("%s: %v, want exit code %d\n%s", line, err, want, out)
	}
	g.output, g.pending = string(out), true
	g.commands++
}
