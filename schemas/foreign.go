package schemas

import "bytes"

// foreignWords are the values of other notations that are words: what they are read
// as, and what JSON has for them.
var foreignWords = map[string]struct {
	value      any
	suggestion string
}{
	"True":      {true, inLowerCase + "true"},
	"TRUE":      {true, inLowerCase + "true"},
	"False":     {false, inLowerCase + "false"},
	"FALSE":     {false, inLowerCase + "false"},
	"Null":      {nil, inLowerCase + "null"},
	"NULL":      {nil, inLowerCase + "null"},
	"None":      {nil, saysNull},
	"nil":       {nil, saysNull},
	"undefined": {nil, saysNull},
	"NaN":       {nil, noSuchNumber},
	"Infinity":  {nil, noSuchNumber},
}

const (
	inLowerCase  = "write it in lower case: "
	saysNull     = "JSON says null"
	noSuchNumber = "JSON has no such number: write null, or a string"
)

// foreignWord reads a value that another notation has, and notes that it is none of
// JSON. Where no such stands here, it reads nothing.
func (p *parser) foreignWord(n *node) bool {
	word := p.word()
	foreign, ok := foreignWords[word]
	if !ok {
		return false
	}
	err := p.expected("a value")
	err.end, err.suggestion = p.pos+len(word), foreign.suggestion
	p.note(err)
	p.pos = err.end
	n.set(foreign.value)
	return true
}

// word returns the word that stands here, "" for none.
func (p *parser) word() string {
	end := p.pos
	for end < len(p.doc) && isWord(p.doc[end]) {
		end++
	}
	return string(p.doc[p.pos:end])
}

func isWord(c byte) bool {
	return c == '_' || c == '$' || isDigit(c) || 'a' <= c|0x20 && c|0x20 <= 'z'
}

// singleQuoted reads a string in single quotes and returns it as one in double
// quotes, or nothing where it has no end or what no escape is, so that it is not
// clear what it says.
func (p *parser) singleQuoted() []byte {
	if p.peek() != '\'' {
		return nil
	}
	inner := newParser(p.doc, nowhere)
	token := []byte{'"'}
	for inner.pos = p.pos + 1; inner.peek() != '\''; {
		start := inner.pos
		switch c := inner.peek(); {
		case c < ' ':
			return nil
		case bytes.HasPrefix(p.doc[start:], []byte(`\'`)):
			inner.pos, start = start+2, start+1
		case c == '\\':
			if inner.escape() != nil || len(inner.notes) > 0 {
				return nil
			}
		case c == '"':
			token = append(token, '\\')
			inner.pos++
		default:
			inner.pos++
		}
		token = append(token, p.doc[start:inner.pos]...)
	}
	p.pos = inner.pos + 1
	return append(token, '"')
}

// foreignString reads a string in single quotes in the place of what is expected,
// and notes it. Where none stands here, it returns nothing.
func (p *parser) foreignString(expected string) []byte {
	err := p.expected(expected)
	token := p.singleQuoted()
	if token == nil {
		return nil
	}
	err.end = p.pos
	p.note(err)
	return token
}

// foreignName reads a member name in single quotes or without any, and notes it, or
// returns nothing where it is not clear that a name stands here.
func (p *parser) foreignName() []byte {
	const expected = "a member name in double quotes"
	if token := p.foreignString(expected); token != nil {
		return token
	}
	word := p.word()
	if word == "" {
		return nil
	}
	ahead := newParser(p.doc, nowhere)
	ahead.pos = p.pos + len(word)
	if ahead.space(); ahead.peek() != ':' {
		return nil
	}
	err := p.expected(expected)
	err.end, err.suggestion = p.pos+len(word), "write it in double quotes: "+quoteName(word)
	p.note(err)
	p.pos = err.end
	return []byte(`"` + word + `"`)
}

// comment notes the comment that stands here, and moves behind it. It returns false
// where none does, or one without an end.
func (p *parser) comment() bool {
	rest, length := p.doc[p.pos:], 0
	switch {
	case bytes.HasPrefix(rest, []byte("#")), bytes.HasPrefix(rest, []byte("//")):
		if length = bytes.IndexAny(rest, "\r\n"); length < 0 {
			length = len(rest)
		}
	case bytes.HasPrefix(rest, []byte("/*")):
		end := bytes.Index(rest, []byte("*/"))
		if end < 0 {
			return false
		}
		length = end + len("*/")
	default:
		return false
	}
	p.note(&syntaxError{offset: p.pos, end: p.pos + length, message: "a comment stands here", requirement: "JSON-1"})
	p.pos += length
	return true
}

// habits are what other notations have and JSON has not, beside words.
var habits = []struct{ begins, suggestion string }{
	{"'", "JSON has strings in double quotes only"},
	{"`", "JSON has strings in double quotes only"},
	{"\u201C", "JSON has strings in straight double quotes only"},
	{"\u201D", "JSON has strings in straight double quotes only"},
	{"\u2018", "JSON has strings in straight double quotes only"},
	{"\u2019", "JSON has strings in straight double quotes only"},
	{"//", "JSON has no comments"},
	{"/*", "JSON has no comments"},
	{"#", "JSON has no comments"},
	{"+", "JSON has no plus before a number"},
	{".", "JSON has a digit before the point, as in 0.5"},
	{";", "JSON has a comma between members and between elements"},
	{"=", "JSON has a colon between a name and its value"},
}

// habit says what is meant by a text that begins as another notation does.
func habit(text []byte) string {
	for _, h := range habits {
		if bytes.HasPrefix(text, []byte(h.begins)) {
			return h.suggestion
		}
	}
	return ""
}
