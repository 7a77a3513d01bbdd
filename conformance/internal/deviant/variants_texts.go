package deviant

// Servers whose JSON is the same and reads otherwise.
var variantsOfTexts = []Server{
	{"white-space-everywhere", "JSON-1", "puts white space of all kinds around every JSON text and between all that stands in it", []Edit{
		{frameGo, "func Encode(body []byte) []byte {\n", `func Encode(body []byte) []byte {
	spread := bytes.NewBufferString("\r\n ")
	if json.Indent(spread, body, "\t", "") == nil {
		body = append(spread.Bytes(), "\n\t\r "...)
	}
`},
	}},
	{"escapes-for-every-character", "JSON-4", "writes every character of short messages as an escape, in names and values, its own and others'", []Edit{
		{frameGo, "func Encode(body []byte) []byte {\n", `var (
	stringToEscape    = regexp.MustCompile("\"([^\"\\\\]|\\\\.)*\"")
	characterToEscape = regexp.MustCompile("\\\\u....|\\\\.|[^\\\\\"]")
)

func Encode(body []byte) []byte {
	if len(body) < 4096 {
		body = stringToEscape.ReplaceAllFunc(body, func(text []byte) []byte {
			return characterToEscape.ReplaceAllFunc(text, escapedUnlessItIs)
		})
	}
`},
		{frameGo, "// inside turns", `func escapedUnlessItIs(character []byte) (escaped []byte) {
	if character[0] == '\\' {
		return character
	}
	for _, unit := range utf16.Encode([]rune(string(character))) {
		escaped = fmt.Appendf(escaped, "\\u%04X", unit)
	}
	return escaped
}

// inside turns`},
	}},
	{"values-in-another-notation", "JSON-4", "writes, in short messages, 1 as 1.0, 1.5 as 1.5e0, and slashes and angle brackets as escapes", []Edit{
		{frameGo, "func Encode(body []byte) []byte {\n", `var stringOrNumber = regexp.MustCompile("\"([^\"\\\\]|\\\\.)*\"|-?[0-9][0-9.eE+-]*")

var slashesEscaped = strings.NewReplacer("\\\\", "\\\\", "\\/", "\\/", "/", "\\/", "<", "\\u003c", ">", "\\u003e")

func Encode(body []byte) []byte {
	if len(body) > 4096 {
		return append(binary.LittleEndian.AppendUint32(nil, uint32(len(body))), body...)
	}
	body = []byte(slashesEscaped.Replace(string(body)))
	body = stringOrNumber.ReplaceAllFunc(body, func(found []byte) []byte {
		switch {
		case found[0] == '"', len(found) > 15, bytes.ContainsAny(found, "eE"):
			return found
		case bytes.Contains(found, []byte(".")):
			return append(bytes.Clone(found), "e0"...)
		}
		return append(bytes.Clone(found), ".0"...)
	})
`},
	}},
	{"data-taken-apart", "JSON-4", "decodes data and encodes it anew: members by the alphabet, the last of a name, escapes as they come", []Edit{
		{messageGo, "func (v value) raw() json.RawMessage { return json.RawMessage(v) }", `func (v value) raw() json.RawMessage {
	if v == nil {
		return nil
	}
	decoder := json.NewDecoder(bytes.NewReader(v))
	decoder.UseNumber()
	var taken any
	decoder.Decode(&taken)
	again, _ := json.Marshal(taken)
	return again
}`},
		{jsonGo, "	if !json.Valid(body) {\n", "	if !json.Valid(body) || hasUnpairedSurrogate(body) {\n"},
	}},
	{"members-in-reverse", "JSON-2", "writes the members of every envelope in the reverse order, hops of 0 among them", []Edit{
		{encodeGo, "data json.RawMessage) []byte {\n", `data json.RawMessage) []byte {
	return fmt.Appendf(nil, "{\"payload\":{\"data\":%s,\"type\":%s},\"header\":{\"messageType\":\"receivedMessage\"}}", data, quote(handler))
`},
		{encodeGo, "func EncodePeer(p Peer) []byte {\n", `func EncodePeer(p Peer) []byte {
	reversed := []byte("{\"payload\":{")
	if p.ID != nil {
		reversed = fmt.Appendf(reversed, "\"id\":%s,", p.ID)
	}
	reversed = fmt.Appendf(reversed, "\"data\":%s,\"type\":%s},\"header\":{", p.Data, quote(p.Type))
	return fmt.Appendf(reversed, "\"hops\":%d,\"scope\":\"server\"}}", p.Hops)
`},
		{encodeGo, "func EncodeDummy(id json.RawMessage) []byte {\n", `func EncodeDummy(id json.RawMessage) []byte {
	return fmt.Appendf(nil, "{\"payload\":{\"id\":%s,\"data\":null,\"type\":\"dummy\"},\"header\":{\"status\":\"0\"}}", id)
`},
		{reportGo, "	body := []byte(", `	reversed := []byte("{\"payload\":{")
	if list := quoteAll(r.Undelivered, maxListed); list != nil {
		reversed = fmt.Appendf(reversed, "\"undelivered\":%s,", list)
	}
	if r.Err != nil {
		reversed = fmt.Appendf(reversed, "\"error\":{\"message\":%s,\"code\":%q},", quote(r.Err.Reason), r.Err.Code)
	}
	return fmt.Appendf(reversed, "\"id\":%s},\"header\":{\"status\":%q,\"messageType\":\"statusReport\"}}", r.ID, status)
	body := []byte(`},
		{messageInformerGo, "	body, err := json.Marshal(struct {", `	text, _ := json.Marshal(data)
	return fmt.Appendf(nil, "{\"data\":%s,\"status\":%q}", text, status)
	body, err := json.Marshal(struct {`},
	}},
	{"unknown-members", "JSON-3", "puts members that nobody knows into every envelope, with any JSON in them", []Edit{
		{encodeGo, `{"header":{"messageType":"receivedMessage"},"payload":{"type":`, `{"":[[]],"header":{"at":1e999,"messageType":"receivedMessage"},"payload":{"of":{"data":1},"type":`},
		{encodeGo, `{"header":{"scope":"server"`, `{"":[[]],"header":{"at":1e999,"scope":"server"`},
		{encodeGo, "`},\"payload\":{\"type\":`", "`},\"payload\":{\"of\":{\"data\":1},\"type\":`"},
		{encodeGo, `{"header":{"status":"0"},"payload":{"type":"dummy",`, `{"":[[]],"header":{"at":1e999,"status":"0"},"payload":{"of":{"data":1},"type":"dummy",`},
		{reportGo, `{"header":{"messageType":"statusReport",`, `{"":[[]],"header":{"at":1e999,"messageType":"statusReport",`},
		{reportGo, `"},"payload":{"id":`, `"},"payload":{"of":{"id":1},"id":`},
		{reportGo, `,"error":{"code":`, `,"error":{"line":-0.5e-7,"code":`},
		{messageInformerGo, "	return body\n", "	return append([]byte(\"{\\\"\\\":[[]],\\\"at\\\":1e999,\"), body[1:]...)\n"},
	}},
	{"misleading-members", "JSON-3", "puts members into every envelope whose names differ from known ones in case, or belong into other objects", []Edit{
		{encodeGo, `{"header":{"messageType":"receivedMessage"},"payload":{"type":`, `{"Header":7,"type":7,"data":8,"header":{"MessageType":"statusReport","type":"other","messageType":"receivedMessage"},"payload":{"DATA":7,"Type":"other","messageType":"x","status":"0","type":`},
		{encodeGo, `{"header":{"scope":"server"`, `{"HEADER":{"scope":"client"},"scope":"client","hops":"x","header":{"SCOPE":"client","Hops":"7","id":"other","scope":"server"`},
		{encodeGo, "`},\"payload\":{\"type\":`", "`},\"Payload\":null,\"payload\":{\"ID\":7,\"Data\":7,\"scope\":\"client\",\"hops\":99,\"type\":`"},
		{encodeGo, `{"header":{"status":"0"},"payload":{"type":"dummy",`, `{"messageType":"statusReport","status":"1","id":7,"header":{"Status":"1","id":"other","status":"0"},"payload":{"TYPE":"chat","messageType":"statusReport","type":"dummy",`},
		{reportGo, `{"header":{"messageType":"statusReport",`, `{"Header":7,"status":"neither","error":8,"header":{"STATUS":"neither","id":"other","error":{},"messageType":"statusReport",`},
		{reportGo, `"},"payload":{"id":`, `"},"payload":{"Error":7,"ID":"other","messageType":"receivedMessage","type":"chat","data":9,"id":`},
		{messageInformerGo, "	return body\n", "	return append([]byte(\"{\\\"Status\\\":\\\"7\\\",\\\"DATA\\\":7,\\\"command\\\":{},\\\"clientCount\\\":7,\"), body[1:]...)\n"},
	}},
	{"wordy-errors", "STAT-3", "explains errors at length, over several lines, and in members of its own", []Edit{
		{reportGo, "quote(r.Err.Reason)", "quote(\"Entschuldigung: \\\"\" + strings.Repeat(r.Err.Reason+\"\\r\\n\\t\\u0000 😀\", 40))"},
		{reportGo, "body = append(body, '}')", "body = append(body, \",\\\"details\\\":{\\\"code\\\":7},\\\"Code\\\":null}\"...)"},
	}},
	{"lists-in-reverse", "CLIENTS-11", "lists who was skipped, who is here and where it listens in the reverse order", []Edit{
		{sendClientsGo, "		if len(sessions) == 0 { // CLIENTS-3\n			r.undelivered = append(r.undelivered, user)\n", "		if len(sessions) == 0 { // CLIENTS-3\n			r.undelivered = slices.Insert(r.undelivered, 0, user)\n"},
		{registryGo, "	return slices.AppendSeq([]string{}, maps.Keys(r.users))\n", "	names := slices.AppendSeq([]string{}, maps.Keys(r.users))\n	slices.SortFunc(names, func(a, b string) int { return strings.Compare(b, a) })\n	return names\n"},
		{informerGo, "fmt.Sprintf(\"listener%d\", i)", "fmt.Sprintf(\"listener%d\", len(s.config.Listeners)-1-i)"},
	}},
}
