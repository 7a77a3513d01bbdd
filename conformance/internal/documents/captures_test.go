package documents

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/besterprotocol/bester/conformance/internal/capture"
)

// recorded is a capture of alice's sessions, as package capture tells of them, in
// pieces: what stands before all packets, and these.
func recorded(t *testing.T) (header []byte, packets [][]byte) {
	t.Helper()
	file, err := os.Open("../capture/testdata/session.pcap.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	plain, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	all, err := io.ReadAll(plain)
	if err != nil {
		t.Fatal(err)
	}
	header, all = all[:24], all[24:]
	for len(all) > 0 {
		n := 16 + binary.LittleEndian.Uint32(all[8:])
		packets, all = append(packets, all[:n]), all[n:]
	}
	return header, packets
}

// said returns a line for each document of a capture.
func said(t *testing.T, file File, header []byte, packets ...[]byte) (lines []string, err error) {
	t.Helper()
	err = Read(bytes.NewReader(slices.Concat(append([][]byte{header}, packets...)...)), file, func(d Document) error {
		line := fmt.Sprintf("%s %d, byte %d: conversation %d, %s %d: %s", d.Format, d.Index, d.Offset, d.Said.Conversation.Number, d.Said.Sender, d.Said.Number, d.Said.Kind)
		if d.Said.Err != nil {
			line += ", wrong"
		}
		if d.Fault != nil {
			line += fmt.Sprintf(", %s %s", d.Fault.Requirement, d.Fault.Message)
		}
		if d.Fault == nil && !bytes.HasPrefix(d.Text, []byte("{")) || d.Said.Body != nil {
			t.Errorf("%s: the text is %q, and %q stands beside it", line, d.Text, d.Said.Body)
		}
		lines = append(lines, line)
		return nil
	}, nil)
	return lines, err
}

func TestCapture(t *testing.T) {
	header, packets := recorded(t)
	for _, file := range []File{{Name: "a.pcap"}, {Name: "-"}, {Name: "x", Format: Pcap}, {Name: "-", Ports: []uint16{22230}}} {
		got, err := said(t, file, header, packets...)
		if err != nil || len(got) != 16 {
			t.Fatalf("%v: got %d documents, %v", file, len(got), err)
		}
		want := []string{
			"pcap 1, byte 4: conversation 1, client 1: client-authenticate",
			"pcap 2, byte 4: conversation 1, server 1: status-report",
			"pcap 3, byte 103: conversation 1, client 2: client-message",
			"pcap 4, byte 97: conversation 1, server 2: status-report",
			"pcap 5, byte 4: conversation 2, client 1: client-authenticate",
			"pcap 6, byte 4: conversation 2, server 1: status-report",
			"pcap 7, byte 103: conversation 2, client 2: client-message, wrong",
		}
		if diff := cmp.Diff(want, got[:7]); diff != "" {
			t.Errorf("%v (-want +got):\n%s", file, diff)
		}
	}
	if got, err := said(t, File{Name: "-", Ports: []uint16{2223}}, header, packets...); got != nil || err != nil {
		t.Errorf("of another port: got %q, %v", got, err)
	}
}

// TestCaptureWithHoles leaves out the packet in which alice signs in, and then the
// first ones, by which a connection is known to begin.
func TestCaptureWithHoles(t *testing.T) {
	header, packets := recorded(t)
	first := packets[:12] // of the first conversation
	got, err := said(t, File{Name: "-"}, header, slices.Delete(slices.Clone(first), 3, 4)...)
	want := []string{
		"pcap 1, byte 4: conversation 1,  0: ,  packets of the opener are missing, which the acceptor has received; what comes behind was not judged",
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	got, err = said(t, File{Name: "-"}, header, first[3:]...)
	if got != nil || fmt.Sprint(err) != "4 packets are of connections that began before the capture, and were not judged" {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestUnjudged(t *testing.T) {
	for want, summary := range map[string]capture.Summary{
		"":                                {Packets: 3, TCP: 1},
		"none of its 3 packets is of TCP": {Packets: 3},
		"2 packets are of connections that began": {Packets: 3, TCP: 3, Headless: 2},
		"1 packets were not recorded whole":       {Packets: 3, TCP: 3, Cut: 1},
		"2 packets are fragments of":              {Packets: 3, TCP: 1, Fragments: 2},
		"1 conversations were silent while":       {Packets: 3, TCP: 3, GivenUp: 1},
	} {
		err := unjudged(summary)
		if want == "" && err != nil || want != "" && (err == nil || !strings.HasPrefix(err.Error(), want)) {
			t.Errorf("%+v: got %v, want %q", summary, err, want)
		}
	}
	if err := unjudged(capture.Summary{}); err != nil {
		t.Errorf("of an empty capture: %v", err)
	}
}
