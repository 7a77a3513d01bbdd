package report

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLastLines(t *testing.T) {
	tests := []struct {
		name, printed string
		n             int
		want          string
	}{
		{"fewer", "a|b", 5, "a|b"},
		{"all", "a|b|c", 0, "a|b|c"},
		{"the last", "a|b|c", 2, "b|c"},
		{"a trace keeps its message", "ready|TypeError: no|  at f|  at g|  at h", 2, "TypeError: no|  … 1 more line|  at g|  at h"},
		{"right below its message", "ready|panic: no|\tf|\tg", 2, "panic: no|\tf|\tg"},
		{"the message is among the last", "ready|panic: no|\tf|\tg", 3, "panic: no|\tf|\tg"},
		{"nothing but a trace", "  a|  b|  c", 1, "  a|  … 1 more line|  c"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := strings.Join(lastLines(strings.Split(test.printed, "|"), test.n), "|")
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
