package documents

import (
	"bufio"
	"errors"
	"fmt"
	"strings"

	"github.com/besterprotocol/bester/conformance/internal/capture"
	"github.com/besterprotocol/bester/schemas"
)

// readCapture reads the frames of all conversations with servers. The error says
// what of the capture could not be judged, too.
func readCapture(r *bufio.Reader, file File, each func(Document) error) error {
	index := 0
	give := func(d Document) error {
		index++
		d.File, d.Format, d.Index = file.Name, Pcap, index
		return each(d)
	}
	summary, err := capture.Read(r, capture.Options{
		Socket: schemas.ServerSocket, Ports: file.Ports, Limit: MaxPart,
		Frame: func(f capture.Frame) error { return give(OfFrame(f)) },
		Lost: func(c capture.Conversation, why string) error {
			d := OfFrame(capture.Frame{Conversation: c})
			d.Fault = &Fault{Message: why + "; what comes behind was not judged"}
			return give(d)
		},
	})
	if err != nil {
		return err
	}
	return unjudged(summary)
}

// OfFrame returns the document that was said in a frame, without a file and an index.
// Its text is the frame's body.
func OfFrame(f capture.Frame) Document {
	d := Document{Offset: f.Offset + prefixBytes, Text: f.Body, Fault: faultOf(f.Err), Said: &f}
	d.Said.Body = nil
	return d
}

// faultOf returns what is wrong with a frame, nil for nothing but its body.
func faultOf(err error) *Fault {
	var frame *schemas.FrameError
	if !errors.As(err, &frame) {
		return nil
	}
	return &Fault{Requirement: frame.Requirement, Message: frame.Message}
}

// unjudged says what there is in a capture of which nothing could be made, nil for
// nothing.
func unjudged(s capture.Summary) error {
	var what []string
	if s.TCP == 0 && s.Packets > 0 {
		what = append(what, fmt.Sprintf("none of its %d packets is of TCP", s.Packets))
	}
	if s.Headless > 0 {
		what = append(what, fmt.Sprintf("%d packets are of connections that began before the capture, and were not judged", s.Headless))
	}
	if s.Cut > 0 {
		what = append(what, fmt.Sprintf("%d packets were not recorded whole, and not judged: record all of each, as tcpdump does with -s 0", s.Cut))
	}
	if s.Fragments > 0 {
		what = append(what, fmt.Sprintf("%d packets are fragments of packets of IP, and were not judged", s.Fragments))
	}
	if s.GivenUp > 0 {
		what = append(what, fmt.Sprintf("%d conversations were silent while too many others were opened, and what was said on them later was not judged: choose some by --port", s.GivenUp))
	}
	if what == nil {
		return nil
	}
	return errors.New(strings.Join(what, "; "))
}
