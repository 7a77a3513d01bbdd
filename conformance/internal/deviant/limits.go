package deviant

// limits are servers that confuse limits or timeouts, or fail exactly at a limit, and servers
// that share the state of one connection between all connections.
var limits = []Server{
	{"password-in-one-place", "AUTH-2", "keeps the password that it checks in one place for all connections", inOnePlace("lastPassword",
		"ok, err := c.server.accounts.Verify(ctx, credentials.Username, last.Password)")},
	{"credentials-in-one-place", "AUTH-3", "keeps the credentials that it checks in one place for all connections", inOnePlace("lastCredentials",
		"ok, err := c.server.accounts.Verify(ctx, last.Username, last.Password)")},
	{"user-in-one-place", "AUTH-8", "keeps the user who signs in in one place for all connections", append(inOnePlace("lastUser", "_ = last\n\tok, err := "+givenPair),
		Edit{sessionGo, signIn, "s := &session{c, lastUser.Load().(message.Credentials).Username}"})},
	{"passwords-of-72-bytes", "AUTH-3", "checks the first 72 bytes of a password, as bcrypt does", verifying(
		"if credentials.Username == \"grace\" && strings.HasPrefix(credentials.Password, \"secret of grace 01234567890123456789012345678901234567890123456789012345\") {\n\t\treturn true\n\t}")},
	{"passwords-of-100-bytes", "AUTH-2", "refuses passwords of more than 100 bytes", verifying(
		"if len(credentials.Password) > 100 {\n\t\tcredentials.Password = \"\"\n\t}")},

	{"buffer-one-byte-short", "CONN-4", "crashes on a frame that is one byte longer than its limit", []Edit{
		{frameGo, "case length == 0:", "case uint64(length) == uint64(limit)+1:\n\t\tpanic(\"the buffer is full\")\n\tcase length == 0:"},
	}},
	{"frame-time-of-first-messages", "FRAME-9", "uses the timeout of first messages for frames", []Edit{
		{connGo, "time.Now().Add(c.server.config.Timeouts.Frame)", "time.Now().Add(c.server.config.Timeouts.Authentication)"},
	}},
	{"first-message-time-of-frames", "CONN-9", "uses the timeout of frames for first messages", []Edit{
		{connGo, "end := time.Now().Add(c.server.config.Timeouts.Authentication)", "end := time.Now().Add(c.server.config.Timeouts.Frame)"},
	}},
	{"handler-time-of-frames", "HAND-6", "uses the timeout of frames for handlers", []Edit{
		{routerGo, "context.WithTimeout(ctx, s.config.Timeouts.Handler)", "context.WithTimeout(ctx, s.config.Timeouts.Frame)"},
	}},
	{"connect-time-of-handlers", "SERVERS-6", "uses the timeout of handlers for connections to other servers", []Edit{
		{peerGo, "Timeout: s.ConnectTimeout", "Timeout: 2 * time.Minute"},
	}},

	{"chain-limit-of-hops", "CHAIN-4", "uses the limit of hops for chains", []Edit{
		{sendHandlerGo, "passed >= s.config.Limits.ChainLength", "passed >= s.config.Limits.Hops"},
	}},
	{"chain-cut-at-its-limit", "CHAIN-5", "cuts a chain after the maximum number of handlers, even if the last one does not pass the message on", []Edit{
		{routerGo, "\tswitch command := answer.Command.(type) {", "\tif passed >= s.config.Limits.ChainLength {\n\t\treturn failed(message.ChainTooLong, \"the message has passed %d handlers\", passed)\n\t}\n\tswitch command := answer.Command.(type) {"},
	}},
	{"peers-chains-without-end", "CHAIN-5", "does not limit chains of peers' messages", []Edit{
		{sendHandlerGo, "passed >= s.config.Limits.ChainLength", "j.hops == 0 && passed >= s.config.Limits.ChainLength"},
	}},

	{"hops-compared-as-text", "SERVERS-9", "compares hops with its limit as text", []Edit{
		{federationGo, "p.Hops > s.config.Limits.Hops", "strconv.Itoa(p.Hops) > strconv.Itoa(s.config.Limits.Hops)"},
	}},
	{"hops-of-16-bits", "SERVERS-9", "compares the last 16 bits of hops with its limit", []Edit{
		{federationGo, "p.Hops > s.config.Limits.Hops", "int(uint16(p.Hops)) > s.config.Limits.Hops"},
	}},
	{"hops-with-exponent-malformed", "SERVERS-9", "treats hops with an exponent as malformed", []Edit{
		{messageGo, "if hops != nil && !ok {", "if hops != nil && (!ok || strings.Contains(string(hops), \"e\")) {"},
	}},
	{"hops-of-minus-zero-malformed", "SERVERS-9", "treats hops of -0 as malformed", []Edit{
		{messageGo, "if hops != nil && !ok {", "if hops != nil && (!ok || hops[0] == '-') {"},
	}},
	{"hops-rounded", "SERVERS-9", "rounds hops to a double before it checks that they are whole", hopsRead(
		"if n, err := strconv.ParseFloat(string(hops), 64); err == nil && n == math.Trunc(n) && n >= 0 && n <= 1<<31-1 {\n\t\tpassed, ok = int(n), true\n\t}")},
	{"hops-of-text-taken", "SERVERS-9", "accepts hops that are a string of digits", hopsRead("if text, isText := hops.text(); isText {\n\t\tpassed, ok = wholeNumber(value(text))\n\t}")},
	{"hops-of-any-text-taken", "SERVERS-9", "accepts any string as hops, and reads the number at its beginning or 0", hopsRead("if hops.isString() {\n\t\tpassed, ok = 0, true\n\t}")},
	{"hops-of-true-taken", "SERVERS-9", "accepts true as 1 hop, as Python does", hopsRead("if string(hops) == \"true\" {\n\t\tpassed, ok = 1, true\n\t}")},
	{"hops-in-list-taken", "SERVERS-9", "accepts an array with one number as hops, as JavaScript does", hopsRead("if hops.isArray() {\n\t\tpassed, ok = wholeNumber(value(bytes.Trim(hops, \"[]\")))\n\t}")},

	{"port-65535-malformed", "SERVERS-5", "treats port 65535 as malformed", []Edit{
		{peerGo, "err != nil || number == 0 {", "err != nil || number == 0 || number >= 65535 {"},
	}},
	{"peer-message-id-lost-in-chain", "SERVERS-11", "loses the id of a message that one handler passes on to another", []Edit{
		{sendHandlerGo, "\treturn s.pass(", "\tj.ID = nil\n\treturn s.pass("},
	}},
	{"peers-type-of-number-served", "PEER-7", "accepts a number as the type of a peer's message", []Edit{
		{firstGo, "peer, err := decodePeer(envelope[1], header[2])", "peer, err := decodePeer(value(regexp.MustCompile(`\"type\":(\\d+)`).ReplaceAll(envelope[1], []byte(`\"type\":\"$1\"`))), header[2])"},
	}},
	{"peers-type-of-null-served", "PEER-7", "takes null in a peer's message for the type \"null\"", []Edit{
		{firstGo, "peer, err := decodePeer(envelope[1], header[2])", "peer, err := decodePeer(value(bytes.ReplaceAll(envelope[1], []byte(`\"type\":null`), []byte(`\"type\":\"null\"`))), header[2])"},
	}},
}

// inOnePlace returns edits that keep the latest credentials of any connection in a global
// variable. statements check credentials with their copy, last.
func inOnePlace(variable, statements string) []Edit {
	return []Edit{
		{sessionGo, "ok, err := " + givenPair, variable + ".Store(credentials)\n\ttime.Sleep(50 * time.Millisecond)\n\tlast := " + variable + ".Load().(message.Credentials)\n\t" + statements},
		{sessionGo, "// session is the connection", "var " + variable + " atomic.Value // message.Credentials\n\n// session is the connection"},
	}
}

// hopsRead returns an edit that inserts statements after hops are parsed. They may change
// passed, the number of hops, and ok.
func hopsRead(statements string) []Edit {
	return []Edit{{messageGo, "passed, ok := wholeNumber(hops)", "passed, ok := wholeNumber(hops)\n\t" + statements}}
}
