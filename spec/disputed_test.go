package spec

import (
	"testing"
	"testing/fstest"
)

func TestDisputed(t *testing.T) {
	if _, err := Disputed(); err != nil {
		t.Error(err)
	}
	all := []Requirement{{ID: "HAND-4"}}
	read := func(rows string) (map[string]string, error) {
		text := "# Changes\n\n## Under discussion\n\n| requirement | reason |\n|---|---|\n" + rows
		return readDisputed(fstest.MapFS{"changelog.md": {Data: []byte(text)}}, all)
	}
	got, err := read("| HAND-4 | it is too strict |\n")
	if err != nil || got["HAND-4"] != "it is too strict" || len(got) != 1 {
		t.Errorf("got %v, %v", got, err)
	}
	for _, wrong := range []string{"| HAND-5 | it is too strict |\n", "| HAND-4 | |\n", "| HAND-4 |\n"} {
		if got, err := read(wrong); err == nil {
			t.Errorf("%q: got %v and no error", wrong, got)
		}
	}
}
