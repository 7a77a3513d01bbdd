package spec_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/besterprotocol/bester/spec"
)

// notesSentence matches what begins and ends as a sentence does.
var notesSentence = regexp.MustCompile(`^[A-Z"0-9` + "`" + `].*[.]$`)

func TestEveryRequirementHasANote(t *testing.T) {
	notes, err := spec.Notes()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range requirements(t) {
		note, ok := notes[r.ID]
		if !ok {
			t.Errorf("%s has no note", r.ID)
			continue
		}
		if n := len(note.Mistakes); n < 1 || n > 3 {
			t.Errorf("%s has %d mistakes, want 1 to 3", r.ID, n)
		}
		for _, text := range append(note.Mistakes, note.Why, note.Allowed) {
			if !notesSentence.MatchString(text) {
				t.Errorf("%s: %q is no sentence", r.ID, text)
			}
		}
	}
	if len(notes) != len(requirements(t)) {
		t.Errorf("there are %d notes and %d requirements", len(notes), len(requirements(t)))
	}
}

// notesFiles returns the text of each file of notes by its name.
func notesFiles(t *testing.T) map[string]string {
	t.Helper()
	names, err := filepath.Glob("notes/*.md")
	if err != nil || len(names) == 0 {
		t.Fatalf("got notes %q, error %v", names, err)
	}
	all := map[string]string{}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all[filepath.Base(name)] = string(text)
	}
	return all
}

func TestNotesDemandNothing(t *testing.T) {
	for file, text := range notesFiles(t) {
		for i, line := range strings.Split(text, "\n") {
			if word := keywords.FindString(line); word != "" {
				t.Errorf("notes/%s:%d: %s stands in a note", file, i+1, word)
			}
		}
	}
}

func TestNotesStandInTheOrderOfTheirChapter(t *testing.T) {
	want := map[string][]string{}
	for _, r := range requirements(t) {
		want[r.File] = append(want[r.File], r.ID)
	}
	heading := regexp.MustCompile(`(?m)^## (.*)$`)
	for file, text := range notesFiles(t) {
		var got []string
		for _, match := range heading.FindAllStringSubmatch(text, -1) {
			got = append(got, match[1])
		}
		if !slices.Equal(got, want[file]) {
			t.Errorf("notes/%s: got %q, want %q", file, got, want[file])
		}
	}
}

// TestNotesCiteWhatThereIs looks up the requirements that notes name.
func TestNotesCiteWhatThereIs(t *testing.T) {
	known := map[string]bool{}
	for _, r := range requirements(t) {
		known[r.ID] = true
	}
	for file, text := range notesFiles(t) {
		for _, id := range idReference.FindAllString(text, -1) {
			if !known[id] && !strings.HasPrefix(id, "UTF-") {
				t.Errorf("notes/%s cites %s, which the specification does not have", file, id)
			}
		}
	}
}
