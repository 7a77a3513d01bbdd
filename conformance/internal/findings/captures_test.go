package findings

import (
	"bytes"
	"encoding/json"
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/besterprotocol/bester/conformance/internal/capture"
	"github.com/besterprotocol/bester/conformance/internal/inspect"
	"github.com/besterprotocol/bester/schemas"
)

// What a capture holds: a message that is wrong, and a conversation that is not whole.
var (
	talk = capture.Conversation{Number: 3, Opener: netip.MustParseAddrPort("10.0.0.1:5"), Acceptor: netip.MustParseAddrPort("[fd00::1]:2223")}
	told = inspect.Result{File: "a.pcap", Format: "pcap", Index: 7, Offset: 91, Kind: schemas.ClientMessage,
		Said:     &capture.Frame{Message: schemas.Message{Sender: "client", Number: 2}, Conversation: talk, Packet: 9},
		Findings: []inspect.Finding{{Violation: schemas.Violation{Pointer: "/a", Line: 1, Column: 5, Offset: 95, End: 97, Keyword: "type", Message: "is wrong"}}}}
	lost = inspect.Result{File: "a.pcap", Format: "pcap", Index: 8, Offset: 4, Said: &capture.Frame{Conversation: talk}, Unread: "packets are missing"}
)

// writtenCapture returns what a format makes of the capture.
func writtenCapture(t *testing.T, format string) string {
	t.Helper()
	var b bytes.Buffer
	w, err := New(&b, format, Style{})
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{w.Document(told), w.Document(lost), w.File(inspect.File{Name: "a.pcap"}), w.Close()} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return b.String()
}

func TestEveryFormatSaysWhereInACapture(t *testing.T) {
	const (
		frame = "packet 9, conversation 3 (10.0.0.1:5 to [fd00::1]:2223), client's frame 2, byte 95: /a: is wrong"
		loss  = "conversation 3 (10.0.0.1:5 to [fd00::1]:2223): packets are missing"
	)
	for format, wanted := range map[string][]string{
		"text":   {"a.pcap: " + frame + "\n", "a.pcap: " + loss + "\n"},
		"github": {"::error file=a.pcap,", "::a.pcap: " + frame, loss},
		"sarif":  {`"text":"` + frame, loss},
		"junit":  {"packet 9, conversation 3 (10.0.0.1:5 to [fd00::1]:2223), client&#39;s frame 2, byte 95", `message="packets are missing"`},
	} {
		got := writtenCapture(t, format)
		for _, want := range wanted {
			if !strings.Contains(got, want) {
				t.Errorf("%s: %q is not in %s", format, want, got)
			}
		}
	}
	if got := writtenCapture(t, "sarif"); strings.Contains(got, "region") {
		t.Errorf("a frame has no one place in a capture, and got one: %s", got)
	}
}

func TestJSONOfACapture(t *testing.T) {
	var got struct {
		Documents []struct{ Said *said }
	}
	if err := json.Unmarshal([]byte(writtenCapture(t, "json")), &got); err != nil {
		t.Fatal(err)
	}
	want := []struct{ Said *said }{
		{&said{3, talk.Opener, talk.Acceptor, "client", 2, 9}},
		{&said{Conversation: 3, Opener: talk.Opener, Acceptor: talk.Acceptor}},
	}
	if diff := cmp.Diff(want, got.Documents, cmp.Comparer(func(a, b netip.AddrPort) bool { return a == b })); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
