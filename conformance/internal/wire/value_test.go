package wire

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestParseJSON(t *testing.T) {
	text := func(s string) Value { return Value{Kind: String, Text: s} }
	number := func(s string) Value { return Value{Kind: Number, Text: s} }
	tests := map[string]Value{
		`null`:                            {Kind: Null, Text: "null"},
		" true\n":                         {Kind: Boolean, Text: "true"},
		`false`:                           {Kind: Boolean, Text: "false"},
		`-0.50e+400`:                      number("-0.50e+400"),
		`0`:                               number("0"),
		`9007199254740993`:                number("9007199254740993"),
		`""`:                              text(""),
		`"\"\\\/\b\f\n\r\t\u0041\u00e9é"`: text("\"\\/\b\f\n\r\tAéé"),
		`"\ud83d\ude00😀"`:                 text("😀😀"),
		`"\ud83d"`:                        text("\xed\xa0\xbd"),
		`"\ude00\ud83d"`:                  text("\xed\xb8\x80\xed\xa0\xbd"),
		`"\ud83dx"`:                       text("\xed\xa0\xbdx"),
		`[]`:                              {Kind: Array},
		`[ 1 , [ ] ]`:                     {Kind: Array, Items: []Value{number("1"), {Kind: Array}}},
		`{}`:                              {Kind: Object},
		`{ "b" : 1 , "a" : {} , "b" : null }`: {Kind: Object, Members: []Member{
			{"b", number("1")}, {"a", Value{Kind: Object}}, {"b", Value{Kind: Null, Text: "null"}}}},
	}
	for input, want := range tests {
		got, err := ParseJSON([]byte(input))
		if err != nil {
			t.Errorf("%s: %v", input, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", input, diff)
		}
	}
}

var notJSON = []string{
	``, ` `, `nul`, `nulls`, `True`, `NaN`, `Infinity`, `undefined`, `'a'`, `a`,
	`01`, `-`, `+1`, `.5`, `1.`, `1.e5`, `1e`, `1e+`, `0x10`, `1_000`, `--1`,
	`"`, `"a`, `"\`, `"\x41"`, `"\u12"`, `"\u12g4"`, `"\u 123"`, "\"\n\"", "\"\xff\"", "\"\xed\xa0\x80\"",
	`[`, `[1`, `[1,`, `[1,]`, `[,]`, `[1 2]`, `]`, `{`, `{"a"`, `{"a":`, `{"a":1`, `{"a":1,`, `{"a":1,}`, `{a:1}`, `{1:1}`, `{"a" 1}`, `{,}`,
	`1 2`, `{} {}`, `{}x`, "\ufeff{}", `/* c */1`, `// c`, "1\x00",
}

func TestParseJSONRefuses(t *testing.T) {
	for _, input := range notJSON {
		if v, err := ParseJSON([]byte(input)); err == nil {
			t.Errorf("%q was read as %s", input, v)
		}
	}
	if _, err := ParseJSON([]byte(strings.Repeat("[", 1_000_000))); err == nil {
		t.Error("a million levels were read")
	}
}

func TestGet(t *testing.T) {
	v := MustParseJSON(`{"payload":{"id":"1","id":"2"}}`)
	if got := v.Get("payload", "id"); got.Text != "2" {
		t.Errorf("got %s", got)
	}
	for _, path := range [][]string{{"x"}, {"payload", "x"}, {"payload", "id", "x"}, {"x", "y", "z"}} {
		if got := v.Get(path...); got.Kind != Invalid {
			t.Errorf("%v: got %s", path, got)
		}
	}
}

func TestValueWritesWhatItRead(t *testing.T) {
	for _, text := range []string{
		`null`, `[true,false,null,1.50,-0,1e400]`, `{"b":1,"a":[{}],"b":""}`, `"\ud800x\udfff😀\u0000\"\\"`,
	} {
		if got := MustParseJSON(text).String(); got != text {
			t.Errorf("got %s, want %s", got, text)
		}
	}
}

// FuzzParseJSON holds the suite's reader against the standard library's, which
// shares no code with it.
func FuzzParseJSON(f *testing.F) {
	for _, seed := range append(notJSON, `{"a":[1.5e3,"\ud83d\ude00",null]}`, `"\ud800"`) {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		v, err := ParseJSON(text)
		if want := json.Valid(text) && utf8.Valid(text); (err == nil) != want {
			t.Fatalf("%q: got %v, the standard library says valid: %v", text, err, want)
		}
		if err != nil {
			return
		}
		again, err := ParseJSON([]byte(v.String()))
		if err != nil || !cmp.Equal(v, again) {
			t.Fatalf("%q was written as %s: %v", text, v, err)
		}
	})
}
