package spec

import (
	"fmt"
	"io/fs"
	"regexp"
	"strings"
)

// Level says how binding a requirement is, in the words of BCP 14.
type Level int

// The levels, the most binding first. A requirement that forbids (MUST NOT,
// SHOULD NOT) has the level of the one that demands.
const (
	MUST Level = iota + 1
	SHOULD
	MAY
)

// String returns the level as the specification writes it.
func (l Level) String() string {
	switch l {
	case MUST:
		return "MUST"
	case SHOULD:
		return "SHOULD"
	case MAY:
		return "MAY"
	}
	return fmt.Sprintf("Level(%d)", int(l))
}

// MarshalText returns the level as String does.
func (l Level) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText reads a level as MarshalText writes it. The error names what is
// none.
func (l *Level) UnmarshalText(text []byte) error {
	for *l = MUST; *l <= MAY; *l++ {
		if l.String() == string(text) {
			return nil
		}
	}
	return fmt.Errorf("spec: %q is not MUST, SHOULD or MAY", text)
}

// Requirement is one numbered requirement of the specification.
type Requirement struct {
	ID      string `json:"id"`      // group, hyphen, number: "FRAME-4"
	Level   Level  `json:"level"`   // of the first BCP 14 keyword in the text
	Text    string `json:"text"`    // one line, without Markdown but for the backticks of code
	Profile string `json:"profile"` // name of the profile that it belongs to
	File    string `json:"file"`    // chapter, a name in Files
	Line    int    `json:"line"`    // of the id in File, counted from 1
}

// Requirements returns all requirements in reading order: the chapters as
// README.md lists them, each from top to bottom. The error names chapter and
// line of the first requirement that is not written in the regular form.
func Requirements() ([]Requirement, error) {
	return readRequirements(embedded)
}

func readRequirements(fsys fs.FS) ([]Requirement, error) {
	profiles, err := readProfiles(fsys)
	if err != nil {
		return nil, err
	}
	chapters, err := readChapters(fsys)
	if err != nil {
		return nil, err
	}
	var all []Requirement
	for _, file := range chapters {
		found, err := readChapter(fsys, file)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	if err := checkUnique(all); err != nil {
		return nil, err
	}
	if err := assignProfiles(all, profiles); err != nil {
		return nil, err
	}
	return all, nil
}

// readChapter returns the requirements of one chapter, without profiles.
func readChapter(fsys fs.FS, file string) ([]Requirement, error) {
	text, err := fs.ReadFile(fsys, file)
	if err != nil {
		return nil, fmt.Errorf("spec: reading a chapter: %w", err)
	}
	quotes, err := blockquotes(string(text))
	if err != nil {
		return nil, fmt.Errorf("spec: %s:%w", file, err)
	}
	var found []Requirement
	for _, q := range quotes {
		r, err := parseRequirement(q)
		if err != nil {
			return nil, fmt.Errorf("spec: %s:%w", file, err)
		}
		r.File = file
		found = append(found, r)
	}
	return found, nil
}

// idPattern matches the bold id that starts a requirement: a group, a number,
// and a letter where a requirement was split.
var idPattern = regexp.MustCompile(`^\*\*([A-Z]+-[1-9][0-9]*[a-z]?)\*\*(?:\s+|$)`)

// parseRequirement reads one blockquote. In this specification each of them is
// a requirement, so that one with a mistake in its id cannot pass as prose.
func parseRequirement(q blockquote) (Requirement, error) {
	match := idPattern.FindStringSubmatch(q.lines[0])
	if match == nil {
		return Requirement{}, fmt.Errorf("%d: malformed requirement: a blockquote starts with a bold id such as **FRAME-1**", q.line)
	}
	for i, line := range q.lines[1:] {
		if idPattern.MatchString(line) {
			return Requirement{}, fmt.Errorf("%d: malformed requirement: a second id in one blockquote; put an empty line before it", q.line+i+1)
		}
	}
	text := plain(strings.TrimPrefix(strings.Join(q.lines, " "), match[0]))
	level, ok := levelOf(text)
	if !ok {
		return Requirement{}, fmt.Errorf("%d: %s has no BCP 14 keyword: say MUST, SHOULD or MAY", q.line, match[1])
	}
	return Requirement{ID: match[1], Level: level, Text: text, Line: q.line}, nil
}

// keywordPattern matches the BCP 14 keywords that set a level; those of two
// words begin with one of these, but for NOT RECOMMENDED, which ends with it.
var keywordPattern = regexp.MustCompile(`\b(MUST|REQUIRED|SHALL|SHOULD|RECOMMENDED|MAY|OPTIONAL)\b`)

// levelOf returns the level of the first keyword in text that is not code.
func levelOf(text string) (Level, bool) {
	switch keywordPattern.FindString(withoutCode(text)) {
	case "MUST", "REQUIRED", "SHALL":
		return MUST, true
	case "SHOULD", "RECOMMENDED":
		return SHOULD, true
	case "MAY", "OPTIONAL":
		return MAY, true
	}
	return 0, false
}

func checkUnique(all []Requirement) error {
	first := map[string]Requirement{}
	for _, r := range all {
		if f, ok := first[r.ID]; ok {
			return fmt.Errorf("spec: %s:%d: duplicate id %s, first at %s:%d; give it the next free number", r.File, r.Line, r.ID, f.File, f.Line)
		}
		first[r.ID] = r
	}
	return nil
}
