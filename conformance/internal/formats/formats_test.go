package formats

import (
	"errors"
	"io"
	"strings"
	"testing"
)

var errFull = errors.New("the disk is full")

// words can be written as they are, in capitals, or not at all.
var words = Set[string]{"a word", []Format[string]{
	{Name: "plain", Write: func(word string, w io.Writer) error { _, err := io.WriteString(w, word); return err }},
	{Name: "loud", Write: func(word string, w io.Writer) error { _, err := io.WriteString(w, strings.ToUpper(word)); return err }},
	{Name: "none", Write: func(string, io.Writer) error { return errFull }},
}}

func TestWriteChoosesByName(t *testing.T) {
	for name, want := range map[string]string{"plain": "hi", "loud": "HI"} {
		var out strings.Builder
		if err := words.Write("hi", &out, name); err != nil || out.String() != want {
			t.Errorf("%s: got %q, %v", name, out.String(), err)
		}
	}
	if err := words.Write("hi", io.Discard, "none"); !errors.Is(err, errFull) {
		t.Errorf("got %v, want the error of the format", err)
	}
}

func TestUnknownFormats(t *testing.T) {
	const want = `there is no format "Plain" of a word; the formats are plain, loud, none`
	for _, err := range []error{words.Check("Plain"), words.Write("hi", io.Discard, "Plain")} {
		if err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	if words.Has("Plain") || !words.Has("plain") || words.Check("plain") != nil {
		t.Error("the case of a name must count")
	}
}

func TestChoice(t *testing.T) {
	for n, want := range []string{"", "plain", "plain or loud", "plain, loud or none"} {
		if got := (Set[string]{Formats: words.Formats[:n]}).Choice(); got != want {
			t.Errorf("%d formats: got %q, want %q", n, got, want)
		}
	}
}
