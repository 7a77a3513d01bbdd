package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// limitedTo returns the command itself in a process with limits of open files.
func limitedTo(t *testing.T, soft, hard string, args ...string) *exec.Cmd {
	t.Helper()
	itself := command(t, "itself", args...)
	script := `ulimit -Sn "$1" && ulimit -Hn "$2" && shift 2 && exec "$@"`
	c := exec.Command("sh", append([]string{"-c", script, "sh", soft, hard}, itself.Args...)...)
	c.Env = itself.Env
	return c
}

// TestFewOpenFiles runs scenarios that take more than 1,024 files, 64 of them at the same time,
// in a process that may have so many open.
func TestFewOpenFiles(t *testing.T) {
	t.Parallel()
	var out, errs bytes.Buffer
	c := limitedTo(t, "1024", "1024", "test", "--parallel", "64", "--timeout-scale", timeoutScale,
		"--profile", "core", "--name", "^(A|An|What) |hundred clients|many sessions")
	c.Stdout, c.Stderr = &out, &errs
	if err := c.Run(); err != nil {
		t.Errorf("%v\n%s", err, out.String())
	}
	for _, want := range []string{"bester: --parallel 64 is lowered to 4: this process may have 1024 files open", "ulimit -n"} {
		if !strings.Contains(errs.String(), want) {
			t.Errorf("%q is not in\n%s", want, errs.String())
		}
	}
	if !strings.Contains(out.String(), "conforms to Bester 1.0") || strings.Contains(out.String(), "could not run") {
		t.Errorf("got\n%s", out.String())
	}
}

// TestServersKeepTheirLimit wants the suite to use the hard limit and the server to have the
// soft one, as if the suite had not started it.
func TestServersKeepTheirLimit(t *testing.T) {
	folder := t.TempDir() // each of the servers writes a file of its own
	var errs bytes.Buffer
	c := limitedTo(t, "300", "1024", "test", "--parallel", "5", "--requirement", "LISTEN-3", "--exec", "{ ulimit -Sn; ulimit -Hn; } >'"+folder+"'/$$; "+shell(t, "itself"))
	c.Stderr = &errs
	out, err := c.Output()
	if err != nil {
		t.Fatalf("%v\n%s%s", err, out, errs.String())
	}
	if want := "--parallel 5 is lowered to 4: this process may have 1023 files open"; !strings.Contains(errs.String(), want) {
		t.Errorf("%q is not in\n%s", want, errs.String())
	}
	files, err := filepath.Glob(filepath.Join(folder, "*"))
	if len(files) == 0 || err != nil {
		t.Fatalf("no server has written its limits: %v", err)
	}
	for _, file := range files {
		if limits, err := os.ReadFile(file); err != nil || string(limits) != "300\n1024\n" {
			t.Errorf("the server may open %q files, %v", limits, err)
		}
	}
}
