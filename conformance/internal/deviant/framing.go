package deviant

const frameGo = "internal/frame/frame.go"

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
}
