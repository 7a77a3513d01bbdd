package actor

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"github.com/besterprotocol/bester/conformance/internal/wire"
	"github.com/besterprotocol/bester/schemas"
)

// HandlerName is how the handler of a type is called in records. What is combined
// with the letter before it is escaped, so that names that look alike do not read
// alike.
func HandlerName(messageType string) string {
	var name strings.Builder
	for _, r := range strconv.Quote(messageType) {
		if unicode.Is(unicode.M, r) {
			fmt.Fprintf(&name, `\u%04x`, r)
		} else {
			name.WriteRune(r)
		}
	}
	return "the " + name.String() + " handler"
}

// NewHandler listens at path as the handler of a type. What it is given is any
// JSON value. HAND-2
func NewHandler(messageType, server, path string, script Script, recorder *wire.Recorder) (*Service, error) {
	listener, err := listenUnix(path)
	if err != nil {
		return nil, err
	}
	name := HandlerName(messageType)
	if server != "S1" {
		name += " on " + server
	}
	anything := func(wire.Arrival) []wire.Finding { return nil }
	return newService(name, server, listener, anything, script, recorder), nil
}

// Answer is what a handler answers with success: a command and data. RESP-3
type Answer struct {
	Command string // "sendClients", "sendServers" or "sendHandler"
	Target  string // of the command, as JSON
	Data    []byte // as JSON; nil for the data of the request
}

// Body returns the answer to a request.
func (a Answer) Body(request wire.Arrival) []byte {
	data := a.Data
	if data == nil {
		data = request.Body
	}
	return a.around(data)
}

// Check returns an error where the answer is not one that the schemas take,
// which is a mistake of the suite.
func (a Answer) Check() error {
	_, err := valid(schemas.HandlerResponse, a.around([]byte("null")))
	return err
}

func (a Answer) around(data []byte) []byte {
	return fmt.Appendf(nil, `{"header":{"status":"0","command":{"type":%s,"data":%s}},"data":%s}`,
		wire.Quote(a.Command), a.Target, data)
}

// OfSize returns the answer with a string as its data that makes its body size
// bytes long. FRAME-4
func (a Answer) OfSize(size int) Answer {
	a.Data = Text(size - len(a.around(Text(0))))
	return a
}
