package findings

import (
	"bufio"
	"fmt"
	"strings"

	"github.com/besterprotocol/bester/conformance/internal/columns"
	"github.com/besterprotocol/bester/conformance/internal/inspect"
	"github.com/besterprotocol/bester/conformance/internal/shown"
)

// text writes for people.
type text struct {
	*bufio.Writer
	Style
	summary
	last  inspect.Result  // of the file at hand
	cited map[string]bool // the requirements of the document at hand whose sentences are written
}

func newText(w *bufio.Writer, style Style) Writer { return &text{Writer: w, Style: style} }

// Document writes what is wrong with a document.
func (t *text) Document(r inspect.Result) error {
	t.last = r
	if r.Unread != "" {
		t.told(placeOf(r), r.Unread)
	}
	t.cited = map[string]bool{}
	for i, f := range r.Findings {
		t.finding(r, f)
		if why := reason(r); why != "" && i == 0 {
			t.line("taken for " + one(r.Kind) + ": " + why)
		}
	}
	if t.Each && r.Valid() {
		fmt.Fprintf(t, "%s a valid %s\n", t.bold(placeOf(r)+":"), r.Kind)
	}
	return failed(t.Writer)
}

func (t *text) finding(r inspect.Result, f inspect.Finding) {
	t.told(place(r, f), f.Fault())
	if strings.TrimSpace(f.Excerpt.Text) != "" {
		t.excerpt(f.Excerpt)
	}
	if id := f.Sentence.ID; id != "" && t.cited[id] {
		t.line(id + ", as above")
	} else if id != "" {
		t.cited[id] = true
		t.line(id + ": " + f.Sentence.Text)
	}
	if f.Suggestion != "" {
		t.line("hint: " + f.Suggestion)
	}
}

// told writes what is wrong at a place.
func (t *text) told(place, words string) {
	lines := t.wrapped(shown.Line(place + ": " + words))
	if rest, ok := strings.CutPrefix(lines[0], place+":"); ok {
		lines[0] = t.bold(place+":") + rest
	}
	fmt.Fprintln(t, strings.Join(lines, "\n"+indent))
}

// indent stands before what explains the line above, and before what goes on with it.
const indent = "    "

// excerpt writes a line of the document, and marks under it what is wrong.
func (t *text) excerpt(e inspect.Excerpt) {
	if t.Width > 0 {
		e = fit(e, t.Width-len(indent))
	}
	space, mark := underline(e)
	fmt.Fprintf(t, "%s%s\n%s%s%s\n", indent, e.Text, indent, space, t.red(mark))
}

// line writes a line of explanation, or the several that it takes.
func (t *text) line(words string) {
	for _, line := range t.wrapped(shown.Line(words)) {
		fmt.Fprintf(t, "%s%s\n", indent, line)
	}
}

// wrapped returns the lines, without indent, that words take on the terminal.
func (t *text) wrapped(words string) []string {
	if t.Width == 0 {
		return []string{words}
	}
	return columns.Wrap(words, t.Width-len(indent))
}

// File writes what there is in a file.
func (t *text) File(f inspect.File) error {
	t.add(f)
	name := shown.Line(f.Name)
	switch {
	case t.Quiet:
	case f.Checked() == 1 && f.Unread == 0 && f.Valid == 1:
		fmt.Fprintf(t, "%s: a valid %s%s\n", name, t.last.Kind, inParentheses(reason(t.last)))
	case f.Checked()+f.Unread > 1:
		fmt.Fprintf(t, "%s: %s\n", name, counted(f.Counts))
	case f.Checked()+f.Unread == 0 && f.Err == nil:
		fmt.Fprintf(t, "%s: %s\n", name, counted(f.Counts))
	}
	return nil
}

func inParentheses(text string) string {
	if text == "" {
		return ""
	}
	return " (" + text + ")"
}

// counted says how many documents there were, and of which kinds.
func counted(c inspect.Counts) string {
	if c.Checked()+c.Unread == 0 {
		return "no documents"
	}
	text := plural(c.Checked()+c.Unread, "document") + ", "
	switch {
	case c.Invalid == 0 && c.Unread == 0:
		text += "all valid"
	default:
		text += fmt.Sprintf("%d valid, %d invalid", c.Valid, c.Invalid)
	}
	if c.Unread > 0 {
		text += fmt.Sprintf(", %d not read", c.Unread)
	}
	return text + inParentheses(kinds(c))
}

// plural returns a number of things in words.
func plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// Wait writes what there is.
func (t *text) Wait() error { return t.Flush() }

// Close writes the sum of several files.
func (t *text) Close() error {
	if len(t.files) > 1 && !t.Quiet {
		fmt.Fprintln(t, t.sum())
	}
	return t.Flush()
}

func (t *text) bold(text string) string { return t.paint("1", text) }
func (t *text) red(text string) string  { return t.paint("31", text) }

func (t *text) paint(code, text string) string {
	if !t.Color {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}
