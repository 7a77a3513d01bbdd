package deviant

// peers are servers that serve other servers' messages as they must not.
var peers = []Server{
	{"peer-needs-credentials", "PEER-1", "serves a peer only where the header has a username and a password", []Edit{
		{firstGo, "\t\tpeer, err := decodePeer(", "\t\tif _, err := decodeCredentials(header[1]); err != nil {\n\t\t\treturn First{}, err\n\t\t}\n\t\tpeer, err := decodePeer("},
	}},
	{"peer-credentials-checked", "PEER-1", "checks the credentials that stand in a peer's header", []Edit{
		{firstGo, "\t\treturn First{Peer: peer}, err\n", "\t\tclient, _ := decodeCredentials(header[1])\n\t\treturn First{Client: client, Peer: peer}, err\n"},
		{connGo, "\tcase first.Client != nil:\n", "\tcase first.Client != nil && first.Peer != nil && !c.authenticate(ctx, *first.Client):\n\tcase first.Client != nil && first.Peer == nil:\n"},
	}},
	{"handler-given-peers-payload", "PEER-2", "gives the whole payload of a peer's message to the handler", []Edit{
		{federationGo, "\treturn s.serve(", "\tp.Data = fmt.Appendf(nil, `{\"type\":%q,\"data\":%s}`, p.Type, p.Data)\n\treturn s.serve("},
	}},
	{"peer-message-to-every-handler", "PEER-2", "asks every handler about a peer's message", []Edit{
		{federationGo, "\treturn s.serve(", "\tfor name := range s.config.Handlers {\n\t\ts.ask(ctx, name, p.Data)\n\t}\n\treturn s.serve("},
	}},
	{"peer-needs-id", "PEER-3", "takes a peer message without an id as malformed", []Edit{
		{messageGo, "\tpassed, ok := wholeNumber(hops)\n", "\tif err := checkID(m.ID); err != nil {\n\t\treturn nil, err\n\t}\n\tpassed, ok := wholeNumber(hops)\n"},
	}},
	{"peers-empty-id-malformed", "PEER-3", "takes a peer message whose id is empty as malformed", []Edit{
		{messageGo, "\tpassed, ok := wholeNumber(hops)\n", "\tif string(m.ID) == `\"\"` {\n\t\treturn nil, malformed(\"payload.id is empty\")\n\t}\n\tpassed, ok := wholeNumber(hops)\n"},
	}},
	{"peer-has-to-stay", "PEER-4", "gives a peer's message up when the peer closes the connection", []Edit{
		{federationGo, "\tc.log = c.log.With(\"scope\", \"server\")\n", `	ctx, giveUp := context.WithCancel(ctx)
	c.socket.SetReadDeadline(never)
	go func() {
		if _, err := c.in.Peek(1); err != nil {
			giveUp()
		}
	}()
`},
	}},
	{"peer-closed-already", "PEER-4", "drops a peer's message where the peer has closed the connection before it is looked at", []Edit{
		{federationGo, "\tc.log = c.log.With(\"scope\", \"server\")\n", `	c.socket.SetReadDeadline(time.Now().Add(500 * time.Millisecond))
	if _, err := c.in.Peek(1); err == io.EOF {
		return
	}
`},
	}},
	{"peers-messages-all-served", "PEER-5", "serves all messages on a peer's connection", []Edit{
		{connGo, "\t\tc.servePeer(ctx, *first.Peer)\n", "\t\tc.servePeer(ctx, *first.Peer)\n\t\tc.serve(ctx)\n"},
	}},
	{"peers-surplus-fatal", "PEER-5", "reports a fatal error where a malformed frame follows a peer's message", []Edit{
		{federationGo, "\tif p.ID != nil { // PEER-6\n", `	c.socket.SetReadDeadline(time.Now().Add(50 * time.Millisecond))
	if c.in.Peek(1); c.in.Buffered() > 0 {
		_, err := frame.Read(c.in, c.server.config.Limits.FrameBytes)
		c.ended(err)
	}
	if p.ID != nil {
`},
	}},
	{"peers-connection-kept", "PEER-5", "keeps a peer's connection open until the peer closes it", []Edit{
		{federationGo, "\tif p.ID != nil { // PEER-6\n\t\tc.report(report)\n\t}\n", `	if p.ID != nil {
		c.report(report)
	}
	c.socket.SetReadDeadline(never)
	io.Copy(io.Discard, c.in)
`},
	}},
	{"peers-connection-kept-without-report", "PEER-5", "keeps a peer's connection open where there is no report to send", []Edit{
		{federationGo, "\tif p.ID != nil { // PEER-6\n", `	if p.ID == nil {
		c.socket.SetReadDeadline(never)
		io.Copy(io.Discard, c.in)
	}
	if p.ID != nil {
`},
	}},
	{"no-report-to-peer", "PEER-6", "sends no reports to peers", []Edit{
		{federationGo, "p.ID != nil", "false"},
	}},
	{"no-bad-report-to-peer", "PEER-6", "sends a report to a peer only where it is good", []Edit{
		{federationGo, "p.ID != nil", "p.ID != nil && report.Err == nil"},
	}},
	{"report-to-peer-before-service", "PEER-6", "sends a good report to a peer before it serves the message", []Edit{
		{federationGo, "\treport := c.reportOn(p.Message, c.server.serveHop(ctx, p))\n", "\treport := message.Report{ID: p.ID}\n\tdefer c.server.serveHop(ctx, p)\n"},
	}},
	{"peers-unknown-type-fatal", "PEER-6", "reports a type that it does not know to a peer as a fatal error", []Edit{
		{federationGo, "\tif p.ID != nil { // PEER-6\n", "\tif report.Err != nil && report.Err.Code == message.UnknownType {\n\t\treport.ID = message.SpecialID(message.FatalID)\n\t}\n\tif p.ID != nil {\n"},
	}},
	{"peers-reserved-id-malformed", "PEER-6", "takes a peer message as malformed whose id is one of those that clients must not use", []Edit{
		{messageGo, "\tpassed, ok := wholeNumber(hops)\n", "\tif m.ID != nil && checkID(m.ID) != nil {\n\t\treturn nil, checkID(m.ID)\n\t}\n\tpassed, ok := wholeNumber(hops)\n"},
	}},
	{"peers-empty-id-unreported", "PEER-6", "sends no report to a peer whose message has an empty id", []Edit{
		{federationGo, "p.ID != nil", "len(p.ID) > len(`\"\"`)"},
	}},
	{"report-to-peer-for-no-id", "PEER-6", "sends a report with an empty id to a peer whose message has none", []Edit{
		{federationGo, "\tif p.ID != nil { // PEER-6\n", "\tif p.ID == nil {\n\t\treport.ID = message.SpecialID(\"\")\n\t}\n\tif true {\n"},
	}},
	{"malformed-peer-left-open", "CONN-7", "reports a malformed first message and leaves it to the other side to close", []Edit{
		{connGo, "\t\tc.refuse(message.FatalID, refusal) // CONN-2, AUTH-1, PEER-7\n", "\t\tc.refuse(message.FatalID, refusal)\n\t\tc.socket.SetReadDeadline(never)\n\t\tio.Copy(io.Discard, c.in)\n"},
	}},
	{"peers-id-of-any-kind", "PEER-7", "serves a peer's message whose id is no string", []Edit{
		{messageGo, "!members[2].isString()", "false"},
	}},
	{"peers-payload-of-text", "PEER-7", "accepts a string as a peer's payload, and reads it as the type", []Edit{
		{firstGo, "peer, err := decodePeer(envelope[1], header[2])", "if envelope[1].isString() {\n\t\t\tenvelope[1] = fmt.Appendf(nil, `{\"type\":%s,\"data\":null}`, envelope[1])\n\t\t}\n\t\tpeer, err := decodePeer(envelope[1], header[2])"},
	}},
	{"peers-payload-in-list", "PEER-7", "accepts a list as a peer's payload, and reads its first item", []Edit{
		{firstGo, "peer, err := decodePeer(envelope[1], header[2])", "if s := (scanner{text: envelope[1], at: 1}); envelope[1].isArray() && !s.ends(']') {\n\t\t\tenvelope[1] = s.next()\n\t\t}\n\t\tpeer, err := decodePeer(envelope[1], header[2])"},
	}},
	{"peers-missing-type-by-default", "PEER-7", "passes a peer's message without a type to the handler chat", []Edit{
		{firstGo, "peer, err := decodePeer(envelope[1], header[2])", "if found, ok := envelope[1].members(\"type\", \"data\"); ok && found[0] == nil && found[1] != nil {\n\t\t\tenvelope[1] = fmt.Appendf(nil, `{\"type\":\"chat\",%s`, envelope[1][1:])\n\t\t}\n\t\tpeer, err := decodePeer(envelope[1], header[2])"},
	}},
	{"peers-message-completed", "JSON-1", "adds a missing closing brace to a first message", []Edit{
		{firstGo, "v, err := parse(body)", "if !json.Valid(body) {\n\t\tbody = append(body, '}')\n\t}\n\tv, err := parse(body)"},
	}},
	{"peers-missing-data-null", "PEER-7", "takes missing data in a peer's message for null", []Edit{
		{messageGo, "\tm, err := decodePayload(payload)\n\tif err != nil {\n\t\treturn nil, err", `	m, err := decodePayload(payload)
	if found, _ := payload.members("type", "data", "id"); err != nil && found[0].isString() && found[1] == nil {
		name, _ := found[0].text()
		m, err = Message{Type: name, Data: json.RawMessage("null"), ID: found[2].raw()}, nil
	}
	if err != nil {
		return nil, err`},
	}},
	{"peers-type-in-any-case", "PEER-7", "finds the handler for a peer's message whatever the case of its type", []Edit{
		{federationGo, "\treturn s.serve(", "\tp.Type = strings.ToLower(p.Type)\n\treturn s.serve("},
	}},
	{"peers-unknown-type-to-any", "PEER-7", "gives a peer's message whose type it does not know to the handlers that it has", []Edit{
		{federationGo, "\treturn s.serve(", `	if _, known := s.config.Handlers[p.Type]; !known {
		for p.Type = range s.config.Handlers {
			s.ask(ctx, p.Type, p.Data)
		}
	}
	return s.serve(`},
	}},
	{"dummy-for-peers", "PEER-7", "answers a peer's message of type dummy as it does a client's", []Edit{
		{federationGo, "\tif p.ID != nil { // PEER-6\n", "\tif p.Type == typeDummy && p.ID != nil {\n\t\tc.send(frame.Encode(message.EncodeDummy(p.ID)))\n\t\treturn\n\t}\n\tif p.ID != nil {\n"},
	}},
	{"peers-sendclients-not-run", "PEER-8", "delivers nothing to its clients for a peer's message", []Edit{
		{routerGo, "\t\treturn s.sendClients(command", "\t\tif j.hops > 0 {\n\t\t\treturn result{}\n\t\t}\n\t\treturn s.sendClients(command"},
	}},
	{"peers-sendservers-not-run", "PEER-8", "sends to no further servers for a peer's message", []Edit{
		{routerGo, "\t\treturn s.sendServers(ctx", "\t\tif j.hops > 0 {\n\t\t\treturn result{}\n\t\t}\n\t\treturn s.sendServers(ctx"},
	}},
	{"peers-sendhandler-not-run", "PEER-8", "asks no further handler about a peer's message", []Edit{
		{routerGo, "\t\treturn s.sendHandler(ctx", "\t\tif j.hops > 0 {\n\t\t\treturn result{}\n\t\t}\n\t\treturn s.sendHandler(ctx"},
	}},
}
