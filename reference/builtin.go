package reference

import (
	"github.com/besterprotocol/bester/reference/internal/frame"
	"github.com/besterprotocol/bester/reference/internal/message"
)

// The types that the server answers itself, to clients only. BUILTIN-4
const (
	typeDummy   = "dummy"
	typeBuiltin = "builtin"
)

// dummy answers a message of type dummy; there is no report. BUILTIN-1
func (s *session) dummy(m message.Message) { s.send(frame.Encode(message.EncodeDummy(m.ID))) }

// builtin runs a built-in command and reports whether the session goes on.
// BUILTIN-2, BUILTIN-3
func (s *session) builtin(m message.Message) (goesOn bool) {
	if message.IsClose(m.Data) {
		return false
	}
	s.report(s.reportOn(m, failed(message.UnknownCommand, "the only built-in command is close")))
	return true
}
