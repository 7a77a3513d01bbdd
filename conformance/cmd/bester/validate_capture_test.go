package main

import (
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// recorded is a capture of four sessions of alice with a server at port 22230.
const recorded = "../../internal/capture/testdata/session.pcap.gz"

func TestValidateACapture(t *testing.T) {
	wantRun(t, 1, "", []string{"validate", recorded},
		": packet 21, conversation 2 ([::1]:", "to [::1]:22230), client's frame 2, byte ",
		`: /payload/id: must not be "auth_special": that id is reserved (MSG-4)`,
		"MSG-4: A client MUST NOT use",
		"taken for a client-message: it is the client's frame 2 on its connection",
		"16 documents, 15 valid, 1 invalid (4 client-authenticate, 4 client-message, 1 dummy-reply, 7 status-report)")
	wantRun(t, 0, "", []string{"validate", "--port", "2223", "--port", "80", recorded}, "no documents")
	wantRun(t, 1, "", []string{"validate", "--port", "22230", "--input", "pcap", "--kind", "status-report", recorded}, "7 valid, 9 invalid")
	for _, port := range []string{"0", "65536"} {
		wantRun(t, 2, "", []string{"validate", "--port", port, recorded}, "--port is \""+port+"\": it must be from 1 to 65535")
	}
}

func TestValidateWhatIsNoCapture(t *testing.T) {
	text, err := os.ReadFile(recorded)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "cut.pcap")
	if err := os.WriteFile(file, text[:len(text)/2], 0o600); err != nil {
		t.Fatal(err)
	}
	code, out, complaint := run(t, "", "validate", file)
	if code != exitFailed || !strings.Contains(complaint, "cut.pcap: behind packet ") || !strings.Contains(out, "auth_special") {
		t.Errorf("a capture that breaks off: got %d, %s and %s", code, out, complaint)
	}
	wantRun(t, 2, "{}", []string{"validate", "--input", "pcap", "-"}, "-: it is no capture: neither pcap nor pcapng begins like this")
	wantRun(t, 2, compressed(t, "{}"), []string{"validate", "-"}, "-: it is compressed, as captures may be, and what is in it is none (gzip -dc unpacks it)")
}

// compressed returns a text compressed by gzip.
func compressed(t *testing.T, text string) string {
	t.Helper()
	var b strings.Builder
	z := gzip.NewWriter(&b)
	if _, err := io.WriteString(z, text); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
