package schemas

import (
	"cmp"
	"fmt"
	"unicode/utf8"
)

// syntaxError says why a document is no JSON text, or was not read to its end.
type syntaxError struct {
	offset, end int
	keyword     string // "" for KeywordJSON
	message     string
	requirement string
	suggestion  string // "" where the text at fault says itself what is meant
}

// note keeps a mistake behind which reading can go on, unless there are too many.
func (p *parser) note(err *syntaxError) {
	if p.more = len(p.notes) >= MaxViolations; !p.more {
		p.keep(err)
	}
}

// keep keeps a mistake.
func (p *parser) keep(err *syntaxError) {
	p.notes = append(p.notes, finding{Violation: Violation{
		Offset: err.offset, End: err.end,
		Keyword:     cmp.Or(err.keyword, KeywordJSON),
		Message:     err.words(),
		Requirement: err.requirement,
		Suggestion:  cmp.Or(err.suggestion, habit(p.doc[err.offset:])),
	}})
}

// words says what is wrong.
func (e *syntaxError) words() string {
	if e.keyword == "" {
		return "not JSON: " + e.message
	}
	return e.message
}

// expected fails because something else than what stands here.
func (p *parser) expected(what string) *syntaxError {
	return p.fail("expected " + what + ", but " + p.foundOrEnd())
}

// fail returns an error on the character at the current position.
func (p *parser) fail(message string) *syntaxError {
	_, size := utf8.DecodeRune(p.doc[p.pos:])
	return &syntaxError{offset: p.pos, end: p.pos + size, message: message, requirement: "JSON-1"}
}

// tooLong fails because no document has that many bytes.
func (p *parser) tooLong() *syntaxError {
	return &syntaxError{keyword: KeywordSize, requirement: "FRAME-1",
		message: fmt.Sprintf("%d bytes long, and four bytes in front of it could not say so", len(p.doc))}
}

// tooDeep fails because no more arrays and objects may enclose each other.
func (p *parser) tooDeep() *syntaxError {
	return &syntaxError{offset: p.pos, end: p.pos + 1, keyword: KeywordSize, requirement: "JSON-6",
		message: "nested more than 10,000 deep, and not read further"}
}

// tooMany fails because no more values are kept.
func (p *parser) tooMany() *syntaxError {
	return &syntaxError{offset: p.pos, end: p.pos, keyword: KeywordSize,
		message: fmt.Sprintf("not valid, and what is wrong was not looked for: there are more than %d values outside of its data", maxValues)}
}

// foundOrEnd says what stands here.
func (p *parser) foundOrEnd() string {
	if p.pos == len(p.doc) {
		return "the document ends"
	}
	return "found " + p.found()
}

// found names the character that stands here.
func (p *parser) found() string {
	r, _ := utf8.DecodeRune(p.doc[p.pos:])
	return nameRune(r)
}
