package spec

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strings"
)

// Note explains one requirement. It demands nothing.
type Note struct {
	Why      string   // it is there
	Allowed  string   // what a tester has to accept
	Mistakes []string // that are often made, at least one
}

//go:embed notes/*.md
var notes embed.FS

// Notes returns the notes by the id of their requirement, as plain text but for
// the backticks of code. The error names file and line of the first note that is
// not written in the regular form, or is incomplete, or of no requirement of the
// chapter that its file is named after.
func Notes() (map[string]Note, error) {
	all, err := Requirements()
	if err != nil {
		return nil, err
	}
	return readNotes(notes, all)
}

func readNotes(fsys fs.FS, all []Requirement) (map[string]Note, error) {
	chapterOf := map[string]string{}
	for _, r := range all {
		chapterOf[r.ID] = r.File
	}
	files, err := fs.Glob(fsys, "notes/*.md")
	if err != nil {
		return nil, fmt.Errorf("spec: listing the notes: %w", err)
	}
	found := map[string]Note{}
	for _, file := range files {
		text, err := fs.ReadFile(fsys, file)
		if err != nil {
			return nil, fmt.Errorf("spec: reading notes: %w", err)
		}
		for _, s := range noteSections(string(text)) {
			if chapterOf[s.id] != path.Base(file) {
				return nil, fmt.Errorf("spec: %s:%d: %q is no requirement of %s", file, s.line, s.id, path.Base(file))
			}
			if _, again := found[s.id]; again {
				return nil, fmt.Errorf("spec: %s:%d: %s has a note already", file, s.line, s.id)
			}
			note, err := parseNote(s.paragraphs)
			if err != nil {
				return nil, fmt.Errorf("spec: %s:%d: the note on %s %w", file, s.line, s.id, err)
			}
			found[s.id] = note
		}
	}
	return found, nil
}

// noteSection is what stands under a heading of the second level.
type noteSection struct {
	id         string
	line       int // of the heading
	paragraphs []string
}

func noteSections(text string) []noteSection {
	var found []noteSection
	open := false // whether the next line goes on with a paragraph
	for i, line := range strings.Split(text, "\n") {
		if id, isHeading := strings.CutPrefix(line, "## "); isHeading {
			found = append(found, noteSection{id: id, line: i + 1})
			open = false
			continue
		}
		if len(found) == 0 {
			continue // the introduction
		}
		s := &found[len(found)-1]
		switch {
		case line == "":
			open = false
		case open:
			s.paragraphs[len(s.paragraphs)-1] += "\n" + line
		default:
			s.paragraphs = append(s.paragraphs, line)
			open = true
		}
	}
	return found
}

// itemPattern matches where an item of a list begins.
var itemPattern = regexp.MustCompile(`(?m)^- `)

// parseNote reads the four paragraphs of a note: why, what is allowed, and the
// mistakes with their list.
func parseNote(paragraphs []string) (Note, error) {
	if len(paragraphs) != 4 {
		return Note{}, fmt.Errorf("has %d paragraphs: it needs Why, Allowed, Mistakes and their list", len(paragraphs))
	}
	why, isWhy := strings.CutPrefix(paragraphs[0], "**Why:** ")
	allowed, isAllowed := strings.CutPrefix(paragraphs[1], "**Allowed:** ")
	items := itemPattern.Split(paragraphs[3], -1)
	switch {
	case !isWhy:
		return Note{}, fmt.Errorf("does not begin with **Why:**")
	case !isAllowed:
		return Note{}, fmt.Errorf("does not go on with **Allowed:**")
	case paragraphs[2] != "**Mistakes:**" || items[0] != "" || len(items) < 2:
		return Note{}, fmt.Errorf("does not end with **Mistakes:** and a list of them")
	}
	note := Note{Why: plain(why), Allowed: plain(allowed)}
	for _, item := range items[1:] {
		note.Mistakes = append(note.Mistakes, plain(item))
	}
	return note, nil
}
