package spec

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

const goodNote = `# Notes

Introduction.

## A-1

**Why:** It is *so*,
and ` + "`a * b`" + ` too.

**Allowed:** This, and [that](a.md).

**Mistakes:**

- One,
  in two lines.
- Two.
`

func TestReadNotes(t *testing.T) {
	all := []Requirement{{ID: "A-1", File: "a.md"}, {ID: "B-1", File: "b.md"}}
	read := func(text string) (map[string]Note, error) {
		return readNotes(fstest.MapFS{"notes/a.md": {Data: []byte(text)}}, all)
	}
	got, err := read(goodNote)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]Note{"A-1": {
		Why: "It is so, and `a * b` too.", Allowed: "This, and that.", Mistakes: []string{"One, in two lines.", "Two."},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for change, want := range map[[2]string]string{
		{"## A-1", "## A-2"}: `notes/a.md:5: "A-2" is no requirement of a.md`,
		{"## A-1", "## B-1"}: `notes/a.md:5: "B-1" is no requirement of a.md`,
		{"- Two.\n", "- Two.\n" + goodNote[strings.Index(goodNote, "\n##"):]}: "notes/a.md:18: A-1 has a note already",
		{"**Why:** ", ""}:                                  "notes/a.md:5: the note on A-1 does not begin with **Why:**",
		{"**Allowed:**", "**May:**"}:                       "does not go on with **Allowed:**",
		{"**Mistakes:**", "**Errors:**"}:                   "does not end with **Mistakes:**",
		{"- One,\n  in two lines.\n- ", ""}:                "does not end with **Mistakes:**",
		{"- One", "One"}:                                   "does not end with **Mistakes:**",
		{"**Mistakes:**\n", "Further.\n\n**Mistakes:**\n"}: "has 5 paragraphs",
	} {
		if _, err := read(strings.Replace(goodNote, change[0], change[1], 1)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %q", change, err, want)
		}
	}
}
