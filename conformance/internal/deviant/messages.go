package deviant

// Places that several deviants change.
const (
	readClient = "envelope, ok := v.members(\"payload\")"
	readType   = "name, ok := members[0].text()"
	lacksData  = "if members[1] == nil {"
	refused    = "c.refuse(message.FatalID, refusal) // MSG-2\n\t\t\treturn"
	served     = "s.report(s.reportOn(m, s.server.serve(ctx, job{Message: m})))"
	findType   = "if _, ok := s.config.Handlers[j.Type]; !ok {"
	asked      = "answer, err := s.ask(ctx, name, data)"
)

// echoing returns the edit by which statements change text, the id, before it
// is reported.
func echoing(statements string) []Edit {
	return []Edit{{reportGo, "body = append(body, r.ID...)", `if text, ok := value(r.ID).text(); ok {
		` + statements + `
		r.ID = quote(text)
	}
	body = append(body, r.ID...)`}}
}

// routing returns the edit by which statements change j.Type before its handler
// is looked up.
func routing(statements string) []Edit {
	return []Edit{{routerGo, findType, statements + "\n\t" + findType}}
}

// askingAgain returns the edit by which a handler is asked once more on a
// condition.
func askingAgain(condition string) []Edit {
	return []Edit{{routerGo, asked, asked + `
	if ` + condition + ` {
		answer, err = s.ask(ctx, name, data)
	}`}}
}

var messages = []Server{
	{"header-behind-refused", "MSG-1", "refuses a message whose header comes after its payload", []Edit{
		{messageGo, readClient, `if bytes.HasSuffix(body, []byte("\"header\":{}}")) {
		return Message{}, malformed("header comes too late")
	}
	` + readClient},
	}},
	{"members-by-position", "MSG-1", "refuses a message whose id stands before its type", []Edit{
		{messageGo, readClient, `if bytes.LastIndex(body, []byte("\"id\"")) < bytes.Index(body, []byte("\"type\"")) {
		return Message{}, malformed("payload.id comes too early")
	}
	` + readClient},
	}},
	{"payload-found-as-text", "MSG-1", "looks for the payload as text, and finds none behind white space or with escapes in its name", []Edit{
		{messageGo, readClient, `if !bytes.Contains(body, []byte("\"payload\":")) {
		return Message{}, malformed("payload is missing")
	}
	` + readClient},
	}},
	{"null-data-missing", "JSON-4", "takes data that is null for missing", []Edit{
		{messageGo, lacksData, "if members[1] == nil || string(members[1]) == \"null\" {"},
	}},
	{"empty-id-missing", "MSG-1", "takes an empty id for missing", []Edit{
		{messageGo, "if id == nil {", "if id == nil || string(id) == `\"\"` {"},
	}},

	{"member-of-the-message-before", "MSG-2", "takes the id of the message before where one has none", []Edit{
		{sessionGo, "for {\n\t\tbody, err := c.read()", "before := \"\"\n\tfor {\n\t\tbody, err := c.read()"},
		{sessionGo, "m, refusal := message.DecodeClient(body)", `if before != "" && !bytes.Contains(body, []byte("\"id\":")) {
			body = bytes.Replace(body, []byte("\"payload\":{"), []byte("\"payload\":{\"id\":"+before+","), 1)
		}
		m, refusal := message.DecodeClient(body)
		before = string(m.ID)`},
	}},

	{"malformed-reads-on", "CONN-7", "reports a malformed message and reads on", []Edit{
		{sessionGo, refused, "c.refuse(message.FatalID, refusal)\n\t\t\tcontinue"},
	}},
	{"names-twice-dropped", "JSON-7", "drops a message in which a member stands twice, without a word", []Edit{
		{sessionGo, refused, `twice := func(name string) bool { return strings.Count(string(body), strconv.Quote(name)+":") > 1 }
			if slices.ContainsFunc([]string{"payload", "type", "data", "id"}, twice) {
				continue
			}
			` + refused},
	}},
	{"malformed-ignored", "MSG-2", "ignores a malformed message", []Edit{
		{sessionGo, refused, "continue"},
	}},
	{"malformed-payload-crash", "CONN-4", "dies of a payload that is no object", []Edit{
		{messageGo, readClient, readClient + `
	if envelope[0] != nil && !envelope[0].isObject() {
		panic("payload is no object")
	}`},
	}},
	{"payload-optional", "MSG-2", "takes type, data and id beside the header where there is no payload", []Edit{
		{messageGo, "m, err := decodePayload(envelope[0])", `if envelope[0] == nil {
		envelope[0] = v
	}
	m, err := decodePayload(envelope[0])`},
	}},
	{"payload-in-array", "MSG-2", "takes the first item of a payload that is an array", []Edit{
		{messageGo, "m, err := decodePayload(envelope[0])", `if s := (scanner{text: envelope[0], at: 1}); envelope[0].isArray() && !s.ends(']') {
		envelope[0] = s.next()
	}
	m, err := decodePayload(envelope[0])`},
	}},
	{"number-as-type", "MSG-2", "takes a number for a type", []Edit{
		{messageGo, readType, readType + `
	if isNumber(members[0]) {
		name, ok = string(members[0]), true
	}`},
	}},
	{"missing-type-is-empty", "MSG-2", "takes a missing type for the empty one", []Edit{
		{messageGo, readType, readType + "\n\tok = ok || members[0] == nil"},
	}},
	{"missing-data-is-null", "MSG-2", "takes missing data for null", []Edit{
		{messageGo, lacksData, "if members[1] == nil {\n\t\tmembers[1] = value(\"null\")\n\t}\n\t" + lacksData},
	}},
	{"builtin-without-data", "MSG-2", "asks no message of type builtin for data", []Edit{
		{messageGo, lacksData, "if members[1] == nil && name == \"builtin\" {\n\t\tmembers[1] = value(\"null\")\n\t}\n\t" + lacksData},
	}},
	{"missing-id-is-empty", "MSG-2", "takes a missing id for an empty one", []Edit{
		{messageGo, "if id == nil {\n\t\treturn malformed(\"payload.id is missing\")\n\t}", ""},
		{reportGo, "body = append(body, r.ID...)", "if r.ID == nil {\n\t\tr.ID = quote(\"\")\n\t}\n\tbody = append(body, r.ID...)"},
	}},
	{"id-of-any-kind", "MSG-2", "takes and echoes an id of any JSON type", []Edit{
		{messageGo, "if members[2] != nil && !members[2].isString() {", "if false {"},
	}},
	{"type-before-form", "MSG-2", "reports that a type is not known before it looks whether the message is whole", []Edit{
		{sessionGo, "if refusal != nil {", `if _, known := c.server.config.Handlers[m.Type]; refusal != nil && m.Type != "" && !known {
			s.report(message.Report{ID: message.SpecialID(""), Err: message.Errorf(message.UnknownType, "no handler for this type")})
			continue
		}
		if refusal != nil {`},
	}},

	{"ids-of-its-own", "MSG-3", "reports with ids that it counts itself", []Edit{
		{routerGo, "message.Report{ID: m.ID,", "message.Report{ID: message.SpecialID(fmt.Sprint(countedIDs.Add(1))),"},
		{routerGo, "// result is what", "var countedIDs atomic.Int64\n\n// result is what"},
	}},
	{"id-of-previous-message", "STAT-1", "reports with the id of the message before, where there was one", []Edit{
		{routerGo, "return message.Report{ID: m.ID,", `if previous, ok := previousIDs.Swap(c, m.ID); ok {
		m.ID = previous.(json.RawMessage)
	}
	return message.Report{ID: m.ID,`},
		{routerGo, "// result is what", "var previousIDs sync.Map // by *conn\n\n// result is what"},
	}},
	{"failure-with-previous-id", "STAT-1", "reports a failure with the id of the message before, where there was one", []Edit{
		{routerGo, "return message.Report{ID: m.ID,", `previous, ok := idsBefore.Swap(c, m.ID)
	if ok && r.err != nil {
		m.ID = previous.(json.RawMessage)
	}
	return message.Report{ID: m.ID,`},
		{routerGo, "// result is what", "var idsBefore sync.Map // by *conn\n\n// result is what"},
	}},
	{"id-in-one-place", "MSG-3", "keeps the id of the message that it serves in one place for all connections", []Edit{
		{sessionGo, served, `servedID.Store(m.ID)
	r := s.server.serve(ctx, job{Message: m})
	m.ID = servedID.Load().(json.RawMessage)
	s.report(s.reportOn(m, r))`},
		{sessionGo, "// session is the connection", "var servedID atomic.Value\n\n// session is the connection"},
	}},
	{"id-zero-missing", "MSG-3", "takes the id \"0\" for missing", []Edit{
		{messageGo, "if id == nil {", "if id == nil || string(id) == `\"0\"` {"},
	}},
	{"id-null-missing", "MSG-3", "takes the id \"null\" for missing", []Edit{
		{messageGo, "if id == nil {", "if id == nil || string(id) == `\"null\"` {"},
	}},
	{"id-trimmed", "MSG-3", "echoes an id without the white space around it", echoing("text = strings.TrimSpace(text)")},
	{"id-as-number", "MSG-3", "echoes an id that looks like a number as this number is usually written",
		echoing("if n, err := strconv.ParseFloat(text, 64); err == nil {\n\t\t\ttext = fmt.Sprint(n)\n\t\t}")},
	{"id-reserved-in-any-case", "MSG-3", "refuses an id that differs from a reserved one in upper and lower case only", []Edit{
		{messageGo, "text == AuthID || text == FatalID", "strings.EqualFold(text, AuthID) || strings.EqualFold(text, FatalID)"},
	}},
	{"id-ends-at-nul", "MSG-3", "echoes an id up to its first zero character", echoing(`text, _, _ = strings.Cut(text, "\x00")`)},
	{"id-for-html", "MSG-3", "echoes the characters of an id that mean something in HTML as entities",
		echoing(`text = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(text)`)},
	{"id-as-format", "MSG-3", "uses an id as a format to print", echoing("text = fmt.Sprintf(text)")},
	{"id-escapes-kept", "MSG-3", "takes the escapes in an id for characters, and escapes them again",
		echoing("text = string(r.ID[1 : len(r.ID)-1])")},
	{"id-in-ascii", "MSG-3", "echoes a question mark for each character of an id beyond ASCII", echoing(
		`text = strings.Map(func(r rune) rune {
			if r > unicode.MaxASCII {
				return '?'
			}
			return r
		}, text)`)},
	{"id-normalized", "MSG-3", "echoes a letter and its combining accent as one character", echoing(`text = strings.ReplaceAll(text, "e\u0301", "\u00e9")`)},
	{"id-pairs-split", "MSG-3", "takes a surrogate pair in an id for a character that it cannot write", echoing(
		`text = strings.Map(func(r rune) rune {
			if r > 0xffff {
				return unicode.ReplacementChar
			}
			return r
		}, text)`)},
	{"id-of-255-bytes", "MSG-3", "echoes the first 255 bytes of an id", echoing("text = text[:min(len(text), 255)]")},
	{"id-of-1024-bytes", "MSG-3", "echoes the first 1024 bytes of an id", echoing("text = text[:min(len(text), 1024)]")},
	{"id-once-in-session", "MSG-3", "takes a message with the id of an earlier one for a repetition, and drops it", []Edit{
		{sessionGo, "for {\n\t\tbody, err := c.read()", "seen := map[string]bool{}\n\tfor {\n\t\tbody, err := c.read()"},
		{sessionGo, "if refusal != nil {", `if refusal == nil && seen[string(m.ID)] {
			continue
		}
		seen[string(m.ID)] = true
		if refusal != nil {`},
	}},
	{"id-belongs-to-session", "MSG-3", "reports on the connection that used an id first", []Edit{
		{sessionGo, served, `first, _ := idOwners.LoadOrStore(string(m.ID), s)
	first.(*session).report(s.reportOn(m, s.server.serve(ctx, job{Message: m})))`},
		{sessionGo, "// session is the connection", "var idOwners sync.Map // by id\n\n// session is the connection"},
	}},

	{"reserved-id-ignored", "MSG-5", "ignores a message with a reserved id", []Edit{
		{sessionGo, "if refusal != nil {", `var id string
		if json.Unmarshal(m.ID, &id); id == message.AuthID || id == message.FatalID {
			continue
		}
		if refusal != nil {`},
	}},
	{"reserved-id-reads-on", "CONN-7", "reports a message with a reserved id as a fatal error, and reads on", []Edit{
		{sessionGo, refused, `c.refuse(message.FatalID, refusal)
			if m.ID != nil {
				continue
			}
			return`},
	}},
	{"type-trimmed", "ROUTE-1", "looks for a handler without the white space around the type", routing("j.Type = strings.TrimSpace(j.Type)")},
	{"type-normalized", "ROUTE-1", "takes a letter and its combining accent in a type for one character",
		routing(`j.Type = strings.ReplaceAll(j.Type, "e\u0301", "\u00e9")`)},
	{"type-escapes-kept", "ROUTE-1", "takes the escapes in a type for characters", []Edit{
		{messageGo, readType, readType + "\n\tif ok {\n\t\tname = string(members[0][1 : len(members[0])-1])\n\t}"},
	}},
	{"type-in-ascii", "ROUTE-1", "finds no handler whose name has characters beyond ASCII", routing(
		`if strings.ContainsFunc(j.Type, func(r rune) bool { return r > unicode.MaxASCII }) {
		j.Type = ""
	}`)},
	{"type-null", "ROUTE-1", "takes the type \"null\" for none", routing("j.Type = strings.TrimPrefix(j.Type, \"null\")")},

	{"type-in-any-case", "ROUTE-2", "asks the handler whose name is the type but for upper and lower case, where none has the type itself as its name", routing(
		`_, known := s.config.Handlers[j.Type]
	for _, name := range slices.Sorted(maps.Keys(s.config.Handlers)) {
		if !known && strings.EqualFold(name, j.Type) {
			j.Type = name
			break
		}
	}`)},
	{"unknown-type-fatal", "ROUTE-2", "treats a message of a type without a handler as malformed", []Edit{
		{sessionGo, served, `r := s.server.serve(ctx, job{Message: m})
	if r.err != nil && r.err.Code == message.UnknownType {
		s.refuse(message.FatalID, r.err)
		return false
	}
	s.report(s.reportOn(m, r))`},
	}},
	{"unknown-type-closes", "ROUTE-2", "closes the connection behind the report on a type without a handler", []Edit{
		{sessionGo, served + "\n\treturn true", `r := s.server.serve(ctx, job{Message: m})
	s.report(s.reportOn(m, r))
	return r.err == nil || r.err.Code != message.UnknownType`},
	}},
	{"unknown-type-ignored", "ROUTE-2", "ignores a message of a type without a handler", []Edit{
		{sessionGo, served, `r := s.server.serve(ctx, job{Message: m})
	if r.err == nil || r.err.Code != message.UnknownType {
		s.report(s.reportOn(m, r))
	}`},
	}},
	{"unknown-type-good", "ROUTE-2", "reports good where the type has no handler", []Edit{
		{routerGo, "return failed(message.UnknownType, \"no handler for this type is registered here\")", "return result{}"},
	}},
	{"type-with-default", "ROUTE-2", "asks the first handler where the type has none", routing(
		findType + "\n\t\tj.Type = slices.Min(slices.Collect(maps.Keys(s.config.Handlers)))\n\t}")},
	{"type-empty-goes-anywhere", "ROUTE-2", "asks the first handler where the type is empty", routing(
		"if j.Type == \"\" {\n\t\tj.Type = slices.Min(slices.Collect(maps.Keys(s.config.Handlers)))\n\t}")},
	{"type-by-prefix", "ROUTE-2", "asks a handler whose name begins with the type", routing(
		`for name := range s.config.Handlers {
		if _, ok := s.config.Handlers[j.Type]; !ok && j.Type != "" && strings.HasPrefix(name, j.Type) {
			j.Type = name
		}
	}`)},
	{"type-as-path", "ROUTE-2", "takes what stands behind the last slash for the type", routing("j.Type = j.Type[strings.LastIndex(j.Type, \"/\")+1:]")},
	{"type-ends-at-nul", "ROUTE-2", "takes a type up to its first zero character", routing(`j.Type, _, _ = strings.Cut(j.Type, "\x00")`)},
	{"type-wildcard", "ROUTE-2", "asks the first handler where the type is an asterisk", routing(
		"if j.Type == \"*\" {\n\t\tj.Type = slices.Min(slices.Collect(maps.Keys(s.config.Handlers)))\n\t}")},
	{"builtin-types-in-any-case", "ROUTE-2", "answers built-in types in upper case too", []Edit{
		{sessionGo, "switch m.Type {", "switch strings.ToLower(m.Type) {"},
	}},

	{"asks-twice", "ROUTE-3", "asks the handler twice", []Edit{
		{routerGo, asked, "s.ask(ctx, name, data)\n\t" + asked},
	}},
	{"asks-all", "ROUTE-3", "asks all other handlers as well", []Edit{
		{routerGo, asked, `for other := range s.config.Handlers {
		if other != name {
			s.ask(ctx, other, data)
		}
	}
	` + asked},
	}},
	{"asks-again-when-closed", "ROUTE-3", "asks a handler again that has closed without an answer",
		askingAgain("err != nil && err.Code == message.HandlerFailed && err.Cause != nil")},
	{"asks-again-when-late", "ROUTE-3", "asks a handler again that has not answered in time",
		askingAgain("err != nil && err.Code == message.HandlerTimeout")},
	{"asks-again-when-malformed", "ROUTE-3", "asks a handler again whose answer is malformed",
		askingAgain("err != nil && err.Code == message.HandlerMalformed")},
	{"asks-again-when-failed", "ROUTE-3", "asks a handler again after whatever failure", askingAgain("err != nil")},
}
