package findings

import (
	"strings"
	"testing"

	"github.com/besterprotocol/bester/conformance/internal/columns"
	"github.com/besterprotocol/bester/conformance/internal/inspect"
)

// marked returns an excerpt of which the part in brackets is at fault.
func marked(text string) inspect.Excerpt {
	before, rest, _ := strings.Cut(text, "[")
	at, behind, _ := strings.Cut(rest, "]")
	start := len([]rune(before))
	return inspect.Excerpt{Text: before + at + behind, Start: start, End: start + len([]rune(at))}
}

func TestUnderline(t *testing.T) {
	for text, want := range map[string]string{
		"ab[cd]e":              "  ^^",
		"a[]":                  " ^",
		"日本[語]":                "    ^^",
		"e\u0301[e\u0301e]":    " ^^",
		"\uFF76\u25CF[\uAC00]": "  ^^", // half in width, narrow, wide
		"😀[x]":                 "  ^",
		"[\u0301]":             "^",
	} {
		space, mark := underline(marked(text))
		if got := space + mark; got != want {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
}

func TestFit(t *testing.T) {
	for text, want := range map[string]string{
		"12345678[90]":                   "12345678[90]",
		"1234[56]789012345":              "1234[56]789…",
		"1234567890[12]34567890":         "…7890[12]34…",
		"1234567890[1234567890]":         "…7890[1234]…",
		"1234567890[]x":                  "…7890[]x",
		"日本語日本語日本語[x]日本語":                "…本語[x]日…",
		"[1]23456789012345":              "[1]23456789…",
		"…4567890123[4567]":              "…0123[4567]",
		strings.Repeat("x", 20) + "[12]": "…xxxx[12]",
	} {
		got := fit(marked(text), 10)
		if got != marked(want) || columns.Of(got.Text) > 10 {
			t.Errorf("%s: got %+v, want %+v", text, got, marked(want))
		}
	}
}
