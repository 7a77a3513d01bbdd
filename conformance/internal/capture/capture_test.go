package capture

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/gopacket/gopacket/layers"

	"github.com/besterprotocol/bester/schemas"
)

const (
	signIn   = `{"header":{"scope":"client","authentication":{"username":"alice","password":"x"}}}`
	welcome  = `{"header":{"messageType":"statusReport","status":"good"},"payload":{"id":"auth_special"}}`
	chat     = `{"payload":{"type":"chat","data":"hi","id":"7"}}`
	badChat  = `{"payload":{"type":"chat","data":"hi","id":7}}`
	peers    = `{"header":{"scope":"server"},"payload":{"type":"news","data":1,"id":"2"}}`
	good     = `{"header":{"messageType":"statusReport","status":"good"},"payload":{"id":"7"}}`
	delivery = `{"header":{"messageType":"receivedMessage"},"payload":{"type":"chat","data":"hi"}}`
)

// found is a line for each thing that a capture is found to hold.
type found struct{ lines []string }

func (f *found) options() Options {
	return Options{Socket: schemas.ServerSocket, Limit: 100_000, Frame: f.frame, Lost: f.lost}
}

func (f *found) frame(m Frame) error {
	line := fmt.Sprintf("%d %s %d, packet %d: %s", m.Conversation.Number, m.Sender, m.Number, m.Packet, m.Kind)
	if m.Err != nil {
		line += " " + strings.TrimPrefix(m.Err.Error(), string(m.Kind)+": ")
	}
	f.lines = append(f.lines, line)
	return nil
}

func (f *found) lost(c Conversation, why string) error {
	f.lines = append(f.lines, fmt.Sprintf("%d: %s", c.Number, why))
	return nil
}

// want reads a capture and wants it to hold what is said.
func want(t *testing.T, file []byte, lines ...string) Summary {
	t.Helper()
	var f found
	summary, err := Read(bytes.NewReader(file), f.options())
	if err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff(lines, f.lines); diff != "" {
		t.Errorf("found (-want +got):\n%s", diff)
	}
	return summary
}

// talk is what a client and its server say, one packet for each frame.
func talk(r *recording) {
	w := r.connect(50_000, 2223)
	w.send(opener, frame(signIn))
	w.send(acceptor, frame(welcome))
	w.send(opener, frame(badChat))
	w.send(acceptor, frame(delivery)+frame(good))
	w.end()
}

var talked = []string{
	"1 client 1, packet 4: client-authenticate",
	"1 server 1, packet 5: status-report",
	"1 client 2, packet 6: client-message line 1, column 44: /payload/id: must be a string, but is the number 7",
	"1 server 2, packet 7: delivery",
	"1 server 3, packet 7: status-report",
}

func TestEveryFileFormat(t *testing.T) {
	for _, version := range []int{4, 6} {
		r := newRecording(t)
		r.version = version
		talk(r)
		for name, file := range map[string][]byte{"pcap": r.pcap(), "pcapng": r.pcapng()} {
			var compressed bytes.Buffer
			z := gzip.NewWriter(&compressed)
			z.Write(file)
			z.Close()
			t.Run(fmt.Sprintf("%s of IPv%d", name, version), func(t *testing.T) {
				if !Begins(file) || !Begins(file[:beginBytes]) {
					t.Error("nobody would take it for a capture")
				}
				got := want(t, file, talked...)
				if diff := cmp.Diff(Summary{Packets: 10, TCP: 10, Conversations: 1}, got); diff != "" {
					t.Errorf("the summary (-want +got):\n%s", diff)
				}
				if !Begins(compressed.Bytes()) {
					t.Error("nobody would take it for a capture where it is compressed")
				}
				want(t, compressed.Bytes(), talked...)
			})
		}
	}
}

func TestAddresses(t *testing.T) {
	for version, wanted := range map[int]string{4: "10.0.0.1:50000 10.0.0.2:2223", 6: "[fd00::1]:50000 [fd00::2]:2223"} {
		r := newRecording(t)
		r.version = version
		talk(r)
		options := new(found).options()
		options.Frame = func(f Frame) error {
			if got := fmt.Sprint(f.Conversation.Opener, " ", f.Conversation.Acceptor); got != wanted {
				t.Errorf("got %s, want %s", got, wanted)
			}
			return nil
		}
		if _, err := Read(bytes.NewReader(r.pcap()), options); err != nil {
			t.Error(err)
		}
	}
}

// TestPacketsAsNetworksDeliverThem has packets come in pieces, twice, out of order
// and overlapping, and wants the same to be found.
func TestPacketsAsNetworksDeliverThem(t *testing.T) {
	good := []string{
		"1 client 1, packet 5: client-authenticate",
		"1 client 2, packet 6: client-message",
	}
	text := frame(signIn) + frame(chat)
	half, most := 50, len(frame(signIn))
	for name, send := range map[string]func(w *wire){
		"in pieces": func(w *wire) {
			w.send(opener, text[:half])
			w.send(opener, text[half:most])
			w.send(opener, text[most:])
		},
		"twice": func(w *wire) {
			w.send(opener, text[:half])
			w.send(opener, text[half:most])
			w.seq[opener] -= uint32(most)
			w.send(opener, text[:most]+text[most:])
		},
		"overlapping": func(w *wire) {
			w.send(opener, text[:half])
			w.seq[opener] -= 10
			w.send(opener, text[half-10:most])
			w.send(opener, text[most:])
		},
		"out of order": func(w *wire) {
			w.send(opener, text[:half])
			w.send(opener, text[half:most])
			w.swap()
			w.send(opener, text[most:])
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRecording(t)
			w := r.connect(50_000, 2223)
			send(w)
			want(t, r.pcap(), good...)
		})
	}
}

func TestConversationsAtOnce(t *testing.T) {
	r := newRecording(t)
	client, server := r.connect(50_000, 2223), r.connect(50_001, 2223)
	server.send(opener, frame(peers))
	client.send(opener, frame(signIn))
	server.send(acceptor, frame(good))
	client.send(acceptor, frame(welcome))
	server.send(opener, frame(peers))
	want(t, r.pcap(),
		"2 peer 1, packet 7: peer-message",
		"1 client 1, packet 8: client-authenticate",
		"2 server 1, packet 9: status-report",
		"1 server 1, packet 10: status-report",
		"2 peer 2, packet 11:  a peer writes one message only on a connection (SERVERS-1)",
	)
}

func TestWhoOpensIsWhoSendsTheFirstPacket(t *testing.T) {
	r := newRecording(t)
	w := r.open(50_000, 2223)
	w.send(acceptor, "", func(tcp *layers.TCP) { tcp.SYN = true })
	r.swap() // as captures do that take in each direction by itself
	w.send(opener, frame(signIn))
	w.send(acceptor, frame(welcome))
	want(t, r.pcap(), "1 client 1, packet 3: client-authenticate", "1 server 1, packet 4: status-report")
}

// TestThePortIsUsedAgain wants the next connection between the same addresses to be
// found, however the one before it has ended.
func TestThePortIsUsedAgain(t *testing.T) {
	for name, end := range map[string]func(w *wire){
		"closed":                   (*wire).end,
		"reset by the opener":      func(w *wire) { w.send(opener, "", reset) },
		"reset by the acceptor":    func(w *wire) { w.send(acceptor, "", reset) },
		"half closed, and no more": func(w *wire) { w.send(opener, "", finish) },
		"not at all":               func(*wire) {},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRecording(t)
			w := r.connect(50_000, 2223)
			w.send(opener, frame(signIn))
			end(w)
			before := len(r.packets)
			w.seq = [2]uint32{500_000, 700_000}
			w.handshake()
			w.send(opener, frame(signIn))
			want(t, r.pcap(), "1 client 1, packet 4: client-authenticate", fmt.Sprintf("2 client 1, packet %d: client-authenticate", before+4))
		})
	}
}

// TestARefusedConnectionIsTriedAgain wants a conversation for each time, unless the
// same packet was only sent again.
func TestARefusedConnectionIsTriedAgain(t *testing.T) {
	for later, line := range map[uint32]string{0: "1 client 1, packet 6: client-authenticate", 1000: "2 client 1, packet 6: client-authenticate"} {
		r := newRecording(t)
		w := r.open(50_000, 2223)
		w.seq[acceptor] = 0
		w.send(acceptor, "", reset)
		w.seq[opener] += later - 1
		w.handshake()
		w.send(opener, frame(signIn))
		want(t, r.pcap(), line)
	}
}

// TestPacketsTwiceBehindTheEnd wants them to be known, as they come where networks
// are slow or several interfaces are recorded.
func TestPacketsTwiceBehindTheEnd(t *testing.T) {
	r := newRecording(t)
	talk(r)
	r.packets = append(r.packets, r.packets...)
	got := want(t, r.pcap(), talked...)
	if diff := cmp.Diff(Summary{Packets: 20, TCP: 20, Conversations: 1}, got); diff != "" {
		t.Errorf("the summary (-want +got):\n%s", diff)
	}
}

// TestEnds wants an end inside a frame to be a violation where it is in the capture,
// and none where only the capture ends.
func TestEnds(t *testing.T) {
	const inside = "1 client 1, packet 5:  the stream ends inside a frame: behind 2 of the 4 bytes of its length (FRAME-8)"
	for name, c := range map[string]struct {
		end  func(w *wire)
		want []string
	}{
		"closed":      {func(w *wire) { w.send(opener, "", finish) }, []string{inside}},
		"reset":       {func(w *wire) { w.send(opener, "", reset) }, []string{inside}},
		"not at all":  {func(w *wire) { w.send(opener, "") }, nil},
		"other side":  {func(w *wire) { w.send(acceptor, "", finish) }, nil},
		"out of time": {func(w *wire) { w.seq[opener] -= 2; w.send(opener, "", reset) }, nil},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRecording(t)
			w := r.connect(50_000, 2223)
			w.send(opener, "\x30\x00")
			c.end(w)
			want(t, r.pcap(), c.want...)
		})
	}
}

// TestAResetExplainsItself wants what comes with a reset to be no part of a frame.
func TestAResetExplainsItself(t *testing.T) {
	r := newRecording(t)
	w := r.connect(50_000, 2223)
	w.send(opener, frame(signIn))
	w.send(acceptor, "reset by a firewall", reset)
	want(t, r.pcap(), "1 client 1, packet 4: client-authenticate")
}

// TestAnswersBeforeWhatTheyAnswer wants the order in which things were said, where a
// capture has another one between the two directions.
func TestAnswersBeforeWhatTheyAnswer(t *testing.T) {
	r := newRecording(t)
	w := r.connect(50_000, 2223)
	w.send(opener, frame(peers))
	w.send(acceptor, frame(good))
	r.swap()
	w.end()
	want(t, r.pcap(), "1 peer 1, packet 5: peer-message", "1 server 1, packet 4: status-report")
}

// TestAllOfOneDirectionFirst has captures of two machines put one behind the other.
func TestAllOfOneDirectionFirst(t *testing.T) {
	for first, want := range map[int][]string{
		opener:   {"1 client 1, packet 3: client-authenticate", "1 client 2, packet 4: client-message", "1 server 1, packet 7: status-report", "1 server 2, packet 8: delivery"},
		acceptor: {"1 client 1, packet 7: client-authenticate", "1 server 1, packet 2: status-report", "1 client 2, packet 8: client-message", "1 server 2, packet 3: delivery"},
	} {
		r := newRecording(t)
		var of [2][]recorded
		w := r.connected(50_000, 2223)
		say := func(side int, text string, flags ...func(*layers.TCP)) {
			w.send(side, text, flags...)
			of[side] = append(of[side], r.packets[len(r.packets)-1])
		}
		say(opener, "", begin)
		say(acceptor, "", func(tcp *layers.TCP) { tcp.SYN = true })
		say(opener, "")
		say(opener, frame(signIn))
		say(acceptor, frame(welcome))
		say(opener, frame(chat))
		say(acceptor, frame(delivery))
		say(opener, "", finish)
		say(acceptor, "", finish)
		r.packets = append(of[first], of[1-first]...)
		var f found
		if _, err := Read(bytes.NewReader(r.pcap()), f.options()); err != nil {
			t.Error(err)
		}
		if diff := cmp.Diff(want, f.lines); diff != "" {
			t.Errorf("first %d (-want +got):\n%s", first, diff)
		}
	}
}

// TestOneDirectionOnly wants what an opener says to be judged alone, and not what an
// acceptor says, which answers what is not known.
func TestOneDirectionOnly(t *testing.T) {
	for side, lines := range map[int][]string{
		opener:   {"1 client 1, packet 3: client-authenticate"},
		acceptor: {"1: the first packet of the opener is not in the capture"},
	} {
		r := newRecording(t)
		w := r.connect(50_000, 2223)
		w.send(opener, frame(signIn))
		w.send(acceptor, frame(welcome))
		w.end()
		r.packets = slices.DeleteFunc(r.packets, func(p recorded) bool { return !bytes.Equal(p.data[26:30], addresses[4][side]) }) // who sent it
		want(t, r.pcap(), lines...)
	}
}

// TestEachHasHeardTheOther has a packet missing that is sent again when its sender
// has already heard the answer, and so waits for the answer, which waits for it.
func TestEachHasHeardTheOther(t *testing.T) {
	r := newRecording(t)
	w := r.connect(50_000, 2223)
	w.seq[opener] += uint32(len(frame(peers)))
	w.send(acceptor, frame(good))
	w.seq[opener] -= uint32(len(frame(peers)))
	w.send(opener, frame(peers))
	want(t, r.pcap(), "1 peer 1, packet 5: peer-message", "1 server 1, packet 4: status-report")
}

func TestTunnels(t *testing.T) {
	r := newRecording(t)
	r.tunnel = true
	talk(r)
	options := new(found).options()
	options.Frame = func(f Frame) error {
		if got := fmt.Sprint(f.Conversation.Number, f.Conversation.Opener); got != "1 10.0.0.1:50000" {
			t.Errorf("got %s", got)
		}
		return nil
	}
	if _, err := Read(bytes.NewReader(r.pcap()), options); err != nil {
		t.Error(err)
	}
	want(t, r.pcap(), talked...)
}

func TestFragments(t *testing.T) {
	r := newRecording(t)
	w := r.connect(50_000, 2223)
	w.send(opener, frame(signIn))
	r.fragment()
	w.send(acceptor, frame(welcome))
	if got := want(t, r.pcap(), clientLost); got.Fragments != 2 {
		t.Errorf("%d fragments, want 2", got.Fragments)
	}
}

const (
	clientLost = "1: packets of the opener are missing, which the acceptor has received"
	serverLost = "1: packets of the acceptor are missing, which the opener has received"
)

// TestMissingPackets wants nothing to be judged, and that to be told, where it is
// not known what was said before.
func TestMissingPackets(t *testing.T) {
	r := newRecording(t)
	w := r.connect(50_000, 2223)
	w.send(opener, frame(signIn))
	w.seq[acceptor] += 97 // as if the welcome had been missed
	w.send(acceptor, frame(good))
	w.send(opener, frame(badChat))
	w.end()
	want(t, r.pcap(), "1 client 1, packet 4: client-authenticate", serverLost)
}

func TestMissingPacketsInTheMiddle(t *testing.T) {
	r := newRecording(t)
	w := r.connect(50_000, 2223)
	w.send(opener, frame(signIn))
	w.seq[opener]++
	for range mostLate/segmentBytes + 1 { // more than is kept
		w.send(opener, frame(badChat))
	}
	want(t, r.pcap(), "1 client 1, packet 4: client-authenticate", "1: packets of the opener are missing")
}

// TestMissingPacketsOfAPeer wants what a server says to a peer not to be held against
// what it may say to a client.
func TestMissingPacketsOfAPeer(t *testing.T) {
	r := newRecording(t)
	w := r.connect(50_000, 2223)
	w.seq[opener] += uint32(len(frame(peers)))
	w.send(acceptor, frame(good))
	want(t, r.pcap(), clientLost)
}

// TestMissingPacketsAreWaitedForInVain wants a loss to be told before the capture ends.
func TestMissingPacketsAreWaitedForInVain(t *testing.T) {
	r := newRecording(t)
	w := r.connect(50_000, 2223)
	w.seq[opener]++
	w.send(opener, frame(signIn))
	r.clock = r.clock.Add(patience)
	r.connect(50_001, 2223).send(opener, frame(signIn))
	want(t, r.pcap(), "1: packets of the opener are missing", "2 client 1, packet 8: client-authenticate")
}

// TestMoreBytesThanCanBeHeld has one connection that waits and two that say half of
// a frame, and wants the one to make room that waits, and then the one that grows.
func TestMoreBytesThanCanBeHeld(t *testing.T) {
	r := newRecording(t)
	waits := r.connect(50_000, 2223)
	waits.seq[opener]++
	waits.send(opener, frame(signIn))
	long := frame(strings.Repeat("[", 10_000))
	half, grows := r.connect(50_001, 2223), r.connect(50_002, 2223)
	half.send(opener, long[:4000])
	grows.send(opener, long[:6000])
	half.send(opener, long[4000:5000])
	half.send(opener, long[5000:])
	var f found
	read := reader{Options: f.options(), connections: newConnections()}
	read.most = 10_500
	packets, err := open(bytes.NewReader(r.pcap()))
	if err != nil {
		t.Fatal(err)
	}
	if err := read.all(packets); err != nil || read.err != nil {
		t.Error(err, read.err)
	}
	read.finish()
	lines := []string{"1: packets of the opener are missing", "2: more was said at a time, on all connections, than can be held"}
	if diff := cmp.Diff(lines, f.lines); diff != "" {
		t.Errorf("found (-want +got):\n%s", diff)
	}
	if read.cost != 0 {
		t.Errorf("%d bytes are held at the end", read.cost)
	}
}

// TestNobodySaysWhatIsMissing has the other side say nothing any more.
func TestNobodySaysWhatIsMissing(t *testing.T) {
	r := newRecording(t)
	w := r.connect(50_000, 2223)
	w.send(opener, frame(signIn))
	w.seq[opener]++
	w.send(opener, frame(badChat))
	want(t, r.pcap(), "1 client 1, packet 4: client-authenticate", "1: packets of the opener are missing")
}

func TestCutPackets(t *testing.T) {
	r := newRecording(t)
	w := r.connect(50_000, 2223)
	w.send(opener, frame(signIn))
	w.send(opener, frame(chat), finish)
	r.cut(10)
	got := want(t, r.pcap(), "1 client 1, packet 4: client-authenticate")
	if got.Cut != 1 {
		t.Errorf("%d packets are cut, want 1", got.Cut)
	}
}

func TestBeginningsThatAreMissing(t *testing.T) {
	r := newRecording(t)
	r.connected(50_000, 2223).send(opener, frame(badChat))
	w := r.open(50_001, 2223)
	w.send(acceptor, frame(good))
	got := want(t, r.pcap(), "1: the first packet of the acceptor is not in the capture")
	if diff := cmp.Diff(Summary{Packets: 3, TCP: 3, Conversations: 1, Headless: 1}, got); diff != "" {
		t.Errorf("the summary (-want +got):\n%s", diff)
	}
}

func TestPorts(t *testing.T) {
	r := newRecording(t)
	r.connect(2223, 80) // is no connection to 2223
	talk(r)
	r.connected(50_000, 80).send(opener, "GET / HTTP/1.1\r\n\r\n")
	r.connected(50_001, 2223).send(opener, "something")
	var f found
	options := f.options()
	options.Ports = []uint16{2222, 2223}
	summary, err := Read(bytes.NewReader(r.pcap()), options)
	if err != nil || summary.Conversations != 1 || summary.Headless != 1 {
		t.Errorf("got %+v, %v", summary, err)
	}
	if len(f.lines) != len(talked) || !strings.HasPrefix(f.lines[0], "1 client 1, packet 7: ") {
		t.Errorf("found %q", f.lines)
	}
}

func TestHandlers(t *testing.T) {
	r := newRecording(t)
	r.connect(50_000, 2223).send(opener, frame("null"))
	var f found
	options := f.options()
	options.Socket = schemas.HandlerSocket
	if _, err := Read(bytes.NewReader(r.pcap()), options); err != nil || len(f.lines) != 1 || f.lines[0] != "1 server 1, packet 4: handler-request" {
		t.Errorf("found %q, %v", f.lines, err)
	}
}

// TestWhatIsNoTCP wants other packets to be counted and passed over.
func TestWhatIsNoTCP(t *testing.T) {
	r := newRecording(t)
	r.raw([]byte("no packet of any kind that there is"))
	r.raw(nil)
	talk(r)
	var f found
	got, err := Read(bytes.NewReader(r.pcapng()), f.options())
	if err != nil || got.Packets != 12 || got.TCP != 10 || len(f.lines) != len(talked) {
		t.Errorf("got %+v, %v and %q", got, err, f.lines)
	}
}

func TestFilesThatBreakOff(t *testing.T) {
	r := newRecording(t)
	talk(r)
	for name, file := range map[string][]byte{"pcap": r.pcap(), "pcapng": r.pcapng()} {
		var f found
		got, err := Read(bytes.NewReader(file[:len(file)-5]), f.options())
		if !errors.Is(err, io.ErrUnexpectedEOF) || !strings.Contains(err.Error(), "behind packet 9") || got.Packets != 9 {
			t.Errorf("%s: got %d packets and %v", name, got.Packets, err)
		}
		if diff := cmp.Diff(talked, f.lines); diff != "" {
			t.Errorf("%s: found (-want +got):\n%s", name, diff)
		}
	}
}

func TestNoCapture(t *testing.T) {
	for _, file := range []string{"", "\x0a", "{}", "\xd4\xc3\xb2\xa1", "\x0a\x0d\x0d\x0a", "\x1f\x8b", "\x1f\x8b\x08\x00"} {
		if _, err := Read(strings.NewReader(file), new(found).options()); err == nil {
			t.Errorf("%q is a capture", file)
		}
	}
	if Begins([]byte("{}")) || Begins(nil) {
		t.Error("JSON begins like a capture")
	}
}

func TestAnErrorAboutALossEndsTheReading(t *testing.T) {
	r := newRecording(t)
	for i := range 2 {
		w := r.open(uint16(i+1), 2223)
		w.send(acceptor, frame(good))
	}
	enough := errors.New("enough")
	options := new(found).options()
	calls := 0
	options.Lost = func(Conversation, string) error { calls++; return enough }
	if _, err := Read(bytes.NewReader(r.pcap()), options); err != enough || calls != 1 {
		t.Errorf("got %v after %d losses", err, calls)
	}
}

func TestAnErrorEndsTheReading(t *testing.T) {
	r := newRecording(t)
	talk(r)
	enough := errors.New("enough")
	options := new(found).options()
	calls := 0
	options.Frame = func(Frame) error { calls++; return enough }
	if _, err := Read(bytes.NewReader(r.pcap()), options); err != enough || calls != 1 {
		t.Errorf("got %v after %d frames", err, calls)
	}
}

// TestMoreConnectionsThanCanBeHeld wants those to be followed on which something is
// said, whatever else is opened, and those that were given up to be counted, unless
// nothing was said on them at all.
func TestMoreConnectionsThanCanBeHeld(t *testing.T) {
	r := newRecording(t)
	busy := r.connect(50_000, 2223)
	silent := r.connect(50_001, 2223)
	busy.send(opener, frame(signIn))
	for i := range mostOpen + 10 {
		r.open(uint16(i), 80)
		if i == mostOpen/2 {
			busy.send(opener, frame(chat))
		}
	}
	busy.send(opener, frame(chat))
	silent.send(opener, frame(signIn))
	got := want(t, r.pcap(),
		"1 client 1, packet 7: client-authenticate",
		fmt.Sprintf("1 client 2, packet %d: client-message", 7+mostOpen/2+2),
		fmt.Sprintf("1 client 3, packet %d: client-message", 7+mostOpen+12))
	n := 7 + mostOpen + 13
	if diff := cmp.Diff(Summary{Packets: n, TCP: n, Conversations: mostOpen + 12, Headless: 1, GivenUp: 1}, got); diff != "" {
		t.Errorf("the summary (-want +got):\n%s", diff)
	}
}

// TestConnectionsThatAreOverMakeRoom has more of them than can be followed, each
// ended in another way, while one is silent.
func TestConnectionsThatAreOverMakeRoom(t *testing.T) {
	r := newRecording(t)
	silent := r.connect(50_000, 2223)
	for i := range mostOpen + 10 {
		w := r.connected(uint16(i), 80)
		switch i % 3 {
		case 0:
			w.handshake()
			w.end()
		case 1:
			w.handshake()
			w.send(acceptor, "", reset)
		case 2:
			w.send(opener, "", begin)
			w.seq[acceptor] = 0
			w.send(acceptor, "", reset) // which is how a connection is refused
		}
	}
	silent.send(opener, frame(signIn))
	got := want(t, r.pcap(), fmt.Sprintf("1 client 1, packet %d: client-authenticate", len(r.packets)))
	if got.GivenUp != 0 || got.Headless != 0 {
		t.Errorf("got %+v", got)
	}
}

// TestARealCapture reads what tcpdump has recorded on the loopback interface of a
// machine on which alice sent four messages to the reference server with bester
// send: to nobody, with an id that is reserved (over IPv6), a dummy, and 300,000
// letters to nobody.
func TestARealCapture(t *testing.T) {
	file, err := os.Open("testdata/session.pcap.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	got := map[int][]string{}
	options := new(found).options()
	options.Limit = schemas.DefaultLimit
	options.Frame = func(f Frame) error {
		line := fmt.Sprintf("%s: %s", f.Sender, f.Kind)
		if f.Err != nil {
			line += ": " + f.Err.Error()
		}
		got[f.Conversation.Number] = append(got[f.Conversation.Number], line)
		return nil
	}
	options.Lost = func(c Conversation, why string) error { return fmt.Errorf("conversation %d: %s", c.Number, why) }
	if _, err := Read(file, options); err != nil {
		t.Error(err)
	}
	const reserved = `client: client-message: client-message: line 1, column 42: /payload/id: must not be "auth_special": that id is reserved (MSG-4)`
	want := map[int][]string{
		1: {"client: client-authenticate", "server: status-report", "client: client-message", "server: status-report"},
		2: {"client: client-authenticate", "server: status-report", reserved, "server: status-report"},
		3: {"client: client-authenticate", "server: status-report", "client: client-message", "server: dummy-reply"},
		4: {"client: client-authenticate", "server: status-report", "client: client-message", "server: status-report"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("found (-want +got):\n%s", diff)
	}
}
