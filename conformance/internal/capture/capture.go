// Package capture finds the conversations in what tcpdump and Wireshark have
// recorded, and has every frame in them judged.
package capture

import (
	"fmt"
	"io"
	"net/netip"

	"github.com/gopacket/gopacket"

	"github.com/besterprotocol/bester/schemas"
)

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
	Fragments     int // of IP packets of TCP
	Conversations int
	Headless      int // packets with data of no connection whose beginning is known
	GivenUp       int // conversations that were silent while too many others were opened
}

// Read reads a capture, as pcap or pcapng, compressed by gzip or not. Where it
// breaks off, the summary is of what came before, and all in it has been judged.
//
// A conversation is judged from its first packets on, as far as none is missing.
// Packets may come twice and out of order, also an answer before what it answers.
// Fragments of IP packets count as missing.
func Read(r io.Reader, options Options) (Summary, error) {
	packets, err := open(r)
	if err != nil {
		return Summary{}, err
	}
	read := reader{Options: options, connections: newConnections()}
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
	connections
	summary Summary
	err     error // that ends the reading
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
	}
	return nil
}

// packet takes in a packet of any sort.
func (r *reader) packet(p gopacket.Packet, info gopacket.CaptureInfo) {
	s, ok := segmentOf(p)
	switch {
	case !ok:
		if isFragment(p) {
			r.summary.Fragments++
		}
		return
	case p.Metadata().Truncated || info.CaptureLength < info.Length:
		r.summary.Cut++ // and is missing for whoever puts the stream together
	default:
		s.packet, s.at = r.summary.Packets, info.Timestamp
		r.take(s)
	}
	r.summary.TCP++
}
