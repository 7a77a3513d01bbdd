package steps

import (
	"encoding/binary"
	"errors"
	"math"

	"github.com/besterprotocol/bester/conformance/internal/actor"
	"github.com/besterprotocol/bester/conformance/internal/layout"
	"github.com/besterprotocol/bester/conformance/internal/match"
	"github.com/besterprotocol/bester/conformance/internal/wire"
)

// Many scenarios send something fatal to test something else, for example the report before
// the connection is closed. If the server does not treat it as fatal, the requirement that
// makes it fatal is broken, and not the requirement of the scenario.

// onlyReports are requirements about the report that precedes a closing.
var onlyReports = []string{"CONN-6", "CONN-11", "STAT-3"}

// unminded marks err, from waiting for c to be cut off, as a breach of the requirement that
// makes the message on c fatal, if that requirement is certain.
func (w *World) unminded(c *actor.Connection, err error) error {
	var m *match.Mismatch
	id := w.offence(c)
	switch {
	case id == "" || !errors.As(err, &m):
		return err
	case m.Event == 0 || w.isAbout(onlyReports):
		return match.Citing(err, id)
	}
	return match.Needing(err, id)
}

// allTake is the length of a frame that every server must take. FRAME-4
const allTake = 1 << 16

// offence returns the requirement that makes a message on c fatal: the first message that
// certainly is. It returns "" if no message certainly is.
func (w *World) offence(c *actor.Connection) string {
	var stream []byte
	for _, e := range w.recorder.Events() {
		if e.Action == wire.Sent && e.Connection == c.Name {
			stream = append(stream, e.Bytes...)
		}
	}
	for first := true; len(stream) >= wire.PrefixBytes; first = false {
		switch n := binary.LittleEndian.Uint32(stream); {
		case n == 0:
			return "FRAME-6"
		case n > math.MaxInt32:
			return "FRAME-7"
		case n > allTake || uint64(len(stream)) < wire.PrefixBytes+uint64(n):
			return ""
		default:
			if id := offenceOf(stream[wire.PrefixBytes:wire.PrefixBytes+n], first); id != "" {
				return id
			}
			stream = stream[wire.PrefixBytes+n:]
		}
	}
	return ""
}

// offenceOf is like offence, for a single body.
func offenceOf(body []byte, first bool) string {
	v, err := wire.ParseJSON(body)
	switch {
	case err != nil:
		return "JSON-1"
	case v.Kind != wire.Object:
		return "JSON-2"
	case !first:
		return unlessWhole(v, "MSG-2", "type", "data", "id")
	}
	switch scope := v.Get("header", "scope"); {
	case scope.Kind != wire.String:
		return "CONN-2"
	case scope.Text == "server":
		return unlessWhole(v, "PEER-7", "type", "data")
	case scope.Text != "client":
		return "CONN-2"
	}
	user, password := v.Get("header", "authentication", "username"), v.Get("header", "authentication", "password")
	switch {
	case user.Kind != wire.String || password.Kind != wire.String:
		return "AUTH-1"
	case user.Text == "" || password.Text != layout.Password(user.Text):
		return "AUTH-3"
	}
	return ""
}

// unlessWhole returns requirement if the payload of v lacks one of the members, or its type or
// id is no string, otherwise "".
func unlessWhole(v wire.Value, requirement string, members ...string) string {
	for _, name := range members {
		if v.Get("payload", name).Kind == wire.Invalid {
			return requirement
		}
	}
	for _, name := range []string{"type", "id"} {
		if kind := v.Get("payload", name).Kind; kind != wire.Invalid && kind != wire.String {
			return requirement
		}
	}
	return ""
}
