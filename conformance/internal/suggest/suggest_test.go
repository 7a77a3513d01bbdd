package suggest

import (
	"strings"
	"testing"
)

func TestClosest(t *testing.T) {
	names := []string{"HAND-4", "HAND-5", "CHAIN-4", "federation", "A handler that comes and goes"}
	for word, want := range map[string]string{
		"hand-4":                       "HAND-4",
		"HAND4":                        "HAND-4",
		"HAND-55":                      "HAND-5",
		"HAND-9":                       "HAND-4", // as near as HAND-5, and before it
		"fedration":                    "federation",
		"feder":                        "federation",
		"A handler ":                   "A handler that comes and goes",
		"INFO-1":                       "",
		"xyz":                          "",
		"":                             "",
		strings.Repeat("HAND-4", 1000): "",
	} {
		if got := closest(word, names); got != want {
			t.Errorf("%.20q: got %q, want %q", word, got, want)
		}
	}
}

func TestQuestion(t *testing.T) {
	if got := Question("hand-4", []string{"HAND-4"}); got != `: did you mean "HAND-4"?` {
		t.Errorf("got %q", got)
	}
	if got := Question("x", []string{"HAND-4"}); got != "" {
		t.Errorf("got %q", got)
	}
}
