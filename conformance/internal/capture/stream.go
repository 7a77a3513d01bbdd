package capture

import (
	"io"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/reassembly"

	"github.com/besterprotocol/bester/schemas"
)

// finBytes is for how many bytes the end of a stream counts where it is acknowledged.
const finBytes = 1

// stream gives what was said on one connection to the conversation that judges it.
// It is called by the assembler.
type stream struct {
	reader   *reader
	of       Conversation
	reversed bool                   // whether the first packet is the acceptor's
	began    [2]bool                // whether the first packet of a side is there
	next     [2]reassembly.Sequence // of each side's byte behind those that it is known to have said
	sides    [2]io.WriteCloser
	lost     bool
}

func newStream(r *reader, of Conversation, reversed bool) *stream {
	s := &stream{reader: r, of: of, reversed: reversed}
	judged := schemas.NewConversation(r.Socket, r.Limit, s.frame)
	s.sides = [2]io.WriteCloser{judged.Stream(schemas.Opener), judged.Stream(schemas.Acceptor)}
	return s
}

// side returns whose packets go in a direction, in terms of the first packet.
func (s *stream) side(direction reassembly.TCPFlowDirection) schemas.Side {
	if (direction == reassembly.TCPDirServerToClient) != s.reversed {
		return schemas.Acceptor
	}
	return schemas.Opener
}

// frame takes in a frame that was judged.
func (s *stream) frame(m schemas.Message) {
	if s.reader.err == nil && !s.lost {
		s.reader.err = s.reader.Frame(Frame{m, s.of, s.reader.summary.Packets})
	}
}

// lose gives the conversation up. Where one side is not known to have said all that
// it did, what the other says has no place any more.
func (s *stream) lose(why string) {
	if !s.lost {
		s.lost = true
		s.reader.losses = append(s.reader.losses, loss{s.of, why})
	}
}

// Accept says whether a packet belongs to the stream.
func (s *stream) Accept(tcp *layers.TCP, _ gopacket.CaptureInfo, direction reassembly.TCPFlowDirection, _ reassembly.Sequence, _ *bool, _ reassembly.AssemblerContext) bool {
	side := s.side(direction)
	if tcp.SYN && !s.began[side] {
		s.began[side], s.next[side] = true, reassembly.Sequence(tcp.Seq).Add(1)
	}
	if other := 1 - side; tcp.ACK && s.began[other] && s.next[other].Difference(reassembly.Sequence(tcp.Ack)) > finBytes {
		s.lose("packets of the " + other.String() + " are missing, which the " + side.String() + " has received")
	}
	if !s.began[side] && len(tcp.Payload) > 0 {
		s.lose("the first packet of the " + side.String() + " is not in the capture")
	}
	return s.began[side]
}

// ReassembledSG takes in bytes, in their order.
func (s *stream) ReassembledSG(bytes reassembly.ScatterGather, _ reassembly.AssemblerContext) {
	direction, _, end, missing := bytes.Info()
	side := s.side(direction)
	length, _ := bytes.Lengths()
	s.next[side] = s.next[side].Add(length)
	if missing != 0 {
		s.lose("packets of the " + side.String() + " are missing")
	}
	if s.lost {
		return
	}
	s.sides[side].Write(bytes.Fetch(length))
	if end {
		s.sides[side].Close()
	}
}

// ReassemblyComplete takes in that nothing more comes.
func (s *stream) ReassemblyComplete(reassembly.AssemblerContext) bool {
	s.reader.open--
	return true
}
