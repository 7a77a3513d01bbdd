package deviant

// Servers that take what may be refused, refuse what may be refused, and choose
// otherwise where the choice is theirs.
var variantsOfChoices = []Server{
	{"takes-what-it-may-refuse", "MSG-5", "takes frames of a gibibyte, byte order marks, reserved ids, and the last of two members of one name", []Edit{
		{frameGo, "	length := binary.LittleEndian.Uint32(prefix[:])\n", "	length := binary.LittleEndian.Uint32(prefix[:])\n	limit = 1 << 30\n"},
		{jsonGo, "	if !utf8.Valid(body) {\n", "	body = bytes.TrimPrefix(body, []byte(\"\\uFEFF\"))\n	if !utf8.Valid(body) {\n"},
		{jsonGo, "		if found[i] != nil {\n			return found, false\n		}\n", ""},
		{messageGo, "	if id == nil {\n		return malformed(\"payload.id is missing\")\n	}\n", "	if id == nil {\n		return malformed(\"payload.id is missing\")\n	}\n	return nil\n"},
	}},
	{"deep-values-refused", "JSON-6", "refuses whatever holds data deeper than 32 levels, or such a value in any other place", []Edit{
		{jsonGo, "	return value(bytes.Trim(body, \" \\t\\r\\n\")), nil\n", `	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	for depth := 0; depth <= 34; {
		switch token, err := decoder.Token(); {
		case err != nil:
			return value(bytes.Trim(body, " \t\r\n")), nil
		case token == json.Delim('{'), token == json.Delim('['):
			depth++
		case token == json.Delim('}'), token == json.Delim(']'):
			depth--
		}
	}
	return nil, malformed("the body is too deep")
`},
	}},
	{"deep-data-reported", "JSON-6", "answers a client's message whose data is deeper than 32 levels with a bad report, and serves the next", []Edit{
		{sessionGo, "	switch m.Type {\n", `	decoder := json.NewDecoder(bytes.NewReader(m.Data))
	decoder.UseNumber()
	for depth := 0; ; {
		token, err := decoder.Token()
		if err != nil {
			break
		}
		switch token {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
		if depth > 32 {
			s.report(s.reportOn(m, failed(message.Malformed, "the data is too deep")))
			return true
		}
	}
	switch m.Type {
`},
	}},
	{"first-of-two-members", "JSON-7", "takes the first of two members of one name in an envelope", []Edit{
		{jsonGo, "		if found[i] != nil {\n			return found, false\n		}\n", "		if found[i] != nil {\n			continue\n		}\n"},
	}},
	{"ambiguous-data-refused", "JSON-12", "refuses data in which an object holds a name twice, and every body with half a surrogate pair", []Edit{
		{jsonGo, "	if !json.Valid(body) {\n", "	if !json.Valid(body) || hasUnpairedSurrogate(body) {\n"},
		{messageGo, "	if members[1] == nil {\n", "	if members[1].repeats() {\n		return Message{}, malformed(\"payload.data names a member twice\")\n	}\n	if members[1] == nil {\n"},
		{answerGo, "	if envelope[1] == nil {\n", "	if envelope[1].repeats() {\n		return Answer{}, badAnswer(\"data names a member twice\")\n	}\n	if envelope[1] == nil {\n"},
		{jsonGo, "// indexName returns", `func (v value) repeats() bool {
	seen := map[string]bool{}
	s := scanner{text: v, at: 1}
	for v.isObject() && !s.ends('}') || v.isArray() && !s.ends(']') {
		if v.isObject() {
			name := string(s.next())
			s.skip(':')
			if seen[name] {
				return true
			}
			seen[name] = true
		}
		if s.next().repeats() {
			return true
		}
	}
	return false
}

// indexName returns`},
	}},
	{"reads-ahead", "CONN-8", "reads up to eight messages ahead, and writes no more reports to a client that it has seen end its stream", []Edit{
		{sessionGo, "	for {\n		body, err := c.read()\n", `	type arrival struct {
		body []byte
		err  error
	}
	arrivals, over, done := make(chan arrival, 8), make(chan struct{}), make(chan struct{})
	defer func() {
		close(over)
		for reading := true; reading; {
			c.socket.SetReadDeadline(time.Unix(1, 0))
			select {
			case <-done:
				reading = false
			case <-time.After(time.Millisecond):
			}
		}
	}()
	go func() {
		defer close(done)
		for err := error(nil); err == nil; {
			var body []byte
			if body, err = c.read(); err == io.EOF && !c.stopping.Load() {
				hasEnded.Store(c, true)
			}
			select {
			case arrivals <- arrival{body, err}:
			case <-over:
				return
			}
		}
	}()
	for {
		next := <-arrivals
		body, err := next.body, next.err
`},
		{connGo, "func (c *conn) report(r message.Report) { c.send(frame.Encode(r.Encode())) }", `var hasEnded sync.Map // whether the client of a connection has

func (c *conn) report(r message.Report) {
	if _, yes := hasEnded.Load(c); !yes {
		c.send(frame.Encode(r.Encode()))
	}
}`},
	}},
	{"absent-ones-knocked-at", "HAND-4", "tries for some time to reach a handler or a server that is not there", []Edit{
		{peerGo, "	conn, err := dialer.DialContext(ctx, \"tcp\", address)\n", `	conn, err := dialer.DialContext(ctx, "tcp", address)
	for until := time.Now().Add(200 * time.Millisecond); err != nil && time.Now().Before(until); {
		time.Sleep(20 * time.Millisecond)
		conn, err = dialer.DialContext(ctx, "tcp", address)
	}
`},
		{askGo, "		if !errors.Is(err, syscall.EAGAIN) || !wait(ctx, pause) {\n", "		if !errors.Is(err, syscall.EAGAIN) && pause == 50*time.Millisecond || !wait(ctx, pause) {\n"},
	}},
	{"unread-requests-given-up", "HAND-5", "reports a handler that does not take its request without looking for an answer", []Edit{
		{askGo, "	answer, err := frame.Read(conn, limit)\n", `	if err := <-written; err != nil {
		conn.Close()
		return nil, classify(ctx, err)
	}
	written <- nil
	answer, err := frame.Read(conn, limit)
`},
	}},
	{"answers-checked-in-another-order", "STAT-3", "looks at the command of an answer before its data, and at the limit of a chain, a hundred, before the name of the next handler", []Edit{
		{answerGo, "	if envelope[1] == nil {\n		return Answer{}, badAnswer(\"data is missing\")\n	}\n	command, err := decodeCommand(header[1])\n", "	command, err := decodeCommand(header[1])\n	if err == nil && envelope[1] == nil {\n		return Answer{}, badAnswer(\"data is missing\")\n	}\n"},
		{sendHandlerGo, "	if _, ok :=", "	if passed >= 100 {\n		return failed(message.ChainTooLong, \"a hundred handlers are enough\")\n	}\n	if _, ok :="},
		{sendHandlerGo, "passed >= s.config.Limits.ChainLength", "false"},
	}},
	{"deliveries-side-by-side", "CLIENTS-1", "delivers to all sessions at the same time", []Edit{
		{sendClientsGo, "			if session.send(delivery) != nil { // CLIENTS-4: the others still get it\n				failures++\n			}\n", `			sending.Go(func() {
				if session.send(delivery) != nil {
					failed.Add(1)
				}
			})
`},
		{sendClientsGo, "	failures := 0\n", "	var sending sync.WaitGroup\n	var failed atomic.Int64\n"},
		{sendClientsGo, "	if failures > 0 {\n", "	sending.Wait()\n	if failures := failed.Load(); failures > 0 {\n"},
	}},
	{"deaf-sessions-kept", "CLIENTS-4", "keeps a session that does not read, and drops only what it has no room for, with a bad report", []Edit{
		{outboxGo, "		o.end(errQueueFull)\n", "		return errQueueFull\n"},
		{sendClientsGo, "session.send(delivery)", "session.out.put(delivery)"},
		{connGo, "{ return c.out.put(framed) }", `{
	err := c.out.put(framed)
	if err == errQueueFull { // a report cannot be dropped
		c.out.mu.Lock()
		defer c.out.mu.Unlock()
		c.out.end(err)
	}
	return err
}`},
	}},
	{"no-more-than-it-must", "CHAIN-4", "cuts chains behind the eighth handler, and refuses peers that come to its UNIX socket", []Edit{
		{connGo, "	case first.Client != nil:\n", "	case first.Peer != nil && c.socket.LocalAddr().Network() == \"unix\":\n		c.refuse(message.FatalID, message.Errorf(message.Malformed, \"peers are not served here\"))\n	case first.Client != nil:\n"},
		{sendHandlerGo, "passed >= s.config.Limits.ChainLength", "passed >= 8"},
	}},
	{"hops-limit-of-100", "SERVERS-9", "refuses a peer's message after more than 100 hops, regardless of the configured limit", []Edit{
		{federationGo, "p.Hops > s.config.Limits.Hops", "p.Hops > 100"},
	}},
	{"hops-limit-of-1", "SERVERS-9", "refuses a peer's message after more than one hop, regardless of the configured limit", []Edit{
		{federationGo, "p.Hops > s.config.Limits.Hops", "p.Hops > 1"},
	}},
	{"peers-drained-meanwhile", "PEER-5", "reads and drops what a peer sends behind its message while it is served", []Edit{
		{federationGo, "	report := c.reportOn(", "	go io.Copy(io.Discard, c.socket)\n	report := c.reportOn("},
	}},
	{"built-in-names-passed-over", "BUILTIN-4", "starts with a configuration that names a handler dummy or builtin, and passes over it", []Edit{
		{configGo, "		settings.add(settings.path, \"%q is built in and cannot have a handler\", name)\n", ""},
		{configGo, "		handlers[name] = handler\n", "		if name != \"dummy\" && name != \"builtin\" {\n			handlers[name] = handler\n		}\n"},
	}},
	{"nothing-printed", "LISTEN-3", "prints nothing", []Edit{
		{serverGo, "	accounts, err := openAccounts(config, log)\n", "	log = slog.New(slog.DiscardHandler)\n	accounts, err := openAccounts(config, log)\n"},
	}},
	{"much-printed", "LISTEN-3", "prints much for every connection, to the standard output and the standard error", []Edit{
		{serverGo, "	c := newConn(s, accepted, l.name)\n", `	c := newConn(s, accepted, l.name)
	for _, out := range []io.Writer{os.Stdout, os.Stderr} {
		io.WriteString(out, strings.Repeat("panic: a connection \x1b[31m\r", 1000)+"\n")
	}
`},
	}},
}
