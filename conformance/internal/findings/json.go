package findings

import (
	"bufio"
	"bytes"
	"encoding/json"
	"net/netip"

	"github.com/besterprotocol/bester/conformance/internal/inspect"
	"github.com/besterprotocol/bester/conformance/internal/shown"
	"github.com/besterprotocol/bester/schemas"
)

// version is that of the JSON below. It grows where a program that reads it could
// be misled.
const version = 1

// record is a document as JSON has it.
type record struct {
	File     string         `json:"file"` // at a tap the address that it connects to
	Format   string         `json:"format"`
	Index    int            `json:"index"`            // among the documents of the file, from 1
	Line     int            `json:"line,omitempty"`   // that it begins on, from 1; none in frames
	Offset   int64          `json:"offset"`           // of its first byte in the file, in captures and taps among all that its sender sent
	Said     *said          `json:"said,omitempty"`   // in captures and taps
	Kind     schemas.Kind   `json:"kind,omitempty"`   // that it was held against
	Reason   string         `json:"reason,omitempty"` // why it is taken for one
	Others   []schemas.Kind `json:"others,omitempty"` // what it could be as well
	Valid    bool           `json:"valid"`
	Unread   string         `json:"unread,omitempty"` // why it was not checked
	Findings []jsonFinding  `json:"findings,omitempty"`
}

// said is where in a conversation a document stood as JSON has it.
type said struct {
	Conversation int            `json:"conversation"`      // among those of the capture or tap, from 1
	Opener       netip.AddrPort `json:"opener,omitzero"`   // in captures
	Acceptor     netip.AddrPort `json:"acceptor,omitzero"` // in captures
	Sender       string         `json:"sender,omitempty"`  // client, peer, server or handler; none where it is not about a frame
	Frame        int            `json:"frame,omitempty"`   // among those of its sender, from 1
	Packet       int            `json:"packet,omitempty"`  // of a capture, with which the frame was whole, from 1
}

func saidOf(r inspect.Result) *said {
	if r.Said == nil {
		return nil
	}
	c := r.Said.Conversation
	return &said{c.Number, c.Opener, c.Acceptor, r.Said.Sender, r.Said.Number, r.Said.Packet}
}

// jsonFinding is something that is wrong as JSON has it.
type jsonFinding struct {
	Pointer     string `json:"pointer"`
	Line        int    `json:"line,omitempty"` // in frames that of the body
	Column      int    `json:"column,omitempty"`
	Offset      int    `json:"offset"` // in the file
	End         int    `json:"end"`
	Keyword     string `json:"keyword"`
	Message     string `json:"message"`
	Requirement string `json:"requirement,omitempty"`
	Sentence    string `json:"sentence,omitempty"`
	Suggestion  string `json:"suggestion,omitempty"`
	Excerpt     string `json:"excerpt,omitempty"`
}

func recordOf(r inspect.Result) record {
	rec := record{
		File: r.File, Format: string(r.Format), Index: r.Index, Line: r.Line, Offset: r.Offset, Said: saidOf(r),
		Kind: r.Kind, Reason: r.Reason, Others: r.Others, Valid: r.Valid(), Unread: r.Unread,
	}
	for _, f := range r.Findings {
		rec.Findings = append(rec.Findings, jsonFinding{
			f.Pointer, f.Line, f.Column, f.Offset, f.End, f.Keyword, f.Message,
			f.Requirement, f.Sentence.Text, f.Suggestion, f.Excerpt.Text,
		})
	}
	return rec
}

// jsonCounts are counts as JSON has them.
type jsonCounts struct {
	Valid   int                  `json:"valid"`
	Invalid int                  `json:"invalid"`
	Unread  int                  `json:"unread"`
	Kinds   map[schemas.Kind]int `json:"kinds"`
}

type jsonFile struct {
	File  string `json:"file"`
	Error string `json:"error,omitempty"` // why it could not be read, or not to its end
	jsonCounts
}

type jsonSummary struct {
	Version int        `json:"version"`
	Files   []jsonFile `json:"files"`
	jsonCounts
}

// unknown stands for the kind of documents of which nothing tells one: some
// programs read no member whose name is empty.
const unknown = "unknown"

func countsOf(c inspect.Counts) jsonCounts {
	kinds := map[schemas.Kind]int{}
	for kind, n := range c.Kinds {
		if kind == "" {
			kind = unknown
		}
		kinds[kind] = n
	}
	return jsonCounts{c.Valid, c.Invalid, c.Unread, kinds}
}

// json returns the summary as JSON has it.
func (s *summary) json() jsonSummary {
	sum := jsonSummary{Version: version, Files: []jsonFile{}, jsonCounts: countsOf(s.Counts)}
	for _, f := range s.files {
		one := jsonFile{File: f.Name, jsonCounts: countsOf(f.Counts)}
		if f.Err != nil {
			one.Error = f.Why()
		}
		sum.Files = append(sum.Files, one)
	}
	return sum
}

// encode writes a value as JSON on a line.
func encode(w *bufio.Writer, value any) error {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(value)
	if err == nil {
		_, err = w.Write(shown.JSON(text.Bytes()))
	}
	return err
}

// lines writes JSON Lines.
type lines struct {
	*bufio.Writer
	Style
	summary
}

func newLines(w *bufio.Writer, style Style) Writer { return &lines{Writer: w, Style: style} }

// Document writes a line for the document.
func (l *lines) Document(r inspect.Result) error {
	if l.omits(r) {
		return nil
	}
	return encode(l.Writer, recordOf(r))
}

// omits tells whether nothing is written of a document.
func (s Style) omits(r inspect.Result) bool { return s.Quiet && !s.Each && r.Valid() }

// File counts the documents of a file.
func (l *lines) File(f inspect.File) error {
	l.add(f)
	return nil
}

// Wait writes what there is.
func (l *lines) Wait() error { return l.Flush() }

// Close writes the line of the sum.
func (l *lines) Close() error {
	sum := struct {
		Summary jsonSummary `json:"summary"`
	}{l.json()}
	if err := encode(l.Writer, sum); err != nil {
		return err
	}
	return l.Flush()
}

// object writes one JSON object.
type object struct {
	lines
	began bool
}

func newJSON(w *bufio.Writer, style Style) Writer {
	return &object{lines: lines{Writer: w, Style: style}}
}

// Document writes the document as one more element.
func (o *object) Document(r inspect.Result) error {
	if o.omits(r) {
		return nil
	}
	o.comma()
	return o.lines.Document(r)
}

// comma writes what stands before an element.
func (o *object) comma() {
	before := ","
	if !o.began {
		before, o.began = `{"documents":[`+"\n", true
	}
	o.WriteString(before)
}

// Close writes the sum behind the documents.
func (o *object) Close() error {
	if !o.began {
		o.comma()
	}
	o.WriteString(`],"summary":`)
	if err := encode(o.Writer, o.json()); err != nil {
		return err
	}
	o.WriteString("}\n")
	return o.Flush()
}
