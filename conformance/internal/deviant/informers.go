package deviant

// informers are servers whose informer answers as it must not.
var informers = []Server{
	{"informer-answers-once", "INFO-1", "closes the connection to the informer after one answer", []Edit{
		{informerGo, "\t\tif request.Inquiry == message.Quit { // INFO-4\n", "\t\tif true {\n"},
	}},
	{"informer-answers-out-of-order", "INFO-1", "answers sooner who has a session than who has none", []Edit{
		{informerGo, "\t\tc.send(frame.Encode(message.EncodeInformerAnswer(c.server.inform(request))))\n", `		answer := c.server.inform(request)
		framed := frame.Encode(message.EncodeInformerAnswer(answer))
		if answer == false {
			time.AfterFunc(20*time.Millisecond, func() { c.send(framed) })
			continue
		}
		c.send(framed)
`},
	}},
	{"users-named-for-each-session", "INFO-1", "names a user once for each session in the answer to listClients", []Edit{
		{registryGo, "\treturn slices.AppendSeq([]string{}, maps.Keys(r.users))\n", `	names := []string{}
	for name, sessions := range r.users {
		names = append(names, slices.Repeat([]string{name}, len(sessions))...)
	}
	return names
`},
	}},
	{"users-of-nobody-null", "INFO-1", "answers listClients with null where nobody has a session", []Edit{
		{registryGo, "slices.AppendSeq([]string{}, maps.Keys(r.users))", "slices.Collect(maps.Keys(r.users))"},
	}},
	{"users-as-object", "INFO-1", "answers listClients with an object whose members are the users", []Edit{
		{informerGo, "\t\treturn s.sessions.names()\n", `		users := map[string]bool{}
		for _, name := range s.sessions.names() {
			users[name] = true
		}
		return users
`},
	}},
	{"informer-refuses-needless-data", "INFO-1", "takes a request as malformed that has data and needs none", []Edit{
		{messageInformerGo, "\tcase ListClients, ServerInfo, Quit:\n", "\tcase ListClients, ServerInfo, Quit:\n\t\tif data := string(command[1]); data != \"\" && data != \"null\" {\n\t\t\treturn InformerRequest{}, malformed(\"there is nothing to say\")\n\t\t}\n"},
	}},
	{"informer-needs-data", "INFO-1", "takes a request without data as malformed", []Edit{
		{messageInformerGo, "\tname, _ := command[0].text()\n", "\tif command[1] == nil {\n\t\treturn InformerRequest{}, malformed(\"command.data is missing\")\n\t}\n\tname, _ := command[0].text()\n"},
	}},
	{"presence-as-string", "INFO-2", "answers isClient with a string that says true or false", []Edit{
		{informerGo, "return len(s.sessions.of(request.Username)) > 0", "return strconv.FormatBool(len(s.sessions.of(request.Username)) > 0)"},
	}},
	{"presence-in-any-case", "INFO-2", "compares names without regard to case for isClient", []Edit{
		{informerGo, "return len(s.sessions.of(request.Username)) > 0", "return slices.ContainsFunc(s.sessions.names(), func(name string) bool { return strings.EqualFold(name, request.Username) })"},
	}},
	{"presence-trimmed", "INFO-2", "passes over white space around the name for isClient", []Edit{
		{informerGo, "s.sessions.of(request.Username)", "s.sessions.of(strings.TrimSpace(request.Username))"},
	}},
	{"presence-composed", "INFO-2", "takes a letter with a combining mark for the letter that has the mark", []Edit{
		{informerGo, "s.sessions.of(request.Username)", "s.sessions.of(strings.ReplaceAll(request.Username, \"e\\u0308\", \"ë\"))"},
	}},
	{"presence-of-accounts", "INFO-2", "answers isClient with true for all who have an account", []Edit{
		{informerGo, "\t\treturn len(s.sessions.of(request.Username)) > 0\n", "\t\taccounts, _ := os.ReadFile(s.config.UsersFile)\n\t\treturn strings.Contains(string(accounts), strconv.Quote(request.Username))\n"},
	}},
	{"presence-in-an-object", "INFO-2", "finds a user called toString, which every object in JavaScript has", []Edit{
		{informerGo, "return len(s.sessions.of(request.Username)) > 0", "return request.Username == \"toString\" || len(s.sessions.of(request.Username)) > 0"},
	}},
	{"presence-lost-with-one-session", "INFO-2", "answers isClient with false once one of the user's sessions has ended", []Edit{
		{registryGo, "\tdelete(r.users[s.user], s)\n", "\tdelete(r.users[s.user], s)\n\tleft.Store(s.user, true)\n"},
		{registryGo, "// add makes s known.", "var left sync.Map // the users who had a session that has ended\n\n// add makes s known."},
		{informerGo, "\t\treturn len(s.sessions.of(request.Username)) > 0\n", "\t\t_, hasLeft := left.Load(request.Username)\n\t\treturn len(s.sessions.of(request.Username)) > 0 && !hasLeft\n"},
	}},
	{"users-counted", "INFO-3", "counts users and not sessions", []Edit{
		{informerGo, "strconv.Itoa(s.sessions.count())", "strconv.Itoa(len(s.sessions.names()))"},
	}},
	{"connections-counted", "INFO-3", "counts connections that have not signed in as well", []Edit{
		{informerGo, "strconv.Itoa(s.sessions.count())", "strconv.Itoa(len(s.open.open))"},
	}},
	{"client-count-as-number", "INFO-3", "writes the number of sessions as a number", []Edit{
		{informerGo, "\t\treturn s.info()\n", "\t\treturn struct {\n\t\t\tserverInfo\n\t\t\tClientCount int `json:\"clientCount\"`\n\t\t}{s.info(), s.sessions.count()}\n"},
	}},
	{"listeners-from-one", "INFO-3", "numbers the listeners from 1", []Edit{
		{informerGo, `fmt.Sprintf("listener%d", i)`, `fmt.Sprintf("listener%d", i+1)`},
	}},
	{"listeners-without-scheme", "INFO-3", "leaves the scheme out of the addresses of its listeners", []Edit{
		{informerGo, `listenerAddress{l.Network + "://" + l.Address}`, `listenerAddress{l.Address}`},
	}},
	{"unix-listener-unlisted", "INFO-3", "does not list its UNIX socket", []Edit{
		{informerGo, "\tfor i, l := range s.config.Listeners {\n", "\tfor i, l := range s.config.Listeners {\n\t\tif l.Network == \"unix\" {\n\t\t\tcontinue\n\t\t}\n"},
	}},
	{"admin-info-left-out", "INFO-3", "gives an empty object for what the administrator configured", []Edit{
		{informerGo, "s.config.AdminInfo,", "json.RawMessage(\"{}\"),"},
	}},
	{"admin-info-as-text", "INFO-3", "gives what the administrator configured as a string that holds JSON", []Edit{
		{informerGo, "s.config.AdminInfo,", "json.RawMessage(strconv.Quote(string(s.config.AdminInfo))),"},
	}},
	{"quit-unanswered", "INFO-4", "closes at quit without an answer", []Edit{
		{informerGo, "\t\tc.send(frame.Encode(message.EncodeInformerAnswer(", "\t\tif request.Inquiry == message.Quit {\n\t\t\treturn\n\t\t}\n\t\tc.send(frame.Encode(message.EncodeInformerAnswer("},
	}},
	{"quit-left-open", "INFO-4", "answers quit and keeps the connection", []Edit{
		{informerGo, "request.Inquiry == message.Quit {", "false {"},
	}},
	{"quit-answered-true", "INFO-4", "answers quit with true", []Edit{
		{informerGo, "\treturn nil\n}\n\n// serverInfo", "\treturn true\n}\n\n// serverInfo"},
	}},
	{"answered-behind-quit", "INFO-4", "answers what it has received behind quit before it closes", []Edit{
		{informerGo, "request.Inquiry == message.Quit {", "request.Inquiry == message.Quit && c.in.Buffered() == 0 {"},
	}},
	{"malformed-request-closes", "INFO-5", "answers a malformed request and closes the connection", []Edit{
		{informerGo, "\t\t\tcontinue\n", "\t\t\treturn\n"},
	}},
	{"malformed-request-unanswered", "INFO-5", "passes over a malformed request", []Edit{
		{informerGo, "\t\t\tc.send(frame.Encode(message.EncodeInformerRefusal())) // INFO-5\n", ""},
	}},
	{"malformed-request-done", "INFO-5", "answers a malformed request as though it had been done", []Edit{
		{messageInformerGo, `encodeInformer("1", nil)`, `encodeInformer("0", nil)`},
	}},
	{"malformed-request-with-reason", "INFO-5", "gives the reason as the data of the answer to a malformed request", []Edit{
		{messageInformerGo, `encodeInformer("1", nil)`, `encodeInformer("1", "malformed request")`},
	}},
	{"empty-request-closes", "INFO-5", "closes the connection to the informer at a frame of length zero", []Edit{
		{informerGo, "if err != nil && !errors.Is(err, frame.ErrEmpty) {", "if err != nil {"},
	}},
	{"oversized-request-waited-for", "FRAME-7", "answers a request with a length above the limit, and waits for the next", []Edit{
		{informerGo, "if err != nil && !errors.Is(err, frame.ErrEmpty) {", "if tooLarge := (*frame.TooLargeError)(nil); err != nil && !errors.Is(err, frame.ErrEmpty) && !errors.As(err, &tooLarge) {"},
	}},
	{"request-in-any-case", "INFO-5", "knows a request whatever the case of its type", []Edit{
		{messageInformerGo, "\tswitch inquiry := Inquiry(name); inquiry {\n", "\tfor _, known := range []Inquiry{ListClients, IsClient, ServerInfo, Quit} {\n\t\tif strings.EqualFold(name, string(known)) {\n\t\t\tname = string(known)\n\t\t}\n\t}\n\tswitch inquiry := Inquiry(name); inquiry {\n"},
	}},
	{"nobody-is-no-client", "INFO-5", "answers isClient without a name with false", []Edit{
		{messageInformerGo, "\t\tif !ok {\n\t\t\treturn InformerRequest{}, malformed(\"isClient", "\t\tif !ok && command[1] != nil {\n\t\t\treturn InformerRequest{}, malformed(\"isClient"},
	}},
}
