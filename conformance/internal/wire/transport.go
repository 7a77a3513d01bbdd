package wire

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
)

// Transport is how what the suite sends is divided into writes, where a scenario
// leaves that open. A server finds the same frames in each. FRAME-2
type Transport string

const (
	Whole     Transport = "whole"     // what belongs together in one write
	Bytes     Transport = "bytes"     // each byte in a write of its own
	Coalesced Transport = "coalesced" // what is sent without waiting in between in one write
	Split     Transport = "split"     // each frame in three writes, cut inside its length and behind it
)

// Transports returns all of them.
func Transports() []Transport { return []Transport{Whole, Bytes, Coalesced, Split} }

// ReadTransport returns the transport called name, Whole for "".
func ReadTransport(name string) (Transport, error) {
	t := Transport(name)
	if t == "" {
		t = Whole
	}
	if !slices.Contains(Transports(), t) {
		return "", fmt.Errorf("there is no transport %q (the transports are %s)", name, names())
	}
	return t, nil
}

func names() string {
	var all []string
	for _, t := range Transports() {
		all = append(all, string(t))
	}
	return strings.Join(all, ", ")
}

// Of what is long, Bytes writes the ends byte by byte, and what lies between them
// in pieces, so that a mebibyte does not take a million writes.
const (
	singleAtFront = 128
	singleAtBack  = 16
	longPieces    = 16
)

// cuts returns where bytes are cut, and how that is called in a record. turn
// counts what was written before, so that lengths are cut at all places in turn.
func (t Transport) cuts(bytes []byte, turn int) (cuts []int, note string) {
	switch t {
	case Bytes:
		return cutSingly(len(bytes)), "one byte at a time"
	case Split:
		return cutLengths(bytes, turn), "cut inside the length and behind it"
	}
	return nil, ""
}

func cutSingly(n int) []int {
	var cuts []int
	for cut := 1; cut < n; {
		cuts = append(cuts, cut)
		if left := n - singleAtBack - cut; cut >= singleAtFront && left > 0 {
			cut += min(left, max(1, (n-singleAtFront-singleAtBack)/longPieces))
		} else {
			cut++
		}
	}
	return cuts
}

// cutLengths cuts each frame in bytes after 1, 2 or 3 bytes of its length, in turn,
// and behind the length. It ends where bytes are no frames.
func cutLengths(bytes []byte, turn int) []int {
	var cuts []int
	for at := 0; at+PrefixBytes <= len(bytes); turn++ {
		inside := at + 1 + turn%(PrefixBytes-1)
		cuts = append(cuts, inside, at+PrefixBytes)
		length := int64(binary.LittleEndian.Uint32(bytes[at:]))
		at += PrefixBytes
		if length >= int64(len(bytes)-at) {
			break
		}
		at += int(length)
	}
	return slices.DeleteFunc(cuts, func(cut int) bool { return cut >= len(bytes) })
}
