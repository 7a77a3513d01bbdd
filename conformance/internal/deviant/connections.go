package deviant

// Where the server refuses what is fatal.
const (
	fatalInSession = "c.refuse(message.FatalID, refusal) // MSG-2"
	fatalAtFirst   = "c.refuse(message.FatalID, refusal) // CONN-2, AUTH-1, PEER-7"
	lastReport     = "c.report(message.Report{ID: message.SpecialID(id), Err: err})"
)

var connections = []Server{
	{"scope-by-payload", "CONN-1", "takes whoever begins with a whole message for a server", []Edit{
		{firstGo, "switch scope {", "if _, err := decodePayload(envelope[1]); err == nil {\n\t\tscope = \"server\"\n\t}\n\tswitch scope {"},
	}},
	{"scope-by-credentials", "CONN-1", "takes whoever sends credentials for a client", []Edit{
		{firstGo, "switch scope {", "if header[1] != nil {\n\t\tscope = \"client\"\n\t}\n\tswitch scope {"},
	}},

	{"scope-in-any-case", "CONN-2", "reads the scope without regard to case and white space", []Edit{
		{firstGo, "switch scope {", "switch strings.ToLower(strings.TrimSpace(scope)) {"},
	}},
	{"server-by-default", "CONN-2", "takes whoever names no scope for a server", []Edit{
		{firstGo, "case \"server\":", "case \"server\", \"\":"},
	}},
	{"scope-by-authentication", "CONN-2", "takes whoever authenticates for a client, and all others for servers", []Edit{
		{firstGo, "switch scope {", "scope = \"server\"\n\tif header[1] != nil {\n\t\tscope = \"client\"\n\t}\n\tswitch scope {"},
	}},
	{"other-first-messages-skipped", "CONN-2", "passes over first messages of another scope, and waits for one that it knows", []Edit{
		{connGo, fatalAtFirst, "c.serve(ctx)"},
	}},

	{"later-headers-wanted", "CONN-3", "wants a header in every message", []Edit{
		{messageGo, "\tm, err := decodePayload(envelope[0])\n", "\tif header, _ := v.members(\"header\"); !header[0].isObject() {\n\t\treturn Message{}, malformed(\"header is missing\")\n\t}\n\tm, err := decodePayload(envelope[0])\n"},
	}},
	{"later-scopes-wanted", "CONN-3", "wants the scope in every message", []Edit{
		{messageGo, "\tm, err := decodePayload(envelope[0])\n", "\tif !bytes.Contains(body, []byte(`\"scope\":\"client\"`)) {\n\t\treturn Message{}, malformed(\"scope is missing\")\n\t}\n\tm, err := decodePayload(envelope[0])\n"},
	}},
	{"later-scopes-obeyed", "CONN-3", "takes a session for a peer from the message on that says so", []Edit{
		{sessionGo, "m, refusal := message.DecodeClient(body)\n", "if first, _ := message.DecodeFirst(body); first.Peer != nil {\n\t\t\tc.servePeer(ctx, *first.Peer)\n\t\t\treturn\n\t\t}\n\t\tm, refusal := message.DecodeClient(body)\n"},
	}},
	{"later-headers-read-as-the-first", "CONN-3", "reads a later header with a scope as that of a first message", []Edit{
		{sessionGo, "if refusal != nil {", `if bytes.Contains(body, []byte("\"scope\"")) && refusal == nil {
			var first message.First
			if first, refusal = message.DecodeFirst(body); first.Client != nil && !c.authenticate(ctx, *first.Client) {
				return
			}
		}
		if refusal != nil {`},
	}},

	{"one-message-at-a-time", "CONN-4", "serves one message at a time", []Edit{
		{routerGo, "if _, ok := s.config.Handlers[j.Type]; !ok {", "serving.Lock()\n\tdefer serving.Unlock()\n\tif _, ok := s.config.Handlers[j.Type]; !ok {"},
		{routerGo, "// pass passes", "var serving sync.Mutex\n\n// pass passes"},
	}},
	{"one-frame-at-a-time", "CONN-4", "reads one frame at a time, from its first byte to its last", []Edit{
		{connGo, "if !c.waitUntil(end) {", "reading.Lock()\n\tdefer reading.Unlock()\n\tif !c.waitUntil(end) {"},
		{connGo, "// waitUntil sets", "var reading sync.Mutex\n\n// waitUntil sets"},
	}},
	{"one-writer-for-all", "CONN-4", "writes to one connection at a time, and waits until the other side has read", []Edit{
		{connGo, "{ return c.out.put(framed) }", "{\n\twriting.Lock()\n\tdefer writing.Unlock()\n\t_, err := c.socket.Write(framed)\n\treturn err\n}\n\nvar writing sync.Mutex"},
	}},
	{"thirty-two-workers", "CONN-4", "serves 32 connections at a time", []Edit{
		{serverGo, "\tgo func() {\n\t\tl.serve(c, ctx)", "\tworkers <- struct{}{}\n\tgo func() {\n\t\tl.serve(c, ctx)\n\t\t<-workers"},
		{serverGo, "// start serves", "var workers = make(chan struct{}, 32)\n\n// start serves"},
	}},
	{"fatal-for-the-user", "CONN-4", "closes all sessions of the user where one of them sends what is fatal", []Edit{
		{sessionGo, fatalInSession, "c.server.sessions.remove(s)\n\t\t\tfor _, other := range c.server.sessions.of(s.user) {\n\t\t\t\tother.socket.Close()\n\t\t\t}\n\t\t\t" + fatalInSession},
	}},
	{"crash-at-a-fatal-error", "CONN-4", "crashes where a session sends what is fatal", []Edit{
		{sessionGo, fatalInSession, "panic(refusal.Reason)"},
	}},
	{"crash-at-a-broken-pipe", "CONN-4", "crashes where it writes to a connection that is reset", []Edit{
		{outboxGo, "\t\tif err != nil {\n\t\t\to.end(err)", "\t\tif errors.Is(err, syscall.EPIPE) || errors.Is(err, syscall.ECONNRESET) {\n\t\t\tpanic(err)\n\t\t}\n\t\tif err != nil {\n\t\t\to.end(err)"},
	}},
	{"buffer-used-again", "CONN-4", "reads on new connections first what an earlier one has left unread", []Edit{
		{connGo, "\treturn &conn{\n", "\tleft, _ := unread.Load().([]byte)\n\treturn &conn{\n"},
		{connGo, "bufio.NewReader(socket)", "bufio.NewReader(io.MultiReader(bytes.NewReader(left), socket))"},
		{connGo, "// serve serves", "var unread atomic.Value\n\n// serve serves"},
		{connGo, "\tc.out.flush()\n", "\tif left, _ := c.in.Peek(c.in.Buffered()); len(left) > 0 {\n\t\tunread.Store(left)\n\t}\n\tc.out.flush()\n"},
	}},

	{"deliveries-in-the-background", "CONN-5", "does not wait for its deliveries before it reports and goes on", []Edit{
		{sendClientsGo, "if session.send(delivery) != nil {", "if time.AfterFunc(20*time.Millisecond, func() { session.send(delivery) }) == nil {"},
	}},
	{"every-message-on-its-own", "CONN-5", "serves each message in the background", []Edit{
		{sessionGo, "if !s.handle(ctx, m) {", "if m.Type != typeBuiltin {\n\t\t\tgo s.handle(ctx, m)\n\t\t\tcontinue\n\t\t}\n\t\tif !s.handle(ctx, m) {"},
	}},
	{"last-read-first-served", "CONN-5", "serves the messages that have arrived together from the last to the first", []Edit{
		{sessionGo, "c.out.whenEnded(c.leave)", `var waiting []func() bool
	serve := func() bool {
		for ; len(waiting) > 0; waiting = waiting[:len(waiting)-1] {
			if !waiting[len(waiting)-1]() {
				return false
			}
		}
		return true
	}
	defer serve()
	c.out.whenEnded(c.leave)`},
		{sessionGo, "if !s.handle(ctx, m) {", `if m.Type != typeBuiltin && c.in.Buffered() > 0 {
			waiting = append(waiting, func() bool { return s.handle(ctx, m) })
			continue
		}
		if !s.handle(ctx, m) || !serve() {`},
	}},

	{"closes-without-a-word", "CONN-6", "closes without a report where something is fatal", []Edit{
		{connGo, lastReport, "if id != message.FatalID {\n\t\t" + lastReport + "\n\t}"},
	}},
	{"fatal-reports-without-error", "CONN-6", "reports what is fatal without an error", []Edit{
		{reportGo, "if r.Err != nil {\n\t\tbody =", "if r.Err != nil && string(r.ID) != string(SpecialID(FatalID)) {\n\t\tbody ="},
	}},
	{"late-frames-closed-without-a-word", "CONN-6", "closes without a report where a frame takes too long", []Edit{
		{connGo, "c.refuse(message.FatalID, message.Errorf(message.Malformed, \"the message did not arrive in time\"))", ""},
	}},
	{"strangers-closed-without-a-word", "CONN-6", "closes without a report where a first message is fatal", []Edit{
		{connGo, fatalAtFirst, ""},
		{connGo, "\tif err != nil {\n\t\tc.ended(err)\n\t\treturn\n\t}\n\tfirst", "\tif err != nil {\n\t\treturn\n\t}\n\tfirst"},
	}},

	{"malformed-messages-reported", "CONN-7", "reports a malformed message and goes on", []Edit{
		{sessionGo, fatalInSession + "\n\t\t\treturn", "c.refuse(message.FatalID, refusal)\n\t\t\tcontinue"},
	}},
	{"fatal-after-the-rest", "CONN-7", "serves what has arrived already behind a fatal message", []Edit{
		{sessionGo, fatalInSession + "\n\t\t\treturn", "if c.in.Buffered() > 0 {\n\t\t\t\tdefer c.refuse(message.FatalID, refusal)\n\t\t\t\tcontinue\n\t\t\t}\n\t\t\tc.refuse(message.FatalID, refusal)\n\t\t\treturn"},
	}},
	{"fatal-drops-reports", "CONN-7", "drops the reports that are on their way where something is fatal", []Edit{
		{sessionGo, fatalInSession, "c.socket.Close()"},
		{outboxGo, "\t\tgo o.write()\n", "\t\ttime.AfterFunc(100*time.Millisecond, o.write)\n"},
	}},
	{"fatal-before-its-turn", "CONN-7", "closes for a malformed message before it has served the one before it", []Edit{
		{sessionGo, "if !s.handle(ctx, m) {", `rest, _ := c.in.Peek(c.in.Buffered())
		next, err := frame.Read(bytes.NewReader(rest), len(rest))
		if _, refusal := message.DecodeClient(next); err == nil && refusal != nil {
			c.refuse(message.FatalID, refusal)
			return
		}
		if !s.handle(ctx, m) {`},
	}},
	{"open-after-a-fatal-error", "CONN-7", "leaves the connection open where something is fatal", []Edit{
		{connGo, lastReport, lastReport + "\n\tc.waitUntil(never)\n\tio.Copy(io.Discard, c.socket)"},
	}},

	{"end-of-stream-drops-messages", "CONN-8", "drops the last message of a client that has ended its stream behind it", []Edit{
		{sessionGo, "if !s.handle(ctx, m) {", "c.socket.SetReadDeadline(time.Now().Add(100 * time.Millisecond))\n\t\tif _, err := c.in.Peek(c.in.Buffered() + 1); err == io.EOF {\n\t\t\treturn\n\t\t}\n\t\tif !s.handle(ctx, m) {"},
	}},
	{"end-of-stream-unanswered", "CONN-8", "does not close its side when a client ends its stream", []Edit{
		{connGo, "c.log.Debug(\"connection ended\", \"reason\", err)", "if err == io.EOF {\n\t\t\ttime.Sleep(time.Hour)\n\t\t}"},
	}},

	{"first-message-time-unbounded", "CONN-9", "waits for a first message as long as it takes", []Edit{
		{connGo, "end := time.Now().Add(c.server.config.Timeouts.Authentication)\n\treturn c.readBy(end, end)", "return c.readBy(never, never)"},
	}},
	{"first-byte-in-time", "CONN-9", "bounds the time of a first message up to its first byte", []Edit{
		{connGo, "return c.readBy(end, end)", "return c.readBy(end, never)"},
	}},

	{"closes-at-once", "CONN-11", "closes behind a report at once", []Edit{
		{connGo, `	if half, ok := c.socket.(interface{ CloseWrite() error }); ok && half.CloseWrite() == nil {
		c.socket.SetReadDeadline(time.Now().Add(lingerTime))
		io.Copy(io.Discard, c.socket)
	}
`, ""},
	}},
	{"closes-whole-at-refusals", "CONN-11", "closes at once behind the refusal of a password", []Edit{
		{connGo, lastReport, lastReport + "\n\tif id == message.AuthID {\n\t\tc.out.flush()\n\t\tc.socket.Close()\n\t}"},
	}},
	{"drains-without-end", "CONN-11", "reads what still comes as long as it comes", []Edit{
		{connGo, "c.socket.SetReadDeadline(time.Now().Add(lingerTime))", "c.socket.SetReadDeadline(never)"},
	}},
}
