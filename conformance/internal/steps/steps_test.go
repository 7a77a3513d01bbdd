package steps

import (
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"testing"

	"github.com/cucumber/godog"

	"github.com/besterprotocol/bester/features"
)

// sentences returns the text of every step in the feature files, with a place
// where it stands.
func sentences(t *testing.T) map[string]string {
	t.Helper()
	suite := godog.TestSuite{Options: &godog.Options{FS: features.Files(), Paths: []string{"."}, Output: io.Discard}}
	parsed, err := suite.RetrieveFeatures()
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, feature := range parsed {
		for _, pickle := range feature.Pickles {
			for _, step := range pickle.Steps {
				all[step.Text] = fmt.Sprintf("%s, %q", pickle.Uri, pickle.Name)
			}
		}
	}
	return all
}

func TestEverySentenceHasOneMeaning(t *testing.T) {
	steps := patterns()
	used := map[string]bool{}
	for sentence, place := range sentences(t) {
		var meanings []string
		for text, pattern := range steps {
			if pattern.MatchString(sentence) {
				meanings = append(meanings, text)
				used[text] = true
			}
		}
		if len(meanings) != 1 {
			t.Errorf("%s: %q has the meanings %q", place, sentence, meanings)
		}
	}
	for _, text := range slices.Sorted(maps.Keys(steps)) {
		if !used[text] {
			t.Errorf("no scenario says %q", text)
		}
	}
}

func TestExpression(t *testing.T) {
	tests := []struct {
		text, sentence string
		want           []string // what the parameters stand for; nil where it does not match
	}{
		{`{name} leaves`, `"alice" leaves`, []string{`"alice"`}},
		{`{name} leaves`, `"a\"b" leaves`, []string{`"a\"b"`}},
		{`{name} leaves`, `alice leaves`, nil},
		{`{name} leaves`, `"alice" leaves early`, nil},
		{`a(n) {name}`, `an "x"`, []string{`"x"`}},
		{`a(n) {name}`, `a "x"`, []string{`"x"`}},
		{`{names} leave`, `"a", "b" and "c" leave`, []string{`"a", "b" and "c"`}},
		{`carrying {data}`, `carrying {"a":1} `, nil},
		{`carrying {data}`, `carrying {"a":1}`, []string{`{"a":1}`}},
		{`carrying {data}`, `carrying {"a":1} one byte at a time`, nil},
		{`carrying {data}`, `carrying 32 arrays inside each other`, []string{`32 arrays inside each other`}},
		{`carrying {data}`, `carrying -1.5e+3`, []string{`-1.5e+3`}},
		{`carrying {data}`, `carrying nonsense`, nil},
		{`a (b) {int}`, `a (b) 12`, []string{"12"}},
		{`answers with {command}`, `answers with sendClients to nobody`, []string{"sendClients to nobody"}},
		{`answers with {command}`, `answers with sendServers to "P", with data {"x":1}`, []string{`sendServers to "P", with data {"x":1}`}},
		{`answers with {command}`, `answers with sendClients to "P" and keeps the connection open`, nil},
	}
	for _, test := range tests {
		got := regexp.MustCompile(expression(test.text)).FindStringSubmatch(test.sentence)
		if test.want == nil {
			if got != nil {
				t.Errorf("%q matches %q: %q", test.text, test.sentence, got)
			}
			continue
		}
		if len(got) == 0 || !slices.Equal(got[1:], test.want) {
			t.Errorf("%q in %q: got %q, want %q", test.text, test.sentence, got, test.want)
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("an unknown parameter passes")
		}
	}()
	expression(`{nobody knows} this {one}`)
}

func TestUnquoteAll(t *testing.T) {
	tests := map[string][]string{
		`nobody`:               {},
		`"a"`:                  {"a"},
		`"a", "b" and "c"`:     {"a", "b", "c"},
		`"", "x, and \"y\"\\"`: {"", `x, and "y"\`},
		`"\u00e9"`:             {"é"},
	}
	for names, want := range tests {
		got, err := unquoteAll(names)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: got %q, %v, want %q", names, got, err, want)
		}
	}
	if _, err := unquoteAll(`"\x"`); err == nil {
		t.Error("an escape that JSON does not know passes")
	}
}

func TestData(t *testing.T) {
	w := NewWorld(nil, nil, 0, Manner{})
	w.sent, w.answered = []byte(`"sent"`), []byte(`"answered"`)
	tests := map[string]string{
		`{"a": 1}`:                    `{"a": 1}`,
		`5 bytes of text`:             `"abcde"`,
		`3 arrays inside each other`:  `[[[]]]`,
		`2 objects inside each other`: `{"a":{}}`,
		`the same data`:               `"sent"`,
		`what the handler answered`:   `"answered"`,
	}
	for phrase, want := range tests {
		got, err := w.data(phrase)
		if err != nil || string(got) != want {
			t.Errorf("%s: got %s, %v, want %s", phrase, got, err, want)
		}
	}
	if _, err := w.data(`{"a":`); err == nil {
		t.Error("data that is not JSON passes")
	}
}

func TestUnescape(t *testing.T) {
	got := string(unescape(`{"(FF)(NUL)(LF)(space)":"(ff) (x)"}`))
	if want := "{\"\xff\x00\n \":\"(ff) (x)\"}"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
