package spec_test

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/besterprotocol/bester/spec"
	"github.com/google/go-cmp/cmp"
)

// The tests in this file hold the chapters against rules of this project.

// levels is written by hand: a requirement gains, loses or changes its level
// only where somebody wrote so here, too.
var levels = map[string]spec.Level{
	"FRAME-1": spec.MUST, "FRAME-2": spec.MUST, "FRAME-3": spec.MUST, "FRAME-4": spec.MUST, "FRAME-5": spec.SHOULD,
	"FRAME-6": spec.MUST, "FRAME-7": spec.MUST, "FRAME-8": spec.MUST, "FRAME-9": spec.SHOULD,

	"JSON-1": spec.MUST, "JSON-2": spec.MUST, "JSON-3": spec.MUST, "JSON-4": spec.MUST, "JSON-5": spec.SHOULD,
	"JSON-6": spec.MUST, "JSON-7": spec.MAY, "JSON-8": spec.SHOULD, "JSON-9": spec.MUST, "JSON-10": spec.MAY,
	"JSON-11": spec.MUST, "JSON-12": spec.MAY,

	"CONN-1": spec.MUST, "CONN-2": spec.MUST, "CONN-3": spec.MUST, "CONN-4": spec.MUST, "CONN-5": spec.MUST,
	"CONN-6": spec.SHOULD, "CONN-7": spec.MUST, "CONN-8": spec.SHOULD, "CONN-9": spec.SHOULD, "CONN-10": spec.MAY,
	"CONN-11": spec.SHOULD, "CONN-12": spec.MUST, "CONN-13": spec.SHOULD,

	"AUTH-1": spec.MUST, "AUTH-2": spec.MUST, "AUTH-3": spec.MUST, "AUTH-4": spec.MUST, "AUTH-5": spec.MUST,
	"AUTH-6": spec.MUST, "AUTH-7": spec.MUST, "AUTH-8": spec.MUST, "AUTH-9": spec.MUST,

	"MSG-1": spec.MUST, "MSG-2": spec.MUST, "MSG-3": spec.MUST, "MSG-4": spec.MUST, "MSG-5": spec.MAY, "MSG-6": spec.SHOULD,
	"ROUTE-1": spec.MUST, "ROUTE-2": spec.MUST, "ROUTE-3": spec.MUST,
	"STAT-1": spec.MUST, "STAT-2": spec.MUST, "STAT-3": spec.SHOULD, "STAT-4": spec.MUST, "STAT-5": spec.MUST,

	"HAND-1": spec.MUST, "HAND-2": spec.MUST, "HAND-3": spec.MUST, "HAND-4": spec.MUST, "HAND-5": spec.MUST,
	"HAND-6": spec.MUST, "HAND-7": spec.MUST, "HAND-8": spec.SHOULD, "HAND-9": spec.MUST,
	"RESP-1": spec.MUST, "RESP-2": spec.MUST, "RESP-3": spec.MUST, "RESP-4": spec.MUST, "RESP-5": spec.MUST,

	"CLIENTS-1": spec.MUST, "CLIENTS-2": spec.MUST, "CLIENTS-3": spec.MUST, "CLIENTS-4": spec.MUST,
	"CLIENTS-5": spec.MUST, "CLIENTS-6": spec.MUST, "CLIENTS-7": spec.MUST, "CLIENTS-8": spec.MUST,
	"CLIENTS-9": spec.MUST, "CLIENTS-10": spec.MUST, "CLIENTS-11": spec.SHOULD,

	"CHAIN-1": spec.MUST, "CHAIN-2": spec.MUST, "CHAIN-3": spec.MUST, "CHAIN-4": spec.MUST, "CHAIN-5": spec.MUST,
	"CHAIN-6": spec.MUST, "CHAIN-7": spec.MUST,

	"SERVERS-1": spec.MUST, "SERVERS-2": spec.MUST, "SERVERS-3": spec.MUST, "SERVERS-4": spec.MUST,
	"SERVERS-5": spec.MUST, "SERVERS-6": spec.MUST, "SERVERS-7": spec.MUST, "SERVERS-8": spec.MUST,
	"SERVERS-9": spec.SHOULD, "SERVERS-10": spec.MUST, "SERVERS-11": spec.MUST, "SERVERS-12": spec.MUST,
	"SERVERS-13": spec.MUST,

	"PEER-1": spec.MUST, "PEER-2": spec.MUST, "PEER-3": spec.MUST, "PEER-4": spec.MUST, "PEER-5": spec.MUST,
	"PEER-6": spec.SHOULD, "PEER-7": spec.MUST, "PEER-8": spec.MUST,

	"BUILTIN-1": spec.MUST, "BUILTIN-2": spec.MUST, "BUILTIN-3": spec.MUST, "BUILTIN-4": spec.MUST,
	"INFO-1": spec.MUST, "INFO-2": spec.MUST, "INFO-3": spec.MUST, "INFO-4": spec.MUST, "INFO-5": spec.MUST,
	"LISTEN-1": spec.MUST, "LISTEN-2": spec.MUST, "LISTEN-3": spec.MUST,
}

func TestLevels(t *testing.T) {
	got := map[string]spec.Level{}
	for _, r := range requirements(t) {
		got[r.ID] = r.Level
	}
	if diff := cmp.Diff(levels, got); diff != "" {
		t.Errorf("levels (-want +got):\n%s", diff)
	}
}

func TestProfiles(t *testing.T) {
	var names []string
	for _, p := range spec.Profiles() {
		names = append(names, p.Name)
		if strings.Count(p.Description, ".") != 1 || !strings.HasSuffix(p.Description, ".") {
			t.Errorf("%s: description %q is not one sentence", p.Name, p.Description)
		}
	}
	want := []string{"core", "federation", "chaining", "builtins", "informer", "tcp6", "unix"}
	if !slices.Equal(names, want) {
		t.Errorf("got %q, want %q", names, want)
	}
}

func TestProfilesOfRequirements(t *testing.T) {
	groups := map[string]string{
		"FRAME": "core", "JSON": "core", "CONN": "core", "AUTH": "core", "MSG": "core", "ROUTE": "core", "STAT": "core",
		"HAND": "core", "RESP": "core", "CLIENTS": "core", "SERVERS": "federation", "PEER": "federation",
		"CHAIN": "chaining", "BUILTIN": "builtins", "INFO": "informer",
		"LISTEN-1": "tcp6", "LISTEN-2": "unix", "LISTEN-3": "core",
	}
	for _, r := range requirements(t) {
		name, _ := splitID(t, r.ID)
		want, ok := groups[r.ID]
		if !ok {
			want = groups[name]
		}
		if r.Profile != want {
			t.Errorf("%s: got profile %q, want %q", r.ID, r.Profile, want)
		}
	}
}

func TestIDsAreUnique(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range requirements(t) {
		if seen[r.ID] {
			t.Errorf("%s:%d: %s stands a second time", r.File, r.Line, r.ID)
		}
		seen[r.ID] = true
	}
}

func TestGroupsAreNumberedWithoutGaps(t *testing.T) {
	numbers := map[string][]int{}
	for _, r := range requirements(t) {
		name, number := splitID(t, r.ID)
		numbers[name] = append(numbers[name], number)
	}
	for name, have := range numbers {
		slices.Sort(have)
		have = slices.Compact(have)
		for i, number := range have {
			if number != i+1 {
				t.Errorf("group %s: got number %d, want %d", name, number, i+1)
				break
			}
		}
	}
}

func TestLineIsWhereTheIDStands(t *testing.T) {
	all := chapters(t)
	for _, r := range requirements(t) {
		line := strings.Split(all[r.File], "\n")[r.Line-1]
		if want := "> **" + r.ID + "**"; !strings.HasPrefix(line, want) {
			t.Errorf("%s:%d: got %q, want it to start with %q", r.File, r.Line, line, want)
		}
	}
}

// A requirement is printed alone in reports, so it has to be a sentence that
// names who is bound by it.
func TestTextsAreSentences(t *testing.T) {
	roles := regexp.MustCompile(`(?i)\ba(nother)? (server|client|handler|sender|receiver)\b`)
	markup := regexp.MustCompile(`\*|\]\(|^\s|\s$|\n|  `)
	for _, r := range requirements(t) {
		if markup.MatchString(r.Text) {
			t.Errorf("%s: text %q is not one line of plain text", r.ID, r.Text)
		}
		if !roles.MatchString(r.Text) {
			t.Errorf("%s: text %q names no role", r.ID, r.Text)
		}
		if !strings.HasSuffix(r.Text, ".") || !unicode.IsUpper([]rune(r.Text)[0]) {
			t.Errorf("%s: text %q is not a sentence", r.ID, r.Text)
		}
	}
}

// keywords matches what BCP 14 gives a meaning to.
var keywords = regexp.MustCompile(`\b(MUST|SHALL|SHOULD|MAY|REQUIRED|RECOMMENDED|OPTIONAL)\b`)

func TestNothingNormativeWithoutID(t *testing.T) {
	introductions := 0
	for file, text := range chapters(t) {
		for i, line := range strings.Split(withoutIntroduction(file, text, &introductions), "\n") {
			if strings.HasPrefix(line, ">") {
				continue
			}
			if word := keywords.FindString(codeSpan.ReplaceAllString(line, "")); word != "" {
				t.Errorf("%s:%d: %s stands outside a requirement", file, i+1, word)
			}
		}
	}
	if introductions != 1 {
		t.Errorf("got %d paragraphs that introduce the key words, want 1, in README.md", introductions)
	}
}

// withoutIntroduction empties the lines of the paragraph of README.md that
// introduces the key words, and counts it.
func withoutIntroduction(file, text string, count *int) string {
	paragraphs := strings.Split(text, "\n\n")
	for i, p := range paragraphs {
		if file == "README.md" && strings.HasPrefix(p, `The key words "MUST"`) && strings.Contains(p, "BCP 14") {
			*count++
			paragraphs[i] = strings.Repeat("\n", strings.Count(p, "\n"))
		}
	}
	return strings.Join(paragraphs, "\n\n")
}

var idReference = regexp.MustCompile(`\b[A-Z]+-[0-9]+[a-z]?\b`)

// TestReferencesAreKnown checks the ids that the prose cites. What looks like
// an id and is none stands in notIDs.
func TestReferencesAreKnown(t *testing.T) {
	notIDs := []string{"UTF-8"}
	known := map[string]bool{}
	for _, r := range requirements(t) {
		known[r.ID] = true
	}
	for file, text := range chapters(t) {
		for i, line := range strings.Split(text, "\n") {
			for _, id := range idReference.FindAllString(line, -1) {
				if !known[id] && !slices.Contains(notIDs, id) {
					t.Errorf("%s:%d: there is no requirement %s", file, i+1, id)
				}
			}
		}
	}
}

var chapterLink = regexp.MustCompile(`\]\(([^)\s]+)\)`)

func TestEveryChapterIsLinkedFromREADME(t *testing.T) {
	all := chapters(t)
	var linked []string
	for _, match := range chapterLink.FindAllStringSubmatch(all["README.md"], -1) {
		file, _, _ := strings.Cut(match[1], "#")
		linked = append(linked, file)
	}
	for file := range all {
		if file != "README.md" && !slices.Contains(linked, file) {
			t.Errorf("README.md does not link %s", file)
		}
	}
}

func TestLinksResolve(t *testing.T) {
	all := chapters(t)
	for file, text := range all {
		for _, match := range chapterLink.FindAllStringSubmatch(proseOf(text), -1) {
			if err := resolve(all, file, match[1]); err != nil {
				t.Errorf("%s: link %s: %v", file, match[1], err)
			}
		}
	}
}

// resolve says what is wrong with a link in file: to a chapter, an anchor, or
// an address elsewhere, which is not looked up.
func resolve(all map[string]string, file, link string) error {
	if strings.HasPrefix(link, "https://") {
		return nil
	}
	target, anchor, hasAnchor := strings.Cut(link, "#")
	if target == "" {
		target = file
	}
	text, ok := all[target]
	if !ok {
		return fmt.Errorf("there is no chapter %s", target)
	}
	if hasAnchor && !slices.Contains(anchors(text), anchor) {
		return fmt.Errorf("%s has no heading of that anchor; it has %q", target, anchors(text))
	}
	return nil
}

func TestResolveFindsBrokenLinks(t *testing.T) {
	all := map[string]string{"a.md": "# A\n\n## What, and `why`?\n", "b.md": ""}
	for link, ok := range map[string]bool{
		"a.md": true, "#a": true, "a.md#what-and-why": true, "https://x.example/": true,
		"c.md": false, "#b": false, "b.md#a": false, "../a.md": false, "http://x.example/": false,
	} {
		if err := resolve(all, "a.md", link); (err == nil) != ok {
			t.Errorf("link %s: got error %v, want ok %v", link, err, ok)
		}
	}
}

// anchors returns the anchors of the headings, made as GitHub makes them.
func anchors(text string) []string {
	var found []string
	for line := range strings.Lines(proseOf(text)) {
		if heading := strings.TrimLeft(line, "#"); heading != line {
			found = append(found, anchor(strings.TrimSpace(heading)))
		}
	}
	return found
}

func anchor(heading string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case r == '-' || r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r):
			return unicode.ToLower(r)
		}
		return -1
	}, heading)
}

func TestHeadingsHaveAnchorsOfTheirOwn(t *testing.T) {
	for file, text := range chapters(t) {
		seen := map[string]bool{}
		for _, a := range anchors(text)[1:] { // the chapter's title may return as a section
			if seen[a] {
				t.Errorf("%s: two headings have the anchor %q", file, a)
			}
			seen[a] = true
		}
	}
}

// diagramLine says for each kind of diagram used what a line of it looks like.
var diagramLine = map[string]*regexp.Regexp{
	"sequenceDiagram": regexp.MustCompile(`^(participant \w+( as [^;#]+)?|Note over \w+(,\w+)?: [^;#]+|(alt|else|loop) [^;#]+|end|\w+(->>|-x)\w+: [^;#]+)$`),
	"stateDiagram-v2": regexp.MustCompile(`^(\[\*\]|\w+) --> (\[\*\]|\w+)(: [^;#]+)?$`),
	"flowchart LR":    regexp.MustCompile(`^\w+(\[[^\]]+\])? -- [^-]+ --> \w+(\[[^\]]+\])?$`),
}

func TestDiagramsAreWellFormed(t *testing.T) {
	count := 0
	for file, text := range chapters(t) {
		for _, f := range fences(t, file, text) {
			if f.info != "mermaid" {
				continue
			}
			count++
			for _, problem := range diagramProblems(f.text) {
				t.Errorf("%s:%d: %s", file, f.line, problem)
			}
		}
	}
	if count < 10 {
		t.Errorf("got %d diagrams, want the flows of all chapters", count)
	}
}

// diagramProblems says what is wrong with the source of a diagram: its kind,
// lines that are none, blocks not closed, participants not declared.
func diagramProblems(text string) []string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	pattern, ok := diagramLine[lines[0]]
	if !ok {
		return []string{fmt.Sprintf("unknown kind of diagram %q", lines[0])}
	}
	var problems []string
	open, declared := 0, map[string]bool{}
	arrow := regexp.MustCompile(`^(\w+)(?:->>|-x)(\w+): `)
	for _, line := range lines[1:] {
		line = strings.TrimSpace(line)
		if !pattern.MatchString(line) {
			problems = append(problems, fmt.Sprintf("not a line of a %s: %q", lines[0], line))
		}
		switch word, rest, _ := strings.Cut(line, " "); word {
		case "participant":
			name, _, _ := strings.Cut(rest, " ")
			declared[name] = true
		case "alt", "loop":
			open++
		case "end":
			open--
		}
		if match := arrow.FindStringSubmatch(line); match != nil && !(declared[match[1]] && declared[match[2]]) {
			problems = append(problems, fmt.Sprintf("participant not declared: %q", line))
		}
	}
	if open != 0 {
		problems = append(problems, "a block is not closed with end")
	}
	return problems
}

func TestDiagramProblems(t *testing.T) {
	for text, want := range map[string]string{
		"sequenceDiagram\nparticipant A\nA->>A: hi":     "",
		"sequenceDiagramm\nA->>A: hi":                   "unknown kind",
		"sequenceDiagram\nparticipant A\nA->>B: hi":     "not declared",
		"sequenceDiagram\nparticipant A\nA=>A: hi":      "not a line",
		"sequenceDiagram\nparticipant A\nA->>A":         "not a line",
		"sequenceDiagram\nparticipant A\nA->>A: a;b":    "not a line",
		"sequenceDiagram\nparticipant A\nloop for good": "not closed",
	} {
		got := strings.Join(diagramProblems(text), "; ")
		if (want == "") != (got == "") || !strings.Contains(got, want) {
			t.Errorf("%q: got problems %q, want %q", text, got, want)
		}
	}
}

func TestErrorCodeRegistry(t *testing.T) {
	want := []string{
		"malformed", "too_large", "bad_credentials", "unknown_type", "handler_unavailable", "handler_timeout",
		"handler_failed", "handler_malformed", "unknown_command", "unknown_handler", "chain_too_long", "undeliverable",
		"unreachable_server", "loop",
	}
	var got []string
	for _, row := range tableUnder(t, chapters(t)["messages.md"], "### Error codes") {
		if len(row) != 4 {
			t.Fatalf("row %q: got %d cells, want 4", row, len(row))
		}
		got = append(got, strings.Trim(row[0], "`"))
		if row[1] == "" || row[3] == "" || !idReference.MatchString(row[2]) {
			t.Errorf("row %q: want a cause, requirements and what happens to the connection", row)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("codes (-want +got):\n%s", diff)
	}
}

// TestCodesInProseAreRegistered looks at the tables and examples: a word that
// stands where a code stands has to be in the registry.
func TestCodesInProseAreRegistered(t *testing.T) {
	all := chapters(t)
	registered := map[string]bool{}
	for _, row := range tableUnder(t, all["messages.md"], "### Error codes") {
		registered[strings.Trim(row[0], "`")] = true
	}
	code := regexp.MustCompile("`([a-z]+_[a-z_]+)`|\"code\": *\"([^\"]*)\"")
	notCodes := []string{"auth_special", "fatal_special"}
	for file, text := range all {
		for _, match := range code.FindAllStringSubmatch(text, -1) {
			if name := match[1] + match[2]; !registered[name] && !slices.Contains(notCodes, name) {
				t.Errorf("%s: %s is not a registered error code", file, name)
			}
		}
	}
}

// What follows reads the chapters. It is written apart from the package's own
// reader, so that a mistake there does not hide from the tests here.

func requirements(t *testing.T) []spec.Requirement {
	t.Helper()
	all, err := spec.Requirements()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// splitID returns the group and the number of an id.
func splitID(t *testing.T, id string) (string, int) {
	t.Helper()
	name, digits, _ := strings.Cut(id, "-")
	number, err := strconv.Atoi(strings.TrimRight(digits, "abcdefghijklmnopqrstuvwxyz"))
	if err != nil {
		t.Fatalf("id %s: %v", id, err)
	}
	return name, number
}

// chapters returns the text of each chapter by its file name.
func chapters(t *testing.T) map[string]string {
	t.Helper()
	names, err := fs.Glob(spec.Files(), "*.md")
	if err != nil || len(names) == 0 {
		t.Fatalf("got chapters %q, error %v", names, err)
	}
	all := map[string]string{}
	for _, name := range names {
		text, err := fs.ReadFile(spec.Files(), name)
		if err != nil {
			t.Fatal(err)
		}
		all[path.Base(name)] = string(text)
	}
	return all
}

var (
	codeSpan    = regexp.MustCompile("`[^`]*`")
	fencedBlock = regexp.MustCompile("(?ms)^```([^\n]*)\n(.*?)^```$")
)

// proseOf returns text without its fenced blocks.
func proseOf(text string) string {
	return fencedBlock.ReplaceAllString(text, "")
}

// fence is a fenced block: what stands behind the opening backticks, what is
// between, and the line of the opening ones.
type fence struct {
	info, text string
	line       int
}

func fences(t *testing.T, file, text string) []fence {
	t.Helper()
	if strings.Contains(proseOf(text), "```") {
		t.Fatalf("%s: a fenced block is not closed, or indented", file)
	}
	var found []fence
	for _, at := range fencedBlock.FindAllStringSubmatchIndex(text, -1) {
		found = append(found, fence{text[at[2]:at[3]], text[at[4]:at[5]], 1 + strings.Count(text[:at[0]], "\n")})
	}
	return found
}

// tableUnder returns the cells of the first table under a heading, without the
// table's own two heading rows.
func tableUnder(t *testing.T, text, heading string) [][]string {
	t.Helper()
	_, below, ok := strings.Cut(text, "\n"+heading+"\n")
	if !ok {
		t.Fatalf("there is no heading %q", heading)
	}
	var rows [][]string
	for line := range strings.Lines(proseOf(below)) {
		row, isRow := strings.CutPrefix(strings.TrimSpace(line), "| ")
		if !isRow {
			if rows != nil {
				break
			}
			continue
		}
		rows = append(rows, strings.Split(strings.TrimSuffix(row, " |"), " | "))
	}
	if len(rows) < 3 {
		t.Fatalf("the table under %q has no rows", heading)
	}
	return rows[2:]
}
