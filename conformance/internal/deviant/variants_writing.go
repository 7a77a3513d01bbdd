package deviant

// Servers whose frames are the same and travel otherwise.
var variantsOfWriting = []Server{
	{"frames-in-many-pieces", "FRAME-2", "writes each frame in many pieces, with a pause inside the length, to clients, handlers and peers", []Edit{
		{frameGo, "// inside turns", `func WritePieces(w io.Writer, framed []byte) (written int, err error) {
	for size := 1; written < len(framed) && err == nil; size += written / 6 {
		var n int
		n, err = w.Write(framed[written:min(written+size, len(framed))])
		if written += n; written == PrefixBytes/2 {
			time.Sleep(2 * time.Millisecond)
		}
	}
	return written, err
}

// inside turns`},
		{outboxGo, "o.socket.Write(framed)", "frame.WritePieces(o.socket, framed)"},
		{askGo, "conn.Write(frame.Encode(data))", "frame.WritePieces(conn, frame.Encode(data))"},
		{peerGo, "conn.Write(framed)", "frame.WritePieces(conn, framed)"},
	}},
	{"frames-gathered", "FRAME-2", "waits a moment and writes all frames that have come together for a connection in one piece", []Edit{
		{outboxGo, "		framed := o.waiting[0]\n		o.waiting = o.waiting[1:]\n", `		o.mu.Unlock()
		time.Sleep(5 * time.Millisecond)
		o.mu.Lock()
		framed := bytes.Join(o.waiting, nil)
		o.waiting = nil
`},
	}},
	{"nagle", "FRAME-3", "writes the length and the body apart and leaves it to the system when they travel", []Edit{
		{outboxGo, "		_, err := o.socket.Write(framed)\n", `		if tcp, ok := o.socket.(*net.TCPConn); ok {
			tcp.SetNoDelay(false)
		}
		o.socket.Write(framed[:frame.PrefixBytes])
		_, err := o.socket.Write(framed[frame.PrefixBytes:])
`},
	}},
	{"holds-little", "CLIENTS-4", "holds back little for a session, has the system hold less, and reads sixteen bytes at a time", []Edit{
		{connGo, "	return &conn{\n		server: s,\n", `	if buffered, ok := socket.(interface{ SetWriteBuffer(int) error }); ok {
		buffered.SetWriteBuffer(4096)
	}
	return &conn{
		server: s,
`},
		{connGo, "bufio.NewReader(socket)", "bufio.NewReaderSize(socket, 16)"},
		{connGo, "s.config.Limits.QueueBytes", "256<<10"},
	}},
	{"holds-much", "CLIENTS-4", "holds back up to 64 mebibytes for a session, has the system hold much, and reads a mebibyte at a time", []Edit{
		{connGo, "	return &conn{\n		server: s,\n", `	if buffered, ok := socket.(interface {
		SetReadBuffer(int) error
		SetWriteBuffer(int) error
	}); ok {
		buffered.SetReadBuffer(4 << 20)
		buffered.SetWriteBuffer(4 << 20)
	}
	return &conn{
		server: s,
`},
		{connGo, "bufio.NewReader(socket)", "bufio.NewReaderSize(socket, 1<<20)"},
		{connGo, "s.config.Limits.QueueBytes", "64<<20"},
	}},
}
