package capture

import (
	"bytes"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/gopacket/gopacket/layers"

	"github.com/besterprotocol/bester/schemas"
)

// FuzzRead wants of any file: no crash, the same twice, and conversations that
// count their frames.
func FuzzRead(f *testing.F) {
	r := newRecording(f)
	talk(r)
	r.version = 6
	w := r.connect(1, 2)
	w.send(opener, frame(signIn)[:20], finish)
	w.seq[acceptor] += 5
	w.send(acceptor, frame(welcome), reset)
	f.Add(r.pcap())
	f.Add(r.pcapng())
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, file []byte) {
		once, again := readAll(t, file), readAll(t, file)
		if diff := cmp.Diff(once, again); diff != "" {
			t.Errorf("once and again:\n%s", diff)
		}
	})
}

// readAll reads a capture and wants the frames of each side to be counted from 1.
func readAll(t *testing.T, file []byte) []string {
	t.Helper()
	var f found
	options := f.options()
	type side struct {
		conversation int
		side         fmt.Stringer
	}
	last := map[side]int{}
	options.Frame = func(m Frame) error {
		at := side{m.Conversation.Number, m.Side}
		if last[at]++; last[at] != m.Number {
			t.Errorf("frame %d of %v comes as its %dth", m.Number, at, last[at])
		}
		return f.frame(m)
	}
	options.Lost = func(c Conversation, why string) error {
		if why == "" {
			t.Errorf("conversation %d is lost, and it is not said why", c.Number)
		}
		return f.lost(c, why)
	}
	summary, err := Read(bytes.NewReader(file), options)
	return append(f.lines, fmt.Sprint(summary, err))
}

// FuzzPackets has the packets of one client come as the bytes of order say, each
// its number, how far it is shifted, and its flags, and wants what is judged to be
// the beginning of what was said.
func FuzzPackets(f *testing.F) {
	const size = 10
	text := frame(signIn) + frame(chat) + frame(badChat)
	said := []string{"client-authenticate", "client-message", "client-message line 1, column 44: /payload/id: must be a string, but is the number 7"}
	f.Add([]byte{0, 0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8, 0, 9, 0, 10, 0, 11, 0, 12, 0, 13, 0, 14, 0, 15, 0, 16, 0, 17, 0, 18, 0, 19, 0})
	f.Add([]byte{1, 3, 0, 0, 0, 1, 3, 200, 2, 7, 4, 5})
	f.Fuzz(func(t *testing.T, order []byte) {
		r := newRecording(t)
		w := r.connect(50_000, 2223)
		begin := w.seq[opener]
		for ; len(order) > 1; order = order[2:] {
			from := int(order[0])*size + int(order[1]%size)
			if from >= len(text) {
				continue
			}
			w.seq[opener] = begin + uint32(from)
			w.send(opener, text[from:min(from+size, len(text))], func(tcp *layers.TCP) { tcp.PSH = order[1] > 127 })
		}
		var got []string
		options := new(found).options()
		options.Frame = func(m Frame) error {
			line := string(m.Kind)
			if m.Err != nil {
				line += m.Err.Error()[len(m.Kind)+1:]
			}
			got = append(got, line)
			return nil
		}
		if _, err := Read(bytes.NewReader(r.pcap()), options); err != nil {
			t.Fatal(err)
		}
		if len(got) > len(said) || len(got) > 0 && !cmp.Equal(got, said[:len(got)]) {
			t.Errorf("got %q, which is not how %q begins", got, said)
		}
	})
}

// FuzzOrder has all packets of a conversation come in an order that bytes say, but
// for the one that opens it, and some of them twice, and wants all to be found.
func FuzzOrder(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte{9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 9, 8, 7, 6, 5, 4, 3, 2, 1})
	f.Add([]byte{1, 0, 1, 0, 1, 0, 200, 0, 1, 0, 200, 0, 1})
	f.Fuzz(func(t *testing.T, order []byte) {
		r := newRecording(t)
		w := r.connect(50_000, 2223)
		for _, said := range []struct {
			side int
			text string
		}{{opener, frame(signIn)}, {acceptor, frame(welcome)}, {opener, frame(chat)}, {acceptor, frame(delivery) + frame(good)}, {opener, frame(badChat)}} {
			half := len(said.text) / 2
			w.send(said.side, said.text[:half])
			w.send(said.side, said.text[half:])
			w.send(1-said.side, "")
		}
		w.end()
		for i, n := range order {
			from, to := 1+i%(len(r.packets)-1), 1+int(n)%(len(r.packets)-1)
			if n > 127 {
				r.packets = append(r.packets, r.packets[int(n)%len(r.packets)])
			}
			r.packets[from], r.packets[to] = r.packets[to], r.packets[from]
		}
		got := map[schemas.Side][]schemas.Kind{}
		options := new(found).options()
		options.Frame = func(m Frame) error {
			got[m.Side] = append(got[m.Side], m.Kind)
			return nil
		}
		options.Lost = func(_ Conversation, why string) error { return errors.New(why) }
		if _, err := Read(bytes.NewReader(r.pcap()), options); err != nil {
			t.Error(err)
		}
		want := map[schemas.Side][]schemas.Kind{
			schemas.Opener:   {schemas.ClientAuthenticate, schemas.ClientMessage, schemas.ClientMessage},
			schemas.Acceptor: {schemas.StatusReport, schemas.Delivery, schemas.StatusReport},
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("found (-want +got):\n%s", diff)
		}
	})
}
