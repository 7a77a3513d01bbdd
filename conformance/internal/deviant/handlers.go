package deviant

// Places that several deviants change.
const (
	dialled     = "conn, err := dial(ctx, socket)"
	answered    = "answer, err := frame.Read(conn, limit)"
	closed      = "conn.Close() // which ends a write that still waits"
	readStatus  = "text, ok := status.text()"
	readHeader  = "header, ok := envelope[0].members(\"status\", \"command\")"
	readCommand = "switch name {\n\tcase \"sendClients\":"
	lacksAnswer = "if envelope[1] == nil {\n\t\treturn Answer{}, badAnswer(\"data is missing\")\n\t}"
)

// succeeding returns the edit by which a status means success on a condition.
func succeeding(condition string) []Edit {
	return []Edit{{answerGo, readStatus, readStatus + "\n\tif " + condition + " {\n\t\treturn nil\n\t}"}}
}

// naming returns the edit by which statements change name, that of a command,
// before it is looked up.
func naming(statements string) []Edit {
	return []Edit{{answerGo, readCommand, statements + "\n\t" + readCommand}}
}

var handlers = []Server{
	{"handler-connection-reused", "HAND-1", "keeps the connection to a handler for the next message", []Edit{
		{askGo, dialled, `kept, ok := keptConnections.LoadAndDelete(socket)
	conn, _ := kept.(net.Conn)
	var err error
	if !ok {
		conn, err = dial(ctx, socket)
	}`},
		{askGo, closed, "keptConnections.Store(socket, conn)"},
		{askGo, "// wait reports", "var keptConnections sync.Map // by socket\n\n// wait reports"},
	}},
	{"handler-connection-kept-for-burst", "HAND-1", "keeps the connection to a handler for a message that has come together with the last", []Edit{
		{sessionGo, "s.server.serve(ctx, job", "s.server.serve(context.WithValue(ctx, \"more\", s.in.Buffered() > 0), job"},
		{askGo, dialled, `kept, ok := burstConnections.LoadAndDelete(socket)
	conn, _ := kept.(net.Conn)
	var err error
	if !ok {
		conn, err = dial(ctx, socket)
	}`},
		{askGo, closed, `if ctx.Value("more") == true {
		burstConnections.Store(socket, conn)
	} else {
		conn.Close()
	}`},
		{askGo, "// wait reports", "var burstConnections sync.Map // by socket\n\n// wait reports"},
	}},
	{"handler-connection-ahead", "HAND-1", "connects to a handler for the next message when it has the answer to one", []Edit{
		{askGo, dialled, `ready, ok := readyConnections.LoadAndDelete(socket)
	conn, _ := ready.(net.Conn)
	var err error
	if !ok {
		conn, err = dial(ctx, socket)
	}`},
		{askGo, closed, `conn.Close()
	if next, err := net.Dial("unix", socket); err == nil {
		readyConnections.Store(socket, next)
	}`},
		{askGo, "// wait reports", "var readyConnections sync.Map // by socket\n\n// wait reports"},
	}},
	{"handler-knocked-at", "HAND-1", "connects to a handler before each message, to see whether it is there", []Edit{
		{askGo, dialled, "if knock, err := dial(ctx, socket); err == nil {\n\t\tknock.Close()\n\t}\n\t" + dialled},
	}},
	{"handlers-knocked-at-sign-in", "HAND-1", "connects to all handlers when a client signs in", []Edit{
		{sessionGo, "for {\n\t\tbody, err := c.read()", `for _, h := range c.server.config.Handlers {
		if knock, err := net.Dial("unix", h.Socket); err == nil {
			knock.Close()
		}
	}
	for {
		body, err := c.read()`},
	}},

	{"handler-given-payload", "HAND-2", "gives a handler the type and the id too", []Edit{
		{routerGo, "return s.pass(ctx, j, j.Type, j.Data, 1)", `data := fmt.Appendf(nil, "{\"type\":%q,\"data\":%s,\"id\":%q}", j.Type, j.Data, j.ID)
	return s.pass(ctx, j, j.Type, data, 1)`},
	}},
	{"handler-given-peers-type-and-id", "PEER-2", "gives a handler the type and the id of a peer's message too", []Edit{
		{routerGo, "return s.pass(ctx, j, j.Type, j.Data, 1)", `if j.hops > 0 {
		j.Data = fmt.Appendf(nil, "{\"type\":%q,\"data\":%s,\"id\":%q}", j.Type, j.Data, j.ID)
	}
	return s.pass(ctx, j, j.Type, j.Data, 1)`},
	}},
	{"handler-given-text", "JSON-4", "gives a handler a string that holds the data", []Edit{
		{askGo, "frame.Encode(data)", "frame.Encode(strconv.AppendQuote(nil, string(data)))"},
	}},
	{"handler-given-bare-strings", "JSON-2", "gives a handler data that is a string without its quotes", []Edit{
		{askGo, "frame.Encode(data)", "frame.Encode(bytes.Trim(data, \"\\\"\"))"},
	}},
	{"handler-given-second-frame", "HAND-2", "gives a handler a second frame, an empty object", []Edit{
		{askGo, "frame.Encode(data)", "append(frame.Encode(data), frame.Encode([]byte(\"{}\"))...)"},
	}},

	{"answer-in-one-read", "HAND-3", "takes what it reads at once for the whole answer", []Edit{
		{askGo, answered, `buffer := make([]byte, frame.PrefixBytes+limit)
	n, _ := conn.Read(buffer)
	answer, err := frame.Read(bytes.NewReader(buffer[:n]), limit)`},
	}},
	{"last-answer-counts", "HAND-3", "takes the last of two answers that come together", []Edit{
		{askGo, answered, answered + `
	conn.SetReadDeadline(time.Now().Add(50 * time.Millisecond))
	if second, late := frame.Read(conn, limit); late == nil {
		answer = second
	}`},
	}},
	{"nothing-behind-answer", "HAND-3", "takes an answer for malformed where something stands behind it", []Edit{
		{askGo, answered, answered + `
	conn.SetReadDeadline(time.Now().Add(50 * time.Millisecond))
	if n, _ := conn.Read(make([]byte, 1)); n > 0 {
		err = frame.ErrEmpty
	}`},
	}},
	{"answer-up-to-end", "HAND-3", "waits for the end of the stream behind an answer", []Edit{
		{askGo, answered, answered + "\n\tio.Copy(io.Discard, conn)"},
	}},
	{"handler-connection-kept-open", "HAND-3", "does not close the connection when it has the answer", []Edit{
		{askGo, closed, "openForever.Store(conn, true)"},
		{askGo, "// wait reports", "var openForever sync.Map // of connections\n\n// wait reports"},
	}},

	{"absent-handler-given-up", "HAND-4", "never again tries to reach a handler that was not there", []Edit{
		{askGo, dialled + "\n\tif err != nil {", `if _, given := givenUp.Load(socket); given {
		return nil, ErrUnavailable
	}
	` + dialled + `
	if err != nil {
		givenUp.Store(socket, true)`},
		{askGo, "// wait reports", "var givenUp sync.Map // of sockets\n\n// wait reports"},
	}},
	{"absent-handler-fatal", "HAND-4", "closes the client's connection where the handler is not there", []Edit{
		{sessionGo, served, `r := s.server.serve(ctx, job{Message: m})
	if r.err != nil && r.err.Code == message.HandlerUnavailable {
		s.refuse(message.FatalID, r.err)
		return false
	}
	s.report(s.reportOn(m, r))`},
	}},
	{"absent-handler-awaited", "HAND-4", "waits for a handler that is not there until the timeout", []Edit{
		{askGo, "!errors.Is(err, syscall.EAGAIN) || ", ""},
	}},
	{"absent-handler-good", "HAND-4", "reports good where the handler is not there, as though there were nothing to do", []Edit{
		{routerGo, "return result{err: err}", `if err.Code == message.HandlerUnavailable {
			return result{}
		}
		return result{err: err}`},
	}},

	{"closed-handler-awaited", "HAND-5", "goes on waiting for the answer of a handler that has closed", []Edit{
		{askGo, "return fmt.Errorf(\"%w: %w\", ErrClosed, err)", "<-ctx.Done()\n\treturn fmt.Errorf(\"%w: %w\", ErrClosed, err)"},
	}},
	{"closed-handler-good", "HAND-5", "reports good where a handler closes without an answer", []Edit{
		{routerGo, "return result{err: err}", `if err.Code == message.HandlerFailed && errors.Is(err.Cause, io.EOF) {
			return result{}
		}
		return result{err: err}`},
	}},
	{"closed-handler-crash", "HAND-5", "dies of a handler that closes inside its answer", []Edit{
		{askGo, answered, answered + `
	if err == io.ErrUnexpectedEOF {
		panic(err)
	}`},
	}},
	{"short-answer-taken", "FRAME-8", "takes what has come of an answer for the whole", []Edit{
		{askGo, answered, `var came bytes.Buffer
	answer, err := frame.Read(io.TeeReader(conn, &came), limit)
	if err == io.ErrUnexpectedEOF && came.Len() > frame.PrefixBytes {
		answer, err = came.Bytes()[frame.PrefixBytes:], nil
	}`},
	}},

	{"no-handler-timeout", "HAND-6", "waits for a handler without end", []Edit{
		{routerGo, "context.WithTimeout(ctx, s.config.Timeouts.Handler)", "context.WithCancel(ctx)"},
	}},
	{"handler-timeout-for-silence", "HAND-6", "bounds how long a handler is silent, not how long it takes", []Edit{
		{askGo, "defer context.AfterFunc(ctx, func() { conn.SetDeadline(time.Unix(1, 0)) })()", "deadline, _ := ctx.Deadline()"},
		{askGo, answered, "answer, err := frame.Read(patientReader{conn, time.Until(deadline)}, limit)"},
		{askGo, "// wait reports", `type patientReader struct {
	net.Conn
	silence time.Duration
}

func (r patientReader) Read(p []byte) (int, error) {
	r.SetReadDeadline(time.Now().Add(r.silence))
	return r.Conn.Read(p[:1])
}

// wait reports`},
	}},
	{"handler-timeout-up-to-length", "HAND-6", "waits without end for the rest of an answer that has begun", []Edit{
		{askGo, answered, `begun := make([]byte, 1)
	io.ReadFull(conn, begun)
	stop()
	answer, err := frame.Read(io.MultiReader(bytes.NewReader(begun), conn), limit)`},
		{askGo, "defer context.AfterFunc(ctx, func() { conn.SetDeadline(time.Unix(1, 0)) })()", "stop := context.AfterFunc(ctx, func() { conn.SetDeadline(time.Unix(1, 0)) })"},
	}},
	{"handler-timeout-without-connecting", "HAND-6", "tries without end to connect to a handler whose accept queue is full", []Edit{
		{askGo, "dialer.DialContext(ctx, \"unix\", socket)", "dialer.Dial(\"unix\", socket)"},
		{askGo, "!wait(ctx, pause)", "!wait(context.Background(), pause)"},
	}},
	{"handler-timeout-short", "HAND-6", "waits half a second for a handler, whatever is configured", []Edit{
		{routerGo, "context.WithTimeout(ctx, s.config.Timeouts.Handler)", "context.WithTimeout(ctx, time.Second/2)"},
	}},
	{"late-answer-carried-out", "HAND-6", "reports in time that the answer is late, and carries it out when it comes", []Edit{
		{routerGo, "context.WithTimeout(ctx, s.config.Timeouts.Handler)", "context.WithCancel(ctx)"},
		{sessionGo, served, `late := time.AfterFunc(s.server.config.Timeouts.Handler, func() {
		s.report(s.reportOn(m, failed(message.HandlerTimeout, "the handler did not answer in time")))
	})
	if r := s.server.serve(ctx, job{Message: m}); late.Stop() {
		s.report(s.reportOn(m, r))
	}`},
	}},
	{"late-handler-not-closed", "HAND-6", "keeps the connection to a handler open that has not answered in time", []Edit{
		{askGo, closed, `if ctx.Err() != nil {
		lateConnections.Store(conn, true)
	} else {
		conn.Close()
	}`},
		{askGo, "// wait reports", "var lateConnections sync.Map // of connections\n\n// wait reports"},
	}},

	{"handler-asked-one-by-one", "HAND-7", "asks a handler one thing at a time", []Edit{
		{askGo, dialled, `turn, _ := turns.LoadOrStore(socket, &sync.Mutex{})
	turn.(*sync.Mutex).Lock()
	defer turn.(*sync.Mutex).Unlock()
	` + dialled},
		{askGo, "// wait reports", "var turns sync.Map // by socket\n\n// wait reports"},
	}},
	{"peers-served-one-by-one", "HAND-7", "serves the messages of peers one at a time", []Edit{
		{federationGo, "report := c.reportOn", "peerTurn.Lock()\n\tdefer peerTurn.Unlock()\n\treport := c.reportOn"},
		{federationGo, "// serveHop", "var peerTurn sync.Mutex\n\n// serveHop"},
	}},

	{"full-queue-given-up", "HAND-8", "takes a handler whose accept queue is full for absent", []Edit{
		{askGo, "!errors.Is(err, syscall.EAGAIN) || !wait(ctx, pause)", "true"},
	}},
	{"full-queue-tried-five-times", "HAND-8", "tries five times to connect to a handler whose accept queue is full", []Edit{
		{askGo, "!errors.Is(err, syscall.EAGAIN) || ", "!errors.Is(err, syscall.EAGAIN) || pause > 16*time.Millisecond || "},
	}},

	{"request-ends-stream", "HAND-9", "ends its side of the connection behind the request", []Edit{
		{askGo, answered, "<-written\n\twritten <- nil\n\tconn.(*net.UnixConn).CloseWrite()\n\t" + answered},
	}},
	{"chained-request-ends-stream", "HAND-9", "ends its side of the connection behind the request to all but the first handler of a chain", []Edit{
		{sendHandlerGo, "return s.pass(ctx,", "return s.pass(context.WithValue(ctx, \"chained\", true),"},
		{askGo, answered, "if ctx.Value(\"chained\") != nil {\n\t\t<-written\n\t\twritten <- nil\n\t\tconn.(*net.UnixConn).CloseWrite()\n\t}\n\t" + answered},
	}},

	{"status-is-number", "RESP-1", "wants the status to be a number", []Edit{
		{answerGo, readStatus, "text, ok := string(status), isNumber(status)"},
	}},
	{"status-trimmed", "RESP-1", "reads a status without the white space around it", succeeding("strings.TrimSpace(text) == \"0\"")},
	{"status-with-sign", "RESP-1", "reads a status as a number with a sign", succeeding("text == \"+0\" || text == \"-0\"")},
	{"status-with-fraction", "RESP-1", "reads a status as a number with a fraction", succeeding("text == \"0.0\"")},
	{"status-of-any-base", "RESP-1", "reads a status as a number of any base", succeeding("text == \"0x0\"")},
	{"status-in-any-digits", "RESP-1", "takes the digits of all scripts", succeeding("text == \"\\u0660\"")},
	{"status-of-nothing", "RESP-1", "takes null, false and whatever is empty for the status of success",
		succeeding("slices.Contains([]string{\"null\", \"false\", `\"\"`, \"[]\", \"{}\"}, string(status))")},
	{"malformed-status-succeeds", "RESP-1", "takes a status that is no string of digits for success", succeeding("status != nil && !(ok && isDigits(text))")},

	{"status-not-read", "RESP-2", "takes every status for success", []Edit{
		{answerGo, "if text != \"0\" {", "if false {"},
	}},
	{"status-without-zeros", "RESP-2", "takes a status of several zeros for success", succeeding("ok && text != \"\" && strings.Trim(text, \"0\") == \"\"")},
	{"status-of-32-bits", "RESP-2", "reads the last 32 bits of a status", []Edit{
		{answerGo, "if text != \"0\" {", `var n uint32
	for _, digit := range text {
		n = 10*n + uint32(digit-'0')
	}
	if n != 0 {`},
	}},
	{"status-of-64-bits", "RESP-2", "reads the last 64 bits of a status", []Edit{
		{answerGo, "if text != \"0\" {", `var n uint64
	for _, digit := range text {
		n = 10*n + uint64(digit-'0')
	}
	if n != 0 {`},
	}},
	{"failed-command-run", "RESP-2", "reports bad, and runs the command all the same, where the status is not \"0\"", []Edit{
		{answerGo, "if err := checkStatus(header[0]); err != nil {\n\t\treturn Answer{}, err\n\t}", `failure := checkStatus(header[0])
	if failure != nil && failure.Code != HandlerFailed {
		return Answer{}, failure
	}`},
		{answerGo, "command, err := decodeCommand(header[1])", "command, err := decodeCommand(header[1])\n\tif err == nil {\n\t\terr = failure\n\t}"},
		{routerGo, "if err != nil {\n\t\treturn result", "if users, ok := answer.Command.(message.SendClients); ok && err != nil {\n\t\ts.sendClients(users, name, answer.Data)\n\t}\n\tif err != nil {\n\t\treturn result"},
	}},
	{"failure-without-command-good", "RESP-2", "reports good where a handler has failed and commands nothing", []Edit{
		{answerGo, "if err := checkStatus(header[0]); err != nil {", "if err := checkStatus(header[0]); err != nil {\n\t\tif header[1] == nil {\n\t\t\treturn Answer{Command: SendClients{}}, nil\n\t\t}"},
	}},

	{"incomplete-answer-good", "RESP-3", "reports good on an answer that lacks something, as though it commanded nothing", []Edit{
		{routerGo, "return result{err: err}", `if err.Code == message.HandlerMalformed {
			return result{}
		}
		return result{err: err}`},
	}},
	{"missing-status-succeeds", "RESP-1", "takes a missing status for success", succeeding("status == nil")},
	{"missing-answer-data-null", "RESP-3", "takes missing data of an answer for null", []Edit{
		{answerGo, lacksAnswer, "if envelope[1] == nil {\n\t\tenvelope[1] = value(\"null\")\n\t}"},
	}},
	{"missing-command-data-empty", "RESP-3", "takes missing data of a command for an empty list", []Edit{
		{answerGo, "if data == nil {", "if data == nil {\n\t\tdata = value(\"[]\")\n\t}\n\tif data == nil {"},
	}},
	{"command-beside-header", "RESP-3", "takes a command that stands beside the header", []Edit{
		{answerGo, readHeader, readHeader + `
	if beside, _ := v.members("command"); ok && header[1] == nil {
		header[1] = beside[0]
	}`},
	}},
	{"answer-data-in-header", "RESP-3", "takes the data of an answer from its header", []Edit{
		{answerGo, readHeader, readHeader + `
	if inside, _ := envelope[0].members("data"); ok && envelope[1] == nil {
		envelope[1] = inside[0]
	}`},
	}},
	{"empty-answer-data-missing", "RESP-3", "takes data of an answer that is null, false, 0 or empty for missing", []Edit{
		{answerGo, lacksAnswer, "if slices.Contains([]string{\"\", \"null\", \"false\", \"0\", `\"\"`, \"[]\", \"{}\"}, string(envelope[1])) {\n\t\treturn Answer{}, badAnswer(\"data is missing\")\n\t}"},
	}},
	{"answer-data-flattened", "JSON-4", "sends an object in an answer's data as a string", []Edit{
		{answerGo, lacksAnswer, lacksAnswer + "\n\tif envelope[1].isObject() {\n\t\tenvelope[1] = value(quote(string(envelope[1])))\n\t}"},
	}},

	{"unknown-command-sends", "RESP-4", "takes every command that it does not know for sendClients", naming(
		"if !slices.Contains([]string{\"sendServers\", \"sendHandler\"}, name) {\n\t\tname = \"sendClients\"\n\t}")},
	{"unknown-command-good", "RESP-4", "reports good where it does not know the command", []Edit{
		{answerGo, "return nil, Errorf(UnknownCommand,", "return SendClients{}, nil\n\treturn nil, Errorf(UnknownCommand,"},
	}},
	{"command-in-any-case", "RESP-4", "knows commands in upper and lower case", naming(
		"if strings.EqualFold(name, \"sendClients\") {\n\t\tname = \"sendClients\"\n\t}")},
	{"command-trimmed", "RESP-4", "reads a command without the white space around it", naming("name = strings.TrimSpace(name)")},
	{"command-by-prefix", "RESP-4", "knows a command by its beginning", naming(
		"if name != \"\" && strings.HasPrefix(\"sendClients\", name) {\n\t\tname = \"sendClients\"\n\t}")},
	{"command-ends-at-nul", "RESP-4", "reads a command up to its first zero character", naming(`name, _, _ = strings.Cut(name, "\x00")`)},
	{"command-without-name", "RESP-4", "takes a command without a name for sendClients", naming("if name == \"\" {\n\t\tname = \"sendClients\"\n\t}")},

	{"answer-not-json-fatal", "RESP-5", "closes the client's connection where an answer is no JSON object", []Edit{
		{sessionGo, served, `r := s.server.serve(ctx, job{Message: m})
	s.report(s.reportOn(m, r))
	if r.err != nil && r.err.Code == message.HandlerMalformed {
		return false
	}`},
	}},
	{"answer-not-json-crash", "RESP-5", "dies of an answer that is JSON and no object", []Edit{
		{answerGo, "return Answer{}, badAnswer(\"it is not an object", "panic(\"an answer that is no object\")\n\t\treturn Answer{}, badAnswer(\"it is not an object"},
	}},
	{"answer-json-first", "RESP-5", "looks at the first JSON text of an answer only", []Edit{
		{answerGo, "v, err := parse(body)", `var first json.RawMessage
	if json.NewDecoder(bytes.NewReader(body)).Decode(&first) == nil {
		body = first
	}
	v, err := parse(body)`},
	}},
	{"answer-completed", "RESP-5", "puts a brace behind an answer that lacks one", []Edit{
		{answerGo, "v, err := parse(body)", "if !json.Valid(body) {\n\t\tbody = append(body, '}')\n\t}\n\tv, err := parse(body)"},
	}},
	{"answer-in-array", "RESP-5", "takes the first item of an answer that is an array", []Edit{
		{answerGo, "envelope, ok := v.members(\"header\", \"data\")", `if s := (scanner{text: v, at: 1}); v.isArray() && !s.ends(']') {
		v = s.next()
	}
	envelope, ok := v.members("header", "data")`},
	}},
}
