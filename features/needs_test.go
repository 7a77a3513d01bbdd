package features

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestBreakIsReadAsItIsWritten(t *testing.T) {
	for text, want := range map[string]Break{
		"5":   {5, ""},
		"0n":  {0, "nothing"},
		"12c": {12, "closed"},
		"3b":  {3, "bad"},
		"3o":  {3, "other"},
	} {
		got, err := parseBreak(text)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%s: %v (-want +got)\n%s", text, err, diff)
		}
		if got := want.String(); got != text {
			t.Errorf("%v is written %q, want %q", want, got, text)
		}
	}
	for _, text := range []string{"", "n", "x", "5x", "5nn"} {
		if got, err := parseBreak(text); err == nil {
			t.Errorf("%q is read as %v", text, got)
		}
	}
}
