package deviant

var framing = []Server{
	{"length-big-endian", "FRAME-1", "reads and writes the length with its most significant byte first", []Edit{
		{frameGo, "binary.LittleEndian.Uint32(", "binary.BigEndian.Uint32("},
		{frameGo, "binary.LittleEndian.PutUint32(", "binary.BigEndian.PutUint32("},
	}},
	{"length-counts-itself", "FRAME-1", "counts the four bytes of the length in the length", []Edit{
		{frameGo, "return readBody(r, int(length))", "return readBody(r, int(length)-PrefixBytes)"},
		{frameGo, "uint32(len(body)))", "uint32(len(framed)+len(body)))"},
	}},
	{"length-in-characters", "FRAME-1", "writes a length that counts characters, not bytes", []Edit{
		{frameGo, "uint32(len(body)))", "uint32(utf8.RuneCount(body)))"},
	}},
	{"length-in-utf16-units", "FRAME-1", "writes a length that counts the units of UTF-16, as strings of many languages do", []Edit{
		{frameGo, "uint32(len(body)))", "uint32(len(utf16.Encode([]rune(string(body))))))"},
	}},

	{"length-in-one-read", "FRAME-2", "expects the length to arrive in one piece", []Edit{
		{frameGo, "if _, err := io.ReadFull(r, prefix[:]); err != nil {\n\t\treturn nil, err", `if n, err := r.Read(prefix[:]); err != nil {
		return nil, err
	} else if n < PrefixBytes {
		return nil, io.ErrUnexpectedEOF`},
	}},
	{"length-from-the-first-read", "FRAME-2", "reads the length from the bytes that arrive first", []Edit{
		{frameGo, "if _, err := io.ReadFull(r, prefix[:]); err != nil {\n\t\treturn nil, err", `n, err := r.Read(prefix[:])
	if err != nil {
		return nil, err
	}
	if _, err := io.ReadFull(r, make([]byte, PrefixBytes-n)); err != nil {
		return nil, err`},
	}},
	{"body-in-one-read", "FRAME-2", "expects the body to arrive in one piece", []Edit{
		{frameGo, "return readBody(r, int(length))", `body := make([]byte, length)
	n, err := r.Read(body)
	return body[:n], err`},
	}},
	{"rest-of-a-read-dropped", "FRAME-2", "drops what arrived in one piece with a message, behind it", []Edit{
		{sessionGo, "if !s.handle(ctx, m) {", "c.in.Discard(c.in.Buffered())\n\t\tif !s.handle(ctx, m) {"},
	}},
	{"waits-for-more-without-handler", "FRAME-2", "waits for more bytes behind a message that has no handler, although another message has come with it", []Edit{
		{sessionGo, "if !s.handle(ctx, m) {", `goesOn := s.handle(ctx, m)
		if _, known := c.server.config.Handlers[m.Type]; !known && c.in.Buffered() > 0 {
			c.waitUntil(never)
			c.in.Peek(c.in.Buffered() + 1)
		}
		if !goesOn {`},
	}},
	{"waits-for-more-behind-dummy", "FRAME-2", "waits for more bytes behind a dummy message, although another message has come with it", []Edit{
		{sessionGo, "if !s.handle(ctx, m) {", `goesOn := s.handle(ctx, m)
		if m.Type == "dummy" && c.in.Buffered() > 0 {
			c.waitUntil(never)
			c.in.Peek(c.in.Buffered() + 1)
		}
		if !goesOn {`},
	}},

	{"farewell-in-plain-text", "FRAME-3", "says goodbye with a line of text before it closes a connection", []Edit{
		{connGo, "\tc.out.flush()\n", "\tc.send([]byte(\"goodbye\\r\\n\"))\n\tc.out.flush()\n"},
	}},
	{"frames-mixed-up", "FRAME-3", "writes length and body one by one, so that what others send to the session comes between", []Edit{
		{connGo, "{ return c.out.put(framed) }", `{
	c.out.put(framed[:4:4])
	time.Sleep(time.Millisecond)
	return c.out.put(framed[4:])
}`},
	}},
	{"line-feed-behind-peer-messages", "FRAME-3", "writes a line feed behind what it sends to other servers", []Edit{
		{peerGo, "conn.Write(framed)", "conn.Write(append(framed[:len(framed):len(framed)], '\\n'))"},
	}},

	{"length-of-16-bits", "FRAME-4", "keeps lengths in 16 bits", []Edit{
		{frameGo, "length := binary.LittleEndian.Uint32(prefix[:])", "length := uint32(binary.LittleEndian.Uint16(prefix[:]))"},
		{frameGo, "uint32(len(body)))", "uint32(uint16(len(body))))"},
	}},
	{"limit-of-65535", "FRAME-4", "takes no frame of more than 65,535 bytes", []Edit{
		{frameGo, "case uint64(length) > uint64(limit):", "case length > 65535:"},
	}},
	{"first-messages-of-4-kib", "FRAME-4", "takes no first message of more than 4 KiB", []Edit{
		{connGo, "body, err := frame.Read(c.in, c.server.config.Limits.FrameBytes)", `limit := c.server.config.Limits.FrameBytes
	if begin != never {
		limit = 4096
	}
	body, err := frame.Read(c.in, limit)`},
	}},
	{"answers-of-32-kib", "FRAME-4", "takes no answer of more than 32 KiB", []Edit{
		{routerGo, "data, s.config.Limits.FrameBytes)", "data, 32<<10)"},
	}},

	{"limit-of-65536", "FRAME-5", "takes no frame of more than 65,536 bytes", []Edit{
		{frameGo, "case uint64(length) > uint64(limit):", "case length > 65536:"},
	}},
	{"limit-excluded", "FRAME-5", "takes frames up to its limit, which is 1,048,576, and not at it", []Edit{
		{frameGo, "case uint64(length) > uint64(limit):", "case uint64(length) >= uint64(limit):"},
	}},
	{"answers-of-64-kib", "FRAME-5", "takes no answer of more than 64 KiB", []Edit{
		{routerGo, "data, s.config.Limits.FrameBytes)", "data, 64<<10)"},
	}},
	{"first-messages-of-64-kib", "FRAME-5", "takes no first message of more than 64 KiB", []Edit{
		{connGo, "body, err := frame.Read(c.in, c.server.config.Limits.FrameBytes)", `limit := c.server.config.Limits.FrameBytes
	if begin != never {
		limit = 64 << 10
	}
	body, err := frame.Read(c.in, limit)`},
	}},

	{"length-of-zero-skipped", "FRAME-6", "takes a length of zero for a sign of life", []Edit{
		{frameGo, "\t\treturn nil, ErrEmpty", "\t\treturn Read(r, limit)"},
	}},
	{"length-of-zero-ends-a-stream", "FRAME-6", "takes a length of zero for the end of the stream, and waits for what it never reads", []Edit{
		{connGo, "case errors.Is(err, frame.ErrEmpty): // FRAME-6\n\t\tc.refuse(message.FatalID, message.Errorf(message.Malformed, \"%v\", err))",
			"case errors.Is(err, frame.ErrEmpty):\n\t\tc.waitUntil(never)\n\t\tio.Copy(io.Discard, c.socket)"},
	}},
	{"empty-answer-is-success", "FRAME-6", "takes an answer of length zero for one that nothing is to be done", []Edit{
		{routerGo, "\tcase err == nil:\n", "\tcase errors.Is(err, frame.ErrEmpty):\n\t\treturn message.Answer{Command: message.SendClients{}}, nil\n\tcase err == nil:\n"},
	}},

	{"length-signed", "FRAME-7", "reads the length as a signed number, and crashes where that is negative", []Edit{
		{frameGo, "case uint64(length) > uint64(limit):", "case int32(length) > int32(limit):"},
		{frameGo, "int(length))", "int(int32(length)))"},
	}},
	{"length-of-31-bits", "FRAME-7", "overlooks the most significant bit of the length", []Edit{
		{frameGo, "length := binary.LittleEndian.Uint32(prefix[:])", "length := binary.LittleEndian.Uint32(prefix[:]) &^ (1 << 31)"},
	}},
	{"large-frames-read-over", "FRAME-7", "reads over a frame of more than 65,536 bytes and goes on behind it", []Edit{
		{frameGo, "case uint64(length) > uint64(limit):\n\t\treturn nil, &TooLargeError{Length: length, Limit: limit}",
			"case length > 65536:\n\t\tio.CopyN(io.Discard, r, int64(length))\n\t\treturn Read(r, limit)"},
	}},
	{"memory-before-the-limit", "CONN-4", "takes memory for a length before it looks at its limit, and dies where this adds up to a hundred gigabytes", []Edit{
		{frameGo, "\tswitch {\n\tcase length == 0:", "\tif taken.Add(int64(length)) > 100<<30 {\n\t\tpanic(\"out of memory\")\n\t}\n\tswitch {\n\tcase length == 0:"},
		{frameGo, "// readBody reads", "var taken atomic.Int64\n\n// readBody reads"},
	}},
	{"large-answer-left-open", "FRAME-7", "leaves the connection open to a handler that announces an answer too large", []Edit{
		{askGo, "conn.Close() // which ends a write that still waits\n", "if err == nil {\n\t\tconn.Close()\n\t} else {\n\t\tkept.Store(conn, true)\n\t}\n"},
		{askGo, "// dial connects", "var kept sync.Map\n\n// dial connects"},
	}},

	{"partial-body-taken", "FRAME-8", "takes what arrived of a last message for the whole of it", []Edit{
		{frameGo, "return readBody(r, int(length))", `body := make([]byte, length)
	n, err := io.ReadFull(r, body)
	if n > 0 && err == io.ErrUnexpectedEOF {
		return body[:n], nil
	}
	return body, inside(err)`},
	}},
	{"crash-at-a-partial-message", "FRAME-8", "crashes where a connection ends inside a frame", []Edit{
		{connGo, "c.log.Info(\"connection ended inside a message, which is dropped\")", "panic(err)"},
	}},
	{"crash-at-a-reset", "FRAME-8", "crashes where a connection is reset", []Edit{
		{connGo, "\tdefault:\n\t\tc.log.Debug(\"connection ended\", \"reason\", err)", "\tcase errors.Is(err, syscall.ECONNRESET):\n\t\tpanic(err)\n\tdefault:\n\t\tc.log.Debug(\"connection ended\", \"reason\", err)"},
	}},

	{"frame-time-unbounded", "FRAME-9", "waits for the rest of a frame as long as it takes", []Edit{
		{connGo, "if last := time.Now().Add(c.server.config.Timeouts.Frame); end == never || last.Before(end) {\n\t\tend = last\n\t}\n", ""},
	}},
	{"frame-time-of-silence", "FRAME-9", "bounds the time between two bytes of a frame, not that of the frame", []Edit{
		{connGo, "body, err := frame.Read(c.in, ", "body, err := frame.Read(renewing{c}, "},
		{connGo, "// waitUntil sets", `type renewing struct{ *conn }

func (c renewing) Read(p []byte) (int, error) {
	c.waitUntil(time.Now().Add(c.server.config.Timeouts.Frame))
	return c.in.Read(p)
}

// waitUntil sets`},
	}},
	{"frame-time-of-the-body", "FRAME-9", "bounds the time of a frame from the end of its length", []Edit{
		{connGo, "c.in.Peek(1)", "c.in.Peek(frame.PrefixBytes)"},
	}},
	{"inquiry-time-unbounded", "FRAME-9", "waits for the rest of a request to the informer as long as it takes", []Edit{
		{informerGo, "body, err := c.read()", "body, err := frame.Read(c.in, c.server.config.Limits.FrameBytes)"},
	}},
}
