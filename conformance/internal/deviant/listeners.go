package deviant

// listeners are servers that do not serve all of their listeners alike.
var listeners = []Server{
	{"no-peers-over-ipv6", "LISTEN-1", "closes the connections of peers over IPv6", []Edit{
		{connGo, "\t\tc.servePeer(ctx, *first.Peer)\n", "\t\tif strings.HasPrefix(c.socket.LocalAddr().String(), \"[\") {\n\t\t\treturn\n\t\t}\n\t\tc.servePeer(ctx, *first.Peer)\n"},
	}},
	{"no-deliveries-over-ipv6", "LISTEN-1", "delivers nothing to sessions over IPv6", []Edit{
		{sendClientsGo, "\t\tfor _, session := range sessions {\n", "\t\tfor _, session := range sessions {\n\t\t\tif strings.HasPrefix(session.socket.LocalAddr().String(), \"[\") {\n\t\t\t\tcontinue\n\t\t\t}\n"},
	}},
	{"fatal-left-open-over-ipv6", "LISTEN-1", "leaves a connection over IPv6 open after a fatal error", []Edit{
		{connGo, "\tc.report(message.Report{ID: message.SpecialID(id), Err: err})\n", "\tc.report(message.Report{ID: message.SpecialID(id), Err: err})\n\tif strings.HasPrefix(c.socket.LocalAddr().String(), \"[\") {\n\t\tc.socket.SetReadDeadline(never)\n\t\tio.Copy(io.Discard, c.in)\n\t}\n"},
	}},
	{"no-deliveries-at-unix-socket", "LISTEN-2", "delivers nothing to sessions at the UNIX socket", []Edit{
		{sendClientsGo, "\t\tfor _, session := range sessions {\n", "\t\tfor _, session := range sessions {\n\t\t\tif session.socket.LocalAddr().Network() == \"unix\" {\n\t\t\t\tcontinue\n\t\t\t}\n"},
	}},
	{"unix-socket-trusted", "LISTEN-2", "checks no passwords at the UNIX socket", []Edit{
		{sessionGo, "\tif !c.authenticate(ctx, credentials) {\n", "\tif c.socket.LocalAddr().Network() != \"unix\" && !c.authenticate(ctx, credentials) {\n"},
	}},
	{"whole-frames-at-unix-socket", "LISTEN-2", "takes for a frame at the UNIX socket what one read gives", []Edit{
		{connGo, "\tif last := time.Now().Add(c.server.config", "\tif c.socket.LocalAddr().Network() == \"unix\" && c.in.Buffered() < frame.PrefixBytes {\n\t\treturn nil, frame.ErrEmpty\n\t}\n\tif last := time.Now().Add(c.server.config"},
	}},
	{"fatal-left-open-at-unix-socket", "LISTEN-2", "leaves a connection to the UNIX socket open after a fatal error", []Edit{
		{connGo, "\tc.report(message.Report{ID: message.SpecialID(id), Err: err})\n", "\tc.report(message.Report{ID: message.SpecialID(id), Err: err})\n\tif c.socket.LocalAddr().Network() == \"unix\" {\n\t\tc.socket.SetReadDeadline(never)\n\t\tio.Copy(io.Discard, c.in)\n\t}\n"},
	}},
	{"no-deliveries-over-ipv4", "CLIENTS-1", "delivers nothing to sessions over IPv4", []Edit{
		{sendClientsGo, "\t\tfor _, session := range sessions {\n", "\t\tfor _, session := range sessions {\n\t\t\tif strings.HasPrefix(session.socket.LocalAddr().String(), \"127.\") {\n\t\t\t\tcontinue\n\t\t\t}\n"},
	}},
	{"no-peers-over-ipv4", "PEER-1", "closes the connections of peers over IPv4", []Edit{
		{connGo, "\t\tc.servePeer(ctx, *first.Peer)\n", "\t\tif strings.HasPrefix(c.socket.LocalAddr().String(), \"127.\") {\n\t\t\treturn\n\t\t}\n\t\tc.servePeer(ctx, *first.Peer)\n"},
	}},
}
