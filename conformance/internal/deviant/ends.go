package deviant

// streamHasEnded is the source of a function that reports whether the other side of a TCP
// connection has ended its stream, even if data is still unread. It works on Linux only.
const streamHasEnded = `func streamHasEnded(socket net.Conn) (ended bool) {
	tcp, ok := socket.(*net.TCPConn)
	if !ok {
		return false
	}
	raw, err := tcp.SyscallConn()
	if err == nil {
		raw.Control(func(fd uintptr) {
			const information, closeWait = 11, 8
			state, _ := syscall.GetsockoptInt(int(fd), syscall.IPPROTO_TCP, information)
			ended = state&0xff == closeWait
		})
	}
	return ended
}

`

// answersInquiry is the statement that sends an answer of the informer.
const answersInquiry = "c.send(frame.Encode(message.EncodeInformerAnswer(c.server.inform(request))))"

// ends are servers that handle clients badly that leave early or arrive at the same time.
var ends = []Server{
	{"end-of-stream-drops-what-is-unread", "CONN-8", "serves only what is already in its buffer once a client has ended its stream", []Edit{
		{sessionGo, "if !s.handle(ctx, m) {", `if streamHasEnded(c.socket) {
			here, _ := c.in.Peek(c.in.Buffered())
			c.in = bufio.NewReader(bytes.NewReader(slices.Clone(here)))
		}
		if !s.handle(ctx, m) {`},
		{sessionGo, "// authenticate reports", streamHasEnded + "// authenticate reports"},
	}},
	{"end-of-stream-ends-sign-in", "CONN-8", "drops a client that has ended its stream before its password has been checked", []Edit{
		{sessionGo, signIn, `c.socket.SetReadDeadline(time.Now().Add(20 * time.Millisecond))
	if _, err := c.in.Peek(c.in.Buffered() + 1); err == io.EOF {
		return
	}
	` + signIn},
	}},
	{"peer-must-not-reset", "PEER-4", "abandons a peer's message when the peer resets the connection", []Edit{
		{federationGo, servesPeer, servesPeer + `	ctx, giveUp := context.WithCancel(ctx)
	c.socket.SetReadDeadline(never)
	go func() {
		if _, err := c.in.Peek(1); errors.Is(err, syscall.ECONNRESET) {
			giveUp()
		}
	}()
`},
	}},
	{"crash-at-a-caller-that-leaves", "CONN-4", "crashes if a caller of the informer leaves without reading", []Edit{
		{informerGo, answersInquiry, "if err := " + answersInquiry + "; err != nil {\n\t\t\tpanic(err)\n\t\t}"},
	}},
	{"informer-writes-in-the-registry", "CONN-4", "cannot begin or end a session while it writes an answer of the informer", []Edit{
		{informerGo, answersInquiry, `answer := frame.Encode(message.EncodeInformerAnswer(c.server.inform(request)))
		c.server.sessions.mu.RLock()
		c.socket.Write(answer)
		c.server.sessions.mu.RUnlock()`},
	}},
	{"informer-serves-one-caller", "CONN-4", "serves one caller of the informer at a time", []Edit{
		{informerGo, "\tfor {\n\t\tbody, err := c.read()", "\tcalling.Lock()\n\tdefer calling.Unlock()\n\tfor {\n\t\tbody, err := c.read()"},
		{informerGo, "// inform returns the data", "var calling sync.Mutex\n\n// inform returns the data"},
	}},
	{"informer-waits-for-messages", "CONN-4", "does not answer the informer's callers while a message is served", []Edit{
		{informerGo, answersInquiry, "beingServed.Lock()\n\t\tbeingServed.Unlock()\n\t\t" + answersInquiry},
		{informerGo, "// inform returns the data", "var beingServed sync.RWMutex\n\n// inform returns the data"},
		{routerGo, "if _, ok := s.config.Handlers[j.Type]; !ok {", "beingServed.RLock()\n\tdefer beingServed.RUnlock()\n\tif _, ok := s.config.Handlers[j.Type]; !ok {"},
	}},
	{"passwords-checked-alone", "CONN-4", "serves no message while it checks a password, which takes half a second", []Edit{
		{sessionGo, "\tok, err := " + givenPair, "\tif credentials.Username == \"erin\" {\n\t\tchecking.Lock()\n\t\ttime.Sleep(500 * time.Millisecond)\n\t\tchecking.Unlock()\n\t}\n\tok, err := " + givenPair},
		{sessionGo, "// handle serves", "var checking sync.Mutex\n\n// handle serves"},
		{routerGo, "if _, ok := s.config.Handlers[j.Type]; !ok {", "checking.Lock()\n\tchecking.Unlock()\n\tif _, ok := s.config.Handlers[j.Type]; !ok {"},
	}},
	{"places-lost-at-resets", "CONN-4", "refuses a user after twenty of her sessions were reset", []Edit{
		{sessionGo, signIn, `if lost, _ := placesLost.LoadOrStore(credentials.Username, new(atomic.Int64)); lost.(*atomic.Int64).Load() >= 20 {
		return
	}
	` + signIn},
		{sessionGo, "c.ended(err)\n", "if errors.Is(err, syscall.ECONNRESET) {\n\t\t\t\tlost, _ := placesLost.LoadOrStore(s.user, new(atomic.Int64))\n\t\t\t\tlost.(*atomic.Int64).Add(1)\n\t\t\t}\n\t\t\tc.ended(err)\n"},
		{sessionGo, "// authenticate reports", "var placesLost sync.Map // by user\n\n// authenticate reports"},
	}},
	{"one-death-reported", "HAND-5", "reports the death of a handler to only one of the waiting clients", []Edit{
		{askGo, "return fmt.Errorf(\"%w: %w\", ErrClosed, err)", `if now := time.Now().UnixMilli(); now-lastDeath.Swap(now) < 1000 {
		<-ctx.Done()
	}
	return fmt.Errorf("%w: %w", ErrClosed, err)`},
		{askGo, "// wait reports", "var lastDeath atomic.Int64 // in milliseconds\n\n// wait reports"},
	}},
	{"delivery-given-up-where-sessions-change", "CLIENTS-1", "fails a delivery if a session begins or ends meanwhile", []Edit{
		{sendClientsGo, sessionsOf, sessionsOf + `
		before := s.sessions.count()
		time.Sleep(2 * time.Millisecond)
		if s.sessions.count() != before {
			return failed(message.Undeliverable, "the sessions have changed")
		}`},
	}},
	{"sixty-four-sessions-only", "CLIENTS-1", "delivers to at most 64 sessions of a user", []Edit{
		{sendClientsGo, "range sessions {", "range sessions[:min(64, len(sessions))] {"},
	}},
	{"ends-lost-in-count", "INFO-3", "miscounts sessions that end at the same time", []Edit{
		{registryGo, "\tgreet()\n", "\tgreet()\n\tcounted.Add(1)\n"},
		{registryGo, "\tdelete(r.users[s.user], s)\n", `	if _, known := r.users[s.user][s]; known {
		r.mu.Unlock()
		count := counted.Load()
		time.Sleep(2 * time.Millisecond)
		counted.Store(count - 1)
		r.mu.Lock()
	}
	delete(r.users[s.user], s)
`},
		{registryGo, "// add makes s known.", "var counted atomic.Int64\n\n// add makes s known."},
		{informerGo, "strconv.Itoa(s.sessions.count())", "strconv.Itoa(int(counted.Load()))"},
	}},
	{"ends-not-counted", "INFO-3", "counts all sessions that ever began", []Edit{
		{registryGo, "\tgreet()\n", "\tgreet()\n\tbegun.Add(1)\n"},
		{registryGo, "// add makes s known.", "var begun atomic.Int64\n\n// add makes s known."},
		{informerGo, "strconv.Itoa(s.sessions.count())", "strconv.Itoa(int(begun.Load()))"},
	}},
	{"name-lost-with-one-session", "INFO-1", "no longer lists a user after one of her sessions has ended", []Edit{
		{registryGo, "\tdelete(r.users[s.user], s)\n", "\tdelete(r.users[s.user], s)\n\tgone.Store(s.user, true)\n"},
		{registryGo, "// add makes s known.", "var gone sync.Map // the users who had a session that has ended\n\n// add makes s known."},
		{registryGo, "\treturn slices.AppendSeq([]string{}, maps.Keys(r.users))\n", `	names := slices.AppendSeq([]string{}, maps.Keys(r.users))
	return slices.DeleteFunc(names, func(name string) bool {
		_, is := gone.Load(name)
		return is
	})
`},
	}},
	{"names-of-all-who-were-here", "INFO-1", "lists all users who have ever had a session", []Edit{
		{registryGo, "\tgreet()\n", "\tgreet()\n\twereHere.Store(s.user, true)\n"},
		{registryGo, "// add makes s known.", "var wereHere sync.Map // users\n\n// add makes s known."},
		{registryGo, "\treturn slices.AppendSeq([]string{}, maps.Keys(r.users))\n", `	names := []string{}
	wereHere.Range(func(name, _ any) bool {
		names = append(names, name.(string))
		return true
	})
	return names
`},
	}},
	{"presence-of-all-who-were-here", "INFO-2", "answers isClient with true for all who have ever had a session", []Edit{
		{registryGo, "\tgreet()\n", "\tgreet()\n\tonceHere.Store(s.user, true)\n"},
		{registryGo, "// add makes s known.", "var onceHere sync.Map // users\n\n// add makes s known."},
		{informerGo, "\t\treturn len(s.sessions.of(request.Username)) > 0\n", "\t\t_, here := onceHere.Load(request.Username)\n\t\treturn here\n"},
	}},
	{"quit-ends-the-informer", "INFO-4", "serves no caller of the informer after one has quit", []Edit{
		{informerGo, "\tfor {\n\t\tbody, err := c.read()", "\tif over.Load() {\n\t\treturn\n\t}\n\tfor {\n\t\tbody, err := c.read()"},
		{informerGo, "if request.Inquiry == message.Quit { // INFO-4\n", "if request.Inquiry == message.Quit {\n\t\t\tover.Store(true)\n"},
		{informerGo, "// inform returns the data", "var over atomic.Bool\n\n// inform returns the data"},
	}},
	{"id-lost-in-chain", "SERVERS-11", "loses the id of a client's message when a handler passes it on", []Edit{
		{sendHandlerGo, "\treturn s.pass(", "\tif j.hops == 0 {\n\t\tj.ID = message.SpecialID(string(name))\n\t}\n\treturn s.pass("},
	}},
	{"peers-report-lost-in-chain", "PEER-6", "sends a peer no report on a message that a handler has passed on", []Edit{
		{federationGo, "p.ID != nil", "p.ID != nil && !passedOn.CompareAndSwap(true, false)"},
		{sendHandlerGo, "\treturn s.pass(", "\tpassedOn.Store(j.hops > 0)\n\treturn s.pass("},
		{federationGo, "// serveHop", "var passedOn atomic.Bool\n\n// serveHop"},
	}},
	{"peers-report-to-client", "SERVERS-10", "forwards the report of another server to the client", []Edit{
		{sessionGo, "s.server.serve(ctx, job", "s.server.serve(context.WithValue(ctx, \"session\", s), job"},
		{peerGo, "\treturn conn.Close()\n", `	s2, is := ctx.Value("session").(interface{ Pass([]byte) })
	conn.SetReadDeadline(time.Now().Add(time.Second))
	if report, err := frame.Read(conn, 1<<16); err == nil && is {
		s2.Pass(report)
	}
	return conn.Close()
`},
		{sessionGo, "// handle serves", "func (s *session) Pass(report []byte) { s.send(frame.Encode(report)) }\n\n// handle serves"},
	}},
	{"peers-chain-failure-to-everybody", "CHAIN-7", "reports the failure of a peer's chain to all clients", []Edit{
		{sendHandlerGo, "\treturn s.pass(ctx, j, string(name), data, passed+1)\n", `	r := s.pass(ctx, j, string(name), data, passed+1)
	for _, user := range s.sessions.names() {
		for _, session := range s.sessions.of(user) {
			if j.hops > 0 && r.err != nil {
				session.report(message.Report{ID: j.ID, Err: r.err})
			}
		}
	}
	return r
`},
	}},
	{"peers-chain-without-end", "CHAIN-5", "does not limit the chain of a peer's message", []Edit{
		{sendHandlerGo, "passed >= s.config.Limits.ChainLength", "j.hops == 0 && passed >= s.config.Limits.ChainLength"},
	}},
	{"stops-at-once", "CONN-13", "closes every connection at once on the stop signal", []Edit{
		{serverGo, "groups := []*connections{s.open, s.asking}\n", "groups := []*connections{s.open, s.asking}\n\tabandon()\n\tfor _, group := range groups {\n\t\tgroup.closeAll()\n\t}\n"},
	}},
	{"stops-when-all-is-served", "CONN-13", "waits forever for messages being served after the stop signal", []Edit{
		{serverGo, "time.AfterFunc(s.config.Timeouts.Drain,", "time.AfterFunc(time.Hour,"},
	}},
	{"stops-when-all-have-left", "CONN-13", "waits forever for its clients to leave after the stop signal", []Edit{
		{connectionsGo, "\tcs.each((*conn).stopReading)\n", ""},
		{serverGo, "time.AfterFunc(s.config.Timeouts.Drain,", "time.AfterFunc(time.Hour,"},
	}},
}
