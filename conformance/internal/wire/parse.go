package wire

import (
	"fmt"
	"strings"
)

// maxDepth is the largest depth of nested arrays and objects. It is larger than any depth that
// the suite sends, because a server may relay any depth. JSON-6
const maxDepth = 150_000

// maxValues is the number of values that the suite takes in one text, so that a server cannot
// fill its memory with a frame of small values.
const maxValues = 1 << 21

// errTooMuch is the error of a text with more values.
var errTooMuch = fmt.Errorf("more than %d values: the suite reads no further", maxValues)

// ParseJSON reads text, which must be exactly one RFC 8259 text in UTF-8. It is
// written for this suite, so that it shares no mistake with a server's library.
func ParseJSON(text []byte) (Value, error) {
	p := parser{text: text}
	p.space()
	v, err := p.value(0)
	if err != nil {
		return Value{}, err
	}
	p.space()
	if p.at < len(p.text) {
		return Value{}, p.errorf("something stands behind the JSON text")
	}
	return v, nil
}

// MustParseJSON is ParseJSON for texts known to be right.
func MustParseJSON(text string) Value {
	v, err := ParseJSON([]byte(text))
	if err != nil {
		panic(fmt.Sprintf("wire: %s: %v", text, err))
	}
	return v
}

type parser struct {
	text   []byte
	at     int
	values int // how many values have begun
}

// SyntaxError is the error of a text that is not JSON.
type SyntaxError struct {
	At    int  // the number of the byte, from 0, at which it is not
	AtEnd bool // whether more of the text could be JSON
	Err   error
}

func (e *SyntaxError) Error() string { return fmt.Sprintf("byte %d: %v", e.At, e.Err) }

func (e *SyntaxError) Unwrap() error { return e.Err }

func (p *parser) errorf(format string, args ...any) error {
	return &SyntaxError{At: p.at, AtEnd: p.at >= len(p.text), Err: fmt.Errorf(format, args...)}
}

// peek returns the next byte, 0 at the end.
func (p *parser) peek() byte {
	if p.at < len(p.text) {
		return p.text[p.at]
	}
	return 0
}

// skip steps over c if it comes next.
func (p *parser) skip(c byte) bool {
	if p.at < len(p.text) && p.text[p.at] == c {
		p.at++
		return true
	}
	return false
}

func (p *parser) space() {
	for p.at < len(p.text) && strings.IndexByte(" \t\r\n", p.text[p.at]) >= 0 {
		p.at++
	}
}

func (p *parser) value(depth int) (Value, error) {
	if depth > maxDepth {
		return Value{}, p.errorf("more than %d arrays and objects enclose each other", maxDepth)
	}
	if p.values++; p.values > maxValues {
		return Value{}, p.errorf("%w", errTooMuch)
	}
	switch c := p.peek(); {
	case c == '{':
		return p.object(depth)
	case c == '[':
		return p.array(depth)
	case c == '"':
		text, err := p.string()
		return Value{Kind: String, Text: text}, err
	case c == '-' || '0' <= c && c <= '9':
		return p.number()
	case p.at == len(p.text):
		return Value{}, p.errorf("the text ends too early")
	}
	return p.word()
}

func (p *parser) word() (Value, error) {
	for word, kind := range map[string]Kind{"null": Null, "true": Boolean, "false": Boolean} {
		if strings.HasPrefix(string(p.text[p.at:min(len(p.text), p.at+len(word))]), word) {
			p.at += len(word)
			return Value{Kind: kind, Text: word}, nil
		}
	}
	if p.isPartOf("null") || p.isPartOf("true") || p.isPartOf("false") {
		p.at = len(p.text)
		return Value{}, p.errorf("the text ends too early")
	}
	return Value{}, p.errorf("no JSON value begins with %q", p.text[p.at])
}

// isPartOf reports whether the rest of the text is the beginning of word.
func (p *parser) isPartOf(word string) bool { return strings.HasPrefix(word, string(p.text[p.at:])) }

func (p *parser) array(depth int) (Value, error) {
	v := Value{Kind: Array}
	err := p.list(']', func() error {
		item, err := p.value(depth + 1)
		v.Items = append(v.Items, item)
		return err
	})
	return v, err
}

func (p *parser) object(depth int) (Value, error) {
	v := Value{Kind: Object}
	err := p.list('}', func() error {
		member, err := p.member(depth + 1)
		v.Members = append(v.Members, member)
		return err
	})
	return v, err
}

// list reads what stands between the bracket that comes next and the closing one;
// one reads an item or member.
func (p *parser) list(closing byte, one func() error) error {
	p.at++
	p.space()
	if p.skip(closing) {
		return nil
	}
	for {
		p.space()
		if err := one(); err != nil {
			return err
		}
		p.space()
		switch {
		case p.skip(closing):
			return nil
		case !p.skip(','):
			return p.errorf("neither a comma nor the closing %c follows", closing)
		}
	}
}

func (p *parser) member(depth int) (Member, error) {
	if p.peek() != '"' {
		return Member{}, p.errorf("a member's name is not a string")
	}
	name, err := p.string()
	if err != nil {
		return Member{}, err
	}
	p.space()
	if !p.skip(':') {
		return Member{}, p.errorf("no colon follows a member's name")
	}
	p.space()
	value, err := p.value(depth)
	return Member{name, value}, err
}

func (p *parser) number() (Value, error) {
	start := p.at
	p.skip('-')
	if !p.skip('0') && !p.digits() {
		return Value{}, p.errorf("a number has no digits")
	}
	if p.skip('.') && !p.digits() {
		return Value{}, p.errorf("no digits follow a number's point")
	}
	if p.skip('e') || p.skip('E') {
		if !p.skip('+') {
			p.skip('-')
		}
		if !p.digits() {
			return Value{}, p.errorf("a number's exponent has no digits")
		}
	}
	return Value{Kind: Number, Text: string(p.text[start:p.at])}, nil
}

// digits steps over decimal digits and reports whether there were any.
func (p *parser) digits() bool {
	start := p.at
	for '0' <= p.peek() && p.peek() <= '9' {
		p.at++
	}
	return p.at > start
}
