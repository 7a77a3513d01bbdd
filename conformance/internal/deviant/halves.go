package deviant

import "strconv"

// readingHalves returns an edit that replaces unpaired surrogates in variable, a name read
// from source, by replacement.
func readingHalves(file, read, source, variable, replacement string) Edit {
	return Edit{file, read, read + `
	if ` + source + `.isString() && hasUnpairedSurrogate(` + source + `) {
		json.Unmarshal(` + source + `, &` + variable + `)
		` + variable + ` = strings.ReplaceAll(` + variable + `, "\ufffd", ` + strconv.Quote(replacement) + `)
		ok = true
	}`}
}

// halfPairs returns an edit that replaces matches of pattern in the data of deliveries.
func halfPairs(pattern, replacement string) []Edit {
	return []Edit{{encodeGo, toClients, "body = append(body, regexp.MustCompile(" + strconv.Quote(pattern) + ").ReplaceAll(data, []byte(" + strconv.Quote(replacement) + "))...)"}}
}

// halves are servers that decode text piece by piece, or decode surrogates wrongly.
var halves = []Server{
	{"pieces-decoded-one-by-one", "FRAME-2", "decodes each piece that arrives as text on its own", []Edit{
		{frameGo, "return readBody(r, int(length))", decodedInPieces},
	}},
	{"pieces-of-answers-decoded-one-by-one", "HAND-3", "decodes each piece of an answer as text on its own", []Edit{
		{askGo, answered, "answer, err := frame.Read(decodingReader{conn}, limit)"},
		{askGo, "// wait reports", `type decodingReader struct{ net.Conn }

func (r decodingReader) Read(p []byte) (int, error) {
	n, err := r.Conn.Read(p)
	copy(p, bytes.Map(func(r rune) rune {
		if r == utf8.RuneError {
			return '?'
		}
		return r
	}, p[:n]))
	return n, err
}

// wait reports`},
	}},

	{"lowest-high-half-overlooked", "JSON-4", "refuses a pair whose first half is the lowest", []Edit{
		{jsonGo, checksJSON, "if !json.Valid(body) || bytes.Contains(bytes.ToLower(body), []byte(`\\ud800\\udc`)) {"},
	}},
	{"highest-pair-overlooked", "JSON-4", "refuses the highest pair", []Edit{
		{jsonGo, checksJSON, "if !json.Valid(body) || bytes.Contains(bytes.ToLower(body), []byte(`\\udbff\\udfff`)) {"},
	}},
	{"neighbours-of-halves-refused", "JSON-4", "treats the code points next to the surrogates as surrogates", []Edit{
		{jsonGo, checksJSON, "if !json.Valid(body) || bytes.Contains(bytes.ToLower(body), []byte(`\\ud7ff`)) {"},
	}},
	{"escaped-backslash-begins-escape", "JSON-4", "treats an escaped backslash and the characters after it as an escape", refusing(`\\\\ud[89a-f]`)},

	{"half-pairs-in-capitals-replaced", "JSON-10", "delivers U+FFFD for half a surrogate pair that is written in capitals", halfPairs(`\\uD[89A-F][0-9A-F]{2}`, `\ufffd`)},
	{"half-pairs-before-escapes-joined", "JSON-10", "combines half a surrogate pair with the next escape", halfPairs(`\\ud800\\u0041`, "\U00010041")},
	{"half-pairs-before-backslash-joined", "JSON-10", "combines half a surrogate pair with text that looks like an escape", halfPairs(`\\ud800\\\\udc00`, "\U00010000")},
	{"half-pairs-in-types-replaced", "JSON-10", "reads U+FFFD for half a surrogate pair in a type", []Edit{
		readingHalves(messageGo, readType, "members[0]", "name", "\ufffd"),
	}},
	{"half-pairs-in-types-dropped", "JSON-10", "drops half a surrogate pair in a type", []Edit{
		readingHalves(messageGo, readType, "members[0]", "name", ""),
	}},
	{"half-pairs-in-usernames-replaced", "JSON-10", "reads U+FFFD for half a surrogate pair in a username", []Edit{
		{firstGo, "password, isTextToo := members[1].text()", `password, isTextToo := members[1].text()
	if hasUnpairedSurrogate(members[0]) && json.Unmarshal(members[0], &username) == nil {
		isText = true
	}`},
	}},
	{"half-pairs-in-lists-replaced", "JSON-10", "reads U+FFFD for half a surrogate pair in a list of names", []Edit{
		{jsonGo, "text, ok := s.next().text()", "next := s.next()\n\t\ttext, ok := next.text()\n\t\tok = ok || next.isString() && json.Unmarshal(next, &text) == nil"},
	}},
	{"half-pairs-in-lists-dropped", "JSON-10", "drops half a surrogate pair in a list of names", []Edit{
		{jsonGo, "text, ok := s.next().text()", "next := s.next()\n\t\ttext, ok := next.text()\n\t\tif !ok && next.isString() && json.Unmarshal(next, &text) == nil {\n\t\t\ttext, ok = strings.ReplaceAll(text, \"\\ufffd\", \"\"), true\n\t\t}"},
	}},
	{"half-pairs-in-next-handlers-replaced", "JSON-10", "reads U+FFFD for half a surrogate pair in the name of the next handler", []Edit{
		readingHalves(answerGo, "\t\tname, ok := data.text()", "data", "name", "\ufffd"),
	}},
	{"half-pairs-in-commands-dropped", "RESP-4", "drops half a surrogate pair in the name of a command", []Edit{
		readingHalves(answerGo, "name, ok := members[0].text()", "members[0]", "name", ""),
	}},
}

// decodedInPieces reads a body piece by piece and repairs each.
const decodedInPieces = `body, piece := make([]byte, 0, length), make([]byte, length)
	for left := int(length); left > 0; {
		n, err := r.Read(piece[:left])
		if err != nil {
			return nil, inside(err)
		}
		body = append(body, bytes.ToValidUTF8(piece[:n], []byte("\ufffd"))...)
		left -= n
	}
	return body, nil`
