package reference

import (
	"context"
	"encoding/json"

	"github.com/besterprotocol/bester/reference/internal/message"
)

// sendHandler passes data on to another handler, after passed ones, whose answer
// is then run as if it answered the original message. CHAIN-1 to CHAIN-7
func (s *Server) sendHandler(ctx context.Context, name message.SendHandler, j job, data json.RawMessage, passed int) result {
	if _, ok := s.config.Handlers[string(name)]; !ok { // CHAIN-3
		return failed(message.UnknownHandler, "the handler to send to is not registered here")
	}
	if passed >= s.config.Limits.ChainLength { // CHAIN-5
		return failed(message.ChainTooLong, "the message has passed %d handlers, which is the limit", passed)
	}
	return s.pass(ctx, j, string(name), data, passed+1)
}
