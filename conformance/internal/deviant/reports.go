package deviant

var reports = []Server{
	{"success-not-reported", "STAT-1", "reports on a message only where something went wrong", []Edit{
		{sessionGo, served, `if r := s.server.serve(ctx, job{Message: m}); r.err != nil {
		s.report(s.reportOn(m, r))
	}`},
	}},
	{"failure-not-reported", "STAT-1", "reports on a message only where it was served", []Edit{
		{sessionGo, served, `if r := s.server.serve(ctx, job{Message: m}); r.err == nil {
		s.report(s.reportOn(m, r))
	}`},
	}},
	{"reported-twice", "STAT-1", "reports that a message has come, and then what became of it", []Edit{
		{sessionGo, served, "s.report(message.Report{ID: m.ID})\n\t" + served},
	}},
	{"bad-report-closes", "STAT-1", "closes the connection behind a bad report", []Edit{
		{sessionGo, served + "\n\treturn true", `r := s.server.serve(ctx, job{Message: m})
	s.report(s.reportOn(m, r))
	return r.err == nil`},
	}},
	{"burst-reported-once", "STAT-1", "reports only on the last of the messages that have come together", []Edit{
		{sessionGo, served, `r := s.server.serve(ctx, job{Message: m})
	if s.in.Buffered() == 0 {
		s.report(s.reportOn(m, r))
	}`},
	}},
	{"status-error", "STAT-1", "gives bad reports the status \"error\"", []Edit{
		{reportGo, `status = "bad"`, `status = "error"`},
	}},
	{"status-ok", "AUTH-2", "gives good reports the status \"ok\"", []Edit{
		{reportGo, `status := "good"`, `status := "ok"`},
	}},
	{"report-without-type", "AUTH-2", "gives reports no messageType", []Edit{
		{reportGo, `"messageType":"statusReport",`, ""},
	}},

	{"reports-to-all-sessions", "STAT-2", "reports to all sessions of the user who sent the message", []Edit{
		{sessionGo, served, `r := s.reportOn(m, s.server.serve(ctx, job{Message: m}))
	for _, other := range s.server.sessions.of(s.user) {
		other.report(r)
	}`},
	}},
	{"reports-to-latest-session", "STAT-2", "reports to the session of the user that has begun last", []Edit{
		{sessionGo, served, `latest, _ := latestSessions.Load(s.user)
	latest.(*session).report(s.reportOn(m, s.server.serve(ctx, job{Message: m})))`},
		{sessionGo, "for {\n\t\tbody, err := c.read()", "latestSessions.Store(s.user, s)\n\tfor {\n\t\tbody, err := c.read()"},
		{sessionGo, "// session is the connection", "var latestSessions sync.Map // by user\n\n// session is the connection"},
	}},
	{"bad-reports-to-everybody", "STAT-2", "sends a bad report to everybody who is signed in", []Edit{
		{sessionGo, served, `r := s.reportOn(m, s.server.serve(ctx, job{Message: m}))
	s.report(r)
	s.server.open.each(func(other *conn) {
		if r.Err != nil && other != s.conn {
			other.report(r)
		}
	})`},
	}},

	{"bad-report-without-error", "STAT-3", "gives no error in a bad report", []Edit{
		{reportGo, "if r.Err != nil {\n\t\tbody", "if false {\n\t\tbody"},
	}},
	{"error-as-text", "STAT-3", "gives the error as a string", []Edit{
		{reportGo, "body = append(body, `,\"error\":{\"code\":`...)", "body = append(body, `,\"error\":`...)"},
		{reportGo, "body = append(body, `,\"message\":`...)\n\t\tbody = append(body, quote(r.Err.Reason)...)\n\t\tbody = append(body, '}')", ""},
	}},
	{"error-without-message", "STAT-3", "gives an error without a message", []Edit{
		{reportGo, "body = append(body, `,\"message\":`...)\n\t\tbody = append(body, quote(r.Err.Reason)...)\n", ""},
	}},
	{"good-report-with-error", "STAT-3", "gives a good report an error that is null", []Edit{
		{reportGo, "if list := quoteAll", "if r.Err == nil {\n\t\tbody = append(body, `,\"error\":null`...)\n\t}\n\tif list := quoteAll"},
	}},
	{"late-handler-unavailable", "STAT-3", "gives the code handler_unavailable where the handler was late", []Edit{
		{routerGo, "message.Errorf(message.HandlerTimeout, \"handler", "message.Errorf(message.HandlerUnavailable, \"handler"},
	}},
	{"full-queue-timeout", "STAT-3", "gives the code handler_timeout where the accept queue of the handler stayed full", []Edit{
		{askGo, "return nil, fmt.Errorf(\"%w: %w\", ErrUnavailable, err)", `if ctx.Err() != nil {
				return nil, ErrTimeout
			}
			return nil, fmt.Errorf("%w: %w", ErrUnavailable, err)`},
	}},
	{"closed-handler-unavailable", "STAT-3", "gives the code handler_unavailable where the handler has closed the connection", []Edit{
		{routerGo, "message.Errorf(message.HandlerFailed, ", "message.Errorf(message.HandlerUnavailable, "},
	}},
	{"failed-status-malformed", "STAT-3", "gives the code handler_malformed for a status other than \"0\" without a command", []Edit{
		{answerGo, "if err := checkStatus(header[0]); err != nil {", "if _, err := decodeCommand(header[1]); err != nil {\n\t\treturn Answer{}, err\n\t}\n\tif err := checkStatus(header[0]); err != nil {"},
	}},
	{"unframed-answer-failed", "STAT-3", "gives the code handler_failed for an answer that is empty or too large", []Edit{
		{routerGo, "message.Errorf(message.HandlerMalformed, \"the answer", "message.Errorf(message.HandlerFailed, \"the answer"},
	}},
	{"unknown-command-malformed", "STAT-3", "gives the code handler_malformed for a command that it does not know and whose data is no array", []Edit{
		{answerGo, "return nil, Errorf(UnknownCommand,", "if !data.isArray() {\n\t\treturn nil, badAnswer(\"header.command.data is no array\")\n\t}\n\treturn nil, Errorf(UnknownCommand,"},
	}},
	{"unknown-handler-as-type", "STAT-3", "gives the code unknown_type for a handler that a chain does not find", []Edit{
		{sendHandlerGo, "failed(message.UnknownHandler,", "failed(message.UnknownType,"},
	}},
	{"long-chain-as-loop", "STAT-3", "gives the code loop for a chain that is too long", []Edit{
		{sendHandlerGo, "failed(message.ChainTooLong,", "failed(message.Loop,"},
	}},
	{"address-malformed", "STAT-3", "gives the code malformed where a server could not be reached", []Edit{
		{sendServersGo, "failed(message.UnreachableServer,", "failed(message.Malformed,"},
	}},
	{"undelivered-unreachable", "STAT-3", "gives the code unreachable_server where a session did not take a delivery", []Edit{
		{sendClientsGo, "message.Errorf(message.Undeliverable,", "message.Errorf(message.UnreachableServer,"},
	}},
	{"builtin-malformed", "STAT-3", "gives the code malformed for a built-in command that does not exist", []Edit{
		{builtinGo, "failed(message.UnknownCommand,", "failed(message.Malformed,"},
	}},

	{"good-whatever-happened", "STAT-4", "reports good once a message has been served, however that went", []Edit{
		{sessionGo, served, "s.server.serve(ctx, job{Message: m})\n\ts.report(s.reportOn(m, result{}))"},
	}},
	{"good-when-one-was-reached", "STAT-4", "reports good where one of the servers was reached", []Edit{
		{sendServersGo, "if failures == 0 {", "if failures < len(errs) {"},
	}},
	{"status-counts-deliveries", "STAT-4", "takes the number of deliveries for the number of failures", []Edit{
		{sendClientsGo, "if session.send(delivery) != nil {", "if session.send(delivery); true {"},
	}},
}
