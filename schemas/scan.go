package schemas

import (
	"bytes"
	"slices"
	"sync"
	"unicode/utf8"
)

// token is one value of a document, or one member name. It is small, since there
// is one for every two bytes of some documents.
type token struct {
	start, end uint32 // its bytes
	next       uint32 // the index of the token behind it and behind all it contains
	kind       byte   // what it begins with: { [ " t f n, and 0 for any number
	escaped    bool   // it is a string with a backslash in it
}

// scanner reads one JSON text into a flat list of tokens. It takes exactly the
// texts in which parser finds no fault but their size, and does not say what is
// wrong with others: that is why it is fast.
//
// The token of an object is followed by the name, the value, the name, … of
// its members; that of an array by its elements; that of the opaque data by
// nothing that is in it.
type scanner struct {
	doc     []byte
	pos     int
	depth   int
	opaque  []string // the names that lead to the opaque data
	outline bool     // whether no more is kept than the members of members
	tokens  []token
}

// scanners are kept for the next document: making one would take longer than
// most messages do.
var scanners = sync.Pool{New: func() any { return new(scanner) }}

// scan returns a scanner of a document, for whoever gives it back by free.
func scan(doc []byte, opaque []string) *scanner {
	s := scanners.Get().(*scanner)
	*s = scanner{doc: doc, opaque: opaque, tokens: s.tokens[:0]}
	return s
}

// mostTokens is for how many tokens a scanner keeps room from one document to the
// next.
const mostTokens = 64 << 10

// outlineDepth is how deep the members of a document stand at most that tell its
// kind.
const outlineDepth = 2

// scanOutline is scan for whoever asks for those alone. No repeated name is found
// below them.
func scanOutline(doc []byte) *scanner {
	s := scan(doc, nil)
	s.outline = true
	return s
}

// free gives the scanner back.
func (s *scanner) free() {
	s.clear()
	scanners.Put(s)
}

// clear lets go of the document, which is the caller's, and of much room.
func (s *scanner) clear() {
	if s.doc = nil; cap(s.tokens) > mostTokens {
		s.tokens = nil
	}
}

// offTheWay is how many names of the way to the opaque data a value has behind
// it that cannot contain that data.
const offTheWay = -1

// text reads the whole document and tells whether it could. behind is how much
// of the way to the opaque data the document itself has behind it.
func (s *scanner) text(behind int) bool {
	if isTooLong(s.doc) || !utf8.Valid(s.doc) || !s.value(behind, true) {
		return false
	}
	s.space()
	return s.pos == len(s.doc)
}

// value reads any value. behind counts the names of the way to the opaque data
// that lead to it; keep says that it becomes a token.
func (s *scanner) value(behind int, keep bool) bool {
	s.space()
	if s.pos == len(s.doc) {
		return false
	}
	c := s.doc[s.pos]
	if !keep {
		_, ok := s.any(c, offTheWay, false)
		return ok
	}
	at := len(s.tokens)
	s.push(token{kind: c, start: uint32(s.pos)})
	if c == '-' || isDigit(c) {
		s.tokens[at].kind = '0'
	}
	escaped, ok := s.any(c, behind, s.keepsInside(c, behind))
	t := &s.tokens[at]
	t.escaped, t.end, t.next = escaped, uint32(s.pos), uint32(len(s.tokens))
	return ok && (c != '{' || s.distinct(at)) // JSON-9
}

// keepsInside tells whether what is in a value that begins with c becomes tokens.
func (s *scanner) keepsInside(c byte, behind int) bool {
	if s.outline {
		return c == '{' && s.depth < outlineDepth
	}
	return behind != len(s.opaque)
}

// push keeps a token. Where there are many, room is made for as many as the document
// is going to have if it goes on as it began: growing by and by would take twice the
// memory.
func (s *scanner) push(t token) {
	if len(s.tokens) == cap(s.tokens) && len(s.tokens) >= mostTokens {
		expected := float64(len(s.tokens)) * float64(len(s.doc)) / float64(s.pos)
		s.tokens = slices.Grow(s.tokens, int(expected)-len(s.tokens)+mostTokens)
	}
	s.tokens = append(s.tokens, t)
}

// any reads a value that begins with c; keep says that what is in it becomes
// tokens. escaped tells whether it is a string with a backslash in it.
func (s *scanner) any(c byte, behind int, keep bool) (escaped, ok bool) {
	switch c {
	case '{':
		return false, s.object(behind, keep)
	case '[':
		return false, s.array(keep)
	case '"':
		return s.quoted()
	case 't':
		return false, s.word("true")
	case 'f':
		return false, s.word("false")
	case 'n':
		return false, s.word("null")
	default:
		return false, s.number()
	}
}

// object reads an object.
func (s *scanner) object(behind int, keep bool) bool {
	if s.enter('}') {
		return true
	}
	for s.depth <= maxDepth && s.member(behind, keep) {
		if s.space(); s.take('}') {
			s.depth--
			return true
		}
		if !s.take(',') {
			return false
		}
	}
	return false
}

// array reads an array.
func (s *scanner) array(keep bool) bool {
	if s.enter(']') {
		return true
	}
	for s.depth <= maxDepth && s.value(offTheWay, keep) {
		if s.space(); s.take(']') {
			s.depth--
			return true
		}
		if !s.take(',') {
			return false
		}
	}
	return false
}

// enter goes over the bracket at hand, and over the closing one where nothing
// stands between them.
func (s *scanner) enter(closing byte) (empty bool) {
	s.pos++
	s.space()
	if s.depth < maxDepth && s.take(closing) {
		return true
	}
	s.depth++
	return false
}

// member reads a name and its value.
func (s *scanner) member(behind int, keep bool) bool {
	s.space()
	at, start := len(s.tokens), s.pos
	if s.pos == len(s.doc) || s.doc[s.pos] != '"' {
		return false
	}
	escaped, ok := s.quoted()
	if keep {
		s.push(token{uint32(start), uint32(s.pos), uint32(at + 1), '"', escaped})
	}
	if s.space(); !ok || !s.take(':') {
		return false
	}
	if keep && behind >= 0 && string(s.content(at)) == s.opaque[behind] {
		return s.value(behind+1, true)
	}
	return s.value(offTheWay, keep)
}

// quoted reads a string, and tells whether it has a backslash in it.
func (s *scanner) quoted() (escaped, ok bool) {
	doc, pos := s.doc, s.pos+1
	for pos < len(doc) {
		switch c := doc[pos]; {
		case c == '"':
			s.pos = pos + 1
			return escaped, true
		case c == '\\':
			escaped = true
			if pos = afterEscape(doc, pos); pos == 0 {
				return escaped, false
			}
		case c < ' ':
			return escaped, false
		default:
			pos++
		}
	}
	return escaped, false
}

// afterEscape returns the offset behind the escape that begins at pos, or 0
// where there is none.
func afterEscape(doc []byte, pos int) int {
	if pos+1 == len(doc) {
		return 0
	}
	switch doc[pos+1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return pos + 2
	case 'u':
		if len(doc) < pos+6 || !isHex(doc[pos+2]) || !isHex(doc[pos+3]) || !isHex(doc[pos+4]) || !isHex(doc[pos+5]) {
			return 0
		}
		return pos + 6
	default:
		return 0
	}
}

// number reads a number.
func (s *scanner) number() bool {
	s.take('-')
	if !s.take('0') && !s.digits() {
		return false
	}
	if s.take('.') && !s.digits() {
		return false
	}
	if s.take('e') || s.take('E') {
		_ = s.take('+') || s.take('-')
		return s.digits()
	}
	return true
}

// digits reads at least one digit.
func (s *scanner) digits() bool {
	start := s.pos
	for s.pos < len(s.doc) && isDigit(s.doc[s.pos]) {
		s.pos++
	}
	return s.pos > start
}

// word reads true, false or null.
func (s *scanner) word(word string) bool {
	if !bytes.HasPrefix(s.doc[s.pos:], []byte(word)) {
		return false
	}
	s.pos += len(word)
	return true
}

// space skips white space.
func (s *scanner) space() {
	for s.pos < len(s.doc) {
		switch s.doc[s.pos] {
		case ' ', '\t', '\r', '\n':
			s.pos++
		default:
			return
		}
	}
}

// take moves past the next byte where it is c.
func (s *scanner) take(c byte) bool {
	if s.pos == len(s.doc) || s.doc[s.pos] != c {
		return false
	}
	s.pos++
	return true
}
