package deviant

// Servers that end connections otherwise.
var variantsOfEndings = []Server{
	{"closes-late", "CONN-7", "closes a connection a tenth of a second after it has written the last of it", []Edit{
		{connGo, "	if half, ok := c.socket", "	time.Sleep(100 * time.Millisecond)\n	if half, ok := c.socket"},
	}},
	{"lingers-long", "CONN-11", "goes on reading and dropping for three seconds where the other side does not end", []Edit{
		{connGo, "time.Now().Add(lingerTime)", "time.Now().Add(3 * time.Second)"},
	}},
	{"handlers-closed-late", "HAND-3", "closes the connection to a handler some time after the answer has been read, or the handler been given up", []Edit{
		{askGo, `	conn.Close() // which ends a write that still waits
	if writeErr := <-written; err != nil {
		return nil, classify(ctx, errors.Join(err, writeErr))
`, `	time.AfterFunc(100*time.Millisecond, func() { conn.Close() })
	if err != nil {
		return nil, classify(ctx, err)
`},
	}},
	{"resets-instead-of-closing", "CONN-8", "resets connections when all is said: those of clients that have ended, of peers without an id, and every one in the end", []Edit{
		{connGo, "		c.log.Debug(\"connection ended\", \"reason\", err)\n", "		c.out.flush()\n		resetAndClose(c.socket)\n"},
		{connGo, "	c.socket.Close()\n}", `	resetAndClose(c.socket)
}

func resetAndClose(socket net.Conn) {
	if tcp, ok := socket.(*net.TCPConn); ok {
		tcp.SetLinger(0)
	}
	socket.Close()
}`},
		{federationGo, "	if p.ID != nil { // PEER-6\n", "	if p.ID == nil {\n		resetAndClose(c.socket)\n	}\n	if p.ID != nil { // PEER-6\n"},
	}},
	{"handlers-and-peers-closed-in-stages", "SERVERS-10", "ends its side of the connection to a handler or a peer, reads on for a while, and then closes", []Edit{
		{askGo, "	conn.Close() // which ends a write that still waits\n", `	if err == nil {
		go frame.CloseInStages(conn)
		return answer, nil
	}
	conn.Close()
`},
		{peerGo, "	return conn.Close()\n", "	go frame.CloseInStages(conn)\n	return nil\n"},
		{frameGo, "// inside turns", `func CloseInStages(conn net.Conn) {
	conn.(interface{ CloseWrite() error }).CloseWrite()
	conn.SetDeadline(time.Now().Add(200 * time.Millisecond))
	io.Copy(io.Discard, conn)
	conn.Close()
}

// inside turns`},
	}},
}
