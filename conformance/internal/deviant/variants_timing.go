package deviant

// Servers that are slow in one place, where nothing says how fast to be.
var variantsOfTiming = []Server{
	{"starts-and-stops-slowly", "CONN-10", "opens its listeners one after the other, the last first, serves a while after, and goes on for a moment when it is told to stop", []Edit{
		{serverGo, "	<-ctx.Done()\n", "	<-ctx.Done()\n	time.Sleep(50 * time.Millisecond)\n"},
		{listenGo, "	for _, l := range s.config.Listeners {\n", "	for _, l := range slices.Backward(s.config.Listeners) {\n		time.Sleep(20 * time.Millisecond)\n"},
		{serverGo, "	var accepting sync.WaitGroup\n", "	time.Sleep(50 * time.Millisecond)\n	var accepting sync.WaitGroup\n"},
	}},
	{"begins-late", "LISTEN-3", "begins to read from a connection some time after it was opened", []Edit{
		{serverGo, "		l.serve(c, ctx)\n", "		time.Sleep(15 * time.Millisecond)\n		l.serve(c, ctx)\n"},
	}},
	{"signs-in-slowly", "AUTH-2", "takes some time to check the credentials and to begin the session, and more to refuse", []Edit{
		{sessionGo, "	if !ok {\n		c.refuse(", "	if !ok {\n		time.Sleep(200 * time.Millisecond)\n		c.refuse("},
		{sessionGo, "	ok, err := c.server.accounts.Verify(", "	time.Sleep(10 * time.Millisecond)\n	ok, err := c.server.accounts.Verify("},
		{sessionGo, "	c.out.whenEnded(c.leave)", "	time.Sleep(5 * time.Millisecond)\n	c.out.whenEnded(c.leave)"},
	}},
	{"rests-between-messages", "CONN-5", "rests before it reads the next message of a session", []Edit{
		{sessionGo, "		body, err := c.read()\n", "		time.Sleep(4 * time.Millisecond)\n		body, err := c.read()\n"},
	}},
	{"fatal-reports-late", "CONN-6", "takes its time between a fatal error and the report on it", []Edit{
		{connGo, "	c.log.Warn(\"fatal error\"", "	time.Sleep(60 * time.Millisecond)\n	c.log.Warn(\"fatal error\""},
	}},
	{"sessions-end-late", "CONN-8", "notices late that a client has left, and that it has cut one off", []Edit{
		{serverGo, "		c.leave()\n", "		time.Sleep(60 * time.Millisecond)\n		c.leave()\n"},
	}},
	{"sessions-end-late-and-fail", "CLIENTS-4", "notices late that a client has left, and reports a delivery to that session as bad", []Edit{
		{serverGo, "		c.leave()\n", "		time.Sleep(60 * time.Millisecond)\n		c.leave()\n"},
		{sessionGo, "	c.out.whenEnded(c.leave) // who does not take a delivery is no recipient (CLIENTS-10)\n", ""},
	}},
	{"every-second-connection-slow", "CONN-5", "is slow to write to every second connection", []Edit{
		{outboxGo, "		o.socket.SetWriteDeadline(", "		if socketIsSlow(o.socket) {\n			time.Sleep(10 * time.Millisecond)\n		}\n		o.socket.SetWriteDeadline("},
		{outboxGo, "// end drops", `// socketIsSlow goes by the port of the other side, and by chance at UNIX sockets.
func socketIsSlow(socket net.Conn) bool {
	at, ok := socket.RemoteAddr().(*net.TCPAddr)
	return !ok || at.Port/2%2 == 0
}

// end drops`},
	}},
	{"deliveries-slow", "CONN-5", "is slow to write deliveries to anybody but the originator, whose report does not wait for them", []Edit{
		{outboxGo, "		o.socket.SetWriteDeadline(", "		if bytes.Contains(framed, []byte(\"receivedMessage\")) {\n			time.Sleep(15 * time.Millisecond)\n		}\n		o.socket.SetWriteDeadline("},
	}},
	{"reports-late", "STAT-1", "rests before each report", []Edit{
		{routerGo, "	if r.err != nil {\n		attributes", "	time.Sleep(8 * time.Millisecond)\n	if r.err != nil {\n		attributes"},
	}},
	{"handlers-asked-slowly", "HAND-2", "rests before it connects to a handler, before it writes to it, and before it reads the answer", []Edit{
		{askGo, "	conn, err := dial(ctx, socket)\n", "	time.Sleep(5 * time.Millisecond)\n	conn, err := dial(ctx, socket)\n"},
		{askGo, "		_, err := conn.Write(frame.Encode(data))\n", "		time.Sleep(5 * time.Millisecond)\n		_, err := conn.Write(frame.Encode(data))\n"},
		{askGo, "	answer, err := frame.Read(conn, limit)\n", "	time.Sleep(10 * time.Millisecond)\n	answer, err := frame.Read(conn, limit)\n"},
	}},
	{"commands-run-late", "CLIENTS-1", "rests between the answer of a handler and what it commands", []Edit{
		{routerGo, "	switch command := answer.Command.(type) {\n", "	time.Sleep(8 * time.Millisecond)\n	switch command := answer.Command.(type) {\n"},
	}},
	{"rests-between-deliveries", "CLIENTS-4", "delivers to the users named last first, and rests between one session and the next", []Edit{
		{sendClientsGo, "	for _, user := range unique(users) { // CLIENTS-6\n", "	for _, user := range slices.Backward(unique(users)) { // CLIENTS-6\n"},
		{sendClientsGo, "			if session.send(delivery)", "			time.Sleep(2 * time.Millisecond)\n			if session.send(delivery)"},
	}},
	{"peers-one-behind-the-other", "SERVERS-6", "begins to send to the addresses named last first, each a moment behind the one before, and rests before it writes and closes", []Edit{
		{peerGo, "	conn.SetWriteDeadline(", "	time.Sleep(20 * time.Millisecond)\n	conn.SetWriteDeadline("},
		{peerGo, "	return conn.Close()\n", "	time.Sleep(20 * time.Millisecond)\n	return conn.Close()\n"},
		{sendServersGo, "	for i, address := range targets {\n", "	for i, address := range slices.Backward(targets) {\n		time.Sleep(10 * time.Millisecond)\n"},
	}},
	{"informer-slow", "INFO-5", "takes its time for each answer of the informer and for closing behind quit, and answers frames that are too long or take too long", []Edit{
		{informerGo, "			c.log.Debug(\"informer connection ended\", \"reason\", err)\n", "			if !errors.Is(err, io.EOF) {\n				c.send(frame.Encode(message.EncodeInformerRefusal()))\n			}\n"},
		{informerGo, "		request, refusal :=", "		time.Sleep(20 * time.Millisecond)\n		request, refusal :="},
		{informerGo, "		if request.Inquiry == message.Quit { // INFO-4\n", "		if request.Inquiry == message.Quit { // INFO-4\n			time.Sleep(100 * time.Millisecond)\n"},
	}},
	{"dawdles-everywhere", "CONN-4", "takes between nothing and some milliseconds for everything, by chance", []Edit{
		{frameGo, "// inside turns", `// Dawdle waits for up to three milliseconds, by the whim of the clock.
func Dawdle() { time.Sleep(time.Duration(time.Now().Nanosecond() / 64 % 4) * time.Millisecond) }

// inside turns`},
		{sessionGo, "		body, err := c.read()\n", "		frame.Dawdle()\n		body, err := c.read()\n"},
		{outboxGo, "		o.socket.SetWriteDeadline(", "		frame.Dawdle()\n		o.socket.SetWriteDeadline("},
		{serverGo, "		l.serve(c, ctx)\n", "		frame.Dawdle()\n		l.serve(c, ctx)\n		frame.Dawdle()\n"},
		{routerGo, "	answer, err := s.ask(ctx, name, data)\n", "	frame.Dawdle()\n	answer, err := s.ask(ctx, name, data)\n	frame.Dawdle()\n"},
		{sendClientsGo, "	failures := 0\n", "	frame.Dawdle()\n	failures := 0\n"},
		{askGo, "	conn.Close() // which", "	frame.Dawdle()\n	conn.Close() // which"},
		{peerGo, "	conn.SetWriteDeadline(", "	frame.Dawdle()\n	conn.SetWriteDeadline("},
	}},
}
