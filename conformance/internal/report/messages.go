package report

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"regexp"
	"runtime"
	"strings"
	"time"

	gherkin "github.com/cucumber/gherkin/go/v26"
	messages "github.com/cucumber/messages/go/v21"

	"github.com/besterprotocol/bester/features"
)

// messagesVersion is that of the messages package, whose messages are written.
const messagesVersion = "21.0.1"

// WriteMessages writes the report as Cucumber messages, one JSON object in each
// line: the feature files, and how every scenario and step in them went. A step
// at which a server only earned a warning, or is known to fail, or at which the
// suite failed, is pending: neither good nor bad.
func (r *Report) WriteMessages(w io.Writer) error {
	r = r.cleaned()
	out := bufio.NewWriter(w)
	m := &messageWriter{report: r, encoder: json.NewEncoder(out), newID: (&messages.Incrementing{}).NewId}
	m.write(&messages.Envelope{Meta: m.meta()})
	var cases []testCase
	for _, feature := range r.byFeature() {
		cases = append(cases, m.feature(feature)...)
	}
	m.write(&messages.Envelope{TestRunStarted: &messages.TestRunStarted{Timestamp: timestamp(r.Started)}})
	for i := range cases {
		m.write(&messages.Envelope{TestCase: cases[i].message(m.newID)})
	}
	for _, c := range cases {
		m.run(c)
	}
	m.write(&messages.Envelope{TestRunFinished: &messages.TestRunFinished{
		Success: r.Conforms() && r.Complete(), Timestamp: timestamp(r.Started.Add(r.Took)),
	}})
	if m.err != nil {
		return m.err
	}
	return out.Flush()
}

// messageWriter writes messages. Its first error stays.
type messageWriter struct {
	report  *Report
	encoder *json.Encoder
	newID   func() string
	err     error
}

func (m *messageWriter) write(e *messages.Envelope) {
	if m.err == nil {
		m.err = m.encoder.Encode(e)
	}
}

func (m *messageWriter) meta() *messages.Meta {
	return &messages.Meta{
		ProtocolVersion: messagesVersion,
		Implementation:  &messages.Product{Name: "bester", Version: m.report.Suite},
		Runtime:         &messages.Product{Name: m.report.Server, Version: m.report.Version},
		Os:              &messages.Product{Name: runtime.GOOS},
		Cpu:             &messages.Product{Name: runtime.GOARCH},
	}
}

func timestamp(t time.Time) *messages.Timestamp {
	converted := messages.GoTimeToTimestamp(t)
	return &converted
}

// byFeature returns the scenarios of each feature file, the files in the order
// of their first scenarios.
func (r *Report) byFeature() [][]Scenario {
	var all [][]Scenario
	at := map[string]int{}
	for _, s := range r.Scenarios {
		i, known := at[s.File]
		if !known {
			i = len(all)
			at[s.File] = i
			all = append(all, nil)
		}
		all[i] = append(all[i], s)
	}
	return all
}

// testCase is a scenario and what Cucumber calls it.
type testCase struct {
	scenario Scenario
	pickle   *messages.Pickle
	id       string
	steps    []string // their ids
}

// feature writes the source of some scenarios, which are of one file, and returns
// their cases.
func (m *messageWriter) feature(scenarios []Scenario) []testCase {
	uri := scenarios[0].Path()
	source, lines := sourceOf(scenarios)
	document, err := gherkin.ParseGherkinDocument(strings.NewReader(source), m.newID)
	if err != nil {
		m.err = fmt.Errorf("%s: %w", uri, err)
		return nil
	}
	document.Uri = uri
	m.write(&messages.Envelope{Source: &messages.Source{Uri: uri, Data: source, MediaType: messages.SourceMediaType_TEXT_X_CUCUMBER_GHERKIN_PLAIN}})
	m.write(&messages.Envelope{GherkinDocument: document})
	byLine := pickles(document, m.newID)
	var cases []testCase
	for i, s := range scenarios {
		if pickle := byLine[lines[i]]; pickle != nil {
			m.write(&messages.Envelope{Pickle: pickle})
			cases = append(cases, testCase{scenario: s, pickle: pickle})
		}
	}
	return cases
}

// pickles returns the pickles of a document by the line of the scenario, or of its
// row of examples.
func pickles(document *messages.GherkinDocument, newID func() string) map[int]*messages.Pickle {
	lines := map[string]int{}
	for _, child := range document.Feature.Children {
		if child.Scenario == nil {
			continue
		}
		lines[child.Scenario.Id] = int(child.Scenario.Location.Line)
		for _, examples := range child.Scenario.Examples {
			for _, row := range examples.TableBody {
				lines[row.Id] = int(row.Location.Line)
			}
		}
	}
	byLine := map[int]*messages.Pickle{}
	for _, pickle := range gherkin.Pickles(*document, document.Uri, newID) {
		byLine[lines[pickle.AstNodeIds[len(pickle.AstNodeIds)-1]]] = pickle
	}
	return byLine
}

// sourceOf returns the source of scenarios of one file, and the line of each in it:
// the file of package features, or, where the report was made with another one, a
// source that says what the report does.
func sourceOf(scenarios []Scenario) (source string, lines []int) {
	text, err := fs.ReadFile(features.Files(), scenarios[0].File)
	if err == nil {
		if lines, ok := linesIn(string(text), scenarios); ok {
			return string(text), lines
		}
	}
	return writtenSource(scenarios)
}

// linesIn returns the lines of scenarios in a source, if all are there as they are.
func linesIn(source string, scenarios []Scenario) (lines []int, ok bool) {
	newID := (&messages.Incrementing{}).NewId
	document, err := gherkin.ParseGherkinDocument(strings.NewReader(source), newID)
	if err != nil {
		return nil, false
	}
	byLine := pickles(document, newID)
	for _, s := range scenarios {
		pickle := byLine[s.Line]
		if pickle == nil || pickle.Name != s.Name || len(pickle.Steps) != len(s.Steps) {
			return nil, false
		}
		for i, step := range pickle.Steps {
			if step.Text != s.Steps[i].Text {
				return nil, false
			}
		}
		lines = append(lines, s.Line)
	}
	return lines, true
}

// writtenSource writes scenarios down again.
func writtenSource(scenarios []Scenario) (source string, lines []int) {
	text := []string{"Feature: " + oneLine(scenarios[0].Feature)}
	for _, s := range scenarios {
		text = append(text, "", "  "+plainTags(s), "  Scenario: "+oneLine(s.Name))
		lines = append(lines, len(text))
		for _, step := range s.Steps {
			text = append(text, "    * "+cmp.Or(oneLine(step.Text), "-"))
		}
	}
	return strings.Join(text, "\n") + "\n", lines
}

// plainTag matches tags that need no escape.
var plainTag = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)

// plainTags returns the line of the scenario's tags.
func plainTags(s Scenario) string {
	var tags []string
	for _, tag := range s.Tags {
		if plainTag.MatchString(tag) {
			tags = append(tags, "@"+tag)
		}
	}
	return strings.Join(tags, " ")
}

// message names the case and its steps.
func (c *testCase) message(newID func() string) *messages.TestCase {
	c.id = newID()
	message := &messages.TestCase{Id: c.id, PickleId: c.pickle.Id, TestSteps: []*messages.TestStep{}}
	for _, step := range c.pickle.Steps {
		id := newID()
		c.steps = append(c.steps, id)
		message.TestSteps = append(message.TestSteps, &messages.TestStep{
			Id: id, PickleStepId: step.Id, StepDefinitionIds: []string{}, StepMatchArgumentsLists: []*messages.StepMatchArgumentsList{},
		})
	}
	return message
}

// run writes how a case went. When each step began and ended is not known.
func (m *messageWriter) run(c testCase) {
	started := m.newID()
	begin, end := timestamp(m.report.Started), timestamp(m.report.Started.Add(c.scenario.Took))
	m.write(&messages.Envelope{TestCaseStarted: &messages.TestCaseStarted{Id: started, TestCaseId: c.id, Timestamp: begin}})
	decisive := c.decisive()
	for i, id := range c.steps {
		m.write(&messages.Envelope{TestStepStarted: &messages.TestStepStarted{TestCaseStartedId: started, TestStepId: id, Timestamp: begin}})
		if text := m.report.explanation(c.scenario); i == decisive && text != "" {
			m.write(&messages.Envelope{Attachment: &messages.Attachment{
				Body: text, ContentEncoding: messages.AttachmentContentEncoding_IDENTITY, MediaType: "text/plain",
				FileName: "what happened.txt", TestCaseStartedId: started, TestStepId: id,
			}})
		}
		m.write(&messages.Envelope{TestStepFinished: &messages.TestStepFinished{
			TestCaseStartedId: started, TestStepId: id, TestStepResult: m.result(c.scenario, i, decisive), Timestamp: end,
		}})
	}
	m.write(&messages.Envelope{TestCaseFinished: &messages.TestCaseFinished{TestCaseStartedId: started, Timestamp: end}})
}

// decisive returns which step shows the verdict on a scenario that is not good:
// the one that failed, or the last where it went wrong behind all of them.
func (c testCase) decisive() int {
	if c.scenario.Verdict == Passed {
		return -1
	}
	for i, step := range c.scenario.Steps {
		if step.Failed {
			return i
		}
	}
	return len(c.steps) - 1
}

// result returns how a step went.
func (m *messageWriter) result(s Scenario, step, decisive int) *messages.TestStepResult {
	result := &messages.TestStepResult{Duration: &messages.Duration{}, Status: messages.TestStepResultStatus_SKIPPED}
	switch outcome, why := m.report.outcome(s); {
	case step == decisive && outcome == isWrong:
		result.Status, result.Message = messages.TestStepResultStatus_FAILED, why
	case step == decisive && s.Verdict.ran():
		result.Status, result.Message = messages.TestStepResultStatus_PENDING, why
	case step == decisive:
		result.Message = why
	case s.Steps[step].Done:
		result.Status = messages.TestStepResultStatus_PASSED
	}
	return result
}
