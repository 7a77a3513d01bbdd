//go:build servers

package conformance

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/besterprotocol/bester/conformance/internal/wire"
)

func copyAll(to io.Writer, from io.Reader) { io.Copy(to, from) }

// answerAll answers each of the first n frames with a good report. The report has the id of
// the frame's message, or the id for signing in if the message has none.
func answerAll(conn io.ReadWriter, n int) {
	for range n {
		frame, err := wire.ReadFrame(conn)
		if err != nil {
			return
		}
		var message struct{ Payload struct{ ID string } }
		message.Payload.ID = "auth_special"
		json.Unmarshal(frame[wire.PrefixBytes:], &message)
		id, _ := json.Marshal(message.Payload.ID)
		conn.Write(wire.Frame(fmt.Appendf(nil, `{"header":{"messageType":"statusReport","status":"good"},"payload":{"id":%s}}`, id)))
	}
}
