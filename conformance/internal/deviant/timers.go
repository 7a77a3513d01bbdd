package deviant

// Statements that set timeouts.
const (
	boundFrame = "if last := time.Now().Add(c.server.config.Timeouts.Frame); end == never || last.Before(end) {\n\t\tend = last\n\t}\n"
	servesPeer = "c.log = c.log.With(\"scope\", \"server\")\n"
)

// isInPieces is a condition that holds while a frame has arrived only in part.
const isInPieces = "func() bool {\n\t\tcame, _ := c.in.Peek(c.in.Buffered())\n\t\treturn len(came) < frame.PrefixBytes || len(came)-frame.PrefixBytes < int(binary.LittleEndian.Uint32(came))\n\t}()"

// timers are servers that apply a timeout to the wrong thing.
var timers = []Server{
	{"frame-time-of-the-first-in-pieces", "FRAME-9", "applies the frame timeout only to the first frame of a session that arrives in pieces", []Edit{
		{connGo, boundFrame, boundFrame + `	if begin == never && ` + isInPieces + ` {
		if _, again := timed.LoadOrStore(c, true); again {
			end = never
		}
	}
`},
		{connGo, "// waitUntil sets", "var timed sync.Map // connections on which a frame has come in pieces\n\n// waitUntil sets"},
	}},
	{"idle-time-as-frame-time", "FRAME-9", "closes a connection if no frame begins within the frame timeout", []Edit{
		{connGo, "{ return c.readBy(never, never) }", "{ return c.readBy(time.Now().Add(c.server.config.Timeouts.Frame), never) }"},
	}},
	{"frame-timer-left-running", "FRAME-9", "closes a connection when the timeout of a frame that arrived in pieces has passed, although the frame is complete", []Edit{
		{connGo, boundFrame, boundFrame + "\tif begin == never && " + isInPieces + " {\n\t\ttime.AfterFunc(c.server.config.Timeouts.Frame, func() { c.socket.Close() })\n\t}\n"},
	}},
	{"first-message-timer-left-running", "CONN-9", "closes a session when the timeout of its first message has passed", []Edit{
		{sessionGo, readsSession, "time.AfterFunc(c.server.config.Timeouts.Authentication, func() { c.socket.Close() })\n\t" + readsSession},
	}},
	{"peer-served-in-time-of-first-message", "PEER-8", "abandons a peer's message when the timeout of first messages has passed", []Edit{
		{federationGo, servesPeer, servesPeer + "\tctx, cancel := context.WithTimeout(ctx, c.server.config.Timeouts.Authentication)\n\tdefer cancel()\n"},
	}},
	{"peer-closed-in-time-of-first-message", "PEER-6", "closes a peer's connection when the timeout of first messages has passed", []Edit{
		{federationGo, servesPeer, servesPeer + "\ttime.AfterFunc(c.server.config.Timeouts.Authentication, func() { c.socket.Close() })\n"},
	}},
	{"handler-timeout-for-the-chain", "HAND-6", "uses one handler timeout for a whole chain", []Edit{
		{routerGo, "return s.pass(ctx, j, j.Type, j.Data, 1)", "ctx, cancel := context.WithTimeout(ctx, s.config.Timeouts.Handler)\n\tdefer cancel()\n\treturn s.pass(ctx, j, j.Type, j.Data, 1)"},
	}},
	{"lingers-for-a-moment", "CONN-11", "goes on reading for only a tenth of a second after its last report", []Edit{
		{connGo, "time.Now().Add(lingerTime)", "time.Now().Add(100 * time.Millisecond)"},
	}},
}
