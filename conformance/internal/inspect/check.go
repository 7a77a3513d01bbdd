package inspect

import (
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/besterprotocol/bester/conformance/internal/documents"
	"github.com/besterprotocol/bester/conformance/internal/plain"
	"github.com/besterprotocol/bester/conformance/internal/yamlfile"
	"github.com/besterprotocol/bester/schemas"
	"github.com/besterprotocol/bester/spec"
)

// IsYAML reports whether documents of a kind are written in YAML.
func IsYAML(kind schemas.Kind) bool { return kind == schemas.Baseline || kind == schemas.Target }

// Check says what there is to say of a document, which is of a kind, or of the one
// that is inferred where kind is "". It keeps nothing of its text.
func Check(d documents.Document, kind schemas.Kind) Result {
	r := Result{File: d.File, Format: d.Format, Index: d.Index, Line: d.Line, Offset: d.Offset, Said: d.Said}
	var err error
	switch {
	case d.Fault != nil:
		r.Kind = kind
		if d.Said != nil {
			r.Kind = d.Said.Kind
		}
		r.fault(d)
		return r
	case kind != "":
		r.Kind, err = kind, validate(kind, d.Text)
	case d.Said != nil:
		r.Kind, err = d.Said.Kind, d.Said.Err
		r.Reason = fmt.Sprintf("it is the %s's frame %d on its connection", d.Said.Sender, d.Said.Number)
	default:
		err = r.infer(d)
	}
	r.take(d, err)
	return r
}

// fault takes in what is wrong with a line, a frame or a whole input.
func (r *Result) fault(d documents.Document) {
	if d.Fault.Requirement == "" {
		r.Unread = d.Fault.Message
		return
	}
	column, keyword := 1, schemas.KeywordJSON
	if d.Line == 0 {
		column, keyword = 0, KeywordFrame
	}
	r.Findings = []Finding{{
		Violation: schemas.Violation{
			Line: d.Line, Column: column, Offset: int(d.Offset), End: int(d.Offset), Keyword: keyword,
			Message: d.Fault.Message, Requirement: d.Fault.Requirement, Suggestion: d.Fault.Suggestion,
		},
		Sentence: requirements()[d.Fault.Requirement],
	}}
}

// infer finds out the kind of a document and returns what is wrong with it as one.
func (r *Result) infer(d documents.Document) error {
	candidates := candidates(d)
	var first error
	for i, c := range candidates {
		err := validate(c.Kind, d.Text)
		switch {
		case err == nil && r.Kind == "":
			r.Kind, r.Reason = c.Kind, c.Reason
		case err == nil:
			r.Others = append(r.Others, c.Kind)
		case i == 0 || fewer(d, err, first):
			first = err
		}
	}
	switch r.Kind {
	case "":
		return r.inferFault(candidates, d, first)
	case schemas.HandlerRequest:
		return r.doubt(enclosing(d.Text))
	}
	return nil
}

// doubt takes back the kind that was inferred where there is a reason to.
func (r *Result) doubt(why error) error {
	if why != nil {
		r.Kind, r.Reason = "", ""
	}
	return why
}

// candidates returns the kinds that a document may be of.
func candidates(d documents.Document) []schemas.Candidate {
	if d.Format != documents.YAML {
		return schemas.Infer(d.Text)
	}
	text, err := yamlfile.JSON(d.Text)
	if err != nil {
		return inferYAML
	}
	found := slices.DeleteFunc(schemas.Infer(text), func(c schemas.Candidate) bool { return !IsYAML(c.Kind) })
	if len(found) == 0 {
		return inferYAML
	}
	return found
}

// inferYAML are the kinds of which files in YAML are.
var inferYAML = []schemas.Candidate{
	{Kind: schemas.Target, Reason: "it is written in YAML"},
	{Kind: schemas.Baseline, Reason: "it is written in YAML"},
}

// fewer reports whether a document in YAML, which shows no sign of its kind, has
// less wrong with it by one error than by another.
func fewer(d documents.Document, err, than error) bool {
	var a, b *schemas.Error
	return d.Format == documents.YAML && errors.As(err, &a) && errors.As(than, &b) && len(a.Violations) < len(b.Violations)
}

// inferFault says of which kind a document that is valid as none seems to be.
func (r *Result) inferFault(candidates []schemas.Candidate, d documents.Document, first error) error {
	var invalid *schemas.Error
	if errors.As(first, &invalid) {
		at := slices.IndexFunc(candidates, func(c schemas.Candidate) bool { return c.Kind == invalid.Kind })
		r.Kind, r.Reason = candidates[at].Kind, candidates[at].Reason
		return first
	}
	if first != nil {
		return first
	}
	if err := schemas.Validate(schemas.HandlerRequest, d.Text); err != nil {
		return err // it is no JSON
	}
	return noKind("it has no member by which messages are known", "say which with --kind; any JSON value is a valid handler-request")
}

// noKind is the error of a document of which no kind can be told.
func noKind(why, suggestion string) error {
	return &schemas.Error{Violations: []schemas.Violation{{
		Line: 1, Column: 1, Keyword: KeywordKind,
		Message: "is of no kind that can be told: " + why, Suggestion: suggestion,
	}}}
}

// validate validates a document in the language of its kind.
func validate(kind schemas.Kind, text []byte) error {
	if !IsYAML(kind) {
		return schemas.Validate(kind, text)
	}
	_, err := yamlfile.Read(kind, text)
	var invalid *schemas.Error
	if errors.As(err, &invalid) {
		for i, v := range invalid.Violations { // which are told by lines alone
			at := offsetOf(text, v.Line, v.Column)
			invalid.Violations[i].Offset, invalid.Violations[i].End = at, at
		}
	}
	return err
}

// take takes in what is wrong with a document, nil for nothing.
func (r *Result) take(d documents.Document, err error) {
	var invalid *schemas.Error
	switch {
	case err == nil:
	case errors.As(err, &invalid):
		for _, v := range invalid.Violations {
			r.Findings = append(r.Findings, finding(d, v))
		}
		if invalid.More {
			r.Findings = append(r.Findings, more(r.Findings))
		}
	default:
		r.Unread = plain.Words(err)
	}
}

// finding says where in its file a violation stands.
func finding(d documents.Document, v schemas.Violation) Finding {
	f := Finding{Violation: v, Sentence: requirements()[v.Requirement], Excerpt: excerpt(d.Text, v.Offset, v.End)}
	if f.Suggestion == "" && goesOn(d, v) {
		f.Suggestion = apart[d.Format]
	}
	f.Offset += int(d.Offset)
	f.End += int(d.Offset)
	if d.Format == documents.Lines {
		f.Line += d.Line - 1
	}
	return f
}

// apart is how documents are kept apart, of which two stand in the place of one.
var apart = map[documents.Format]string{
	documents.JSON:   "to validate several documents, write each on a line, as jq -c . does, and say --input ndjson",
	documents.Lines:  "write each document on a line of its own",
	documents.Frames: "send each message in a frame of its own",
	documents.Pcap:   "send each message in a frame of its own",
	documents.Tap:    "send each message in a frame of its own",
}

// goesOn tells whether what is wrong is a second object or array behind the first
// value of a document.
func goesOn(d documents.Document, v schemas.Violation) bool {
	return v.Keyword == schemas.KeywordJSON && v.End == len(d.Text) && v.End-v.Offset > 1 &&
		(d.Text[v.Offset] == '{' || d.Text[v.Offset] == '[')
}

// Limit drops all but the first of the findings where there are more than most, and
// has the last one say so.
func (r *Result) Limit(most int) {
	if len(r.Findings) > most {
		r.Findings = append(r.Findings[:most:most], more(r.Findings[:most]))
	}
}

// more is the last finding where there are more than are told.
func more(told []Finding) Finding {
	f := Finding{Violation: told[len(told)-1].Violation}
	f.Pointer, f.Keyword, f.Requirement, f.Suggestion = "", KeywordMore, "", ""
	f.Message = fmt.Sprintf("more is wrong than these %d faults", len(told))
	return f
}

// requirements are those of the specification, by id. A failure would be a fault
// of the program's own files, so it panics.
var requirements = sync.OnceValue(func() map[string]spec.Requirement {
	all, err := spec.Requirements()
	if err != nil {
		panic(err)
	}
	byID := make(map[string]spec.Requirement)
	for _, r := range all {
		byID[r.ID] = r
	}
	return byID
})
