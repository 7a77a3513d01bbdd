package findings

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/url"
	"path/filepath"

	"github.com/besterprotocol/bester/conformance/internal/inspect"
	"github.com/besterprotocol/bester/conformance/internal/shown"
)

// sarifLog writes SARIF 2.1.0: a result for everything that is wrong, and a rule for
// each requirement, or keyword of the schemas, that is broken.
type sarifLog struct {
	*bufio.Writer
	version       string
	rules         map[string]int
	ruleList      []fields
	notifications []fields // what could not be read
	began         bool
}

// fields is a JSON object in the making.
type fields = map[string]any

const home = "https://github.com/besterprotocol/bester"

func newSARIF(w *bufio.Writer, style Style) Writer {
	return &sarifLog{Writer: w, version: style.Version, rules: map[string]int{}}
}

// Document writes what is wrong with a document.
func (s *sarifLog) Document(r inspect.Result) error {
	if r.Unread != "" {
		s.notify(r.File, placeOf(r)+": "+r.Unread)
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
	id := s.ruleList[rule]["id"]
	text, err := json.Marshal(fields{
		"ruleId":              id,
		"ruleIndex":           rule,
		"level":               "error",
		"message":             fields{"text": messageIn(r, f)},
		"locations":           []fields{{"physicalLocation": location(r, f)}},
		"partialFingerprints": fields{"besterFinding/v1": fingerprint(id, r.File, f.Pointer, f.Keyword, f.Excerpt.Text)},
		"properties":          fields{"kind": r.Kind, "index": r.Index, "pointer": f.Pointer, "keyword": f.Keyword},
	})
	if err != nil {
		return err
	}
	s.comma()
	_, err = s.Write(shown.JSON(text))
	return err
}

// messageIn is the message of a finding, with its frame where it is in one.
func messageIn(r inspect.Result, f inspect.Finding) string {
	if r.Line == 0 {
		return frame(r, f.Offset) + ": " + messageOf(f)
	}
	return messageOf(f)
}

// fingerprint stays the same where lines before a finding come or go.
func fingerprint(parts ...any) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q", parts))
	return hex.EncodeToString(sum[:])
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
		s.ruleList = append(s.ruleList, fields{
			"id":               id,
			"shortDescription": fields{"text": text},
			"fullDescription":  fields{"text": text},
			"help":             fields{"text": text + " (" + link + ")", "markdown": fmt.Sprintf("%s\n\n[%s](%s)", text, id, link)},
			"helpUri":          link,
		})
	}
	return index
}

// location is where something is: in frames, which are no text, by bytes, and on the
// first line, since code scanning shows nothing without one. In captures, the pieces
// of a frame have no one place.
func location(r inspect.Result, f inspect.Finding) fields {
	file := fields{"uri": uri(r.File)}
	if r.Said != nil {
		return fields{"artifactLocation": file}
	}
	if r.Line == 0 {
		return fields{"artifactLocation": file, "region": fields{"startLine": 1, "byteOffset": f.Offset, "byteLength": f.End - f.Offset}}
	}
	end := f.Column + f.Excerpt.End - f.Excerpt.Start
	return fields{
		"artifactLocation": file,
		"region":           fields{"startLine": f.Line, "startColumn": f.Column, "endLine": f.Line, "endColumn": end},
		"contextRegion":    fields{"startLine": f.Line, "endLine": f.Line, "snippet": fields{"text": f.Excerpt.Text}},
	}
}

// uri refers to a file from the folder at hand, or wholly where its path begins at
// the root.
func uri(file string) string {
	if file == "-" {
		return "stdin"
	}
	u := url.URL{Path: filepath.ToSlash(filepath.Clean(file))}
	if filepath.IsAbs(file) {
		u.Scheme = "file"
	}
	return u.String()
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

// notify notes that a file, or a part of it, was not read.
func (s *sarifLog) notify(file, text string) {
	s.notifications = append(s.notifications, fields{
		"level":     "error",
		"message":   fields{"text": text},
		"locations": []fields{{"physicalLocation": fields{"artifactLocation": fields{"uri": uri(file)}}}},
	})
}

// File notes where a file could not be read.
func (s *sarifLog) File(f inspect.File) error {
	if f.Err != nil {
		s.notify(f.Name, f.Trouble())
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
	driver := fields{"name": "bester validate", "informationUri": home, "language": "en", "rules": s.ruleList}
	if s.version != "" {
		driver["version"] = s.version
	}
	tool, err := json.Marshal(fields{"driver": driver})
	if err != nil {
		return err
	}
	invocations, err := json.Marshal([]fields{invocation})
	if err != nil {
		return err
	}
	fmt.Fprintf(s, "\n],\"tool\":%s,\"invocations\":%s}]}\n", shown.JSON(tool), shown.JSON(invocations))
	return s.Flush()
}
