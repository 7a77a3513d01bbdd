package capture

import (
	"bytes"
	"net/netip"
	"time"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
)

// sequence is the number of a byte of a stream, as TCP counts: it begins anywhere,
// and behind the highest comes 0.
type sequence uint32

// minus returns how many bytes s is behind other, less than 0 where it is before.
func (s sequence) minus(other sequence) int64 { return int64(int32(s - other)) }

// segment is what one packet says of a TCP connection.
type segment struct {
	packet              int // its number, from 1
	at                  time.Time
	from, to            netip.AddrPort
	seq                 sequence // of the first byte of data
	ack                 sequence // of the byte that its sender waits for, where it acknowledges
	syn, fin, rst, acks bool
	data                []byte
}

// segmentOf reads a packet. Where there are tunnels, it is what is innermost in it
// that counts. The data is the packet's.
func segmentOf(p gopacket.Packet) (segment, bool) {
	if p.Layer(layers.LayerTypeTCP) == nil {
		return segment{}, false
	}
	var network gopacket.NetworkLayer
	for _, layer := range p.Layers() {
		switch layer := layer.(type) {
		case gopacket.NetworkLayer:
			network = layer
		case *layers.TCP:
			if network != nil {
				return newSegment(network.NetworkFlow(), layer), true
			}
		}
	}
	return segment{}, false
}

func newSegment(network gopacket.Flow, tcp *layers.TCP) segment {
	s := segment{
		from: addressOf(network.Src(), tcp.SrcPort), to: addressOf(network.Dst(), tcp.DstPort),
		seq: sequence(tcp.Seq), ack: sequence(tcp.Ack),
		syn: tcp.SYN, fin: tcp.FIN, rst: tcp.RST, acks: tcp.ACK,
		data: tcp.Payload,
	}
	if s.syn { // it has a number itself
		s.seq++
	}
	if s.rst { // with which only an explanation comes, if anything
		s.data = nil
	}
	return s
}

func addressOf(network gopacket.Endpoint, port layers.TCPPort) netip.AddrPort {
	address, _ := netip.AddrFromSlice(network.Raw())
	return netip.AddrPortFrom(address, uint16(port))
}

// isFragment tells whether a packet is a part of an IP packet of TCP.
func isFragment(p gopacket.Packet) bool {
	if p.Layer(gopacket.LayerTypeFragment) == nil {
		return false
	}
	if ip, ok := p.Layer(layers.LayerTypeIPv6Fragment).(*layers.IPv6Fragment); ok {
		return ip.NextHeader == layers.IPProtocolTCP
	}
	ip, ok := p.Layer(layers.LayerTypeIPv4).(*layers.IPv4)
	return ok && ip.Protocol == layers.IPProtocolTCP
}

// behind returns the number of the byte behind the data.
func (s segment) behind() sequence { return s.seq + sequence(len(s.data)) }

// says tells whether there is anything in s for which an order is needed.
func (s segment) says() bool { return len(s.data) > 0 || s.fin || s.rst }

// kept returns s with data of its own.
func (s segment) kept() segment {
	s.data = bytes.Clone(s.data)
	return s
}

// segmentBytes is more than what a segment takes in memory beside its data.
const segmentBytes = 1 << 10

// cost returns how much memory a segment counts for while it waits.
func (s segment) cost() int { return segmentBytes + len(s.data) }
