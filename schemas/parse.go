package schemas

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"strconv"
)

// maxDepth is how many arrays and objects of a document may enclose each
// other; encoding/json draws the same line. It bounds the parser's stack.
const maxDepth = 10_000

// maxValues is how many values of a document are kept to find out what is wrong
// with them, for which each takes a thousand bytes and more. Whether a document is
// valid is known before.
const maxValues = 300_000

// isTooLong tells whether a document is longer than any body of a frame. // FRAME-1
func isTooLong(doc []byte) bool { return uint64(len(doc)) > math.MaxUint32 }

// parser reads one JSON text (RFC 8259) and notes where each value stands.
//
// It is not encoding/json because that one drops repeated names silently,
// replaces lone surrogates, knows of no position but the last error's, and
// stops at mistakes behind which it is clear how the text goes on.
type parser struct {
	doc      []byte
	pos      int
	depth    int       // how many arrays and objects enclose the current value
	opaque   []string  // the names that lead to the value that is checked for its grammar alone
	isOpaque bool      // whether there is one
	outline  bool      // whether no more is kept than the members of members
	values   int       // how many are kept
	repeated []finding // the names that are
	notes    []finding // the mistakes that did not keep the text from being read
	more     bool      // whether there are more of them
}

// parse returns the document's value, and what is wrong with the text: names that
// are repeated outside of its opaque data, and mistakes of grammar, and whether there
// are more of these than may be told. Where it could not be read to its end, the value
// is nil.
func parse(doc []byte, opaque string) (root *node, found []finding, more bool) {
	p := newParser(doc, opaque)
	root = &node{}
	if err := p.text(root); err != nil {
		p.keep(err)
		root = nil
	}
	return root, append(p.notes, p.repeated...), p.more
}

// newParser returns a parser that has read nothing yet.
func newParser(doc []byte, opaque string) *parser {
	return &parser{doc: doc, opaque: splitPointer(opaque), isOpaque: opaque != nowhere}
}

// text reads the whole document.
func (p *parser) text(root *node) *syntaxError {
	if isTooLong(p.doc) {
		return p.tooLong()
	}
	if err := checkWidth(p.doc); err != nil {
		return err
	}
	p.checkEncoding()
	p.space()
	if p.pos == len(p.doc) {
		return p.fail("the document is empty")
	}
	if err := p.value(root); err != nil {
		return err
	}
	p.space()
	if p.pos < len(p.doc) {
		err := p.fail("the document goes on with " + p.found() + " behind its first value")
		err.end = len(p.doc)
		p.note(err)
	}
	return nil
}

// value reads any value into n.
func (p *parser) value(n *node) *syntaxError {
	p.space()
	if n == nil {
		return p.token(nil, nil)
	}
	if p.values++; p.values > maxValues {
		return p.tooMany()
	}
	n.start = p.pos
	inside := n
	if p.isOpaqueAt(n) || p.outline && (p.depth == outlineDepth || p.peek() != '{') {
		inside = nil
	}
	err := p.token(n, inside)
	n.end = p.pos
	return err
}

// isOpaqueAt tells whether the current value, n, is the kind's opaque data.
func (p *parser) isOpaqueAt(n *node) bool {
	return p.isOpaque && p.depth == len(p.opaque) && slices.Equal(n.path(), p.opaque)
}

// token reads a value: its own type into n, what it contains into inside.
func (p *parser) token(n, inside *node) *syntaxError {
	switch c := p.peek(); {
	case c == '{':
		n.set(map[string]any{})
		return p.object(inside)
	case c == '[':
		n.set([]any{})
		return p.array(inside)
	case c == '"':
		return p.stringValue(n)
	case c == '-' || isDigit(c):
		return p.number(n)
	default:
		return p.literal(n)
	}
}

// object reads an object.
func (p *parser) object(n *node) *syntaxError {
	if n != nil {
		n.members = make(map[string]*node)
	}
	return p.list('}', func(int) *syntaxError { return p.member(n) })
}

// array reads an array.
func (p *parser) array(n *node) *syntaxError {
	err := p.list(']', func(i int) *syntaxError { return p.element(n, i) })
	if err == nil && n != nil {
		n.closeArray()
	}
	return err
}

// list reads what stands between the bracket at hand and its closing one;
// one reads the element of that index.
func (p *parser) list(closing byte, one func(index int) *syntaxError) *syntaxError {
	if p.depth++; p.depth > maxDepth {
		return p.tooDeep()
	}
	defer func() { p.depth-- }()
	p.pos++
	if p.space(); p.take(closing) {
		return nil
	}
	for i := 0; ; i++ {
		if err := one(i); err != nil {
			return err
		}
		if p.space(); p.take(closing) {
			return nil
		}
		comma := p.pos
		if !p.take(',') {
			return p.expected(fmt.Sprintf(`"," or "%c"`, closing))
		}
		if p.space(); p.take(closing) {
			p.note(&syntaxError{offset: comma, end: comma + 1, message: "a comma stands before the closing bracket", requirement: "JSON-1"})
			return nil
		}
	}
}

// member reads a name and its value into an object.
func (p *parser) member(object *node) *syntaxError {
	p.space()
	key := p.pos
	token, err := p.name()
	if err != nil {
		return err
	}
	if p.space(); !p.take(':') {
		return p.expected(`":"`)
	}
	if object == nil {
		return p.value(nil)
	}
	return p.keepMember(object, &node{parent: object, name: unquote(token), key: key})
}

// name reads a member name and returns it as it stands in JSON.
func (p *parser) name() ([]byte, *syntaxError) {
	if p.peek() == '"' {
		return p.quoted()
	}
	if token := p.foreignName(); token != nil {
		return token, nil
	}
	return nil, p.expected("a member name in double quotes")
}

// keepMember reads the value of a member and keeps it in the object.
func (p *parser) keepMember(object, member *node) *syntaxError {
	if object.members[member.name] != nil {
		p.repeat(member)
	}
	err := p.value(member)
	object.addMember(member)
	return err
}

// repeat notes that a member stands in its object already. // JSON-9
func (p *parser) repeat(member *node) {
	if len(p.repeated) > MaxViolations {
		return
	}
	p.repeated = append(p.repeated, finding{about: member, Violation: Violation{
		Offset: member.key, End: nameEnd(p.doc, member.key),
		Keyword:     KeywordRepeated,
		Message:     "member " + quoteName(member.name) + " stands here twice",
		Requirement: "JSON-9",
	}})
}

// element reads an element of an array.
func (p *parser) element(array *node, index int) *syntaxError {
	if array == nil {
		return p.value(nil)
	}
	item := &node{parent: array, name: strconv.Itoa(index)}
	err := p.value(item)
	item.key = item.start
	array.items = append(array.items, item)
	return err
}

// stringValue reads a string.
func (p *parser) stringValue(n *node) *syntaxError {
	token, err := p.quoted()
	if err == nil && n != nil {
		n.value = unquote(token)
	}
	return err
}

// number reads a number.
func (p *parser) number(n *node) *syntaxError {
	start := p.pos
	if p.take('-') && p.foreignWord(n) {
		return nil
	}
	if err := p.integerPart(); err != nil {
		return err
	}
	if p.take('.') {
		if err := p.digits("a digit behind the decimal point"); err != nil {
			return err
		}
	}
	if p.take('e') || p.take('E') {
		_ = p.take('+') || p.take('-')
		if err := p.digits("a digit of the exponent"); err != nil {
			return err
		}
	}
	n.set(bounded(string(p.doc[start:p.pos])))
	return nil
}

// integerPart reads the digits before a decimal point.
func (p *parser) integerPart() *syntaxError {
	if !p.take('0') {
		return p.digits("a digit")
	}
	if isDigit(p.peek()) {
		p.note(p.fail("a number has no leading zeros"))
		return p.digits("a digit")
	}
	return nil
}

// digits reads at least one digit.
func (p *parser) digits(what string) *syntaxError {
	if !isDigit(p.peek()) {
		return p.expected(what)
	}
	for isDigit(p.peek()) {
		p.pos++
	}
	return nil
}

// literals are the values that are words.
var literals = []struct {
	text  string
	value any
}{{"true", true}, {"false", false}, {"null", nil}}

// literal reads true, false or null.
func (p *parser) literal(n *node) *syntaxError {
	for _, l := range literals {
		if bytes.HasPrefix(p.doc[p.pos:], []byte(l.text)) {
			p.pos += len(l.text)
			n.set(l.value)
			return nil
		}
	}
	if p.foreignWord(n) {
		return nil
	}
	if token := p.foreignString("a value"); token != nil {
		n.set(unquote(token))
		return nil
	}
	return p.expected("a value")
}

// space skips white space, and comments, which it notes.
func (p *parser) space() {
	for p.pos < len(p.doc) {
		switch p.doc[p.pos] {
		case ' ', '\t', '\r', '\n':
			p.pos++
		case '/', '#':
			if !p.comment() {
				return
			}
		default:
			return
		}
	}
}

// peek returns the next byte, 0 at the end of the document (where 0 is the
// next byte, it is as wrong as the end).
func (p *parser) peek() byte {
	if p.pos == len(p.doc) {
		return 0
	}
	return p.doc[p.pos]
}

// take moves past the next byte where it is c.
func (p *parser) take(c byte) bool {
	if p.pos == len(p.doc) || p.doc[p.pos] != c {
		return false
	}
	p.pos++
	return true
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
