package deviant

import "slices"

// lax are variants that keep every MUST and leave out one SHOULD.
var lax = []Server{
	{"frames-of-64-kibibytes", "FRAME-5", "takes frames of up to 65,536 bytes and no longer ones", []Edit{
		{frameGo, "	length := binary.LittleEndian.Uint32(prefix[:])\n", "	length := binary.LittleEndian.Uint32(prefix[:])\n	limit = 1 << 16\n"},
	}},
	{"invalid-utf8-repaired", "JSON-8", "puts U+FFFD in the place of bytes that are no UTF-8", []Edit{
		{jsonGo, "	if !utf8.Valid(body) {\n", "	body = bytes.ToValidUTF8(body, []byte(\"\\uFFFD\"))\n	if !utf8.Valid(body) {\n"},
	}},
	{"numbers-as-doubles", "JSON-5", "relays the nearest double of each number, and refuses data with a number beyond all doubles", []Edit{
		{messageGo, "	if members[1] == nil {\n", "	if members[1] != nil && beyondDoubles(members[1]) {\n		return Message{}, malformed(\"payload.data holds a number beyond doubles\")\n	}\n	if members[1] == nil {\n"},
		{answerGo, "	if envelope[1] == nil {\n", "	if envelope[1] != nil && beyondDoubles(envelope[1]) {\n		return Answer{}, badAnswer(\"data holds a number beyond doubles\")\n	}\n	if envelope[1] == nil {\n"},
		{jsonGo, "	if !json.Valid(body) {\n", "	if !json.Valid(body) || hasUnpairedSurrogate(body) {\n"},
		{messageGo, "func (v value) raw() json.RawMessage { return json.RawMessage(v) }", `func beyondDoubles(v value) bool { return json.Unmarshal(v, new(any)) != nil }

func (v value) raw() json.RawMessage {
	if v == nil {
		return nil
	}
	var read any
	json.Unmarshal(v, &read)
	written, _ := json.Marshal(read)
	return written
}`},
	}},
	{"fatal-errors-unreported", "CONN-6", "closes a connection for a fatal error without a word, unless the credentials were wrong", []Edit{
		{connGo, "	c.report(message.Report{ID: message.SpecialID(id), Err: err})\n", "	if id == message.AuthID {\n		c.report(message.Report{ID: message.SpecialID(id), Err: err})\n	}\n"},
	}},
	{"closes-right-behind-the-report", "CONN-11", "closes a connection right behind the last report, whatever is still arriving", []Edit{
		{connGo, "ok && half.CloseWrite() == nil {", "false && ok && half.CloseWrite() == nil {"},
	}},
	{"errors-left-out", "STAT-3", "says nothing of why a report is bad", []Edit{
		{reportGo, "	if r.Err != nil {\n		body = append(", "	if false {\n		body = append("},
	}},
	{"undelivered-left-out", "CLIENTS-11", "does not list who was skipped", []Edit{
		{reportGo, "list != nil {", "list != nil && false {"},
	}},
	{"full-queues-given-up", "HAND-8", "takes a handler whose accept queue is full for one that is not there", []Edit{
		{askGo, "!errors.Is(err, syscall.EAGAIN) || !wait(ctx, pause)", "true"},
	}},
	{"peers-unreported", "PEER-6", "sends no report to a peer whose message it has served", []Edit{
		{federationGo, "	if p.ID != nil { // PEER-6\n", "	if false {\n"},
	}},
	{"hops-uncounted", "SERVERS-9", "knows nothing of hops", []Edit{
		{federationGo, "	if p.Hops > s.config.Limits.Hops {\n", "	if false {\n"},
		{federationGo, "hops: p.Hops + 1", "hops: 0"},
		{messageGo, "	if hops != nil && !ok {\n", "	if false && !ok {\n"},
	}},
}

// IsLax reports whether a variant leaves out what it SHOULD do.
func (s Server) IsLax() bool {
	return slices.ContainsFunc(lax, func(l Server) bool { return l.Name == s.Name })
}
