package deviant

// chains are servers that pass messages from handler to handler as they must not.
var chains = []Server{
	{"chain-given-first-question", "CHAIN-1", "gives every handler of a chain the data of the message, not what the handler before it answered", []Edit{
		{sendHandlerGo, "string(name), data, passed+1)", "string(name), j.Data, passed+1)"},
	}},
	{"chain-given-answer-with-envelope", "CHAIN-1", "wraps the data that it hands to the next handler into an object", []Edit{
		{sendHandlerGo, "\treturn s.pass(", "\tdata = fmt.Appendf(nil, `{\"data\":%s}`, data)\n\treturn s.pass("},
	}},
	{"next-handler-asked-twice", "CHAIN-1", "asks the next handler of a chain twice", []Edit{
		{sendHandlerGo, "\treturn s.pass(", "\ts.ask(ctx, string(name), data)\n\treturn s.pass("},
	}},
	{"next-handlers-answer-ignored", "CHAIN-1", "does not carry out what the next handler of a chain answers", []Edit{
		{sendHandlerGo, "\treturn s.pass(", "\tif _, err := s.ask(ctx, string(name), data); err == nil {\n\t\treturn result{}\n\t}\n\treturn s.pass("},
	}},
	{"chain-under-first-name", "CHAIN-2", "sends what a chain sends under the name of its first handler", []Edit{
		{routerGo, "s.sendClients(command, name,", "s.sendClients(command, j.Type,"},
		{routerGo, "s.sendServers(ctx, command, j, name,", "s.sendServers(ctx, command, j, j.Type,"},
	}},
	{"chain-to-unknown-good", "CHAIN-3", "reports good where a chain leads to a handler that it does not have", []Edit{
		{sendHandlerGo, "failed(message.UnknownHandler, \"the handler to send to is not registered here\")", "result{}"},
	}},
	{"next-handlers-name-trimmed", "CHAIN-3", "passes over white space around the name of the next handler", []Edit{
		{sendHandlerGo, "\tif _, ok := s.config", "\tname = message.SendHandler(strings.TrimSpace(string(name)))\n\tif _, ok := s.config"},
	}},
	{"next-handlers-name-in-any-case", "CHAIN-3", "finds the next handler whatever the case of its name", []Edit{
		{sendHandlerGo, "\tif _, ok := s.config", "\tname = message.SendHandler(strings.ToLower(string(name)))\n\tif _, ok := s.config"},
	}},
	{"next-handlers-name-ends-at-nul", "CHAIN-3", "takes the name of the next handler to end at the first NUL", []Edit{
		{sendHandlerGo, "\tif _, ok := s.config", "\tbefore, _, _ := strings.Cut(string(name), \"\\x00\")\n\tname = message.SendHandler(before)\n\tif _, ok := s.config"},
	}},
	{"chain-to-built-in-good", "CHAIN-3", "takes a chain that leads to a built-in type for one that ends well", []Edit{
		{sendHandlerGo, "\tif _, ok := s.config", "\tif name == typeDummy || name == typeBuiltin {\n\t\treturn result{}\n\t}\n\tif _, ok := s.config"},
	}},
	{"chain-limit-seven", "CHAIN-4", "serves chains of 7 handlers at most", []Edit{
		{sendHandlerGo, "passed >= s.config.Limits.ChainLength", "passed >= 7"},
	}},
	{"chain-back-to-first-refused", "CHAIN-4", "takes a chain that comes back to its first handler for one without end", []Edit{
		{sendHandlerGo, "passed >= s.config.Limits.ChainLength", "passed >= s.config.Limits.ChainLength || string(name) == j.Type"},
	}},
	{"chain-without-end", "CHAIN-5", "follows a chain for as long as it goes on", []Edit{
		{sendHandlerGo, "passed >= s.config.Limits.ChainLength", "false"},
	}},
	{"chain-cut-where-handler-repeats", "CHAIN-5", "cuts only a chain in which a handler passes on to itself", []Edit{
		{routerGo, "\t\treturn s.sendHandler(ctx", "\t\tif string(command) != name {\n\t\t\tpassed = 0\n\t\t}\n\t\treturn s.sendHandler(ctx"},
	}},
	{"chain-too-long-good", "CHAIN-5", "cuts a chain that is too long and reports good", []Edit{
		{sendHandlerGo, "failed(message.ChainTooLong, \"the message has passed %d handlers, which is the limit\", passed)", "result{}"},
	}},
	{"chain-too-long-crashes", "CHAIN-5", "dies of a chain without end", []Edit{
		{sendHandlerGo, "\tif passed >= s.config.Limits.ChainLength { // CHAIN-5\n", "\tif passed >= s.config.Limits.ChainLength {\n\t\tos.Exit(2)\n"},
	}},
	{"next-handler-anywhere-in-data", "CHAIN-6", "takes the first string in the data of sendHandler for the name, and no string for the end of the chain", []Edit{
		{answerGo, "\t\tname, ok := data.text()\n\t\treturn SendHandler(name)", `		first := strings.Split(string(data)+"\"\"", "\"")[1:]
		if first[0] == "name" {
			first = first[2:]
		}
		name, ok := first[0], true
		if name == "" {
			return SendClients{}, nil
		}
		return SendHandler(name)`},
	}},
	{"next-handler-in-list", "CHAIN-6", "takes a list of one name for the name", []Edit{
		{answerGo, "\t\tname, ok := data.text()\n\t\treturn SendHandler(name)", `		name, ok := data.text()
		if names, _ := data.texts(); len(names) == 1 {
			name, ok = names[0], true
		}
		return SendHandler(name)`},
	}},
	{"next-handler-empty-good", "CHAIN-6", "takes an empty name for the end of the chain, and reports good", []Edit{
		{answerGo, "\t\treturn SendHandler(name)", "\t\tif ok && name == \"\" {\n\t\t\treturn SendClients{}, nil\n\t\t}\n\t\treturn SendHandler(name)"},
	}},
	{"chain-good-after-first-link", "CHAIN-7", "reports good once the first handler of a chain has answered, whatever becomes of the rest", []Edit{
		{sendHandlerGo, "\treturn s.pass(", "\ts.pass(ctx, j, string(name), data, passed+1)\n\treturn result{}\n\treturn s.pass("},
	}},
	{"each-link-reports", "STAT-1", "reports the failure of a handler once for each link of the chain before it", []Edit{
		{sessionGo, "s.server.serve(ctx, job{Message: m})", "s.server.serve(context.WithValue(ctx, \"session\", s), job{Message: m})"},
		{sendHandlerGo, "\treturn s.pass(ctx, j, string(name), data, passed+1)\n", `	r := s.pass(ctx, j, string(name), data, passed+1)
	if s, ok := ctx.Value("session").(*session); ok && r.err != nil {
		s.report(message.Report{ID: j.ID, Err: r.err})
	}
	return r
`},
	}},
	{"chain-timeout-unreported", "CHAIN-7", "reports a handler that does not answer in time only where it is the first of a chain", []Edit{
		{sendHandlerGo, "\treturn s.pass(ctx, j, string(name), data, passed+1)\n", `	r := s.pass(ctx, j, string(name), data, passed+1)
	if r.err != nil && r.err.Code == message.HandlerTimeout {
		select {}
	}
	return r
`},
	}},
	{"chain-failure-to-all-sessions", "STAT-2", "reports the failure of a chain to all sessions of the user", []Edit{
		{sessionGo, "\ts.report(s.reportOn(m, s.server.serve(ctx, job{Message: m})))\n", `	report := s.reportOn(m, s.server.serve(ctx, job{Message: m}))
	for _, other := range s.server.sessions.of(s.user) {
		if other == s || report.Err != nil {
			other.report(report)
		}
	}
`},
	}},
}
