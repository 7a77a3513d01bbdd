package deviant

// sentences are servers that ignore a part of a requirement.
var sentences = []Server{
	{"informers-length-in-characters", "FRAME-1", "counts characters instead of bytes in the length of the informer's answers", []Edit{
		{informerGo, "c.send(frame.Encode(message.EncodeInformerAnswer(c.server.inform(request))))", `framed := frame.Encode(message.EncodeInformerAnswer(c.server.inform(request)))
		binary.LittleEndian.PutUint32(framed, uint32(utf8.RuneCount(framed[frame.PrefixBytes:])))
		c.send(framed)`},
	}},
	{"inquiries-in-one-read", "FRAME-2", "expects a request to the informer to arrive in one piece", []Edit{
		{informerGo, "body, err := c.read()", `c.waitUntil(never)
		c.in.Peek(1)
		arrived, _ := c.in.Peek(c.in.Buffered())
		if _, err := frame.Read(bytes.NewReader(arrived), len(arrived)); len(arrived) > 0 && err == io.ErrUnexpectedEOF {
			c.in.Discard(len(arrived))
			continue
		}
		body, err := c.read()`},
	}},
	{"ignored-numbers-checked", "JSON-3", "refuses a message with a number beyond doubles anywhere but in the data", []Edit{
		{jsonGo, "if i < 0 {\n\t\t\tcontinue", "if i < 0 && json.Unmarshal(member, new(any)) != nil {\n\t\t\treturn found, false\n\t\t}\n\t\tif i < 0 {\n\t\t\tcontinue"},
		{messageGo, "v.members(\"payload\")", "v.members(\"payload\", \"header\")"},
	}},
	{"ignored-integers-checked", "JSON-3", "refuses a message with an integer beyond 64 bits anywhere but in the data", []Edit{
		{jsonGo, "if i < 0 {\n\t\t\tcontinue", "if i < 0 && regexp.MustCompile(`^[0-9]{20,}$`).Match(member) {\n\t\t\treturn found, false\n\t\t}\n\t\tif i < 0 {\n\t\t\tcontinue"},
	}},
	{"ignored-names-compared", "JSON-3", "refuses a message with an ignored member that has a duplicate name", []Edit{
		{jsonGo, "if i < 0 {\n\t\t\tcontinue", "if i < 0 && string(member) == `{\"a\":1,\"a\":2}` {\n\t\t\treturn found, false\n\t\t}\n\t\tif i < 0 {\n\t\t\tcontinue"},
	}},

	{"next-message-before-peers", "CONN-5", "serves the next message while the one before it is being sent to other servers", []Edit{
		{sessionGo, served, `begun, done := make(chan bool, 1), make(chan bool)
	go func() {
		s.report(s.reportOn(m, s.server.serve(context.WithValue(ctx, "begun", begun), job{Message: m})))
		close(done)
	}()
	select {
	case <-begun:
	case <-done:
	}`},
		{sendServersGo, "\tsending.Wait()\n", "\tif begun, ok := ctx.Value(\"begun\").(chan bool); ok {\n\t\tbegun <- true\n\t}\n\tsending.Wait()\n"},
	}},
	{"lengths-before-their-turn", "CONN-7", "closes on an impossible length before it has served the previous message", []Edit{
		{sessionGo, "if !s.handle(ctx, m) {", `rest, _ := c.in.Peek(c.in.Buffered())
		_, err = frame.Read(bytes.NewReader(rest), c.server.config.Limits.FrameBytes)
		if tooLarge := (&frame.TooLargeError{}); errors.Is(err, frame.ErrEmpty) || errors.As(err, &tooLarge) {
			c.ended(err)
			return
		}
		if !s.handle(ctx, m) {`},
	}},

	{"passwords-composed", "AUTH-3", "composes letters and accents in a password", []Edit{
		{sessionGo, givenPair, "c.server.accounts.Verify(ctx, credentials.Username, strings.ReplaceAll(credentials.Password, \"e\\u0308\", \"\\u00eb\"))"},
	}},
	{"half-pairs-in-passwords-replaced", "AUTH-3", "reads U+FFFD for half a surrogate pair in a password", []Edit{
		{firstGo, "password, isTextToo := members[1].text()", `password, isTextToo := members[1].text()
	if hasUnpairedSurrogate(members[1]) && json.Unmarshal(members[1], &password) == nil {
		isTextToo = true
	}`},
	}},
	{"named-twice-of-object-prototype-sent-twice", "CLIENTS-6", "delivers twice to a user who is named twice and called __proto__", []Edit{
		{sendClientsGo, "if !seen[text] {", "if !seen[text] || text == \"__proto__\" {"},
	}},
	{"capital-digits-of-escapes-unread", "ROUTE-1", "does not understand escapes with upper-case digits", []Edit{
		{messageGo, readType, readType + "\n\tif regexp.MustCompile(`u00[0-9][A-F]`).Match(members[0]) {\n\t\tname = string(members[0])\n\t}"},
	}},
	{"pairs-in-types-split", "ROUTE-1", "reads two characters for a surrogate pair in a type", []Edit{
		{messageGo, readType, readType + "\n\tif bytes.Contains(members[0], []byte(`\\ud800\\udc00`)) {\n\t\tname = strings.ReplaceAll(name, \"\\U00010000\", \"\\ufffd\\ufffd\")\n\t}"},
	}},
	{"escapes-in-usernames-kept", "AUTH-2", "takes the escapes in a username for characters", []Edit{
		{firstGo, "password, isTextToo := members[1].text()", "password, isTextToo := members[1].text()\n\tif isText {\n\t\tusername = string(members[0][1 : len(members[0])-1])\n\t}"},
	}},
	{"escapes-in-names-asked-for-kept", "INFO-2", "takes the escapes in the name that isClient asks for as characters", []Edit{
		{messageInformerGo, "username, ok := command[1].text()", "username, ok := command[1].text()\n\t\tif ok {\n\t\t\tusername = string(command[1][1 : len(command[1])-1])\n\t\t}"},
	}},
	{"peer-messages-cut-short", "SERVERS-2", "writes only the first 32 KiB of a peer message", []Edit{
		{peerGo, "conn.Write(framed)", "conn.Write(framed[:min(len(framed), 32<<10)])"},
	}},

	{"chain-null-data-replaced", "CHAIN-1", "passes the previous data to the next handler if a handler answered null", []Edit{
		{routerGo, "return s.sendHandler(ctx, command, j, answer.Data, passed)", "if string(answer.Data) == \"null\" {\n\t\t\tanswer.Data = data\n\t\t}\n\t\treturn s.sendHandler(ctx, command, j, answer.Data, passed)"},
	}},

	{"peers-id-as-number", "PEER-6", "reports to a peer with the id converted to a number", []Edit{
		{federationGo, "\tif p.ID != nil { // PEER-6\n", "\tif n, err := strconv.Atoi(strings.Trim(string(p.ID), `\"`)); err == nil {\n\t\treport.ID = message.SpecialID(strconv.Itoa(n))\n\t}\n\tif p.ID != nil {\n"},
	}},
	{"peers-id-in-ascii", "PEER-6", "reports to a peer with non-ASCII characters removed from the id", []Edit{
		{federationGo, "\tif p.ID != nil { // PEER-6\n", "\treport.ID = regexp.MustCompile(`\\\\u00e9|é`).ReplaceAll(p.ID, []byte(\"e\"))\n\tif p.ID != nil {\n"},
	}},

	{"long-ipv6-malformed", "SERVERS-5", "takes an IPv6 address without a double colon as malformed", []Edit{
		{peerGo, "if inBrackets {", "if inBrackets && !strings.Contains(host, \"::\") {\n\t\treturn fmt.Errorf(\"the address is too long\")\n\t}\n\tif inBrackets {"},
	}},
	{"ipv6-with-ipv4-malformed", "SERVERS-5", "takes an IPv6 address that ends in an IPv4 address as malformed", []Edit{
		{peerGo, "if inBrackets {", "if inBrackets && strings.Contains(host, \".\") {\n\t\treturn fmt.Errorf(\"the address holds a point\")\n\t}\n\tif inBrackets {"},
	}},
	{"port-of-16-bits", "SERVERS-5", "keeps the last 16 bits of a port", []Edit{
		{peerGo, "\tif err := CheckAddress(address); err != nil {", `	host, port, _ := net.SplitHostPort(address)
	if number, err := strconv.ParseUint(port, 10, 32); err == nil && number > 65535 {
		address = net.JoinHostPort(host, strconv.Itoa(int(uint16(number))))
	}
	if err := CheckAddress(address); err != nil {`},
	}},

	{"informer-forgets-object-prototype", "INFO-1", "lists no user whose name every object of JavaScript has as a member", []Edit{
		{informerGo, "return s.sessions.names()", "return slices.DeleteFunc(s.sessions.names(), func(name string) bool { return slices.Contains(" + ofPrototype + ", name) })"},
	}},
	{"informer-knows-object-prototype", "INFO-2", "answers that a user is here whose name every object of JavaScript has as a member", []Edit{
		{informerGo, "return len(s.sessions.of(request.Username)) > 0", "return len(s.sessions.of(request.Username)) > 0 || slices.Contains(" + ofPrototype + ", request.Username)"},
	}},
	{"informer-misses-object-prototype", "INFO-2", "answers that no user is here whose name every object of JavaScript has as a member", []Edit{
		{informerGo, "return len(s.sessions.of(request.Username)) > 0", "return len(s.sessions.of(request.Username)) > 0 && !slices.Contains(" + ofPrototype + ", request.Username)"},
	}},
	{"informer-serves-object-prototype", "INFO-5", "takes the members of every object of JavaScript for requests that it knows", []Edit{
		{messageInformerGo, "name, _ := command[0].text()", "name, _ := command[0].text()\n\tif slices.Contains(" + ofPrototype + ", name) {\n\t\treturn InformerRequest{Inquiry: Inquiry(name)}, nil\n\t}"},
	}},
}
