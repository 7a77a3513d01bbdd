package wire

import (
	"bytes"
	"io"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestTransportCuts(t *testing.T) {
	frame := func(n int) []byte { return Frame(make([]byte, n)) }
	for _, test := range []struct {
		name      string
		transport Transport
		bytes     []byte
		turn      int
		want      []int
	}{
		{"whole", Whole, frame(3), 0, nil},
		{"nothing said is whole", "", frame(3), 0, nil},
		{"nothing", Bytes, nil, 0, nil},
		{"one byte", Bytes, []byte{1}, 0, nil},
		{"each byte", Bytes, frame(2), 0, []int{1, 2, 3, 4, 5}},
		{"lengths in turn", Split, frame(2), 0, []int{1, 4}},
		{"lengths in turn", Split, frame(2), 1, []int{2, 4}},
		{"lengths in turn", Split, frame(2), 2, []int{3, 4}},
		{"lengths in turn", Split, frame(2), 3, []int{1, 4}},
		{"each length", Split, append(frame(2), frame(1)...), 0, []int{1, 4, 8, 10}},
		{"a part of a length", Split, []byte{9, 0}, 0, nil},
		{"only a length", Split, []byte{9, 0, 0, 0}, 0, []int{1}},
		{"a frame that never ends", Split, []byte("\xff\xff\xff\xffxx"), 0, []int{1, 4}},
		{"a frame of nothing", Split, []byte{0, 0, 0, 0, 2, 0, 0, 0, 1, 2}, 0, []int{1, 4, 6, 8}},
	} {
		if got, _ := test.transport.cuts(test.bytes, test.turn); !slices.Equal(got, test.want) {
			t.Errorf("%s, turn %d: got %v, want %v", test.name, test.turn, got, test.want)
		}
	}
	long, _ := Bytes.cuts(make([]byte, 1<<20), 0)
	if len(long) > 200 || !slices.Contains(long, singleAtFront-1) || !slices.Contains(long, 1<<20-1) || !slices.IsSorted(long) {
		t.Errorf("a mebibyte is cut at %v", long)
	}
}

func FuzzTransportCuts(f *testing.F) {
	f.Add(append(Frame([]byte("{}")), Frame([]byte("[]"))...), 1)
	f.Add([]byte("\xff\xff\xff\x7f"), 2)
	f.Fuzz(func(t *testing.T, bytes []byte, turn int) {
		for _, transport := range Transports() {
			last := 0
			cuts, _ := transport.cuts(bytes, turn&0xffff)
			for _, cut := range cuts {
				if cut <= last || cut >= len(bytes) {
					t.Fatalf("%s cuts %d bytes at %v", transport, len(bytes), cuts)
				}
				last = cut
			}
		}
	})
}

func TestReadTransport(t *testing.T) {
	for name, want := range map[string]Transport{"": Whole, "whole": Whole, "bytes": Bytes, "coalesced": Coalesced, "split": Split} {
		if got, err := ReadTransport(name); got != want || err != nil {
			t.Errorf("%q: got %q, %v", name, got, err)
		}
	}
	if _, err := ReadTransport("Split"); err == nil || !strings.Contains(err.Error(), "whole, bytes, coalesced, split") {
		t.Errorf("got %v", err)
	}
}

// arrives reads what the server's end is sent until it has as many bytes.
func arrives(t *testing.T, server io.Reader, n int) []byte {
	t.Helper()
	got := make([]byte, n)
	if _, err := io.ReadFull(server, got); err != nil {
		t.Fatal(err)
	}
	return got
}

func TestTransportsChangeNoByte(t *testing.T) {
	for _, transport := range Transports() {
		t.Run(string(transport), func(t *testing.T) {
			c, server, _ := pair(t)
			c.Transport = transport
			var want []byte
			for _, body := range []string{`{"n":1}`, `{"n":2}`, `"` + strings.Repeat("long", 1000) + `"`} {
				c.Write(Frame([]byte(body)))
				want = append(want, Frame([]byte(body))...)
			}
			c.Flush()
			if got := arrives(t, server, len(want)); !bytes.Equal(got, want) {
				t.Errorf("got %q", got)
			}
		})
	}
}

// sentEvents are the events of a recorder in which something was sent.
func sentEvents(r *Recorder) []Event {
	return slices.DeleteFunc(r.Events(), func(e Event) bool { return e.Action != Sent })
}

func TestCoalescedWritesAtOnceWhatWasSentInTurn(t *testing.T) {
	c, server, recorder := pair(t)
	c.Transport = Coalesced
	one, two := Frame([]byte("1")), Frame([]byte("2"))
	c.Write(one)
	c.Write(two)
	if sent := sentEvents(recorder); len(sent) != 0 {
		t.Fatalf("before anybody waits, this was sent: %+v", sent)
	}
	c.Flush()
	c.Flush()
	both := slices.Concat(one, two)
	if sent := sentEvents(recorder); len(sent) != 1 || !bytes.Equal(sent[0].Bytes, both) {
		t.Errorf("the record has %+v", sent)
	}
	read := make([]byte, 100)
	server.SetReadDeadline(time.Now().Add(patience))
	if n, err := server.Read(read); err != nil || !bytes.Equal(read[:n], both) {
		t.Errorf("the server reads %q, %v", read[:n], err)
	}
}

// What says itself how it is written, or ends the stream, comes behind what was
// held back, and is not held back itself.
func TestCoalescedKeepsTheOrder(t *testing.T) {
	for name, then := range map[string]func(*Conn){
		"pieces":        func(c *Conn) { c.WritePieces([]byte("then"), "", 2) },
		"within":        func(c *Conn) { c.WriteWithin([]byte("then"), patience) },
		"trickle":       func(c *Conn) { c.Trickle(within(t), []byte("then"), 4*time.Millisecond) },
		"end of stream": (*Conn).CloseWrite,
		"close":         (*Conn).Close,
	} {
		c, server, _ := pair(t)
		c.Transport = Coalesced
		c.Write([]byte("first "))
		then(c)
		c.Close()
		want := "first then"
		if strings.HasSuffix(name, "close") || strings.HasSuffix(name, "stream") {
			want = "first "
		}
		if got, err := io.ReadAll(server); err != nil || string(got) != want {
			t.Errorf("%s: got %q, %v, want %q", name, got, err, want)
		}
	}
}
