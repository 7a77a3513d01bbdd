//go:build !race

package main

import (
	"io"
	"strings"
	"syscall"
	"testing"
)

// repeated is a text many times over.
type repeated struct {
	text string
	left int // times
	rest string
}

func (r *repeated) Read(p []byte) (int, error) {
	if r.rest == "" {
		if r.left == 0 {
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
	long := `{"payload":{"type":"chat","data":"` + strings.Repeat("x", 1<<20) + `","id":"1"}}`
	for name, test := range map[string]struct {
		stream *repeated
		code   int
	}{
		"frames":          {&repeated{text: framed(long), left: 256}, exitGood},
		"lines":           {&repeated{text: long + "\n", left: 256}, exitGood},
		"a line too long": {&repeated{text: long, left: 256}, exitFailed},
	} {
		c := command(t, "itself", "validate", "--kind", "client-message", "-")
		c.Stdin = test.stream
		out, err := c.Output()
		if code := c.ProcessState.ExitCode(); code != test.code {
			t.Errorf("%s: got exit code %d (%v)\n%s", name, code, err, out)
		}
		if most := c.ProcessState.SysUsage().(*syscall.Rusage).Maxrss; most > 64<<10 {
			t.Errorf("%s: took %d KiB of memory", name, most)
		}
	}
}
