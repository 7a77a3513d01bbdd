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
	d := Document{File: file.Name, Format: Pcap}
	give := func(f capture.Frame, fault *Fault) error {
		d.Index++
		d.Text, d.Fault, d.Offset = f.Body, fault, f.Offset+prefixBytes
		f.Body = nil
		d.Said = &f
		return each(d)
	}
	summary, err := capture.Read(r, capture.Options{
		Socket: schemas.ServerSocket, Ports: file.Ports, Limit: MaxPart,
		Frame: func(f capture.Frame) error { return give(f, faultOf(f.Err)) },
		Lost: func(c capture.Conversation, why string) error {
			return give(capture.Frame{Conversation: c}, &Fault{Message: why + "; what comes behind was not judged"})
		},
	})
	if err != nil {
		return err
	}
	return unjudged(summary)
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
	if what == nil {
		return nil
	}
	return errors.New(strings.Join(what, "; "))
}
