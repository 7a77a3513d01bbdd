package spec

import (
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
)

// Only as much Markdown as the chapters use is read here: blockquotes and
// tables that start at the left margin, headings with #, fences with ```.

// blockquote is a run of lines that start with ">", without that sign.
type blockquote struct {
	line  int // of the first one, counted from 1
	lines []string
}

// blockquotes returns the blockquotes of a chapter. It refuses what Markdown
// would take for part of one but a reader of the source would not: an indented
// sign, and a line that follows without the sign.
func blockquotes(text string) ([]blockquote, error) {
	var found []blockquote
	inside := false
	for i, line := range proseLines(text) {
		trimmed := strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(line, ">"):
			if !inside {
				found = append(found, blockquote{line: i + 1})
			}
			q := &found[len(found)-1]
			q.lines = append(q.lines, strings.TrimSpace(line[1:]))
			inside = true
		case strings.HasPrefix(trimmed, ">"):
			return nil, fmt.Errorf("%d: malformed requirement: the sign > stands at the left margin", i+1)
		case inside && trimmed != "":
			return nil, fmt.Errorf("%d: malformed requirement: an empty line ends the blockquote", i+1)
		default:
			inside = false
		}
	}
	return found, nil
}

// proseLines returns the lines of text, those of fenced blocks emptied, so that
// line numbers stay what they are.
func proseLines(text string) []string {
	lines := strings.Split(text, "\n")
	fenced := false
	for i, line := range lines {
		fence := strings.HasPrefix(strings.TrimSpace(line), "```")
		if fenced || fence {
			lines[i] = ""
		}
		if fence {
			fenced = !fenced
		}
	}
	return lines
}

// section returns the lines under a heading of the second level, up to the next
// one of that level.
func section(text, heading string) []string {
	lines := proseLines(text)
	start := slices.Index(lines, heading)
	if start < 0 {
		return nil
	}
	lines = lines[start+1:]
	if end := slices.IndexFunc(lines, func(l string) bool { return strings.HasPrefix(l, "## ") }); end >= 0 {
		lines = lines[:end]
	}
	return lines
}

// tableRows returns the cells of the first table in lines, as plain text and
// without its two heading rows.
func tableRows(lines []string) [][]string {
	isRow := func(l string) bool { return strings.HasPrefix(l, "|") }
	start := slices.IndexFunc(lines, isRow)
	if start < 0 {
		return nil
	}
	var rows [][]string
	for _, line := range lines[start:] {
		if !isRow(line) {
			break
		}
		rows = append(rows, cells(line))
	}
	return rows[min(2, len(rows)):]
}

func cells(row string) []string {
	parts := strings.Split(strings.Trim(strings.TrimSpace(row), "|"), "|")
	for i, part := range parts {
		parts[i] = plain(part)
	}
	return parts
}

var (
	linkPattern  = regexp.MustCompile(`\[([^\]]*)\]\([^)]*\)`)
	codePattern  = regexp.MustCompile("`[^`]*`")
	spacePattern = regexp.MustCompile(`\s+`)
)

// plain takes links, emphasis and line breaks out of text; code keeps its
// backticks and all that is between them.
func plain(text string) string {
	text = linkPattern.ReplaceAllString(text, "$1")
	parts := strings.Split(text, "`")
	for i := 0; i < len(parts); i += 2 {
		parts[i] = strings.ReplaceAll(parts[i], "*", "")
	}
	return strings.TrimSpace(spacePattern.ReplaceAllString(strings.Join(parts, "`"), " "))
}

func withoutCode(text string) string {
	return codePattern.ReplaceAllString(text, "")
}

const (
	readme          = "README.md"
	chaptersHeading = "## Chapters"
)

var chapterPattern = regexp.MustCompile(`^\|\s*\[[^\]]*\]\(([^)#]+\.md)\)`)

// readChapters returns the names of the chapters in reading order: README.md,
// then those in its table of chapters. Each file of fsys has to be in it.
func readChapters(fsys fs.FS) ([]string, error) {
	text, err := fs.ReadFile(fsys, readme)
	if err != nil {
		return nil, fmt.Errorf("spec: reading the table of chapters: %w", err)
	}
	chapters := []string{readme}
	for _, line := range section(string(text), chaptersHeading) {
		if match := chapterPattern.FindStringSubmatch(line); match != nil {
			chapters = append(chapters, match[1])
		}
	}
	files, err := fs.Glob(fsys, "*.md")
	if err != nil {
		return nil, fmt.Errorf("spec: listing the chapters: %w", err)
	}
	for _, file := range files {
		if !slices.Contains(chapters, file) {
			return nil, fmt.Errorf("spec: %s: the table under %q does not list %s", readme, chaptersHeading, file)
		}
	}
	return chapters, nil
}
