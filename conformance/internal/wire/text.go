package wire

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

var errNoString = errors.New("a string has no end")

// string reads a JSON string into its code points. An escape for half a
// surrogate pair becomes the three bytes that UTF-8 would have for it, so that
// it stays apart from every other text.
func (p *parser) string() (string, error) {
	var text strings.Builder
	for p.at++; p.at < len(p.text); {
		switch c := p.text[p.at]; {
		case c == '"':
			p.at++
			return text.String(), nil
		case c == '\\':
			if err := p.escape(&text); err != nil {
				return "", err
			}
		case c < ' ':
			return "", p.errorf("a string holds the control character %#x", c)
		default:
			if err := p.plain(&text); err != nil {
				return "", err
			}
		}
	}
	return "", p.errorf("%w", errNoString)
}

// plain reads the part of a string that ends before the next quotation mark, escape or control
// character.
func (p *parser) plain(text *strings.Builder) error {
	part := p.text[p.at:]
	if end := slices.IndexFunc(part, isSpecial); end >= 0 {
		part = part[:end]
	}
	text.Write(part)
	p.at += len(part)
	if utf8.Valid(part) {
		return nil
	}
	for p.at -= len(part); ; { // the place of the first error
		r, size := utf8.DecodeRune(part)
		if r == utf8.RuneError && size <= 1 {
			break
		}
		part = part[size:]
		p.at += size
	}
	if rest := p.text[p.at:]; !utf8.FullRune(rest) {
		p.at = len(p.text)
		return p.errorf("%w", errNoString)
	}
	return p.errorf("a string is not valid UTF-8")
}

func isSpecial(c byte) bool { return c < ' ' || c == '"' || c == '\\' }

var shortEscapes = map[byte]byte{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

func (p *parser) escape(text *strings.Builder) error {
	if p.at+1 >= len(p.text) {
		return p.errorf("%w", errNoString)
	}
	if c, ok := shortEscapes[p.text[p.at+1]]; ok {
		text.WriteByte(c)
		p.at += 2
		return nil
	}
	unit, ok := p.unit(p.at)
	if rest := string(p.text[p.at:]); !ok && len(rest) < unitBytes && rest[1] == 'u' && strings.Trim(rest[2:], hexDigits) == "" {
		p.at = len(p.text)
		return p.errorf("%w", errNoString)
	}
	if !ok {
		return p.errorf("a string has an escape that JSON does not know")
	}
	p.at += unitBytes
	if low, ok := p.unit(p.at); ok {
		if r := utf16.DecodeRune(unit, low); r != utf8.RuneError {
			text.WriteRune(r)
			p.at += unitBytes
			return nil
		}
	}
	writeCodePoint(text, unit)
	return nil
}

const hexDigits = "0123456789abcdefABCDEF"

// unitBytes is the length of \uXXXX.
const unitBytes = 6

// unit returns the UTF-16 code unit whose escape stands at the byte at.
func (p *parser) unit(at int) (rune, bool) {
	if at+unitBytes > len(p.text) || p.text[at] != '\\' || p.text[at+1] != 'u' {
		return 0, false
	}
	var unit rune
	for _, digit := range p.text[at+2 : at+unitBytes] {
		value := strings.IndexByte("0123456789abcdef", digit|0x20)
		if value < 0 || digit < '0' {
			return 0, false
		}
		unit = unit<<4 | rune(value)
	}
	return unit, true
}

// writeCodePoint writes a code point of the basic plane, surrogates included.
func writeCodePoint(text *strings.Builder, r rune) {
	if !utf16.IsSurrogate(r) {
		text.WriteRune(r)
		return
	}
	text.Write([]byte{0xe0 | byte(r>>12), 0x80 | byte(r>>6)&0x3f, 0x80 | byte(r)&0x3f})
}

// Quote returns text as a JSON string. It writes surrogates as escapes, so that
// what ParseJSON read comes out as it was.
func Quote(text string) string {
	var quoted strings.Builder
	quoted.WriteByte('"')
	for len(text) > 0 {
		if plain := plainBytes(text); plain > 0 {
			quoted.WriteString(text[:plain])
			text = text[plain:]
			continue
		}
		r, size := utf8.DecodeRuneInString(text)
		switch {
		case r == utf8.RuneError && size == 1 && len(text) >= 3:
			unit := rune(text[0]&0xf)<<12 | rune(text[1]&0x3f)<<6 | rune(text[2]&0x3f)
			fmt.Fprintf(&quoted, `\u%04x`, unit)
			size = 3
		case r == '"' || r == '\\':
			quoted.WriteByte('\\')
			quoted.WriteRune(r)
		case r < ' ' || r == 0x7f:
			fmt.Fprintf(&quoted, `\u%04x`, r)
		default:
			quoted.WriteRune(r)
		}
		text = text[size:]
	}
	return quoted.String() + `"`
}

// plainBytes returns how many bytes at the start of text are ASCII and need no escape.
func plainBytes(text string) int {
	for i := range len(text) {
		if c := text[i]; isSpecial(c) || c >= 0x7f {
			return i
		}
	}
	return len(text)
}
