package deviant

// Servers that end connections otherwise.
var variantsOfEndings = []Server{
	{"closes-late", "CONN-7", "closes a connection a tenth of a second after it has written the last of it", []Edit{
		{"conn.go", "	if half, ok := c.socket", "	time.Sleep(100 * time.Millisecond)\n	if half, ok := c.socket"},
	}},
	{"lingers-long", "CONN-11", "goes on reading and dropping for three seconds where the other side does not end", []Edit{
		{"conn.go", "time.Now().Add(lingerTime)", "time.Now().Add(3 * time.Second)"},
		{"conn.go", "lingerBytes)\n	}", "1<<30)\n	}"},
	}},
	{"resets-in-the-end", "CONN-11", "ends its own stream, drops what comes for a while, and then resets the connection", []Edit{
		{"conn.go", "	c.socket.Close()\n}", "	if tcp, ok := c.socket.(*net.TCPConn); ok {\n		tcp.SetLinger(0)\n	}\n	c.socket.Close()\n}"},
	}},
	{"resets-who-has-ended", "CONN-8", "resets the connection of a client that has ended its stream, when all is served", []Edit{
		{"conn.go", "		c.log.Debug(\"connection ended\", \"reason\", err)\n", "		c.out.flush()\n		if tcp, ok := c.socket.(*net.TCPConn); ok {\n			tcp.SetLinger(0)\n		}\n		c.socket.Close()\n"},
	}},
	{"resets-peers-without-id", "PEER-5", "resets the connection of a peer whose message has no id, having nothing to tell it", []Edit{
		{"federation.go", "	if p.ID != nil { // PEER-6\n", "	if tcp, ok := c.socket.(*net.TCPConn); ok && p.ID == nil {\n		tcp.SetLinger(0)\n		tcp.Close()\n	}\n	if p.ID != nil { // PEER-6\n"},
	}},
	{"handlers-closed-late", "HAND-3", "closes the connection to a handler some time after the answer has been read", []Edit{
		{"internal/handler/ask.go", "	conn.Close() // which ends a write that still waits\n", `	if err == nil {
		time.AfterFunc(100*time.Millisecond, func() { conn.Close() })
		return answer, nil
	}
	conn.Close()
`},
		{"internal/handler/ask.go", "	defer context.AfterFunc(ctx, func() { conn.SetDeadline(time.Unix(1, 0)) })()\n", "	stop := context.AfterFunc(ctx, func() { conn.SetDeadline(time.Unix(1, 0)) })\n	defer stop()\n"},
	}},
	{"handlers-closed-in-stages", "HAND-9", "ends its side of a handler connection behind the answer, and closes when the handler has ended, too, or after a while", []Edit{
		{"internal/handler/ask.go", "	conn.Close() // which ends a write that still waits\n", `	if err == nil {
		go func() {
			conn.(*net.UnixConn).CloseWrite()
			conn.SetDeadline(time.Now().Add(200 * time.Millisecond))
			io.Copy(io.Discard, conn)
			conn.Close()
		}()
		return answer, nil
	}
	conn.Close()
`},
	}},
	{"peers-closed-in-stages", "SERVERS-10", "reads what a peer answers for a while before it closes the connection, and reports without waiting for that", []Edit{
		{"internal/peer/peer.go", "	return conn.Close()\n", `	go func() {
		conn.(*net.TCPConn).CloseWrite()
		conn.SetReadDeadline(time.Now().Add(300 * time.Millisecond))
		io.Copy(io.Discard, conn)
		conn.Close()
	}()
	return nil
`},
	}},
	{"informer-answers-before-closing", "INFO-5", "answers a request to the informer that is too long, or takes too long, before it closes the connection", []Edit{
		{"informer.go", "			c.log.Debug(\"informer connection ended\", \"reason\", err)\n", "			if !errors.Is(err, io.EOF) {\n				c.send(frame.Encode(message.EncodeInformerRefusal()))\n			}\n"},
	}},
	{"stops-late", "CONN-10", "goes on serving for a moment when it is told to stop", []Edit{
		{"server.go", "	<-ctx.Done()\n", "	<-ctx.Done()\n	time.Sleep(200 * time.Millisecond)\n"},
	}},
}
