// Package capture finds the conversations in what tcpdump and Wireshark have
// recorded, and has every frame in them judged.
package capture

import (
	"cmp"
	"fmt"
	"io"
	"net/netip"
	"slices"
	"time"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/reassembly"

	"github.com/besterprotocol/bester/schemas"
)

// What is held in memory at a time, beside one body of each side of a conversation.
const (
	mostOpen     = 20_000 // connections
	mostPages    = 16_384 // of some two kilobytes, of packets that wait for one before them
	mostPagesOne = 2_048  // of one connection
)

// idle is how long a connection must have been silent to make room for others.
const idle = time.Minute

// Options say what to look for, and who is told what is found.
type Options struct {
	Socket schemas.Socket // what listens at the addresses to which connections lead
	Ports  []uint16       // where it listens; none for any
	Limit  uint32         // above which a body is a violation, in bytes

	// Frame is told of each frame, and must not keep its body. An error ends the
	// reading.
	Frame func(Frame) error
	// Lost is told of each conversation of which the rest cannot be judged, and why.
	// An error ends the reading.
	Lost func(c Conversation, why string) error
}

// Conversation is one TCP connection whose beginning is in the capture.
type Conversation struct {
	Number           int // from 1, in the order in which they were opened
	Opener, Acceptor netip.AddrPort
}

// Frame is one frame of a conversation, as it was judged.
type Frame struct {
	schemas.Message
	Conversation Conversation
	Packet       int // with which the frame was whole, from 1, as Wireshark counts
}

// Summary says what a capture holds.
type Summary struct {
	Packets       int // of any sort
	TCP           int // of them of TCP
	Cut           int // packets of TCP of which only the beginning was recorded
	Conversations int
	Headless      int // packets with data of connections that began before the capture
}

// Read reads a capture, as pcap or pcapng, compressed by gzip or not. Where it
// breaks off, the summary is of what came before, and all in it has been judged.
//
// A conversation is judged from its first packets on, as far as none is missing;
// what is missing is noticed when something comes behind it. Packets may come twice
// and out of order. Fragments of IP packets count as missing.
func Read(r io.Reader, options Options) (Summary, error) {
	packets, err := open(r)
	if err != nil {
		return Summary{}, err
	}
	read := newReader(options)
	err = read.all(packets)
	read.finish()
	if read.err != nil {
		err = read.err
	}
	return read.summary, err
}

// reader reads one capture.
type reader struct {
	Options
	summary   Summary
	assembler *reassembly.Assembler
	open      int    // connections
	losses    []loss // that are to be told of
	err       error  // that ends the reading
}

type loss struct {
	of  Conversation
	why string
}

func newReader(options Options) *reader {
	r := &reader{Options: options}
	r.assembler = reassembly.NewAssembler(reassembly.NewStreamPool(r))
	r.assembler.MaxBufferedPagesTotal = mostPages
	r.assembler.MaxBufferedPagesPerConnection = mostPagesOne
	return r
}

// all reads packets until there are no more.
func (r *reader) all(packets source) error {
	for r.err == nil {
		data, link, info, err := packets.next()
		if err == io.EOF {
			return nil
		} else if err != nil {
			return fmt.Errorf("behind packet %d: %w", r.summary.Packets, err)
		}
		r.summary.Packets++
		r.packet(gopacket.NewPacket(data, link, gopacket.DecodeOptions{Lazy: true, NoCopy: true}), info)
		r.tellLosses()
	}
	return nil
}

// packet takes in a packet of any sort.
func (r *reader) packet(p gopacket.Packet, info gopacket.CaptureInfo) {
	tcp, ok := p.Layer(layers.LayerTypeTCP).(*layers.TCP)
	if !ok {
		return
	}
	r.summary.TCP++
	if p.Metadata().Truncated || info.CaptureLength < info.Length {
		r.summary.Cut++ // and is missing for whoever puts the stream together
		return
	}
	if r.open >= mostOpen && tcp.SYN {
		r.makeRoom(info.Timestamp)
	}
	r.assembler.AssembleWithContext(p.NetworkLayer().NetworkFlow(), tcp, at(info))
}

// at is when a packet was recorded.
type at gopacket.CaptureInfo

// GetCaptureInfo is what the assembler wants to know of a packet.
func (a at) GetCaptureInfo() gopacket.CaptureInfo { return gopacket.CaptureInfo(a) }

// makeRoom gives up connections on which nothing happens.
func (r *reader) makeRoom(now time.Time) {
	r.assembler.FlushCloseOlderThan(now.Add(-idle))
	if r.open >= mostOpen {
		r.err = fmt.Errorf("packet %d opens more connections at a time than the %d that can be followed", r.summary.Packets, mostOpen)
	}
}

// finish judges what was still waiting for packets that never came.
func (r *reader) finish() {
	r.assembler.FlushAll()
	slices.SortFunc(r.losses, func(a, b loss) int { return cmp.Compare(a.of.Number, b.of.Number) })
	r.tellLosses()
}

func (r *reader) tellLosses() {
	for _, l := range r.losses {
		if r.err == nil {
			r.err = r.Lost(l.of, l.why)
		}
	}
	r.losses = nil
}

// New is asked by the assembler for a stream where a packet belongs to none that it
// knows; nil has it forget the packet.
func (r *reader) New(network, ports gopacket.Flow, tcp *layers.TCP, _ reassembly.AssemblerContext) reassembly.Stream {
	if tcp.SYN && tcp.ACK { // which is the answer to the packet that opens
		network, ports = network.Reverse(), ports.Reverse()
	}
	opener, acceptor := addressOf(network.Src(), ports.Src()), addressOf(network.Dst(), ports.Dst())
	switch {
	case !tcp.SYN && len(tcp.Payload) > 0 && (r.listens(opener) || r.listens(acceptor)):
		r.summary.Headless++
		return nil
	case !tcp.SYN || !r.listens(acceptor):
		return nil
	}
	r.open++
	r.summary.Conversations++
	return newStream(r, Conversation{r.summary.Conversations, opener, acceptor}, tcp.ACK)
}

// listens reports whether somebody is looked for who listens at an address.
func (r *reader) listens(at netip.AddrPort) bool {
	return len(r.Ports) == 0 || slices.Contains(r.Ports, at.Port())
}

func addressOf(network, port gopacket.Endpoint) netip.AddrPort {
	address, _ := netip.AddrFromSlice(network.Raw())
	number := port.Raw()
	return netip.AddrPortFrom(address, uint16(number[0])<<8|uint16(number[1]))
}
