package deviant

// Places that several deviants change.
const (
	eachUser      = "range unique(users) {"
	sessionsOf    = "sessions := s.sessions.of(user)"
	sentToUsers   = "return s.sendClients(command, name, answer.Data)"
	readNames     = "names, ok := data.texts()"
	isUndelivered = "r.undelivered = append(r.undelivered, user)"
	countFailure  = "failures++\n\t\t\t}"
	leaving       = "c.leave = func() { c.server.sessions.remove(s) }\n\tc.out.whenEnded(c.leave)"
	flushed       = "c.out.flush()"
	queued        = "o.waiting = append(o.waiting, framed)\n"
	stopped       = "return result{err: message.Errorf(message.Undeliverable, \"a session did not take the delivery\")}\n\t\t\t}"
)

// knowingOriginator returns the edits by which statements may change command, the
// users to deliver to, knowing who sent the message: originator, a session or nil.
func knowingOriginator(statements string) []Edit {
	return []Edit{
		{sessionGo, "s.server.serve(ctx, job", "s.server.serve(context.WithValue(ctx, \"originator\", s), job"},
		{routerGo, sentToUsers, "originator, _ := ctx.Value(\"originator\").(*session)\n\t\t" + statements + "\n\t\t" + sentToUsers},
	}
}

// namedBy returns the edit by which statements may change names, and whether they
// are ok, that a command has as data.
func namedBy(statements string) []Edit {
	return []Edit{{answerGo, "case \"sendClients\":\n\t\t" + readNames, "case \"sendClients\":\n\t\t" + readNames + "\n\t\t" + statements}}
}

// endedOutbox is the edit by which nothing more is taken for a connection that is
// being closed.
var endedOutbox = Edit{connGo, flushed, flushed + "\n\tc.out.mu.Lock()\n\tc.out.end(net.ErrClosed)\n\tc.out.mu.Unlock()"}

var deliveries = []Server{
	{"first-session-only", "CLIENTS-1", "delivers to one session of each user", []Edit{
		{sendClientsGo, "range sessions {", "range sessions[:min(1, len(sessions))] {"},
	}},
	{"first-user-only", "CLIENTS-1", "delivers to the first user of a list", []Edit{
		{sendClientsGo, eachUser, "range unique(users[:min(1, len(users))]) {"},
	}},
	{"originator-left-out", "CLIENTS-1", "delivers nothing to the user who sent the message", knowingOriginator(
		`command = slices.DeleteFunc(command, func(user string) bool { return originator != nil && user == originator.user })`)},
	{"users-in-any-case", "CLIENTS-5", "delivers to all users whose names differ from one in the list in upper and lower case only", []Edit{
		{sendClientsGo, sessionsOf, `var sessions []*session
		for _, name := range s.sessions.names() {
			if strings.EqualFold(name, user) {
				sessions = append(sessions, s.sessions.of(name)...)
			}
		}`},
	}},
	{"users-normalized", "CLIENTS-1", "takes a letter and its combining mark in a name for one character", []Edit{
		{sendClientsGo, sessionsOf, "sessions := s.sessions.of(strings.ReplaceAll(user, \"e\\u0308\", \"\\u00eb\"))"},
	}},
	{"delivery-type-renamed", "CLIENTS-1", "gives deliveries the messageType \"delivery\"", []Edit{
		{encodeGo, `"messageType":"receivedMessage"`, `"messageType":"delivery"`},
	}},

	{"delivers-the-question", "CLIENTS-2", "delivers what the client sent, not what the handler answered", []Edit{
		{routerGo, sentToUsers, "return s.sendClients(command, name, j.Data)"},
	}},
	{"delivery-type-of-data", "CLIENTS-2", "delivers under the type that the answer's data names", []Edit{
		{sendClientsGo, "delivery := frame", `var named struct{ Type string }
	if json.Unmarshal(data, &named); named.Type != "" {
		from = named.Type
	}
	delivery := frame`},
	}},
	{"delivery-type-of-command", "CLIENTS-2", "delivers under the name of the command", []Edit{
		{routerGo, sentToUsers, "return s.sendClients(command, \"sendClients\", answer.Data)"},
	}},
	{"delivery-under-first-name", "CHAIN-2", "delivers under the name of the first handler of the chain", []Edit{
		{routerGo, "s.sendClients(command, name,", "s.sendClients(command, j.Type,"},
	}},

	{"absent-user-bad", "CLIENTS-3", "reports bad where a user in the list is not here", []Edit{
		{sendClientsGo, isUndelivered, "failures++"},
	}},
	{"all-absent-bad", "CLIENTS-3", "reports bad where no user in the list is here", []Edit{
		{sendClientsGo, "if failures > 0 {", "if len(users) > 0 && len(r.undelivered) == len(users) {\n\t\tfailures++\n\t}\n\tif failures > 0 {"},
	}},
	{"absent-user-stops", "CLIENTS-3", "delivers to nobody behind a user who is not here", []Edit{
		{sendClientsGo, isUndelivered, isUndelivered + "\n\t\t\tbreak"},
	}},

	{"slow-session-stops", "CLIENTS-4", "delivers to nobody behind a session that does not take it", []Edit{
		{sendClientsGo, countFailure, stopped},
	}},
	{"slow-session-awaited", "CLIENTS-4", "writes to one session after the other, and waits for each", []Edit{
		{outboxGo, queued, "_, err := o.socket.Write(framed)\n\treturn err\n\t" + queued},
	}},
	{"slow-session-not-alone", "CLIENTS-4", "closes all sessions of a user of whom one does not take a delivery", []Edit{
		{sendClientsGo, countFailure, `failures++
				for _, other := range sessions {
					other.socket.Close()
				}
			}`},
	}},
	{"vanished-session-stops", "CLIENTS-4", "finds out that a session is gone when it writes to it, and delivers to nobody behind it", []Edit{
		{sessionGo, leaving, ""},
		{outboxGo, queued, "_, err := o.socket.Write(framed)\n\treturn err\n\t" + queued},
		{sendClientsGo, countFailure, stopped},
	}},

	{"originator-too", "CLIENTS-5", "delivers to the user who sent the message as well", knowingOriginator(
		"if originator != nil {\n\t\t\tcommand = append(command, originator.user)\n\t\t}")},
	{"somebody-else-too", "CLIENTS-5", "also delivers to the user carol, if she is signed in", []Edit{
		{sendClientsGo, eachUser, "range unique(append(slices.Clone(users), slices.DeleteFunc(slices.Clone(s.sessions.names()), func(name string) bool { return name != \"carol\" })...)) {"},
	}},
	{"everybody", "CLIENTS-5", "delivers to everybody who is signed in", []Edit{
		{sendClientsGo, eachUser, "range s.sessions.names() {"},
	}},

	{"named-twice-sent-twice", "CLIENTS-6", "delivers as often to a user as the list names him", []Edit{
		{sendClientsGo, eachUser, "range users {"},
	}},
	{"named-twice-apart-sent-twice", "CLIENTS-6", "counts a name once only where it stands twice in a row", []Edit{
		{sendClientsGo, eachUser, "range slices.Compact(users) {"},
	}},

	{"delivery-behind-report", "CLIENTS-7", "delivers to the originator when it has reported", []Edit{
		{sessionGo, served, `s.report(s.reportOn(m, s.server.serve(context.WithValue(ctx, "originator", s), job{Message: m})))
	own, _ := ownDeliveries.LoadAndDelete(s)
	if own != nil {
		s.send(own.([]byte))
	}`},
		{routerGo, sentToUsers, `originator, _ := ctx.Value("originator").(*session)
		if originator != nil && slices.Contains(command, originator.user) {
			ownDeliveries.Store(originator, frame.Encode(message.EncodeDelivery(name, answer.Data)))
			command = slices.DeleteFunc(command, func(user string) bool { return user == originator.user })
		}
		` + sentToUsers},
		{routerGo, "// result is what", "var ownDeliveries sync.Map // by *session\n\n// result is what"},
	}},

	{"empty-list-malformed", "CLIENTS-8", "takes an empty list for malformed", namedBy("ok = ok && len(names) > 0")},
	{"empty-list-everybody", "CLIENTS-5", "delivers to everybody where the list is empty", []Edit{
		{sendClientsGo, "delivery := frame", "if len(users) == 0 {\n\t\tusers = s.sessions.names()\n\t}\n\tdelivery := frame"},
	}},

	{"other-than-list-is-nobody", "CLIENTS-9", "takes anything but an array of strings for an empty list", namedBy("ok = true")},
	{"string-is-list-of-one", "CLIENTS-9", "takes a string for a list of one name", namedBy(
		"if name, isString := data.text(); isString {\n\t\t\tnames, ok = []string{name}, true\n\t\t}")},
	{"null-is-empty-list", "CLIENTS-9", "takes null for an empty list", namedBy("ok = ok || string(data) == \"null\"")},
	{"object-is-list-of-members", "CLIENTS-9", "takes the members of an object for a list of names", namedBy(
		`var object map[string]json.RawMessage
		if !ok && json.Unmarshal(data, &object) == nil && object != nil {
			names, ok = slices.Collect(maps.Keys(object)), true
		}`)},
	{"no-strings-skipped", "CLIENTS-9", "skips what is no string in a list", []Edit{
		{jsonGo, "if !ok {\n\t\t\treturn nil, false\n\t\t}\n\t\ttexts", "if !ok {\n\t\t\tcontinue\n\t\t}\n\t\ttexts"},
	}},
	{"names-up-to-a-mistake", "CLIENTS-9", "delivers to those who stand in a list before what is no string, and reports bad", []Edit{
		{jsonGo, "if !ok {\n\t\t\treturn nil, false\n\t\t}\n\t\ttexts", "if !ok {\n\t\t\treturn texts, false\n\t\t}\n\t\ttexts"},
		{routerGo, "if err != nil {\n\t\treturn result", "if users, ok := answer.Command.(message.SendClients); ok && err != nil {\n\t\ts.sendClients(users, name, answer.Data)\n\t}\n\tif err != nil {\n\t\treturn result"},
	}},

	{"unsigned-is-nobody", "CLIENTS-10", "takes a connection that has not signed in for a session of the user with the empty name", []Edit{
		{connGo, "body, err := c.readFirst()", `early := &session{c, ""}
	c.server.sessions.add(early, func() {})
	body, err := c.readFirst()
	c.server.sessions.remove(early)`},
	}},
	{"refused-stays-session", "CLIENTS-10", "goes on sending to a connection whose credentials it has refused", []Edit{
		{sessionGo, "if !c.authenticate(ctx, credentials) {", "early := &session{c, credentials.Username}\n\tc.server.sessions.add(early, func() {})\n\tif !c.authenticate(ctx, credentials) {"},
		{sessionGo, "s := &session{c, credentials.Username}", "c.server.sessions.remove(early)\n\ts := &session{c, credentials.Username}"},
		endedOutbox,
	}},
	{"left-stays-session", "CLIENTS-10", "goes on sending to a session that has left", []Edit{
		{sessionGo, leaving, ""},
		endedOutbox,
	}},
	{"peer-is-session", "CLIENTS-10", "takes a peer that gives a username for a session of this user", []Edit{
		{connGo, "c.servePeer(ctx, *first.Peer)", `var named struct {
			Header struct{ Authentication struct{ Username string } }
		}
		json.Unmarshal(body, &named)
		s := &session{c, named.Header.Authentication.Username}
		c.server.sessions.add(s, func() {})
		c.servePeer(ctx, *first.Peer)
		c.server.sessions.remove(s)`},
	}},

	{"nobody-listed", "CLIENTS-11", "lists nobody whom it skipped", []Edit{
		{sendClientsGo, isUndelivered, ""},
	}},
	{"everybody-listed", "CLIENTS-11", "lists everybody who was named", []Edit{
		{sendClientsGo, sessionsOf, sessionsOf + "\n\t\t" + isUndelivered},
		{sendClientsGo, "if len(sessions) == 0 { // CLIENTS-3\n\t\t\t" + isUndelivered + "\n\t\t}", ""},
	}},
	{"skipped-listed-twice", "CLIENTS-11", "lists a name twice that stands twice in the list", []Edit{
		{sendClientsGo, "if failures > 0 {", `if len(r.undelivered) > 0 {
		r.undelivered = slices.DeleteFunc(slices.Clone(users), func(user string) bool { return len(s.sessions.of(user)) > 0 })
	}
	if failures > 0 {`},
	}},
	{"empty-list-of-skipped", "CLIENTS-11", "gives an empty list where it skipped nobody", []Edit{
		{reportGo, "if list := quoteAll", "if len(r.Undelivered) == 0 {\n\t\tbody = append(body, `,\"undelivered\":[]`...)\n\t}\n\tif list := quoteAll"},
	}},
	{"skipped-lost-in-chain", "CLIENTS-11", "forgets on a chain whom it skipped", []Edit{
		{"send_handler.go", "return s.pass(ctx, j, string(name), data, passed+1)", "r := s.pass(ctx, j, string(name), data, passed+1)\n\tr.undelivered = nil\n\treturn r"},
	}},
	{"skipped-lost-in-bad-reports", "CLIENTS-11", "lists whom it skipped in good reports only", []Edit{
		{routerGo, "return message.Report{ID: m.ID, Err: r.err, Undelivered: r.undelivered}", "if r.err != nil {\n\t\tr.undelivered = nil\n\t}\n\treturn message.Report{ID: m.ID, Err: r.err, Undelivered: r.undelivered}"},
	}},
	{"cut-off-not-listed", "CLIENTS-11", "counts a user who was cut off as one who is here", []Edit{
		{sessionGo, leaving, ""},
	}},
}
