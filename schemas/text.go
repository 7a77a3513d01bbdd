package schemas

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// quoted reads a string and returns it as it stands there, quotes and all.
func (p *parser) quoted() ([]byte, *syntaxError) {
	start := p.pos
	p.pos++
	for {
		c := p.peek()
		switch {
		case p.pos == len(p.doc):
			return nil, p.fail("the document ends inside a string")
		case c == '"':
			p.pos++
			return p.doc[start:p.pos], nil
		case c < ' ':
			p.note(p.fail(fmt.Sprintf(`the character U+%04X must stand in a string as \u%04x`, c, c)))
			p.pos++
		case c == '\\':
			if err := p.escape(); err != nil {
				return nil, err
			}
		default:
			p.pos++
		}
	}
}

// escape reads an escape inside a string.
func (p *parser) escape() *syntaxError {
	p.pos++
	c := p.peek()
	if c == 0 || !strings.ContainsRune(`"\/bfnrtu`, rune(c)) {
		err := p.expected(`an escape such as \n or \u00e9`)
		err.suggestion = anotherBackslash
		if p.pos == len(p.doc) {
			return err
		}
		p.note(err)
		p.pos++ // the character is read as one that was not escaped
		return nil
	}
	p.pos++
	if c != 'u' {
		return nil
	}
	for range 4 {
		if !isHex(p.peek()) {
			err := p.expected(`four hexadecimal digits behind \u`)
			err.suggestion = anotherBackslash
			return err
		}
		p.pos++
	}
	return nil
}

// anotherBackslash is the advice where a backslash does not begin an escape.
const anotherBackslash = `a backslash itself is written \\, and no other character needs one before it but "`

// nameEnd returns the offset behind the member name that starts at an offset, which
// has been read before.
func nameEnd(doc []byte, start int) int {
	p := newParser(doc, nowhere)
	p.pos = start
	p.name()
	return p.pos
}

func isHex(c byte) bool {
	return isDigit(c) || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

// unquote returns the text of a string that quoted has read. A lone surrogate
// becomes the three bytes that UTF-8 would give it, so that it stays itself
// and is told from every other one.
func unquote(token []byte) string {
	inner := string(token[1 : len(token)-1])
	var b strings.Builder
	for {
		before, after, escaped := strings.Cut(inner, `\`)
		if b.Len() == 0 && !escaped {
			return inner
		}
		b.WriteString(before)
		if !escaped {
			return b.String()
		}
		inner = writeEscape(&b, after)
	}
}

// simpleEscapes are the characters that stand for others behind a backslash.
var simpleEscapes = map[byte]byte{'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

// writeEscape writes the character of the escape whose backslash stood before
// s, and returns what follows it.
func writeEscape(b *strings.Builder, s string) string {
	if s[0] != 'u' {
		c, ok := simpleEscapes[s[0]]
		if !ok {
			c = s[0]
		}
		b.WriteByte(c)
		return s[1:]
	}
	r := hexRune(s[1:5])
	if low, ok := lowSurrogate(s[5:]); ok && utf16.DecodeRune(r, low) != utf8.RuneError {
		b.WriteRune(utf16.DecodeRune(r, low))
		return s[11:]
	}
	if utf16.IsSurrogate(r) {
		b.Write([]byte{0xE0 | byte(r>>12), 0x80 | byte(r>>6)&0x3F, 0x80 | byte(r)&0x3F})
	} else {
		b.WriteRune(r)
	}
	return s[5:]
}

// lowSurrogate returns the code unit of the \u escape that s starts with.
func lowSurrogate(s string) (rune, bool) {
	if !strings.HasPrefix(s, `\u`) {
		return 0, false
	}
	return hexRune(s[2:6]), true
}

func hexRune(digits string) rune {
	r, _ := strconv.ParseUint(digits, 16, 16) // escape has seen to the digits
	return rune(r)
}

// nameRune names a character in a message: itself in quotes where it can be
// seen, its code point otherwise.
func nameRune(r rune) string {
	switch {
	case r == '"':
		return "a double quote"
	case unicode.IsPrint(r) && r != ' ':
		return `"` + string(r) + `"`
	default:
		return fmt.Sprintf("the character U+%04X", r)
	}
}

// maxQuote is how many characters of a document a message quotes at most.
const maxQuote = 40

// quoteName returns a member name for a message.
func quoteName(name string) string {
	return `"` + printable(shorten(strings.ToValidUTF8(name, "\uFFFD"))) + `"`
}

// shorten cuts a text after maxQuote characters.
func shorten(s string) string {
	count := 0
	for i := range s {
		if count++; count > maxQuote {
			return s[:i] + "…"
		}
	}
	return s
}
