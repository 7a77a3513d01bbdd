package main

import (
	"bytes"
	"io"
	"testing"

	"github.com/besterprotocol/bester/conformance/internal/wire"
)

// wholeFramesOnly passes on what arrives where each read gives it exactly one
// frame, as a server does that takes a stream for messages. FRAME-2
func wholeFramesOnly(to io.Writer, from io.Reader) {
	for read := make([]byte, 1<<20); ; {
		n, err := from.Read(read)
		if err != nil {
			return
		}
		body, err := readBody(bytes.NewReader(read[:n]))
		if err != nil || wire.PrefixBytes+len(body) != n {
			return
		}
		if _, err := to.Write(read[:n]); err != nil {
			return
		}
	}
}

func TestTransportsFindAServerThatTakesReadsForFrames(t *testing.T) {
	one := "A handler is given any JSON value"
	two := "Two messages of one id"
	for _, test := range []struct {
		transport, scenario string
		code                int
		wants               []string
	}{
		{"whole", one, 0, []string{"seed"}},
		{"bytes", one, 1, []string{"✗ FRAME-2", ", transport bytes\n"}},
		{"split", one, 1, []string{"✗ FRAME-2", ", transport split\n"}},
		{"coalesced", two, 1, []string{", transport coalesced\n"}},
	} {
		t.Run(test.transport, func(t *testing.T) {
			t.Parallel()
			wantRun(t, test.code, "", []string{"test", "--exec", shell(t, "takes reads for frames"), "--name", test.scenario, "--transport", test.transport}, test.wants...)
		})
	}
}
