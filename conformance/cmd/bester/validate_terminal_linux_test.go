package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"unsafe"
)

// terminal is a real terminal, and what it was given to show.
type terminal struct {
	*os.File
	shown *lockedBuffer
}

// openTerminal opens a terminal. Only Linux opens one so.
func openTerminal(t *testing.T) terminal {
	t.Helper()
	screen, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { screen.Close() })
	var locked, number int32
	for request, at := range map[uintptr]*int32{syscall.TIOCSPTLCK: &locked, syscall.TIOCGPTN: &number} {
		if _, _, errno := syscall.Syscall(syscall.SYS_IOCTL, screen.Fd(), request, uintptr(unsafe.Pointer(at))); errno != 0 {
			t.Fatal(errno)
		}
	}
	file, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { file.Close() })
	shown := &lockedBuffer{}
	go io.Copy(shown, screen)
	return terminal{file, shown}
}

// told matches the progress as it stands on a terminal.
var told = regexp.MustCompile(`[0-9.]+( MB|%): [0-9]+ documents?, [0-9]+ not valid`)

// withoutProgress returns what is left on a terminal, and an error where something
// was written on the line of the progress.
func withoutProgress(shown string) (string, error) {
	shown = strings.ReplaceAll(shown, "\r\n", "\n")
	for _, at := range told.FindAllStringIndex(shown, -1) {
		if !strings.HasPrefix(shown[at[1]:], clearLine) {
			return "", fmt.Errorf("%q stands there, and behind it %q", shown[at[0]:at[1]], shown[at[1]:])
		}
	}
	return strings.ReplaceAll(told.ReplaceAllString(shown, ""), clearLine, ""), nil
}

// TestValidateShowsProgressOnATerminal feeds a pipe and waits for each count to be shown.
func TestValidateShowsProgressOnATerminal(t *testing.T) {
	t.Setenv("TERM", "xterm")
	tty := openTerminal(t)
	in, program, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan int)
	go func() {
		done <- Run(context.Background(), []string{"validate", "--quiet", "--color", "never", "-"}, in, tty.File, tty.File)
	}()
	for i := range 3 {
		io.WriteString(program, strings.Repeat(badMessage+"\n", 20)) // more than is written at once
		want := fmt.Sprintf("0.0 MB: %d documents, %[1]d not valid", 20*(i+1))
		waitFor(t, want, func() bool { return strings.Contains(tty.shown.String(), want) })
	}
	program.Close()
	if code := <-done; code != exitBad {
		t.Errorf("got exit code %d", code)
	}
	var left string
	waitFor(t, "the end", func() bool {
		left, err = withoutProgress(tty.shown.String())
		return err == nil
	})
	_, plain, _ := run(t, strings.Repeat(badMessage+"\n", 60), "validate", "--quiet", "-")
	if !slices.Equal(strings.Fields(left), strings.Fields(plain)) { // which is set in longer lines
		t.Errorf("on the terminal is left\n%s\nwant\n%s", left, plain)
	}
}

// TestProgressWaitsForTheEndOfALine wants no half of a line to be written over.
func TestProgressWaitsForTheEndOfALine(t *testing.T) {
	t.Setenv("TERM", "xterm")
	tty := openTerminal(t)
	p := newProgress(streams{os.Stdin, tty.File, tty.File}, []string{"gone"})
	out := p.before(tty.File)
	io.WriteString(out, "half of ")
	p.show()
	io.WriteString(out, "a line\n")
	p.show()
	waitFor(t, "the line", func() bool {
		return tty.shown.String() == "half of a line\r\n"+clearLine+"0.0 MB: 0 documents, 0 not valid"
	})
}

// TestProgressIsAShareOfFiles wants it told how much of two files has been read.
func TestProgressIsAShareOfFiles(t *testing.T) {
	t.Setenv("TERM", "xterm")
	tty := openTerminal(t)
	m := messages{t.TempDir()}
	files := []string{m.write(t, "a.ndjson", strings.Repeat("x", 300)), m.write(t, "b.ndjson", strings.Repeat("x", 700)), "gone"}
	p := newProgress(streams{os.Stdin, tty.File, tty.File}, files)
	p.begin(files, os.Stdin)
	in := p.reading(io.NopCloser(strings.NewReader(strings.Repeat("x", 1000))))
	io.CopyN(io.Discard, in, 420)
	waitFor(t, "the share", func() bool { return strings.HasSuffix(tty.shown.String(), "42%: 0 documents, 0 not valid") })
	io.Copy(p.before(tty.File), io.MultiReader(in, strings.NewReader("\n")))
	waitFor(t, "most of all", func() bool {
		return strings.HasSuffix(tty.shown.String(), "x\r\n"+clearLine+"99%: 0 documents, 0 not valid")
	})
	p.end()
	waitFor(t, "the end", func() bool {
		left, err := withoutProgress(tty.shown.String())
		return err == nil && left == strings.Repeat("x", 580)+"\n"
	})
}

// TestNoProgress wants none where nobody sees it, and where it would be in the way.
func TestNoProgress(t *testing.T) {
	tty := openTerminal(t)
	reader, pipe, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	defer pipe.Close()
	for name, test := range map[string]struct {
		streams
		file, term string
	}{
		"a pipe for errors":    {streams{reader, tty.File, pipe}, "-", "xterm"},
		"a pipe for output":    {streams{reader, pipe, tty.File}, "-", "xterm"},
		"somebody types":       {streams{tty.File, tty.File, tty.File}, "-", "xterm"},
		"a typewriter":         {streams{reader, tty.File, tty.File}, "-", "dumb"},
		"no terminal anywhere": {streams{reader, io.Discard, io.Discard}, "-", "xterm"},
	} {
		t.Setenv("TERM", test.term)
		if newProgress(test.streams, []string{test.file}) != nil {
			t.Errorf("%s: there is a progress", name)
		}
	}
	t.Setenv("TERM", "xterm")
	if newProgress(streams{tty.File, tty.File, tty.File}, []string{"a.json"}) == nil {
		t.Error("there is no progress of files where a terminal stands idle")
	}
}

// TestColorsAreForTerminals combines the flag, the environment and the kind of stream.
func TestColorsAreForTerminals(t *testing.T) {
	tty := openTerminal(t)
	for _, test := range []struct {
		when, term, noColor, cliForce, force string
		terminal, file                       bool // whether there are colours on one
	}{
		{"auto", "xterm", "", "", "", true, false},
		{"auto", "dumb", "", "", "", false, false},
		{"auto", "xterm", "1", "", "", false, false},
		{"auto", "xterm", "", "1", "", true, true},
		{"auto", "dumb", "", "", "3", true, true},
		{"auto", "xterm", "", "0", "false", true, false},
		{"auto", "xterm", "1", "1", "1", false, false},
		{"", "xterm", "", "", "", true, false},
		{"always", "dumb", "1", "0", "0", true, true},
		{"never", "xterm", "", "1", "1", false, false},
	} {
		t.Setenv("TERM", test.term)
		t.Setenv("NO_COLOR", test.noColor)
		t.Setenv("CLICOLOR_FORCE", test.cliForce)
		t.Setenv("FORCE_COLOR", test.force)
		color := colors{test.when}
		if terminal, file := color.on(tty.File), color.on(io.Discard); terminal != test.terminal || file != test.file {
			t.Errorf("%+v: got %v and %v", test, terminal, file)
		}
	}
}
