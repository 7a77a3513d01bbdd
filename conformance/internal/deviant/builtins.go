package deviant

// builtins are servers that answer the built-in types as they must not.
var builtins = []Server{
	{"report-behind-dummy-reply", "BUILTIN-1", "sends a report behind the dummy reply", []Edit{
		{sessionGo, "\t\ts.dummy(m)\n", "\t\ts.dummy(m)\n\t\ts.report(message.Report{ID: m.ID})\n"},
	}},
	{"report-instead-of-dummy-reply", "BUILTIN-1", "sends a report instead of the dummy reply", []Edit{
		{sessionGo, "\t\ts.dummy(m)\n", "\t\ts.report(message.Report{ID: m.ID})\n"},
	}},
	{"dummy-reply-echoes-data", "BUILTIN-1", "puts the data of the message into the dummy reply", []Edit{
		{builtinGo, "message.EncodeDummy(m.ID)", "bytes.Replace(message.EncodeDummy(m.ID), []byte(\"null\"), m.Data, 1)"},
	}},
	{"dummy-reply-without-id", "BUILTIN-1", "leaves the id out of the dummy reply", []Edit{
		{encodeGo, `"data":null,"id":`, `"data":null`},
		{encodeGo, "\tbody = append(body, id...)\n", ""},
	}},
	{"dummy-reply-status-good", "BUILTIN-1", "writes the status good into the dummy reply instead of 0", []Edit{
		{encodeGo, `{"status":"0"}`, `{"status":"good"}`},
	}},
	{"dummy-reply-out-of-turn", "CONN-5", "answers a dummy message while an earlier message is still being served", []Edit{
		{sessionGo, "\ts.report(s.reportOn(m, s.server.serve(ctx, job{Message: m})))\n", `	done := make(chan struct{})
	before, _ := lastServed.Swap(s, done)
	go func() {
		if before != nil {
			<-before.(chan struct{})
		}
		s.report(s.reportOn(m, s.server.serve(ctx, job{Message: m})))
		close(done)
	}()
`},
		{sessionGo, "// shownName", "var lastServed sync.Map // what a session served last: a channel that is closed when it has been\n\n// shownName"},
	}},
	{"dummy-without-data", "MSG-2", "answers a dummy message that has no data", []Edit{
		{messageGo, "if members[1] == nil {", "if members[1] == nil && name == \"dummy\" {\n\t\tmembers[1] = value(\"null\")\n\t}\n\tif members[1] == nil {"},
	}},
	{"close-reported", "BUILTIN-2", "sends a good report before it closes at a client's request", []Edit{
		{builtinGo, "\t\treturn false\n", "\t\ts.report(message.Report{ID: m.ID})\n\t\treturn false\n"},
	}},
	{"close-ignored", "BUILTIN-2", "keeps the connection open at the command close", []Edit{
		{builtinGo, "\t\treturn false\n", "\t\treturn true\n"},
	}},
	{"served-behind-close", "BUILTIN-2", "serves what it has received behind the command close before it closes", []Edit{
		{sessionGo, "\t\tif !s.handle(ctx, m) {\n", "\t\tif !s.handle(ctx, m) && c.in.Buffered() == 0 {\n"},
	}},
	{"close-drops-what-waits", "CONN-5", "closes at once at the command close, whatever waits to be written", []Edit{
		{builtinGo, "\t\treturn false\n", "\t\ts.socket.Close()\n\t\treturn false\n"},
		{outboxGo, "\t\tgo o.write()\n", "\t\ttime.AfterFunc(100*time.Millisecond, o.write)\n"},
	}},
	{"close-ends-all-sessions", "BUILTIN-2", "closes all sessions of the user at the command close", []Edit{
		{builtinGo, "\t\treturn false\n", "\t\tfor _, other := range s.server.sessions.of(s.user) {\n\t\t\tif other != s {\n\t\t\t\tother.socket.Close()\n\t\t\t}\n\t\t}\n\t\treturn false\n"},
	}},
	{"close-with-more-members-unknown", "BUILTIN-2", "knows the command close only where its object has no other member", []Edit{
		{messageBuiltinGo, `return name == "close"`, `return name == "close" && strings.Count(string(data), ":") == 2`},
	}},
	{"unknown-built-in-fatal", "BUILTIN-3", "closes the connection at a built-in command that it does not know", []Edit{
		{builtinGo, "\treturn true\n", "\treturn false\n"},
	}},
	{"unknown-built-in-good", "BUILTIN-3", "reports good on a built-in command that it does not know", []Edit{
		{builtinGo, "s.report(s.reportOn(m, failed(message.UnknownCommand, \"the only built-in command is close\")))", "s.report(message.Report{ID: m.ID})"},
	}},
	{"built-in-without-data", "MSG-2", "reports bad, and goes on, where a message of type builtin has no data", []Edit{
		{messageGo, "if members[1] == nil {", "if members[1] == nil && name == \"builtin\" {\n\t\tmembers[1] = value(\"null\")\n\t}\n\tif members[1] == nil {"},
	}},
	{"close-as-string", "BUILTIN-3", "closes at the command close where it is a string and not an object", []Edit{
		{messageBuiltinGo, "\tcommand, ok := members[0]", "\tif name, _ := members[0].text(); name == \"close\" {\n\t\treturn true\n\t}\n\tcommand, ok := members[0]"},
	}},
	{"close-in-any-case", "BUILTIN-3", "knows the command close in capitals as well", []Edit{
		{messageBuiltinGo, `return name == "close"`, `return strings.EqualFold(name, "close")`},
	}},
	{"handler-for-built-in-types", "BUILTIN-4", "asks a handler called dummy or builtin where the configuration has one", []Edit{
		{configGo, "case \"dummy\", \"builtin\": // BUILTIN-4\n", "case \"auth_special\":\n"},
		{sessionGo, "\tswitch m.Type {\n", "\tif _, registered := s.server.config.Handlers[m.Type]; registered {\n\t\ts.report(s.reportOn(m, s.server.serve(ctx, job{Message: m})))\n\t\treturn true\n\t}\n\tswitch m.Type {\n"},
	}},
	{"handler-beside-built-in-types", "BUILTIN-4", "answers a dummy message itself and asks a handler of that name as well", []Edit{
		{configGo, "case \"dummy\", \"builtin\": // BUILTIN-4\n", "case \"auth_special\":\n"},
		{sessionGo, "\t\ts.dummy(m)\n", "\t\ts.dummy(m)\n\t\ts.server.serve(ctx, job{Message: m})\n"},
	}},
}
