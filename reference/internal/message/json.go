package message

import (
	"bytes"
	"encoding/json"
	"unicode/utf8"
)

// value is the text of one valid JSON value without white space around it; nil
// stands for a member that is absent. Values are kept as they arrived, so that
// what is relayed is relayed digit for digit and escape for escape. JSON-5
type value []byte

// parse checks that body is exactly one JSON text in UTF-8. JSON-1, JSON-8
func parse(body []byte) (value, *Error) {
	if !utf8.Valid(body) {
		return nil, malformed("the body is not valid UTF-8")
	}
	if !json.Valid(body) {
		return nil, malformed("the body is not exactly one JSON text")
	}
	return value(bytes.Trim(body, " \t\r\n")), nil
}

func (v value) isObject() bool { return len(v) > 0 && v[0] == '{' }
func (v value) isArray() bool  { return len(v) > 0 && v[0] == '[' }
func (v value) isString() bool { return len(v) > 0 && v[0] == '"' }

// members returns the values of the named members of the object v, in the order
// of the names, nil for each that is absent; other members are passed over
// (JSON-3). It reports false where v is no object or one of the names stands in
// it twice (JSON-7).
func (v value) members(names ...string) ([]value, bool) {
	found := make([]value, len(names))
	if !v.isObject() {
		return found, false
	}
	s := scanner{text: v, at: 1}
	for !s.ends('}') {
		name := s.next()
		s.skip(':')
		member := s.next()
		i := indexName(names, name)
		if i < 0 {
			continue
		}
		if found[i] != nil {
			return found, false
		}
		found[i] = member
	}
	return found, true
}

// indexName returns which of names the JSON string written is, or -1.
func indexName(names []string, written value) int {
	inner := written[1 : len(written)-1]
	if bytes.IndexByte(inner, '\\') >= 0 {
		text, _ := written.text()
		inner = []byte(text)
	}
	for i, name := range names {
		if string(inner) == name {
			return i
		}
	}
	return -1
}

// text returns the string that v stands for. It reports false where v is no
// string, and where it holds an unpaired surrogate, which no text has. JSON-10
func (v value) text() (string, bool) {
	if !v.isString() || hasUnpairedSurrogate(v) {
		return "", false
	}
	var text string
	if err := json.Unmarshal(v, &text); err != nil {
		return "", false
	}
	return text, true
}

// texts returns the strings of the array v, or false where v is anything else.
func (v value) texts() ([]string, bool) {
	if !v.isArray() {
		return nil, false
	}
	texts := []string{}
	s := scanner{text: v, at: 1}
	for !s.ends(']') {
		text, ok := s.next().text()
		if !ok {
			return nil, false
		}
		texts = append(texts, text)
	}
	return texts, true
}

// A scanner walks the members or items of text, which is valid JSON: it has
// nothing to check and only looks for where each value ends.
type scanner struct {
	text value
	at   int
}

// ends reports whether the closing bracket comes next, and skips the comma
// before the next item where it does not.
func (s *scanner) ends(bracket byte) bool {
	s.space()
	if s.text[s.at] == bracket {
		return true
	}
	if s.text[s.at] == ',' {
		s.at++
		s.space()
	}
	return false
}

// skip steps over c and the white space before it.
func (s *scanner) skip(c byte) {
	s.space()
	if s.text[s.at] == c {
		s.at++
	}
}

// next returns the value that comes next and steps over it.
func (s *scanner) next() value {
	s.space()
	start := s.at
	switch s.text[s.at] {
	case '"':
		s.string()
	case '{', '[':
		s.nested()
	default:
		s.scalar()
	}
	return s.text[start:s.at]
}

func (s *scanner) space() {
	for isSpace(s.text[s.at]) {
		s.at++
	}
}

func (s *scanner) string() {
	for s.at++; s.text[s.at] != '"'; s.at++ {
		if s.text[s.at] == '\\' {
			s.at++
		}
	}
	s.at++
}

func (s *scanner) nested() {
	for depth := 0; ; {
		switch s.text[s.at] {
		case '"':
			s.string()
			continue
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		}
		s.at++
		if depth == 0 {
			return
		}
	}
}

func (s *scanner) scalar() {
	for s.at < len(s.text) && !endsScalar(s.text[s.at]) {
		s.at++
	}
}

func isSpace(c byte) bool    { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }
func endsScalar(c byte) bool { return c == ',' || c == ']' || c == '}' || isSpace(c) }

// hasUnpairedSurrogate reports whether the JSON string v has an escape for one
// half of a surrogate pair without the other half.
func hasUnpairedSurrogate(v value) bool {
	for at := 0; at < len(v); at++ {
		if v[at] != '\\' {
			continue
		}
		unit := escapedUnit(v[at:])
		switch {
		case isLow(unit):
			return true
		case isHigh(unit):
			at += 6
			if !isLow(escapedUnit(v[at:])) {
				return true
			}
			at += 5
		default:
			at++
		}
	}
	return false
}

// escapedUnit returns the UTF-16 code unit of the \uXXXX that v begins with, or
// 0 where v begins with anything else.
func escapedUnit(v value) (unit rune) {
	if len(v) < 6 || v[0] != '\\' || v[1] != 'u' {
		return 0
	}
	for _, digit := range v[2:6] {
		unit = unit<<4 | hexValue(digit)
	}
	return unit
}

func hexValue(digit byte) rune {
	switch {
	case digit >= 'a':
		return rune(digit-'a') + 10
	case digit >= 'A':
		return rune(digit-'A') + 10
	default:
		return rune(digit - '0')
	}
}

func isHigh(unit rune) bool { return 0xd800 <= unit && unit < 0xdc00 }
func isLow(unit rune) bool  { return 0xdc00 <= unit && unit < 0xe000 }
