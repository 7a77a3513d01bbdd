package reference

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"github.com/besterprotocol/bester/reference/internal/frame"
	"github.com/besterprotocol/bester/reference/internal/message"
)

// serveInformer answers a handler's requests until it quits. INFO-1 to INFO-5
func (c *conn) serveInformer(context.Context) {
	for {
		body, err := c.read()
		if err != nil && !errors.Is(err, frame.ErrEmpty) {
			c.log.Debug("informer connection ended", "reason", err)
			return
		}
		request, refusal := message.DecodeInformerRequest(body)
		if refusal != nil {
			c.log.Debug("informer request refused", "reason", refusal.Reason)
			c.send(frame.Encode(message.EncodeInformerRefusal())) // INFO-5
			continue
		}
		c.send(frame.Encode(message.EncodeInformerAnswer(c.server.inform(request))))
		if request.Inquiry == message.Quit { // INFO-4
			return
		}
	}
}

// inform returns the data of the answer to request.
func (s *Server) inform(request message.InformerRequest) any {
	switch request.Inquiry {
	case message.ListClients: // INFO-1
		return s.sessions.names()
	case message.IsClient: // INFO-2
		return len(s.sessions.of(request.Username)) > 0
	case message.ServerInfo: // INFO-3
		return s.info()
	}
	return nil
}

// serverInfo is the answer to the inquiry of that name. INFO-3
type serverInfo struct {
	ClientCount string                     `json:"clientCount"`
	Listeners   map[string]listenerAddress `json:"listeners"`
	AdminInfo   json.RawMessage            `json:"adminInfo"`
}

type listenerAddress struct {
	Address string `json:"address"`
}

func (s *Server) info() serverInfo {
	listeners := map[string]listenerAddress{}
	for i, l := range s.config.Listeners {
		listeners[fmt.Sprintf("listener%d", i)] = listenerAddress{l.Network + "://" + l.Address}
	}
	return serverInfo{
		ClientCount: strconv.Itoa(s.sessions.count()),
		Listeners:   listeners,
		AdminInfo:   s.config.AdminInfo,
	}
}
