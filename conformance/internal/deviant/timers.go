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
	{"frame-time-of-the-first-in-pieces", "FRAME-9", "bounds the time of the first frame of a session that comes in pieces, and of no later one", []Edit{
		{connGo, boundFrame, boundFrame + `	if begin == never && ` + isInPieces + ` {
		if _, again := timed.LoadOrStore(c, true); again {
			end = never
		}
	}
`},
		{connGo, "// waitUntil sets", "var timed sync.Map // connections on which a frame has come in pieces\n\n// waitUntil sets"},
	}},
	{"idle-time-as-frame-time", "FRAME-9", "closes a connection on which no frame begins within the time of a frame", []Edit{
		{connGo, "{ return c.readBy(never, never) }", "{ return c.readBy(time.Now().Add(c.server.config.Timeouts.Frame), never) }"},
	}},
	{"frame-timer-left-running", "FRAME-9", "closes a connection when the time of a frame that came in pieces has passed, although it came whole", []Edit{
		{connGo, boundFrame, boundFrame + "\tif begin == never && " + isInPieces + " {\n\t\ttime.AfterFunc(c.server.config.Timeouts.Frame, func() { c.socket.Close() })\n\t}\n"},
	}},
	{"first-message-timer-left-running", "CONN-9", "closes a session when the time for its first message has passed", []Edit{
		{sessionGo, readsSession, "time.AfterFunc(c.server.config.Timeouts.Authentication, func() { c.socket.Close() })\n\t" + readsSession},
	}},
	{"peer-served-in-time-of-first-message", "PEER-8", "gives a peer's message up when the time for first messages has passed", []Edit{
		{federationGo, servesPeer, servesPeer + "\tctx, cancel := context.WithTimeout(ctx, c.server.config.Timeouts.Authentication)\n\tdefer cancel()\n"},
	}},
	{"peer-closed-in-time-of-first-message", "PEER-6", "closes a peer's connection when the time for first messages has passed", []Edit{
		{federationGo, servesPeer, servesPeer + "\ttime.AfterFunc(c.server.config.Timeouts.Authentication, func() { c.socket.Close() })\n"},
	}},
	{"handler-timeout-for-the-chain", "HAND-6", "has one handler timeout for all handlers of a chain", []Edit{
		{routerGo, "return s.pass(ctx, j, j.Type, j.Data, 1)", "ctx, cancel := context.WithTimeout(ctx, s.config.Timeouts.Handler)\n\tdefer cancel()\n\treturn s.pass(ctx, j, j.Type, j.Data, 1)"},
	}},
	{"lingers-for-a-moment", "CONN-11", "reads what still comes behind the last report for a tenth of a second", []Edit{
		{connGo, "time.Now().Add(lingerTime)", "time.Now().Add(100 * time.Millisecond)"},
	}},
}
