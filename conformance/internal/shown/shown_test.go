package shown

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestLine(t *testing.T) {
	for text, want := range map[string]string{
		"plain é 日本 💬.json":     "plain é 日本 💬.json",
		"a\nb\x1b[2J":           `a\u000ab\u001b[2J`,
		"a\xff\x9bé\x00":        `a\xff\x9bé\u0000`,
		"\ufffd":                `\ufffd`,
		"日\u202e\u009b":         `日\u202e\u009b`,
		"::error::x":            `\u003a:error::x`,
		"a ::stop-commands::x":  `a \u003a:stop-commands::x`,
		"::a::b ::c::":          `\u003a:a::b \u003a:c::`,
		"std::vector":           "std::vector",
		"::1":                   "::1",
		"[::1]:80 and [::1]:81": "[::1]:80 and [::1]:81",
		"x ##[error]y":          `x #\u0023[error]y`,
		"###[x":                 `##\u0023[x`,
		"##vso[task.complete]":  `#\u0023vso[task.complete]`,
		"##teamcity[x] ##[y]":   `#\u0023teamcity[x] #\u0023[y]`,
		"## heading":            "## heading",
	} {
		if got := Line(text); got != want {
			t.Errorf("%q is shown as %q, want %q", text, got, want)
		}
	}
}

func TestText(t *testing.T) {
	for text, want := range map[string]string{
		"a\r\nb\rc\td":       "a\nb\\u000dc\td",
		"a\n::error::b":      "a\n\\u003a:error::b",
		"a\n  \t::error::\n": "a\n  \t\\u003a:error::\n",
		"::a\n::b":           "\\u003a:a\n::b", // lines may be joined
	} {
		if got := Text(text); got != want {
			t.Errorf("%q is shown as %q, want %q", text, got, want)
		}
	}
}

func TestMask(t *testing.T) {
	if got, want := Mask("a\x1b\xff ::b:: ##[c"), "a\ufffd\ufffd \ufffd:b:: #\ufffd[c"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestJSON(t *testing.T) {
	const text = "{\r\n\t\"::a::\u009b\": \"\x7f\u202e\U000e0001 ##[x] ::error::\",\n \"é💬\": [1, \"\xff\"]}"
	shown := string(JSON([]byte(text)))
	if want := `"\u009b"`; strings.ContainsAny(shown, "\r\x7f\u009b\u202e\U000e0001") {
		t.Errorf("%q has more to escape, such as %s", shown, want)
	}
	line := string(JSONLine([]byte(text)))
	if line != Line(line) || !strings.Contains(line, "é💬") {
		t.Errorf("%q is not what a line can show", line)
	}
	var want any
	if err := json.Unmarshal([]byte(text), &want); err != nil {
		t.Fatal(err)
	}
	for _, one := range []string{shown, line} {
		var got any
		if err := json.Unmarshal([]byte(one), &got); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %v, want the value %q", one, err, want)
		}
	}
	if got := string(JSONLine([]byte("no JSON\x1b"))); got != `no JSON\u001b` {
		t.Errorf("got %q", got)
	}
}

// FuzzShown looks for a text that is shown with something that acts, or is shown in
// another way when it is shown again.
func FuzzShown(f *testing.F) {
	for _, text := range []string{"a\r\n::b::c", "::::::", " :: :: ::", "##[##x[###[", "\x1b[2J\u009b\xff\ufffd", `"\u2028` + "\u2028\""} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		line, lines := Line(text), Text(text)
		if strings.ContainsFunc(line, func(r rune) bool { return !unicode.IsPrint(r) }) {
			t.Errorf("%q has a character that is not printable", line)
		}
		for _, got := range []string{line, lines} {
			if len(commands(got)) > 0 || !utf8.ValidString(got) {
				t.Errorf("%q has a command, or is not UTF-8", got)
			}
			if again := Text(got); again != got {
				t.Errorf("%q is shown as %q", got, again)
			}
		}
		if got := Mask(text); utf8.RuneCountInString(got) != utf8.RuneCountInString(text) || len(commands(got)) > 0 {
			t.Errorf("%q is masked as %q", text, got)
		}
		if !json.Valid([]byte(text)) {
			return
		}
		var before, after any
		if err := json.Unmarshal([]byte(text), &before); err != nil {
			return // a number that is too large
		}
		got := JSONLine([]byte(text))
		if err := json.Unmarshal(got, &after); err != nil || !reflect.DeepEqual(before, after) || string(got) != Line(string(got)) {
			t.Errorf("%q is shown as %q, %v", text, got, err)
		}
	})
}
