package deviant

import "fmt"

// Functions, as source, that make different names equal.
const (
	asNumber      = `func(name string) string { n, err := strconv.ParseFloat(name, 64); if err != nil { return name }; return strconv.FormatFloat(n, 'f', -1, 64) }`
	lowered       = `strings.ToLower`
	trimmed       = `strings.TrimSpace`
	upToZero      = `func(name string) string { name, _, _ = strings.Cut(name, "\x00"); return name }`
	withoutAccent = `strings.NewReplacer("ë", "e", "é", "e").Replace`
	halfWidth     = `func(name string) string {
		return strings.Map(func(r rune) rune {
			if 0xff01 <= r && r <= 0xff5e {
				return r - 0xfee0
			}
			return r
		}, name)
	}`
)

// ofPrototype are members of every object in JavaScript.
const ofPrototype = `[]string{"__proto__", "constructor", "toString", "hasOwnProperty"}`

// findingAlike returns statements that change variable, a type without a handler, to the first
// type in config that is equal after fold.
func findingAlike(variable, convert, config, fold string) string {
	return fmt.Sprintf(`fold := %[4]s
	if _, known := %[3]s.Handlers[string(%[1]s)]; !known {
		for _, other := range slices.Sorted(maps.Keys(%[3]s.Handlers)) {
			if fold(other) == fold(string(%[1]s)) {
				%[1]s = %[2]s(other)
				break
			}
		}
	}`, variable, convert, config, fold)
}

// The following functions return edits that look up the type of a message, the type of a
// peer's message, or the name of the next handler. They find a handler whose name is equal
// after fold.
func typesAlike(fold string) []Edit {
	return routing(findingAlike("j.Type", "string", "s.config", fold))
}

func peersTypesAlike(fold string) []Edit {
	return []Edit{{federationGo, "\treturn s.serve(", "\t" + findingAlike("p.Type", "string", "s.config", fold) + "\n\treturn s.serve("}}
}

func nextHandlersAlike(fold string) []Edit {
	return []Edit{{sendHandlerGo, "\tif _, ok := s.config", "\t" + findingAlike("name", "message.SendHandler", "s.config", fold) + "\n\tif _, ok := s.config"}}
}

// usersAlike returns an edit that delivers to all users whose names equal a listed name after
// fold.
func usersAlike(fold string) []Edit {
	return []Edit{{sendClientsGo, sessionsOf, `fold := ` + fold + `
		var sessions []*session
		for _, name := range s.sessions.names() {
			if fold(name) == fold(user) {
				sessions = append(sessions, s.sessions.of(name)...)
			}
		}`}}
}

// verifying returns an edit that inserts statements before credentials are checked.
func verifying(statements string) []Edit {
	return []Edit{{sessionGo, "ok, err := " + givenPair, statements + "\n\tok, err := " + givenPair}}
}

// peersRouting and chainRouting return an edit that inserts statements before the type of a
// peer's message, or the name of the next handler, is looked up.
func peersRouting(statements string) []Edit {
	return []Edit{{federationGo, "\treturn s.serve(", "\t" + statements + "\n\treturn s.serve("}}
}

func chainRouting(statements string) []Edit {
	return []Edit{{sendHandlerGo, "\tif _, ok := s.config", "\t" + statements + "\n\tif _, ok := s.config"}}
}

// names are servers that confuse names, or treat some names specially.
var names = []Server{
	{"usernames-of-object-prototype", "AUTH-2", "refuses usernames that every object of JavaScript has as members",
		verifying("if slices.Contains(" + ofPrototype + ", credentials.Username) {\n\t\tcredentials.Password = \"\"\n\t}")},
	{"username-null", "AUTH-2", "takes the username \"null\" for none", verifying("if credentials.Username == \"null\" {\n\t\tcredentials.Password = \"\"\n\t}")},
	{"usernames-as-numbers", "AUTH-2", "looks up a username that looks like a number as this number is usually written",
		verifying("credentials.Username = (" + asNumber + ")(credentials.Username)")},
	{"users-without-accents", "AUTH-3", "finds a user whose name differs in accents, as some databases do",
		verifying("if credentials.Username == \"zoe\" {\n\t\tcredentials.Username = \"zoë\"\n\t}")},
	{"refusal-of-object-prototype-unreported", "AUTH-4", "fails at an unknown username that every object of JavaScript has as a member, and closes without a report",
		verifying("if credentials.Username == \"toString\" {\n\t\treturn false\n\t}")},

	{"sessions-of-object-prototype-lost", "CLIENTS-1", "finds no session of users whose names every object of JavaScript has as members", []Edit{
		{sendClientsGo, sessionsOf, sessionsOf + "\n\t\tif slices.Contains(" + ofPrototype + ", user) {\n\t\t\tsessions = nil\n\t\t}"},
	}},
	{"user-null-nobody", "CLIENTS-1", "takes the name \"null\" in a list for nobody", []Edit{
		{sendClientsGo, sessionsOf, sessionsOf + "\n\t\tif user == \"null\" {\n\t\t\tcontinue\n\t\t}"},
	}},
	{"absent-users-of-object-prototype-bad", "CLIENTS-3", "fails at an absent user whose name every object of JavaScript has as a member", []Edit{
		{sendClientsGo, sessionsOf, sessionsOf + "\n\t\tif slices.Contains(" + ofPrototype + ", user) {\n\t\t\tfailures++\n\t\t}"},
	}},
	{"users-alike-as-numbers", "CLIENTS-5", "delivers to users whose names are the same number", usersAlike(asNumber)},
	{"users-alike-without-accents", "CLIENTS-5", "delivers to users whose names differ in accents", usersAlike(withoutAccent)},
	{"users-alike-in-lower-case", "CLIENTS-5", "delivers to users whose names differ in case", usersAlike(lowered)},
	{"users-alike-trimmed", "CLIENTS-5", "delivers to users whose names differ in white space around them", usersAlike(trimmed)},
	{"users-alike-up-to-zero", "CLIENTS-5", "delivers to users whose names are the same up to a zero character", usersAlike(upToZero)},
	{"users-alike-half-width", "CLIENTS-5", "delivers to users whose names differ in the width of letters", usersAlike(halfWidth)},
	{"absent-users-of-object-prototype-unlisted", "CLIENTS-11", "does not list an absent user whose name every object of JavaScript has as a member", []Edit{
		{sendClientsGo, isUndelivered, "if !slices.Contains(" + ofPrototype + ", user) {\n\t\t\t\t" + isUndelivered + "\n\t\t\t}"},
	}},
	{"undelivered-unescaped", "JSON-2", "lists whom it skipped without escaping their names", []Edit{
		{encodeGo, "quoted := quote(text)", "quoted := []byte(`\"` + text + `\"`)"},
	}},

	{"delivery-type-composed", "CLIENTS-2", "composes letters and accents in the type of a delivery", []Edit{
		{encodeGo, "quote(handler)", "quote(strings.ReplaceAll(handler, \"e\\u0301\", \"\\u00e9\"))"},
	}},
	{"delivery-type-trimmed", "CLIENTS-2", "trims white space around the type of a delivery", []Edit{
		{encodeGo, "quote(handler)", "quote(strings.TrimSpace(handler))"},
	}},
	{"delivery-type-unescaped", "JSON-2", "writes the type of a delivery without escaping it", []Edit{
		{encodeGo, "quote(handler)", "[]byte(`\"` + handler + `\"`)"},
	}},
	{"peer-message-type-composed", "SERVERS-2", "composes letters and accents in the type of a peer message", []Edit{
		{encodeGo, "quote(p.Type)", "quote(strings.ReplaceAll(p.Type, \"e\\u0301\", \"\\u00e9\"))"},
	}},
	{"peer-message-type-trimmed", "SERVERS-2", "trims white space around the type of a peer message", []Edit{
		{encodeGo, "quote(p.Type)", "quote(strings.TrimSpace(p.Type))"},
	}},
	{"peer-message-type-unescaped", "JSON-2", "writes the type of a peer message without escaping it", []Edit{
		{encodeGo, "quote(p.Type)", "[]byte(`\"` + p.Type + `\"`)"},
	}},

	{"types-of-digits-lost", "ROUTE-1", "finds no handler whose name is a number", routing(
		"if _, err := strconv.Atoi(j.Type); err == nil {\n\t\tj.Type = \"\"\n\t}")},
	{"types-beyond-16-bits-lost", "ROUTE-1", "finds no handler whose name has characters beyond U+FFFF", routing(
		"if strings.ContainsFunc(j.Type, func(r rune) bool { return r > 0xffff }) {\n\t\tj.Type = \"\"\n\t}")},
	{"type-of-object-prototype-lost", "ROUTE-1", "finds no handler that is called __proto__", routing(
		"if j.Type == \"__proto__\" {\n\t\tj.Type = \"\"\n\t}")},
	{"unknown-types-of-object-prototype-unreported", "ROUTE-2", "fails at a type that every object of JavaScript has as a member, and does not report it", []Edit{
		{sessionGo, served, "if slices.Contains(" + ofPrototype + ", m.Type) {\n\t\treturn true\n\t}\n\t" + served},
	}},
	{"type-undefined-missing", "ROUTE-2", "takes the type \"undefined\" for missing", []Edit{
		{messageGo, readType, readType + "\n\tok = ok && name != \"undefined\""},
	}},
	{"types-alike-as-numbers", "ROUTE-2", "asks the handler whose name is the same number as the type", typesAlike(asNumber)},
	{"types-alike-without-accents", "ROUTE-2", "asks the handler whose name differs from the type in accents", typesAlike(withoutAccent)},
	{"types-alike-in-lower-case", "ROUTE-2", "asks the handler whose name differs from the type in case", typesAlike(lowered)},
	{"types-alike-half-width", "ROUTE-2", "asks the handler whose name differs from the type in the width of letters", typesAlike(halfWidth)},
	{"types-alike-trimmed", "ROUTE-2", "asks the handler whose name differs from the type in white space around it", typesAlike(trimmed)},

	{"peers-type-composed", "PEER-2", "composes letters and accents in the type of a peer's message",
		peersRouting("p.Type = strings.ReplaceAll(p.Type, \"e\\u0301\", \"\\u00e9\")")},
	{"peers-type-trimmed", "PEER-2", "trims white space around the type of a peer's message", peersRouting("p.Type = strings.TrimSpace(p.Type)")},
	{"peers-type-null", "PEER-2", "takes the type \"null\" of a peer's message for none", peersRouting("if p.Type == \"null\" {\n\t\tp.Type = \"\"\n\t}")},
	{"peers-types-alike-as-numbers", "PEER-7", "asks the handler whose name is the same number as the type of a peer's message", peersTypesAlike(asNumber)},
	{"peers-types-alike-in-lower-case", "PEER-7", "asks the handler whose name differs from the type of a peer's message in case", peersTypesAlike(lowered)},

	{"next-handlers-name-composed", "CHAIN-1", "composes letters and accents in the name of the next handler",
		chainRouting("name = message.SendHandler(strings.ReplaceAll(string(name), \"e\\u0301\", \"\\u00e9\"))")},
	{"next-handler-null-none", "CHAIN-1", "takes the name \"null\" of the next handler for none", chainRouting("if name == \"null\" {\n\t\treturn result{}\n\t}")},
	{"next-handlers-alike-as-numbers", "CHAIN-3", "asks the handler whose name is the same number as that of the next handler", nextHandlersAlike(asNumber)},
	{"next-handlers-alike-in-lower-case", "CHAIN-3", "asks the handler whose name differs from that of the next handler in case", nextHandlersAlike(lowered)},
	{"next-handlers-of-object-prototype-good", "CHAIN-3", "takes the members of every object of JavaScript for handlers that succeed",
		chainRouting("if slices.Contains(" + ofPrototype + ", string(name)) {\n\t\treturn result{}\n\t}")},

	{"ids-of-object-prototype-unreported", "MSG-3", "does not report on a message whose id every object of JavaScript has as a member", []Edit{
		{sessionGo, served, "if slices.Contains(" + ofPrototype + ", strings.Trim(string(m.ID), `\"`)) {\n\t\treturn true\n\t}\n\t" + served},
	}},
	{"id-undefined-missing", "MSG-3", "takes the id \"undefined\" for missing", []Edit{
		{messageGo, "if id == nil {", "if id == nil || string(id) == `\"undefined\"` {"},
	}},
	{"id-nan-null", "MSG-3", "echoes the id \"NaN\" as \"null\"", echoing("if text == \"NaN\" {\n\t\t\ttext = \"null\"\n\t\t}")},

	{"members-of-object-prototype-refused", "JSON-3", "refuses a message with a member called __proto__, as some parsers do for safety", []Edit{
		{jsonGo, "if i < 0 {\n\t\t\tcontinue", "if string(name) == `\"__proto__\"` {\n\t\t\treturn found, false\n\t\t}\n\t\tif i < 0 {\n\t\t\tcontinue"},
	}},
	{"own-methods-called", "JSON-3", "fails where a member is called hasOwnProperty", []Edit{
		{jsonGo, "if i < 0 {\n\t\t\tcontinue", "if string(name) == `\"hasOwnProperty\"` {\n\t\t\treturn found, false\n\t\t}\n\t\tif i < 0 {\n\t\t\tcontinue"},
	}},
	{"members-inherited", "JSON-3", "reads missing members from a member called __proto__", []Edit{
		{jsonGo, "if i < 0 {\n\t\t\tcontinue", "if string(name) == `\"__proto__\"` {\n\t\t\tprototype = member\n\t\t}\n\t\tif i < 0 {\n\t\t\tcontinue"},
		{jsonGo, "found := make([]value, len(names))\n", "found := make([]value, len(names))\n\tvar prototype value\n"},
		{jsonGo, "return found, true", `if inherited, ok := prototype.members(names...); ok {
		for i := range found {
			if found[i] == nil {
				found[i] = inherited[i]
			}
		}
	}
	return found, true`},
	}},
	{"methods-lost", "JSON-4", "loses members of the data that are named like methods", []Edit{
		{encodeGo, toClients, "body = append(body, regexp.MustCompile(`\"(toString|hasOwnProperty|valueOf)\":[^,}]*,`).ReplaceAll(data, nil)...)"},
	}},
}
