package spec

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

const (
	smallReadme = "# Small\n\n## Chapters\n\n| Chapter | What |\n| --- | --- |\n| [A](a.md) | a |\n| [Profiles](profiles.md) | p |\n"

	smallProfiles = "## Profiles\n\n| Profile | Requirements | What it is |\n| --- | --- | --- |\n" +
		"| core | FRAME, LISTEN-2 | The `core` of it. |\n| unix | LISTEN | *Sockets*. |\n\n" +
		"> **LISTEN-1** A server MAY.\n\n> **LISTEN-2** A server SHOULD.\n"
)

// small is a specification whose chapter a.md holds text.
func small(text string) fstest.MapFS {
	return fstest.MapFS{
		"README.md":   {Data: []byte(smallReadme)},
		"a.md":        {Data: []byte(text)},
		"profiles.md": {Data: []byte(smallProfiles)},
	}
}

func TestReadRequirements(t *testing.T) {
	got, err := readRequirements(small(strings.Join([]string{
		"# A",
		"",
		"```text",
		"> **FRAME-9** in a fence, A server MUST not be read",
		"```",
		"> **FRAME-2** A *server* NEVER, as [the text](b.md#c) says,",
		"> but it `MUST *` in code and SHOULD NOT outside. It MUST too.",
		">",
		"> Second paragraph.",
		"",
		"Prose.",
		"",
		"> **FRAME-1a**",
		"> A receiver is REQUIRED to read.",
	}, "\n")))
	if err != nil {
		t.Fatal(err)
	}
	want := []Requirement{
		{"FRAME-2", SHOULD, "A server NEVER, as the text says, but it `MUST *` in code and SHOULD NOT outside. It MUST too. Second paragraph.", "core", "a.md", 6},
		{"FRAME-1a", MUST, "A receiver is REQUIRED to read.", "core", "a.md", 13},
		{"LISTEN-1", MAY, "A server MAY.", "unix", "profiles.md", 8},
		{"LISTEN-2", SHOULD, "A server SHOULD.", "core", "profiles.md", 10},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("requirements (-want +got):\n%s", diff)
	}
}

func TestLevelOf(t *testing.T) {
	for text, want := range map[string]Level{
		"it MUST": MUST, "it MUST NOT": MUST, "it SHALL": MUST, "it SHALL NOT": MUST, "REQUIRED": MUST,
		"it SHOULD": SHOULD, "it SHOULD NOT": SHOULD, "RECOMMENDED": SHOULD, "NOT RECOMMENDED": SHOULD,
		"it MAY": MAY, "OPTIONAL": MAY,
		"`MAY`, then MUST": MUST, "MAYBE, and it must, but SHOULD": SHOULD,
	} {
		if got, ok := levelOf(text); !ok || got != want {
			t.Errorf("level of %q: got %v, %v, want %v", text, got, ok, want)
		}
	}
}

func TestLevelString(t *testing.T) {
	for level, want := range map[Level]string{MUST: "MUST", SHOULD: "SHOULD", MAY: "MAY", 0: "Level(0)"} {
		if got := level.String(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestReadRequirementsRefuses(t *testing.T) {
	const frame1 = "> **FRAME-1** A sender MUST.\n"
	for name, c := range map[string]struct {
		chapter string
		want    string
	}{
		"a duplicate id":           {frame1 + "\n> **FRAME-1** A sender MAY.\n", "a.md:3: duplicate id FRAME-1, first at a.md:1"},
		"no keyword":               {"\n> **FRAME-1** A sender must.\n", "a.md:2: FRAME-1 has no BCP 14 keyword"},
		"no text":                  {"> **FRAME-1**\n", "a.md:1: FRAME-1 has no BCP 14 keyword"},
		"a keyword in code only":   {"> **FRAME-1** A sender `MUST`.\n", "a.md:1: FRAME-1 has no BCP 14 keyword"},
		"an unknown group":         {frame1 + "\n> **FRAM-1** A sender MUST.\n", "a.md:3: FRAM-1 is of an unknown group"},
		"a blockquote without id":  {"> A sender MUST.\n", "a.md:1: malformed requirement"},
		"an id that is not bold":   {"> FRAME-1 A sender MUST.\n", "a.md:1: malformed requirement"},
		"an id without number":     {"> **FRAME** A sender MUST.\n", "a.md:1: malformed requirement"},
		"an id with a leading 0":   {"> **FRAME-01** A sender MUST.\n", "a.md:1: malformed requirement"},
		"an id in lower case":      {"> **frame-1** A sender MUST.\n", "a.md:1: malformed requirement"},
		"text glued to the id":     {"> **FRAME-1**A sender MUST.\n", "a.md:1: malformed requirement"},
		"two ids in one":           {frame1 + "> **FRAME-2** A sender MUST.\n", "a.md:2: malformed requirement: a second id"},
		"an indented sign":         {" " + frame1, "a.md:1: malformed requirement: the sign >"},
		"a line without the sign":  {frame1 + "and more\n", "a.md:2: malformed requirement: an empty line"},
		"nothing for a table's id": {"# A\n", "profile core lists the unknown group FRAME"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := readRequirements(small(c.chapter))
			wantError(t, err, c.want)
		})
	}
}

func TestReadRequirementsRefusesBrokenTables(t *testing.T) {
	const head = "## Profiles\n\n| Profile | Requirements | What it is |\n| --- | --- | --- |\n"
	for name, c := range map[string]struct {
		file, text string // text "" removes the file
		want       string
	}{
		"no README":               {"README.md", "", "reading the table of chapters"},
		"a chapter not listed":    {"b.md", "# B", "does not list b.md"},
		"a chapter not there":     {"a.md", "", "reading a chapter: open a.md"},
		"no profiles":             {"profiles.md", "", "reading the profiles"},
		"no table of profiles":    {"profiles.md", "## Profiles\n\nNone.\n", "no table of profiles"},
		"a profile without cells": {"profiles.md", head + "| core | FRAME |\n", "malformed profile"},
		"a profile without group": {"profiles.md", head + "| core | | Core. |\n", "malformed profile"},
		"a profile twice":         {"profiles.md", head + "| core | FRAME | Core. |\n| core | JSON | Core. |\n", "profile core stands twice"},
		"a group in two profiles": {"profiles.md", head + "| core | FRAME | Core. |\n| more | FRAME | More. |\n", "FRAME belongs to core and to more"},
		"a group nobody is in":    {"profiles.md", head + "| core | FRAME, JSON | Core. |\n", "lists the unknown group JSON"},
	} {
		t.Run(name, func(t *testing.T) {
			fsys := small("> **FRAME-1** A sender MUST.\n")
			fsys[c.file] = &fstest.MapFile{Data: []byte(c.text)}
			if c.text == "" {
				delete(fsys, c.file)
			}
			_, err := readRequirements(fsys)
			wantError(t, err, c.want)
		})
	}
}

func TestReadProfiles(t *testing.T) {
	got, err := readProfiles(small(""))
	if err != nil {
		t.Fatal(err)
	}
	want := []Profile{
		{"core", []string{"FRAME", "LISTEN-2"}, "The `core` of it."},
		{"unix", []string{"LISTEN"}, "Sockets."},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("profiles (-want +got):\n%s", diff)
	}
}

func TestReadChapters(t *testing.T) {
	got, err := readChapters(small(""))
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"README.md", "a.md", "profiles.md"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func wantError(t *testing.T, err error, want string) {
	t.Helper()
	if err == nil {
		t.Fatalf("got no error, want one with %q", want)
	}
	if !strings.Contains(err.Error(), want) {
		t.Errorf("got error %q, want one with %q", err, want)
	}
	if strings.Contains(err.Error(), "\n") {
		t.Errorf("error %q has more than one line", err)
	}
}

func TestLevelsAreText(t *testing.T) {
	for _, level := range []Level{MUST, SHOULD, MAY} {
		text, err := level.MarshalText()
		if err != nil {
			t.Fatal(err)
		}
		var got Level
		if err := got.UnmarshalText(text); err != nil || got != level {
			t.Errorf("%s: got %v, %v", text, got, err)
		}
	}
	var level Level
	for _, wrong := range []string{"", "must", "Level(4)"} {
		if err := level.UnmarshalText([]byte(wrong)); err == nil {
			t.Errorf("%q: got no error", wrong)
		}
	}
}
