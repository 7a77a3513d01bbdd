package reference

import (
	"encoding/json"

	"github.com/besterprotocol/bester/reference/internal/frame"
	"github.com/besterprotocol/bester/reference/internal/message"
)

// sendClients delivers data to every session of every user named, once each.
// from is the handler whose answer this is. CLIENTS-1 to CLIENTS-11
func (s *Server) sendClients(users message.SendClients, from string, data json.RawMessage) result {
	delivery := frame.Encode(message.EncodeDelivery(from, data))
	var r result
	failures := 0
	for _, user := range unique(users) { // CLIENTS-6
		sessions := s.sessions.of(user)
		if len(sessions) == 0 { // CLIENTS-3
			r.undelivered = append(r.undelivered, user)
		}
		for _, session := range sessions {
			if session.send(delivery) != nil { // CLIENTS-4: the others still get it
				failures++
			}
		}
	}
	if failures > 0 {
		r.err = message.Errorf(message.Undeliverable, "%d of the sessions did not take the delivery", failures)
	}
	return r
}

// unique returns texts without those that stood there before.
func unique(texts []string) []string {
	seen := make(map[string]bool, len(texts))
	var kept []string
	for _, text := range texts {
		if !seen[text] {
			kept = append(kept, text)
		}
		seen[text] = true
	}
	return kept
}
