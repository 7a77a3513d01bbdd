//go:build !race

package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
)

// repeated is a text many times over.
type repeated struct {
	text  string
	left  int // times
	rest  string
	atEnd func() // called when all of it has been read
}

func (r *repeated) Read(p []byte) (int, error) {
	if r.rest == "" {
		if r.left == 0 {
			r.atEnd()
			return 0, io.EOF
		}
		r.left, r.rest = r.left-1, r.text
	}
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

// TestValidateInLittleMemory wants a process that reads more than it may hold to
// stay below the 64 MiB that it is promised to keep to.
func TestValidateInLittleMemory(t *testing.T) {
	t.Parallel()
	long := `{"payload":{"type":"chat","data":"` + strings.Repeat("x", 1<<20) + `","id":"1"}}`
	faults := `{"header":{"status":"0","command":{"type":"sendClients","data":[` + strings.Repeat("1,", 500) + `1]}},"data":1}`
	for name, test := range map[string]struct {
		stream *repeated
		kind   string
		code   int
	}{
		"frames":          {&repeated{text: framed(long), left: 256}, "client-message", exitGood},
		"lines":           {&repeated{text: long + "\n", left: 256}, "client-message", exitGood},
		"a line too long": {&repeated{text: long, left: 256}, "client-message", exitFailed},
		"many faults":     {&repeated{text: faults + "\n", left: 600}, "handler-response", exitBad},
	} {
		c := command(t, "itself", "validate", "--format", "ndjson", "--kind", test.kind, "-")
		c.Env = append(c.Env, "GOGC=100") // as it is unless somebody wants otherwise
		most := 0
		test.stream.atEnd = func() { most = mostMemory(t, c.Process.Pid) }
		c.Stdin = test.stream
		var errs bytes.Buffer
		c.Stdout, c.Stderr = io.Discard, &errs
		err := c.Run()
		if code := c.ProcessState.ExitCode(); code != test.code {
			t.Errorf("%s: got exit code %d (%v)\n%s", name, code, err, &errs)
		}
		if most > 64<<10 {
			t.Errorf("%s: took %d KiB of memory", name, most)
		}
	}
}

// mostMemory returns how much memory a process has held at most, in KiB. What the
// system tells of it when it has ended counts its parent before it was started, too.
func mostMemory(t *testing.T, pid int) (most int) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Error(err)
	}
	_, at, ok := bytes.Cut(status, []byte("VmHWM:"))
	if _, err := fmt.Sscan(string(at), &most); err != nil || !ok {
		t.Errorf("the system does not tell how much memory process %d takes: %v", pid, err)
	}
	return most
}
