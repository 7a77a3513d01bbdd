package findings

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net/url"
	"path/filepath"

	"github.com/besterprotocol/bester/conformance/internal/inspect"
)

// sarifLog writes SARIF 2.1.0: a result for everything that is wrong, and a rule for
// each requirement, or keyword of the schemas, that is broken.
type sarifLog struct {
	*bufio.Writer
	rules         map[string]int
	ruleList      []fields
	notifications []fields // what could not be read
	began         bool
}

// fields is a JSON object in the making.
type fields = map[string]any

const home = "https://github.com/besterprotocol/bester"

func newSARIF(w *bufio.Writer, _ Style) Writer { return &sarifLog{Writer: w, rules: map[string]int{}} }

// Document writes what is wrong with a document.
func (s *sarifLog) Document(r inspect.Result) error {
	if r.Unread != "" {
		s.notify(placeOf(r) + ": " + r.Unread)
	}
	for _, f := range r.Findings {
		if err := s.result(r, f); err != nil {
			return err
		}
	}
	return nil
}

func (s *sarifLog) result(r inspect.Result, f inspect.Finding) error {
	rule := s.rule(f)
	location := fields{"artifactLocation": fields{"uri": uri(r.File)}}
	if r.Said == nil {
		location["region"] = region(r, f)
	}
	text, err := json.Marshal(fields{
		"ruleId":     s.ruleList[rule]["id"],
		"ruleIndex":  rule,
		"level":      "error",
		"message":    fields{"text": messageOf(r, f)},
		"locations":  []fields{{"physicalLocation": location}},
		"properties": fields{"kind": r.Kind, "index": r.Index, "pointer": f.Pointer, "keyword": f.Keyword},
	})
	if err != nil {
		return err
	}
	s.comma()
	_, err = s.Write(text)
	return err
}

// rule returns the index of the rule that is broken.
func (s *sarifLog) rule(f inspect.Finding) int {
	id, text, link := f.Requirement, f.Sentence.Text, fmt.Sprintf("%s/blob/main/spec/%s?plain=1#L%d", home, f.Sentence.File, f.Sentence.Line)
	if f.Sentence.ID == "" {
		id, text, link = "schema/"+f.Keyword, "A document is valid by the schema of its kind.", home+"/tree/main/schemas"
	}
	index, ok := s.rules[id]
	if !ok {
		index = len(s.ruleList)
		s.rules[id] = index
		s.ruleList = append(s.ruleList, fields{"id": id, "shortDescription": fields{"text": text}, "helpUri": link})
	}
	return index
}

// region is where in a file something is: in frames, which are no text, by bytes. In
// captures, the pieces of a frame have no one place.
func region(r inspect.Result, f inspect.Finding) fields {
	if r.Line == 0 {
		return fields{"byteOffset": f.Offset, "byteLength": f.End - f.Offset}
	}
	return fields{"startLine": f.Line, "startColumn": f.Column, "snippet": fields{"text": f.Excerpt.Text}}
}

func uri(file string) string {
	if file == "-" {
		return "stdin"
	}
	return (&url.URL{Path: filepath.ToSlash(file)}).String()
}

// comma writes what stands before a result.
func (s *sarifLog) comma() {
	before := ",\n"
	if !s.began {
		before = `{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[{"columnKind":"unicodeCodePoints","newlineSequences":["\r\n","\n","\r"],"language":"en","results":[` + "\n"
		s.began = true
	}
	s.WriteString(before)
}

func (s *sarifLog) notify(text string) {
	s.notifications = append(s.notifications, fields{"level": "error", "message": fields{"text": text}})
}

// File notes where a file could not be read.
func (s *sarifLog) File(f inspect.File) error {
	if f.Err != nil {
		s.notify(fmt.Sprintf("%s: %v", f.Name, f.Err))
	}
	return nil
}

// Wait writes what there is.
func (s *sarifLog) Wait() error { return s.Flush() }

// Close writes the rules, and what could not be read.
func (s *sarifLog) Close() error {
	if !s.began {
		s.comma()
	}
	if s.ruleList == nil {
		s.ruleList = []fields{}
	}
	invocation := fields{"executionSuccessful": len(s.notifications) == 0}
	if len(s.notifications) > 0 {
		invocation["toolExecutionNotifications"] = s.notifications
	}
	tool, err := json.Marshal(fields{"driver": fields{"name": "bester validate", "informationUri": home, "language": "en", "rules": s.ruleList}})
	if err != nil {
		return err
	}
	invocations, err := json.Marshal([]fields{invocation})
	if err != nil {
		return err
	}
	fmt.Fprintf(s, "\n],\"tool\":%s,\"invocations\":%s}]}\n", tool, invocations)
	return s.Flush()
}
