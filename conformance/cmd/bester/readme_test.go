package main

import (
	"bytes"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

const root = "../../.."

func readme(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// blocks returns the fenced blocks of README.md whose info is info.
func blocks(t *testing.T, info string) []string {
	t.Helper()
	var found []string
	for _, match := range regexp.MustCompile("(?ms)^```"+regexp.QuoteMeta(info)+"\n(.*?)^```$").FindAllStringSubmatch(readme(t), -1) {
		found = append(found, match[1])
	}
	if found == nil {
		t.Fatalf("README.md has no block %q", info)
	}
	return found
}

// demo is the folder in which README.md is followed.
type demo struct {
	folder string
	port   string // in the place of the one that README.md says, which may be taken
	env    []string
}

func newDemo(t *testing.T) *demo {
	t.Helper()
	folder, err := os.MkdirTemp("", "bt")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	executable, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(executable, filepath.Join(folder, "bester")); err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	return &demo{folder: folder, port: port, env: append(os.Environ(), roleVariable+"=itself")}
}

func (d *demo) write(t *testing.T, name, text string) {
	t.Helper()
	text = strings.ReplaceAll(text, `"2223"`, `"`+d.port+`"`)
	if err := os.WriteFile(filepath.Join(d.folder, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// shell returns a line of README.md as a command that can be run.
func (d *demo) shell(line string) *exec.Cmd {
	if strings.Contains(line, "--user") {
		line += " --server 127.0.0.1:" + d.port
	}
	if !strings.Contains(line, "|") {
		line = strings.Replace(line, "./bester", "exec ./bester", 1) // so that a signal reaches it
	}
	c := exec.Command("sh", "-c", line)
	c.Dir, c.Env = d.folder, d.env
	c.WaitDelay = patience
	return c
}

// TestReadmeDemo follows the part on running the reference server.
func TestReadmeDemo(t *testing.T) {
	d := newDemo(t)
	d.write(t, "chat.go", blocks(t, "go chat.go")[0])
	d.write(t, "server.conf", blocks(t, "json server.conf")[0])
	terminals := blocks(t, "sh demo")
	if len(terminals) != 3 {
		t.Fatalf("README.md speaks of %d terminals, this test of 3", len(terminals))
	}
	first := strings.Split(strings.TrimSpace(terminals[0]), "\n")
	for _, line := range first[:len(first)-1] {
		if out, err := d.shell(line).CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", line, err, out)
		}
	}
	d.background(t, first[len(first)-1], "serving")
	bob := d.background(t, strings.TrimSpace(terminals[1]), "")
	alice := strings.TrimSpace(terminals[2])
	waitFor(t, "a delivery to bob", func() bool {
		out, err := d.shell(alice).Output()
		return err == nil && strings.Contains(readme(t), string(out)) && strings.Contains(bob.String(), `"hi"`)
	})
}

// background runs a line until the test ends, and waits until it prints text.
func (d *demo) background(t *testing.T, line, text string) *lockedBuffer {
	t.Helper()
	output := &lockedBuffer{}
	c := d.shell(line)
	c.Stdout, c.Stderr = output, output
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Process.Signal(os.Interrupt); c.Wait() })
	waitFor(t, "what "+line+" prints", func() bool { return strings.Contains(output.String(), text) })
	return output
}

// TestReadmeValidates runs the example of validating a message.
func TestReadmeValidates(t *testing.T) {
	d := newDemo(t)
	for _, line := range strings.Split(readme(t), "\n") {
		if !strings.Contains(line, "./bester validate --kind") {
			continue
		}
		out, _ := d.shell(line).Output()
		if !strings.Contains(readme(t), "\n"+string(out)+"```") {
			t.Errorf("%s prints %s, which README.md does not show", line, out)
		}
		return
	}
	t.Error("README.md validates nothing")
}

// TestReadmePlaces looks up the places that README.md points at.
func TestReadmePlaces(t *testing.T) {
	places := regexp.MustCompile(`(?m)^  ((?:spec|features)/\S+):(\d+)$`).FindAllStringSubmatch(readme(t), -1)
	if len(places) != 2 {
		t.Fatalf("README.md points at %d places, this test knows 2", len(places))
	}
	for i, want := range []string{"**CLIENTS-7**", "Scenario: The originator's own delivery precedes its report"} {
		text, err := os.ReadFile(filepath.Join(root, places[i][1]))
		if err != nil {
			t.Fatal(err)
		}
		number, _ := strconv.Atoi(places[i][2])
		lines := bytes.Split(text, []byte("\n"))
		if number > len(lines) || !bytes.Contains(lines[number-1], []byte(want)) {
			t.Errorf("%s:%d is not %q", places[i][1], number, want)
		}
	}
	for _, match := range regexp.MustCompile(`\]\(([^)#:]+)(?:#[^)]*)?\)`).FindAllStringSubmatch(readme(t), -1) {
		if _, err := os.Stat(filepath.Join(root, match[1])); err != nil {
			t.Errorf("README.md links to %s, which is not there", match[1])
		}
	}
}
