package columns

import (
	"slices"
	"strings"
	"testing"
)

func TestOf(t *testing.T) {
	for text, want := range map[string]int{
		"": 0, "abc": 3, "日本語": 6, "e\u0301": 1, "😀": 2, "\uFF76": 1, "\uFF21": 2, "\uAC00": 2, "●": 1, "…": 1,
	} {
		if got := Of(text); got != want {
			t.Errorf("%q has %d columns, want %d", text, got, want)
		}
	}
}

func TestWrap(t *testing.T) {
	for _, test := range []struct {
		words string
		want  []string
	}{
		{"", []string{""}},
		{"one two three", []string{"one two", "three"}},
		{"a  b  c d", []string{"a  b  c", "d"}},
		{"one two  three", []string{"one two", " three"}},
		{"incomprehensible one", []string{"incomprehensible", "one"}},
		{"日本 日本語", []string{"日本", "日本語"}},
	} {
		got := Wrap(test.words, 7)
		if !slices.Equal(got, test.want) {
			t.Errorf("%q becomes %q, want %q", test.words, got, test.want)
		}
		if again := strings.Join(got, " "); again != test.words {
			t.Errorf("%q becomes %q, which is %q", test.words, got, again)
		}
	}
}
