package deviant

// Where data leaves the server.
const (
	toClients  = "body = append(body, data...)"
	toServers  = "body = append(body, p.Data...)"
	toHandlers = "_, err := conn.Write(frame.Encode(data))"
)

var texts = []Server{
	{"text-behind-ignored", "JSON-1", "reads the first JSON text of a body, whatever stands behind it", []Edit{
		{jsonGo, "if !json.Valid(body) {", "var first json.RawMessage\n\tif json.NewDecoder(bytes.NewReader(body)).Decode(&first) != nil {"},
		{jsonGo, "bytes.Trim(body, ", "bytes.Trim(first, "},
	}},
	{"bodies-without-json-skipped", "JSON-1", "passes over a body that is no JSON and waits for the next", []Edit{
		{connGo, "body, err := frame.Read(c.in, c.server.config.Limits.FrameBytes)\n", `body, err := frame.Read(c.in, c.server.config.Limits.FrameBytes)
	for err == nil && !json.Valid(body) {
		body, err = frame.Read(c.in, c.server.config.Limits.FrameBytes)
	}
`},
	}},
	{"white-space-around-refused", "JSON-1", "refuses a body with white space around the JSON text", []Edit{
		{jsonGo, "if !json.Valid(body) {", "if !json.Valid(body) || len(bytes.TrimSpace(body)) < len(body) {"},
	}},
	{"comments-and-last-commas-taken", "JSON-1", "takes comments, and commas behind the last member, as some configuration files have them", []Edit{
		{jsonGo, "if !json.Valid(body) {", "body = regexp.MustCompile(`/\\*.*?\\*/|,\\s*([}\\]])`).ReplaceAll(body, []byte(\"$1\"))\n\tif !json.Valid(body) {"},
	}},
	{"nan-taken", "JSON-1", "takes NaN and Infinity as null", []Edit{
		{jsonGo, "if !json.Valid(body) {", "body = regexp.MustCompile(`:-?(NaN|Infinity)`).ReplaceAll(body, []byte(\":null\"))\n\tif !json.Valid(body) {"},
	}},
	{"line-feeds-in-strings-taken", "JSON-1", "takes line feeds inside strings", []Edit{
		{jsonGo, "if !json.Valid(body) {", "if !json.Valid(bytes.ReplaceAll(body, []byte(\"\\n\"), []byte(\" \"))) {"},
	}},

	{"bodies-without-object-skipped", "JSON-2", "passes over a body that is JSON but no object", []Edit{
		{connGo, "body, err := frame.Read(c.in, c.server.config.Limits.FrameBytes)\n", `body, err := frame.Read(c.in, c.server.config.Limits.FrameBytes)
	for err == nil && json.Valid(body) && !bytes.HasPrefix(body, []byte("{")) {
		body, err = frame.Read(c.in, c.server.config.Limits.FrameBytes)
	}
`},
	}},
	{"message-in-a-list-taken", "JSON-2", "takes a message out of an array that holds it", []Edit{
		{messageGo, "envelope, ok := v.members(\"payload\")", "envelope, ok := value(bytes.Trim(v, \"[]\")).members(\"payload\")"},
	}},
	{"null-is-an-empty-object", "JSON-2", "reads a later message of null as if it were none", []Edit{
		{sessionGo, "if refusal != nil {", "if string(body) == \"null\" {\n\t\t\tcontinue\n\t\t}\n\t\tif refusal != nil {"},
	}},
	{"values-wrapped-for-handlers", "HAND-2", "wraps what it gives to handlers into an object where it is none", []Edit{
		{askGo, toHandlers, "if data[0] != '{' {\n\t\t\tdata = fmt.Appendf(nil, `{\"value\":%s}`, data)\n\t\t}\n\t\t" + toHandlers},
	}},
	{"empty-objects-for-handlers-as-null", "JSON-4", "gives handlers null where the data is an empty object", []Edit{
		{askGo, toHandlers, "if string(data) == \"{}\" {\n\t\t\tdata = []byte(\"null\")\n\t\t}\n\t\t" + toHandlers},
	}},

	{"unknown-members-refused", "JSON-3", "refuses whatever has a member that it does not know", []Edit{
		{jsonGo, "if i < 0 {\n\t\t\tcontinue", "if i < 0 {\n\t\t\treturn found, false"},
		{messageGo, "v.members(\"payload\")", "v.members(\"payload\", \"header\")"},
	}},
	{"unknown-members-of-headers-refused", "JSON-3", "refuses a later message whose header has a member that it does not know", []Edit{
		{messageGo, "\tm, err := decodePayload(envelope[0])\n", `	header, _ := v.members("header")
	decoder := json.NewDecoder(bytes.NewReader(header[0]))
	decoder.DisallowUnknownFields()
	if header[0].isObject() && decoder.Decode(&struct{ Scope, Authentication, Hops json.RawMessage }{}) != nil {
		return Message{}, malformed("header has an unknown member")
	}
	m, err := decodePayload(envelope[0])
`},
	}},
	{"names-in-any-case", "JSON-3", "reads the names of members without regard to case", []Edit{
		{jsonGo, "if string(inner) == name {", "if strings.EqualFold(string(inner), name) {"},
	}},

	{"values-as-text", "JSON-4", "delivers data that is no object as a string of its JSON text", []Edit{
		{encodeGo, toClients, "if data[0] != '{' {\n\t\tdata = quote(string(data))\n\t}\n\t" + toClients},
	}},
	{"data-as-text-to-servers", "JSON-4", "sends other servers the JSON text of the data as a string", []Edit{
		{encodeGo, toServers, "body = append(body, quote(string(p.Data))...)"},
	}},
	{"data-of-null-lost", "JSON-4", "delivers an empty object where the data is null", []Edit{
		{encodeGo, toClients, "if string(data) == \"null\" {\n\t\tdata = []byte(\"{}\")\n\t}\n\t" + toClients},
	}},
	{"false-data-becomes-null", "JSON-4", "delivers null where the data is false, zero or an empty string, as languages do that take these for nothing", []Edit{
		{encodeGo, toClients, "if slices.Contains([]string{\"false\", \"0\", `\"\"`}, string(data)) {\n\t\tdata = []byte(\"null\")\n\t}\n\t" + toClients},
	}},
	{"empty-objects-become-lists", "JSON-4", "relays empty objects as empty arrays, as languages do that have one type for both", []Edit{
		{encodeGo, toClients, "body = append(body, bytes.ReplaceAll(data, []byte(\"{}\"), []byte(\"[]\"))...)"},
	}},
	{"empty-lists-become-null", "JSON-4", "relays empty arrays as null", []Edit{
		{encodeGo, toClients, "body = append(body, bytes.ReplaceAll(data, []byte(\"[]\"), []byte(\"null\"))...)"},
	}},
	{"members-of-null-dropped", "JSON-4", "leaves members of the data out whose value is null", []Edit{
		{encodeGo, toClients, `var members map[string]json.RawMessage
	if json.Unmarshal(data, &members); members != nil {
		maps.DeleteFunc(members, func(_ string, member json.RawMessage) bool { return string(member) == "null" })
		data, _ = json.Marshal(members)
	}
	` + toClients},
	}},
	{"numbers-of-single-precision", "JSON-4", "rounds numbers to single precision", []Edit{
		{encodeGo, toClients, `if n, err := strconv.ParseFloat(string(data), 32); err == nil {
		data = strconv.AppendFloat(nil, n, 'g', -1, 32)
	}
	` + toClients},
	}},
	{"text-of-json-unwrapped", "JSON-4", "delivers the value where the data is a string that holds the text of one", []Edit{
		{encodeGo, toClients, "var text string\n\tif json.Unmarshal(data, &text) == nil && json.Valid([]byte(text)) {\n\t\tdata = []byte(text)\n\t}\n\t" + toClients},
	}},
	{"strings-end-at-zero", "JSON-4", "cuts strings off at a zero character", []Edit{
		{encodeGo, toClients, "body = append(body, regexp.MustCompile(`\\\\u0000(?:[^\"\\\\]|\\\\.)*`).ReplaceAll(data, nil)...)"},
	}},
	{"accents-composed", "JSON-4", "puts letters and their accents together", []Edit{
		{encodeGo, toClients, "body = append(body, bytes.ReplaceAll(data, []byte(`e\\u0301`), []byte(\"é\"))...)"},
	}},
	{"characters-beyond-16-bits-lost", "JSON-4", "replaces characters beyond U+FFFF by question marks", []Edit{
		{encodeGo, toClients, "body = append(body, regexp.MustCompile(`[\\x{10000}-\\x{10ffff}]`).ReplaceAll(data, []byte(\"?\"))...)"},
	}},
	{"prototypes-lost", "JSON-4", "loses members called __proto__", []Edit{
		{encodeGo, toClients, "body = append(body, regexp.MustCompile(`\"__proto__\":{[^}]*},?`).ReplaceAll(data, nil)...)"},
	}},
	{"members-without-name-lost", "JSON-4", "loses members whose name is empty", []Edit{
		{encodeGo, toClients, "body = append(body, regexp.MustCompile(`,\"\":\"\"|\"\":\"\",?`).ReplaceAll(data, nil)...)"},
	}},
	{"names-of-data-in-lower-case", "JSON-4", "writes the names of the members of the data in lower case", []Edit{
		{encodeGo, toClients, "body = append(body, regexp.MustCompile(`\"\\w+\":`).ReplaceAllFunc(data, bytes.ToLower)...)"},
	}},
	{"own-names-taken-out", "JSON-4", "takes members out of the data that are called as those of its own messages", []Edit{
		{encodeGo, toClients, `var members map[string]json.RawMessage
	if json.Unmarshal(data, &members); members["header"] != nil || members["command"] != nil {
		delete(members, "header")
		delete(members, "command")
		data, _ = json.Marshal(members)
	}
	` + toClients},
	}},
	{"half-pairs-dropped", "JSON-10", "drops escapes of surrogates from data in which one has no other half", []Edit{
		{encodeGo, toClients, "if hasUnpairedSurrogate(value(data)) {\n\t\tdata = regexp.MustCompile(`\\\\u[dD][89a-fA-F]..`).ReplaceAll(data, nil)\n\t}\n\t" + toClients},
	}},
	{"first-of-names-kept", "JSON-12", "keeps the first of two members of the data that have the same name", []Edit{
		{encodeGo, toClients, "data = firstOfNames(data)\n\t" + toClients},
		{encodeGo, "// EncodePeer returns", `func firstOfNames(data json.RawMessage) json.RawMessage {
	members := map[string]json.RawMessage{}
	for s := (scanner{text: value(data), at: 1}); data[0] == '{' && !s.ends('}'); {
		name, _ := s.next().text()
		s.skip(':')
		if member := s.next(); members[name] == nil {
			members[name] = json.RawMessage(member)
		}
	}
	if len(members) > 0 {
		data, _ = json.Marshal(members)
	}
	return data
}

// EncodePeer returns`},
	}},

	{"numbers-through-doubles", "JSON-5", "rounds the numbers that it gives to handlers to doubles", []Edit{
		{askGo, toHandlers, "var parsed any\n\t\tif json.Unmarshal(data, &parsed) == nil {\n\t\t\tdata, _ = json.Marshal(parsed)\n\t\t}\n\t\t" + toHandlers},
	}},
	{"answered-numbers-through-doubles", "JSON-5", "rounds the numbers that it delivers to doubles", []Edit{
		{encodeGo, toClients, "var parsed any\n\tif json.Unmarshal(data, &parsed) == nil {\n\t\tdata, _ = json.Marshal(parsed)\n\t}\n\t" + toClients},
	}},
	{"numbers-to-servers-through-doubles", "JSON-5", "rounds the numbers that it sends to other servers to doubles", []Edit{
		{encodeGo, toServers, "var parsed any\n\tif json.Unmarshal(p.Data, &parsed) == nil {\n\t\tp.Data, _ = json.Marshal(parsed)\n\t}\n\t" + toServers},
	}},
	{"numbers-beyond-doubles-refused", "JSON-5", "refuses numbers that are beyond the range of a double", []Edit{
		{messageGo, "\tif err == nil {\n\t\terr = checkID(m.ID)", "\tif json.Unmarshal(m.Data, new(any)) != nil {\n\t\terr = malformed(\"a number is too large\")\n\t}\n\tif err == nil {\n\t\terr = checkID(m.ID)"},
	}},

	{"depth-of-the-whole-body", "JSON-6", "takes 32 levels in all, those of the envelope included", []Edit{
		{jsonGo, "if !json.Valid(body) {", "if !json.Valid(body) || depthOf(body) > 32 {"},
		{jsonGo, "func (v value) isObject()", `func depthOf(body []byte) (deepest int) {
	depth := 0
	for _, c := range body {
		switch c {
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		}
		deepest = max(deepest, depth)
	}
	return deepest
}

func (v value) isObject()`},
	}},
	{"crash-at-a-deep-body", "JSON-6", "has room for 34 levels and crashes beyond them", []Edit{
		{jsonGo, "if !json.Valid(body) {", "fill(body)\n\tif !json.Valid(body) {"},
		{jsonGo, "func (v value) isObject()", `func fill(body []byte) {
	open := make([]byte, 34)
	depth := 0
	for _, c := range body {
		switch c {
		case '{', '[':
			open[depth] = c
			depth++
		case '}', ']':
			depth = max(depth-1, 0)
		}
	}
}

func (v value) isObject()`},
	}},

	{"crash-at-a-name-twice", "CONN-4", "crashes where a member stands in an envelope twice", []Edit{
		{jsonGo, "if found[i] != nil {\n\t\t\treturn found, false", "if found[i] != nil {\n\t\t\tpanic(\"a member stands there twice\")"},
	}},

	{"bytes-unchecked", "JSON-8", "takes bodies that are not valid UTF-8", []Edit{
		{jsonGo, "\tif !utf8.Valid(body) {\n\t\treturn nil, malformed(\"the body is not valid UTF-8\")\n\t}\n", ""},
	}},
	{"bytes-repaired", "JSON-8", "repairs bodies that are not valid UTF-8 with U+FFFD", []Edit{
		{jsonGo, "if !utf8.Valid(body) {\n\t\treturn nil, malformed(\"the body is not valid UTF-8\")", "if !utf8.Valid(body) {\n\t\tbody = bytes.ToValidUTF8(body, []byte(\"\\ufffd\"))"},
	}},
	{"bytes-of-answers-repaired", "JSON-8", "repairs answers that are not valid UTF-8 with U+FFFD", []Edit{
		{answerGo, "parse(body)", "parse(bytes.ToValidUTF8(body, []byte(\"\\ufffd\")))"},
	}},

	{"data-spread-over-payload", "JSON-9", "writes the members of the data into the payload of a delivery too", []Edit{
		{encodeGo, toClients, toClients + "\n\tif inner := bytes.Trim(data, \"{}\"); data[0] == '{' && len(inner) > 0 {\n\t\tbody = append(append(body, ','), inner...)\n\t}"},
	}},
	{"data-spread-over-payload-to-servers", "JSON-9", "writes the members of the data into the payload for another server too", []Edit{
		{encodeGo, toServers, toServers + "\n\tif inner := bytes.Trim(p.Data, \"{}\"); p.Data[0] == '{' && len(inner) > 0 {\n\t\tbody = append(append(body, ','), inner...)\n\t}"},
	}},
	{"default-status-first", "JSON-9", "writes a status of good into every bad report, and behind it the status that holds", []Edit{
		{reportGo, `status = "bad"`, "status = `good\",\"status\":\"bad`"},
	}},

	{"half-pairs-replaced", "JSON-10", "delivers U+FFFD for half a surrogate pair", []Edit{
		{encodeGo, toClients, "var parsed any\n\tif hasUnpairedSurrogate(value(data)) && json.Unmarshal(data, &parsed) == nil {\n\t\tdata, _ = json.Marshal(parsed)\n\t}\n\t" + toClients},
	}},
	{"half-pairs-of-ids-replaced", "JSON-10", "reports under U+FFFD for half a surrogate pair in an id", []Edit{
		{reportGo, "body = append(body, r.ID...)", "var id string\n\tjson.Unmarshal(r.ID, &id)\n\tbody = append(body, quote(id)...)"},
	}},

	{"numbers-beyond-doubles-become-zero", "JSON-11", "delivers zero for a number that is beyond the range of a double", []Edit{
		{encodeGo, toClients, `data = regexp.MustCompile("[0-9]+[eE][0-9]+").ReplaceAllFunc(data, func(number []byte) []byte {
		if _, err := strconv.ParseFloat(string(number), 64); err != nil {
			return []byte("0")
		}
		return number
	})
	` + toClients},
	}},
	{"numbers-beyond-doubles-cut-for-servers", "JSON-11", "sends other servers the largest double for a number that is beyond the range", []Edit{
		{encodeGo, toServers, `p.Data = regexp.MustCompile("[0-9]+[eE][0-9]+").ReplaceAllFunc(p.Data, func(number []byte) []byte {
		if _, err := strconv.ParseFloat(string(number), 64); err != nil {
			return []byte("1.7976931348623157e308")
		}
		return number
	})
	` + toServers},
	}},
}
