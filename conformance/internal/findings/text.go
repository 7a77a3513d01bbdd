package findings

import (
	"bufio"
	"fmt"
	"strings"

	"github.com/besterprotocol/bester/conformance/internal/inspect"
)

// text writes for people.
type text struct {
	*bufio.Writer
	Style
	summary
	last inspect.Result // of the file at hand
}

func newText(w *bufio.Writer, style Style) Writer { return &text{Writer: w, Style: style} }

// Document writes what is wrong with a document.
func (t *text) Document(r inspect.Result) error {
	t.last = r
	if r.Unread != "" {
		fmt.Fprintf(t, "%s %s\n", t.bold(placeOf(r)+":"), r.Unread)
	}
	for _, f := range r.Findings {
		t.finding(r, f)
	}
	if t.Each && r.Valid() {
		fmt.Fprintf(t, "%s a valid %s\n", t.bold(placeOf(r)+":"), r.Kind)
	}
	return failed(t.Writer)
}

// indent stands before what explains the line above.
const indent = "    "

func (t *text) finding(r inspect.Result, f inspect.Finding) {
	fmt.Fprintf(t, "%s %s\n", t.bold(place(r, f)+":"), f.Fault())
	if strings.TrimSpace(f.Excerpt.Text) != "" {
		width := max(1, f.Excerpt.End-f.Excerpt.Start)
		mark := strings.Repeat(" ", f.Excerpt.Start) + t.red(strings.Repeat("^", width))
		fmt.Fprintf(t, "%s%s\n%s%s\n", indent, f.Excerpt.Text, indent, mark)
	}
	if f.Sentence.ID != "" {
		fmt.Fprintf(t, "%s%s: %s\n", indent, f.Sentence.ID, f.Sentence.Text)
	}
	if f.Suggestion != "" {
		fmt.Fprintf(t, "%shint: %s\n", indent, f.Suggestion)
	}
	if why := reason(r); why != "" {
		fmt.Fprintf(t, "%staken for %s: %s\n", indent, one(r.Kind), why)
	}
}

// File writes what there is in a file.
func (t *text) File(f inspect.File) error {
	t.add(f)
	name := Shown(f.Name)
	switch {
	case t.Quiet:
	case f.Checked() == 1 && f.Unread == 0 && f.Valid == 1:
		fmt.Fprintf(t, "%s: a valid %s%s\n", name, t.last.Kind, inParentheses(reason(t.last)))
	case f.Checked()+f.Unread > 1:
		fmt.Fprintf(t, "%s: %s\n", name, counted(f.Counts))
	case f.Checked()+f.Unread == 0 && f.Err == nil:
		fmt.Fprintf(t, "%s: no documents\n", name)
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
	text := plural(c.Checked()+c.Unread, "document") + ", "
	switch {
	case c.Checked()+c.Unread == 0:
		return "no documents"
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
