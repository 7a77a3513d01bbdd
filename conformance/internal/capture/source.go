package capture

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"io"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"
)

// How files begin.
var (
	beginGzip   = []byte{0x1f, 0x8b}
	beginPcapng = []byte{0x0a, 0x0d, 0x0d, 0x0a}
	beginPcap   = [][]byte{ // in either byte order, with micro- and nanoseconds
		{0xd4, 0xc3, 0xb2, 0xa1}, {0xa1, 0xb2, 0xc3, 0xd4},
		{0x4d, 0x3c, 0xb2, 0xa1}, {0xa1, 0xb2, 0x3c, 0x4d},
	}
)

// beginBytes is how many bytes Begins looks at, at most.
const beginBytes = 4

// Begins reports whether a file that begins with these bytes is a capture, or is
// compressed as captures are.
func Begins(file []byte) bool {
	return bytes.HasPrefix(file, beginPcapng) || bytes.HasPrefix(file, beginGzip) || beginsPcap(file)
}

func beginsPcap(file []byte) bool {
	for _, begin := range beginPcap {
		if bytes.HasPrefix(file, begin) {
			return true
		}
	}
	return false
}

// source is a capture from which packets are read.
type source interface {
	// next returns the bytes of a packet, which are its own until the next call,
	// how they are to be read, and what else is known. The error is io.EOF where
	// there are no more.
	next() ([]byte, layers.LinkType, gopacket.CaptureInfo, error)
}

// open finds out how a capture is written.
func open(r io.Reader) (source, error) {
	input := bufio.NewReader(r)
	what := "it is no capture"
	if begin, _ := input.Peek(len(beginGzip)); bytes.Equal(begin, beginGzip) {
		plain, err := gzip.NewReader(input)
		if err != nil {
			return nil, err
		}
		input = bufio.NewReader(plain)
		what = "it is compressed, as captures may be, and what is in it is none (gzip -dc unpacks it)"
	}
	begin, err := input.Peek(beginBytes)
	switch {
	case bytes.Equal(begin, beginPcapng):
		reader, err := pcapgo.NewNgReader(input, pcapgo.NgReaderOptions{WantMixedLinkType: true, SkipUnknownVersion: true})
		return pcapng{reader}, err
	case beginsPcap(begin):
		reader, err := pcapgo.NewReader(input)
		return pcap{reader}, err
	case err != nil && err != io.EOF:
		return nil, err
	}
	return nil, errors.New(what + ": neither pcap nor pcapng begins like this")
}

type pcap struct{ *pcapgo.Reader }

func (p pcap) next() ([]byte, layers.LinkType, gopacket.CaptureInfo, error) {
	data, info, err := p.ZeroCopyReadPacketData()
	return data, p.LinkType(), info, err
}

type pcapng struct{ *pcapgo.NgReader }

func (p pcapng) next() ([]byte, layers.LinkType, gopacket.CaptureInfo, error) {
	data, info, err := p.ZeroCopyReadPacketData()
	if err != nil {
		return nil, 0, info, err
	}
	link, _ := info.AncillaryData[0].(layers.LinkType)
	return data, link, info, nil
}
