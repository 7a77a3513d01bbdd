package deviant

// Where a client is signed in.
const (
	givenPair  = "c.server.accounts.Verify(ctx, credentials.Username, credentials.Password)"
	signIn     = "s := &session{c, credentials.Username}"
	refusePair = "c.refuse(message.AuthID, message.Errorf(message.BadCredentials, \"username and password do not belong together\"))"
)

var authentication = []Server{
	{"no-authentication-is-a-guest", "AUTH-1", "signs a client in as a guest that sends no authentication", []Edit{
		{firstGo, "return nil, malformed(\"header.authentication is missing or not an object\")", "return &Credentials{\"guest\", \"guest\"}, nil"},
		{sessionGo, givenPair, "credentials.Username == \"guest\", error(nil)\n\tif !ok {\n\t\tok, err = " + givenPair + "\n\t}"},
	}},
	{"other-passwords-as-text", "AUTH-1", "takes a username or password that is no string for none, and lets in without a check", []Edit{
		{firstGo, "return nil, malformed(\"header.authentication lacks a username or password that is a string\")", "return &Credentials{username, \"\"}, nil"},
		{sessionGo, givenPair, "credentials.Password == \"\", error(nil)\n\tif !ok {\n\t\tok, err = " + givenPair + "\n\t}"},
	}},
	{"missing-credentials-waited-for", "AUTH-1", "waits for a first message with username and password where one of them is missing", []Edit{
		{connGo, fatalAtFirst, "if strings.Contains(refusal.Reason, \"authentication\") {\n\t\t\tc.serve(ctx)\n\t\t\treturn\n\t\t}\n\t\t" + fatalAtFirst},
	}},

	{"second-sign-in-unanswered", "AUTH-7", "does not report that a client is signed in whose user is here already", []Edit{
		{registryGo, "\tgreet()\n", "\tif len(r.users[s.user]) == 0 {\n\t\tgreet()\n\t}\n"},
	}},
	{"registered-before-the-report", "AUTH-2", "delivers to a session before it has reported that it is signed in", []Edit{
		{sessionGo, "c.server.sessions.add(s, func() { s.report(message.Report{ID: message.SpecialID(message.AuthID)}) })",
			"c.server.sessions.add(s, func() {})\n\ttime.Sleep(20 * time.Millisecond)\n\ts.report(message.Report{ID: message.SpecialID(message.AuthID)})"},
	}},
	{"usernames-of-ascii", "AUTH-2", "refuses usernames that are not of ASCII letters", []Edit{
		{firstGo, "if username == \"\" || password == \"\" {", "if password == \"\" || !regexp.MustCompile(`^[A-Za-z]+$`).MatchString(username) {"},
	}},
	{"composed-usernames", "AUTH-2", "looks a username up with its letters and accents put together", []Edit{
		{sessionGo, givenPair, "c.server.accounts.Verify(ctx, strings.ReplaceAll(credentials.Username, \"e\\u0308\", \"ë\"), credentials.Password)"},
	}},
	{"trimmed-usernames", "AUTH-2", "looks a username up without the white space around it", []Edit{
		{sessionGo, givenPair, "c.server.accounts.Verify(ctx, strings.TrimSpace(credentials.Username), credentials.Password)"},
	}},
	{"usernames-in-lower-case", "AUTH-2", "looks a username up in lower case", []Edit{
		{sessionGo, givenPair, "c.server.accounts.Verify(ctx, strings.ToLower(credentials.Username), credentials.Password)"},
	}},

	{"any-password", "AUTH-3", "lets in whoever names a user that there is", []Edit{
		{accountGo, "return stored.matches(password) && !stored.ofNobody, nil", "return !stored.ofNobody, nil"},
	}},
	{"any-user", "AUTH-3", "lets in whoever it does not know", []Edit{
		{accountGo, "return stored.matches(password) && !stored.ofNobody, nil", "return stored.matches(password) || stored.ofNobody, nil"},
	}},
	{"trimmed-passwords", "AUTH-3", "checks a password without the white space around it", []Edit{
		{sessionGo, givenPair, "c.server.accounts.Verify(ctx, credentials.Username, strings.TrimSpace(credentials.Password))"},
	}},
	{"passwords-end-at-zero", "AUTH-3", "checks a password up to a zero character", []Edit{
		{sessionGo, givenPair, "c.server.accounts.Verify(ctx, credentials.Username, strings.Split(credentials.Password, \"\\x00\")[0])"},
	}},
	{"usernames-in-any-case", "AUTH-3", "finds a user without regard to case", []Edit{
		{accountGo, "\treturn f.nobody, nil", "\tif stored, ok := f.users[strings.ToLower(username)]; ok {\n\t\treturn stored, nil\n\t}\n\treturn f.nobody, nil"},
	}},
	{"empty-is-anonymous", "AUTH-3", "lets in whoever gives an empty username or password", []Edit{
		{firstGo, "return nil, Errorf(BadCredentials, \"username and password must not be empty\")", "return &Credentials{username, password}, nil"},
		{sessionGo, givenPair, "credentials.Username == \"\" || credentials.Password == \"\", error(nil)\n\tif !ok {\n\t\tok, err = " + givenPair + "\n\t}"},
	}},
	{"another-try", "AUTH-3", "lets a client try again on the same connection", []Edit{
		{sessionGo, "\tif !c.authenticate(ctx, credentials) {\n", "\tif !c.authenticate(ctx, credentials) {\n\t\tc.serve(ctx)\n"},
	}},

	{"refusal-unreported", "AUTH-4", "closes without a report where a password is wrong", []Edit{
		{connGo, lastReport, "if id != message.AuthID {\n\t\t" + lastReport + "\n\t}"},
	}},
	{"refusal-as-fatal", "AUTH-4", "reports a wrong password under the id of fatal errors", []Edit{
		{connGo, lastReport, "c.report(message.Report{ID: message.SpecialID(message.FatalID), Err: err})"},
	}},
	{"refusal-reported-twice", "AUTH-4", "reports a wrong password under the id of fatal errors too", []Edit{
		{connGo, lastReport, lastReport + "\n\tif id == message.AuthID {\n\t\tc.report(message.Report{ID: message.SpecialID(message.FatalID), Err: err})\n\t}"},
	}},

	{"credentials-alone", "JSON-3", "refuses credentials with additional members", []Edit{
		{firstGo, "members, ok := authentication.members(\"username\", \"password\")", "members, ok := authentication.members(\"username\", \"password\")\n\tok = ok && bytes.Count(authentication, []byte(\":\")) == 2"},
	}},
	{"first-payload-dispatched", "AUTH-5", "gives the payload of the first message to its handler", []Edit{
		{connGo, "c.serveClient(ctx, *first.Client)", "if m, refusal := message.DecodeClient(body); refusal == nil {\n\t\t\tgo c.server.serve(ctx, job{Message: m})\n\t\t}\n\t\tc.serveClient(ctx, *first.Client)"},
	}},
	{"first-payload-wanted", "AUTH-5", "refuses a first message without payload", []Edit{
		{firstGo, "client, err := decodeCredentials(header[1])\n", "if envelope[1] == nil {\n\t\t\treturn First{}, malformed(\"payload is missing\")\n\t\t}\n\t\tclient, err := decodeCredentials(header[1])\n"},
	}},
	{"first-payload-checked", "AUTH-5", "refuses a first message whose payload is neither empty nor a whole message", []Edit{
		{firstGo, "client, err := decodeCredentials(header[1])\n", "if _, err := decodePayload(envelope[1]); err != nil && envelope[1] != nil && string(envelope[1]) != \"{}\" {\n\t\t\treturn First{}, err\n\t\t}\n\t\tclient, err := decodeCredentials(header[1])\n"},
	}},
	{"first-payload-demanded", "AUTH-5", "refuses a first message whose payload is not a whole message", []Edit{
		{firstGo, "client, err := decodeCredentials(header[1])\n", "if _, err := decodePayload(envelope[1]); err != nil {\n\t\t\treturn First{}, err\n\t\t}\n\t\tclient, err := decodeCredentials(header[1])\n"},
	}},
	{"empty-first-payload-served", "AUTH-5", "serves the payload of the first message behind the report, even an empty one", []Edit{
		{connGo, "c.serveClient(ctx, *first.Client)", "if bytes.Contains(body, []byte(`\"payload\"`)) {\n\t\t\tc.in = bufio.NewReader(io.MultiReader(bytes.NewReader(frame.Encode(body)), c.in))\n\t\t}\n\t\tc.serveClient(ctx, *first.Client)"},
	}},
	{"first-payload-served", "AUTH-5", "serves the payload of the first message behind the report", []Edit{
		{connGo, "c.serveClient(ctx, *first.Client)", "c.in = bufio.NewReader(io.MultiReader(bytes.NewReader(frame.Encode(body)), c.in))\n\t\tif _, refusal := message.DecodeClient(body); refusal != nil {\n\t\t\tc.in.Discard(frame.PrefixBytes + len(body))\n\t\t}\n\t\tc.serveClient(ctx, *first.Client)"},
	}},

	{"messages-kept-for-later", "AUTH-6", "serves a message that comes before a client has signed in once it has", []Edit{
		{connGo, "\tfirst, refusal := message.DecodeFirst(body)\n", "\tfirst, refusal := message.DecodeFirst(body)\n\tif early, err := message.DecodeClient(body); err == nil && refusal != nil {\n\t\tc.serve(ctx)\n\t\tc.server.serve(ctx, job{Message: early})\n\t\treturn\n\t}\n"},
	}},
	{"dispatched-before-the-check", "AUTH-6", "gives the payload of the first message to its handler before it checks the password", []Edit{
		{connGo, "c.serveClient(ctx, *first.Client)", "if m, refusal := message.DecodeClient(body); refusal == nil {\n\t\t\tc.server.serve(ctx, job{Message: m})\n\t\t}\n\t\tc.serveClient(ctx, *first.Client)"},
	}},

	{"one-session-for-each-user", "AUTH-7", "closes the session of a user who signs in again", []Edit{
		{sessionGo, signIn, "for _, other := range c.server.sessions.of(credentials.Username) {\n\t\tother.socket.Close()\n\t}\n\t" + signIn},
	}},
	{"second-session-refused", "AUTH-7", "refuses a second session of a user", []Edit{
		{sessionGo, signIn, "if len(c.server.sessions.of(credentials.Username)) > 0 {\n\t\tc.refuse(message.AuthID, message.Errorf(message.BadCredentials, \"you are here already\"))\n\t\treturn\n\t}\n\t" + signIn},
	}},
	{"last-session-only", "AUTH-7", "knows the last session of a user only", []Edit{
		{registryGo, "if r.users[s.user] == nil {\n\t\tr.users[s.user] = map[*session]struct{}{}\n\t}", "r.users[s.user] = map[*session]struct{}{}"},
	}},
	{"all-sessions-end-together", "AUTH-7", "forgets all sessions of a user when one ends", []Edit{
		{registryGo, "delete(r.users[s.user], s)", "clear(r.users[s.user])"},
	}},

	{"session-handed-over", "AUTH-8", "gives a session to the user that a later message authenticates", []Edit{
		{sessionGo, "if !s.handle(ctx, m) {", "if first, _ := message.DecodeFirst(body); first.Client != nil && c.authenticate(ctx, *first.Client) {\n\t\t\tc.server.sessions.remove(s)\n\t\t\ts.user = first.Client.Username\n\t\t\tc.server.sessions.add(s, func() {})\n\t\t}\n\t\tif !s.handle(ctx, m) {"},
	}},
	{"session-shared", "AUTH-8", "has a session receive for the user that a later message names too", []Edit{
		{sessionGo, "if !s.handle(ctx, m) {", "if first, _ := message.DecodeFirst(body); first.Client != nil {\n\t\t\tother := &session{c, first.Client.Username}\n\t\t\tc.server.sessions.add(other, func() {})\n\t\t\tdefer c.server.sessions.remove(other)\n\t\t}\n\t\tif !s.handle(ctx, m) {"},
	}},

	{"early-messages-dropped", "AUTH-9", "drops what comes before it has reported that the client is signed in", []Edit{
		{sessionGo, signIn, "c.in.Discard(c.in.Buffered())\n\t" + signIn},
	}},
	{"early-messages-refused", "AUTH-9", "refuses a client that does not wait for the report on signing in", []Edit{
		{sessionGo, signIn, "if c.in.Buffered() > 0 {\n\t\tc.refuse(message.FatalID, message.Errorf(message.Malformed, \"too early\"))\n\t\treturn\n\t}\n\t" + signIn},
	}},
	{"early-messages-served", "AUTH-9", "serves what comes behind a wrong password", []Edit{
		{sessionGo, "\tif !c.authenticate(ctx, credentials) {\n", "\tif !c.authenticate(ctx, credentials) {\n\t\tif body, err := c.read(); err == nil {\n\t\t\tm, _ := message.DecodeClient(body)\n\t\t\tc.server.serve(ctx, job{Message: m})\n\t\t}\n"},
	}},
}
