package capture

import (
	"bytes"
	"encoding/binary"
	"net"
	"testing"
	"time"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"
)

// recorded is a packet as it stands in a capture.
type recorded struct {
	data   []byte
	length int // that it had on the wire
	at     time.Time
}

// recording makes packets as two machines would send them.
type recording struct {
	t       testing.TB
	version int // of IP
	tunnel  bool
	packets []recorded
	clock   time.Time
}

func newRecording(t testing.TB) *recording {
	return &recording{t: t, version: 4, clock: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
}

// wire is one TCP connection of a recording, which its two sides number from
// anywhere: here from close to where the numbers begin anew.
type wire struct {
	*recording
	port [2]uint16 // of the opener and the acceptor
	seq  [2]uint32 // of what comes next
}

const (
	opener   = 0
	acceptor = 1
)

// connect opens a connection and records the handshake.
func (r *recording) connect(from, to uint16) *wire {
	w := r.connected(from, to)
	w.handshake()
	return w
}

// connected is a connection of which nothing has been recorded.
func (r *recording) connected(from, to uint16) *wire {
	return &wire{r, [2]uint16{from, to}, [2]uint32{1<<32 - 20, 1<<32 - 1}}
}

// open records the first packet of a connection.
func (r *recording) open(from, to uint16) *wire {
	w := r.connected(from, to)
	w.send(opener, "", begin)
	return w
}

func (w *wire) handshake() {
	w.send(opener, "", begin)
	w.send(acceptor, "", func(t *layers.TCP) { t.SYN = true })
	w.send(opener, "")
}

func (w *wire) end() {
	w.send(opener, "", finish)
	w.send(acceptor, "", finish)
	w.send(opener, "")
}

func begin(t *layers.TCP)  { t.SYN, t.ACK = true, false }
func finish(t *layers.TCP) { t.FIN = true }
func reset(t *layers.TCP)  { t.RST = true }

// send records a packet.
func (w *wire) send(side int, payload string, flags ...func(*layers.TCP)) {
	w.t.Helper()
	tcp := &layers.TCP{
		SrcPort: layers.TCPPort(w.port[side]), DstPort: layers.TCPPort(w.port[1-side]),
		Seq: w.seq[side], Ack: w.seq[1-side], ACK: true, Window: 65535,
	}
	for _, set := range flags {
		set(tcp)
	}
	w.seq[side] += uint32(len(payload))
	if tcp.SYN || tcp.FIN {
		w.seq[side]++
	}
	w.packet(side, tcp, payload)
}

// addresses are those of the opener and the acceptor.
var addresses = map[int][2]net.IP{
	4: {net.IPv4(10, 0, 0, 1).To4(), net.IPv4(10, 0, 0, 2).To4()},
	6: {net.ParseIP("fd00::1"), net.ParseIP("fd00::2")},
}

func (r *recording) packet(side int, tcp *layers.TCP, payload string) {
	r.t.Helper()
	ip := addresses[r.version]
	var network interface {
		gopacket.SerializableLayer
		gopacket.NetworkLayer
	} = &layers.IPv4{Version: 4, TTL: 64, Protocol: layers.IPProtocolTCP, SrcIP: ip[side], DstIP: ip[1-side]}
	ether := layers.EthernetTypeIPv4
	if r.version == 6 {
		network = &layers.IPv6{Version: 6, HopLimit: 64, NextHeader: layers.IPProtocolTCP, SrcIP: ip[side], DstIP: ip[1-side]}
		ether = layers.EthernetTypeIPv6
	}
	if err := tcp.SetNetworkLayerForChecksum(network); err != nil {
		r.t.Fatal(err)
	}
	buffer := gopacket.NewSerializeBuffer()
	hardware := net.HardwareAddr{2, 0, 0, 0, 0, 1}
	all := []gopacket.SerializableLayer{&layers.Ethernet{SrcMAC: hardware, DstMAC: hardware, EthernetType: ether}}
	if r.tunnel {
		all = append(all, r.outer(side)...)
	}
	all = append(all, network, tcp, gopacket.Payload(payload))
	if err := gopacket.SerializeLayers(buffer, gopacket.SerializeOptions{FixLengths: true, ComputeChecksums: true}, all...); err != nil {
		r.t.Fatal(err)
	}
	r.raw(bytes.Clone(buffer.Bytes()))
}

// outer is what is around packets in a tunnel, between routers with other addresses.
func (r *recording) outer(side int) []gopacket.SerializableLayer {
	routers := [2]net.IP{net.IPv4(192, 0, 2, 1).To4(), net.IPv4(192, 0, 2, 2).To4()}
	return []gopacket.SerializableLayer{
		&layers.IPv4{Version: 4, TTL: 64, Protocol: layers.IPProtocolGRE, SrcIP: routers[side], DstIP: routers[1-side]},
		&layers.GRE{Protocol: layers.EthernetTypeIPv4},
	}
}

// fragment has the last packet of IPv4 recorded in two parts.
func (r *recording) fragment() {
	r.t.Helper()
	whole := r.packets[len(r.packets)-1]
	r.packets = r.packets[:len(r.packets)-1]
	p := gopacket.NewPacket(whole.data, layers.LinkTypeEthernet, gopacket.Default)
	ether, ip := p.LinkLayer().(*layers.Ethernet), *p.NetworkLayer().(*layers.IPv4)
	const size = 40
	r.part(ether, ip, layers.IPv4MoreFragments, 0, ip.Payload[:size])
	r.part(ether, ip, 0, size, ip.Payload[size:])
}

func (r *recording) part(ether *layers.Ethernet, ip layers.IPv4, flags layers.IPv4Flag, offset int, payload []byte) {
	r.t.Helper()
	ip.Flags, ip.FragOffset = flags, uint16(offset/8)
	buffer := gopacket.NewSerializeBuffer()
	if err := gopacket.SerializeLayers(buffer, gopacket.SerializeOptions{FixLengths: true, ComputeChecksums: true}, ether, &ip, gopacket.Payload(payload)); err != nil {
		r.t.Fatal(err)
	}
	r.raw(bytes.Clone(buffer.Bytes()))
}

// raw records whatever passes.
func (r *recording) raw(data []byte) {
	r.clock = r.clock.Add(time.Millisecond)
	r.packets = append(r.packets, recorded{data, len(data), r.clock})
}

// cut has the last packet recorded without its last bytes.
func (r *recording) cut(bytes int) {
	last := &r.packets[len(r.packets)-1]
	last.data = last.data[:len(last.data)-bytes]
}

// swap has the last two packets recorded in the other order.
func (r *recording) swap() {
	n := len(r.packets)
	r.packets[n-1], r.packets[n-2] = r.packets[n-2], r.packets[n-1]
}

// pcap returns the recording as a file.
func (r *recording) pcap() []byte {
	r.t.Helper()
	var file bytes.Buffer
	w := pcapgo.NewWriter(&file)
	if err := w.WriteFileHeader(65536, layers.LinkTypeEthernet); err != nil {
		r.t.Fatal(err)
	}
	r.write(w.WritePacket)
	return file.Bytes()
}

func (r *recording) pcapng() []byte {
	r.t.Helper()
	var file bytes.Buffer
	w, err := pcapgo.NewNgWriter(&file, layers.LinkTypeEthernet)
	if err != nil {
		r.t.Fatal(err)
	}
	r.write(w.WritePacket)
	if err := w.Flush(); err != nil {
		r.t.Fatal(err)
	}
	return file.Bytes()
}

func (r *recording) write(packet func(gopacket.CaptureInfo, []byte) error) {
	r.t.Helper()
	for _, p := range r.packets {
		if err := packet(gopacket.CaptureInfo{Timestamp: p.at, CaptureLength: len(p.data), Length: p.length}, p.data); err != nil {
			r.t.Fatal(err)
		}
	}
}

func frame(body string) string {
	return string(binary.LittleEndian.AppendUint32(nil, uint32(len(body)))) + body
}
