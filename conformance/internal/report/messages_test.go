package report

import (
	"encoding/json"
	"io"
	"io/fs"
	"strings"
	"testing"

	messages "github.com/cucumber/messages/go/v21"
	"github.com/google/go-cmp/cmp"

	"github.com/besterprotocol/bester/features"
)

// readMessages reads messages and checks that each speaks only of what another one
// before it has introduced.
func readMessages(t *testing.T, text string) []messages.Envelope {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.DisallowUnknownFields()
	known := map[string]bool{}
	introduce := func(id string) {
		if known[id] {
			t.Errorf("%q is introduced twice", id)
		}
		known[id] = true
	}
	want := func(ids ...string) {
		for _, id := range ids {
			if !known[id] {
				t.Errorf("%q is not introduced", id)
			}
		}
	}
	var all []messages.Envelope
	for {
		var e messages.Envelope
		if err := decoder.Decode(&e); err == io.EOF {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, e)
		switch {
		case e.GherkinDocument != nil:
			introduceDocument(e.GherkinDocument, introduce)
		case e.Pickle != nil:
			want(e.Pickle.AstNodeIds...)
			introduce(e.Pickle.Id)
			for _, step := range e.Pickle.Steps {
				want(step.AstNodeIds...)
				introduce(step.Id)
			}
		case e.TestCase != nil:
			want(e.TestCase.PickleId)
			introduce(e.TestCase.Id)
			for _, step := range e.TestCase.TestSteps {
				want(step.PickleStepId)
				introduce(step.Id)
			}
		case e.TestCaseStarted != nil:
			want(e.TestCaseStarted.TestCaseId)
			introduce(e.TestCaseStarted.Id)
		case e.TestStepStarted != nil:
			want(e.TestStepStarted.TestCaseStartedId, e.TestStepStarted.TestStepId)
		case e.TestStepFinished != nil:
			want(e.TestStepFinished.TestCaseStartedId, e.TestStepFinished.TestStepId)
		case e.Attachment != nil:
			want(e.Attachment.TestCaseStartedId, e.Attachment.TestStepId)
		case e.TestCaseFinished != nil:
			want(e.TestCaseFinished.TestCaseStartedId)
		}
	}
}

func introduceDocument(d *messages.GherkinDocument, introduce func(id string)) {
	for _, child := range d.Feature.Children {
		introduce(child.Scenario.Id)
		for _, step := range child.Scenario.Steps {
			introduce(step.Id)
		}
		for _, examples := range child.Scenario.Examples {
			for _, row := range examples.TableBody {
				introduce(row.Id)
			}
		}
	}
}

// statuses returns how the steps of each case went.
func statuses(all []messages.Envelope) []string {
	var found []string
	for _, e := range all {
		switch {
		case e.TestCaseStarted != nil:
			found = append(found, "")
		case e.TestStepFinished != nil:
			found[len(found)-1] += string(e.TestStepFinished.TestStepResult.Status)[:2] + " "
		}
	}
	return found
}

func TestMessagesOfAHostileReport(t *testing.T) {
	all := readMessages(t, written(t, hostile(), "messages"))
	want := []string{"PA SK SK ", "PA FA SK ", "PA PE SK ", "PA SK SK ", "PA SK SK ", "PA PE SK ", "PA FA SK ", ""}
	if diff := cmp.Diff(want, statuses(all)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	last := all[len(all)-1].TestRunFinished
	if all[0].Meta == nil || last == nil || last.Success {
		t.Errorf("got %+v first and %+v last", all[0], last)
	}
	var names, texts []string
	for _, e := range all {
		if e.Pickle != nil {
			names = append(names, e.Pickle.Name)
		}
		if e.Attachment != nil {
			texts = append(texts, e.Attachment.Body)
		}
	}
	if want := oneLine(clean("Scenario " + nasty)); names[0] != want {
		t.Errorf("got name %q, want %q", names[0], want)
	}
	if !strings.Contains(texts[0], "What was on the wire:") {
		t.Errorf("got attachment %.100q", texts[0])
	}
}

// TestMessagesHaveTheFeatures reports on a scenario that there is, and wants its
// file to be told as it is.
func TestMessagesHaveTheFeatures(t *testing.T) {
	const file = "framing/frames.feature"
	source, err := fs.ReadFile(features.Files(), file)
	if err != nil {
		t.Fatal(err)
	}
	var s Scenario
	for i, line := range strings.Split(string(source), "\n") {
		line = strings.TrimSpace(line)
		name, ok := strings.CutPrefix(line, "Scenario: ")
		keyword, text, _ := strings.Cut(line, " ")
		switch {
		case strings.HasPrefix(line, "Scenario") && s.Name != "":
			s.Verdict = Passed
		case ok && s.Name == "":
			s = Scenario{File: file, Line: i + 1, Name: name}
		case s.Verdict == "" && strings.Contains(" Given When Then And But ", " "+keyword+" "):
			s.Steps = append(s.Steps, Step{Keyword: keyword, Text: text, Done: true})
		}
	}
	sources := func(s Scenario) string {
		for _, e := range readMessages(t, written(t, &Report{Scenarios: []Scenario{s}}, "messages")) {
			if e.Source != nil {
				return e.Source.Data
			}
		}
		return ""
	}
	if got := sources(s); got != string(source) {
		t.Errorf("got source\n%s", got)
	}
	s.Name += " of another version"
	if got := sources(s); got == string(source) || !strings.Contains(got, "  Scenario: "+s.Name+"\n") {
		t.Errorf("got source\n%s", got)
	}
}
