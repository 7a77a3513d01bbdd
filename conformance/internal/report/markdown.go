package report

import (
	"bufio"
	"fmt"
	"html"
	"io"
	"strings"
)

const (
	// markdownLimit bounds the failures of a summary, in bytes: GitHub refuses one
	// of more than a mebibyte.
	markdownLimit = 900_000
	// markdownExplanation bounds what is said of each of them.
	markdownExplanation = 16_000
)

// WriteMarkdown writes the report as Markdown with tables, as GitHub and GitLab
// read it: verdict, profiles, and each failure with all that is known of it, to
// be unfolded.
func (r *Report) WriteMarkdown(w io.Writer) error {
	r = r.cleaned()
	out := bufio.NewWriter(w)
	verdict, words := r.verdict()
	fmt.Fprintf(out, "## %s %s %s\n\n", icons[verdict], markdownLine(head(r.Server, shownLine)), words)
	fmt.Fprintf(out, "%s ran in %.1f s: %s passed, %d failed, %d with a warning.\n\n", plural(r.ran(), "scenario"),
		r.Took.Seconds(), plural(r.count(Passed), "requirement"), r.count(Failed), r.count(Warned))
	if r.Stopped {
		fmt.Fprint(out, "The run was stopped before all scenarios had ended.\n\n")
	}
	causes := r.Causes()
	r.markdownStanding(out, causes)
	r.markdownProfiles(out)
	r.markdownFailures(out, causes)
	fmt.Fprintf(out, "Suite %s, %s.\n", markdownLine(r.Suite), markdownLine(r.manner()))
	return out.Flush()
}

// icons are the marks of verdicts as pages show them in colour.
var icons = map[Verdict]string{
	Passed: "✅", Failed: "❌", Warned: "⚠️", Blocked: "⛔", Unstable: "🎲", NotRun: "❔", NotClaimed: "➖", NotChosen: "➖", Untestable: "➖", Disputed: "💬",
	KnownFailure: "🚧", NowPasses: "❌",
}

func (r *Report) markdownProfiles(out *bufio.Writer) {
	fmt.Fprint(out, "| Profile | Verdict | Requirements |\n| --- | --- | --- |\n")
	for _, p := range r.Profiles {
		numbers := counts(p)
		if p.Verdict == NotClaimed {
			numbers = ""
		}
		fmt.Fprintf(out, "| %s | %s %s | %s |\n", markdownLine(p.Name), icons[p.Verdict], p.Verdict, numbers)
	}
	fmt.Fprintln(out)
}

// markdownStanding writes which first steps the server passes, how many scenarios are
// blocked, and whether the server keeps state.
func (r *Report) markdownStanding(out *bufio.Writer, causes []Cause) {
	if reached, next := r.standing(causes, func(step string, v Verdict) string { return markdownLine(step) + " " + icons[v] }); next != "" {
		fmt.Fprintf(out, "%s: **%s**\n\n", reached, markdownLine(next))
	}
	if len(causes) > 0 {
		fmt.Fprintf(out, "%s.\n\n", summaryOf(causes))
	}
	for _, note := range []string{r.blockedNote(), r.State.words()} {
		if note != "" {
			fmt.Fprintf(out, "%s.\n\n", markdownLine(capital(note)))
		}
	}
}

// markdownFailures writes the causes, then the other scenarios that did not pass, up to
// markdownLimit.
func (r *Report) markdownFailures(out *bufio.Writer, causes []Cause) {
	var texts []string
	for _, c := range causes {
		texts = append(texts, r.markdownCause(c))
	}
	for _, s := range r.Scenarios {
		if v := r.verdictOf(s); v == Failed || v == Warned || v == Blocked { // its cause is already in texts
			continue
		}
		outcome, why := r.outcome(s)
		if outcome == isGood || s.Failure == nil && outcome != isWrong && s.Verdict != KnownFailure {
			continue
		}
		texts = append(texts, r.markdownFailure(s, why))
	}
	written, left := 0, 0
	for _, text := range texts {
		if written += len(text); written > markdownLimit {
			left++
			continue
		}
		fmt.Fprint(out, text)
	}
	if left > 0 {
		fmt.Fprintf(out, "And %s, left out because this summary is too long.\n\n", plural(left, "more failure"))
	}
}

// manyPlaces is the number of scenarios that are named per cause.
const manyPlaces = 20

// markdownCause returns a folded section on a cause.
func (r *Report) markdownCause(c Cause) string {
	var b strings.Builder
	s := *r.at(c.Record)
	title := head(oneLine(s.Name), shownLine)
	if words := c.extent(); words != "" {
		title += " (" + words + ")"
	}
	fmt.Fprintf(&b, "<details>\n<summary>%s <b>%s</b> %s</summary>\n\n", icons[c.Verdict], html.EscapeString(c.ids()), html.EscapeString(title))
	for _, id := range c.Requirements[:min(len(c.Requirements), manyIDs)] {
		if at := r.indexOf(id); at < len(r.Requirements) {
			fmt.Fprintf(&b, "> [%s](%s) %s\n>\n", markdownLine(id), r.specLink(r.Requirements[at]), markdownLine(r.Requirements[at].Text))
		}
	}
	fmt.Fprintln(&b)
	if c.Allowed != "" {
		fmt.Fprintf(&b, "- **allowed:** %s\n", markdownLine(head(c.Allowed, shownLine)))
	}
	fmt.Fprintf(&b, "- **happened:** %s\n", markdownLine(head(c.Happened, shownLine)))
	if c.Crash != "" {
		fmt.Fprintf(&b, "- **crash:** %s\n", markdownLine(head(c.Crash, shownLine)))
	}
	if len(c.Scenarios) > 1 {
		fmt.Fprintf(&b, "- **scenarios:** %s\n", markdownLine(strings.Join(c.Scenarios[:min(len(c.Scenarios), manyPlaces)], ", ")))
	}
	fmt.Fprintf(&b, "\n%s\n</details>\n\n", fenced(head(r.render(func(t *text) { t.record(c, s) }), markdownExplanation)))
	return b.String()
}

// markdownFailure returns what is known of s, to be unfolded.
func (r *Report) markdownFailure(s Scenario, why string) string {
	var b strings.Builder
	verdict := r.verdictOf(s)
	fmt.Fprintf(&b, "<details>\n<summary>%s <b>%s</b> %s</summary>\n\n", icons[verdict],
		html.EscapeString(strings.Join(s.Requirements, ", ")), html.EscapeString(head(oneLine(s.Name), shownLine)))
	for _, q := range r.requirementsOf(s) {
		fmt.Fprintf(&b, "> [%s](%s) %s\n>\n", markdownLine(q.ID), r.specLink(q), markdownLine(q.Text))
	}
	if s.Failure != nil && s.Failure.Allowed != "" && s.Verdict != KnownFailure {
		fmt.Fprintf(&b, "\n- **allowed:** %s\n- **happened:** %s\n", markdownLine(head(s.Failure.Allowed, shownLine)), markdownLine(head(s.Failure.Happened, shownLine)))
	} else {
		fmt.Fprintf(&b, "\n%s\n", markdownLine(why))
	}
	if text := r.explanation(s); text != "" {
		fmt.Fprintf(&b, "\n%s", fenced(head(text, markdownExplanation)))
	}
	b.WriteString("\n</details>\n\n")
	return b.String()
}

// markdownEscape has text stand in Markdown as it is, in a cell of a table too.
var markdownEscape = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "#", `\#`, "|", `\|`, "~", `\~`, "!", `\!`, "@", `&#64;`,
	"$", `\$`, "&", "&amp;", "<", "&lt;", ">", "&gt;", "://", "&#58;//", "+", `\+`, "-", `\-`, "=", `\=`, ".", `\.`, ":", `\:`,
)

// markdownLine returns text as one line of Markdown that shows it.
func markdownLine(text string) string { return markdownEscape.Replace(oneLine(text)) }

// fenced returns text as a block of code. The fence is longer than any that is
// in the text.
func fenced(text string) string {
	longest, run := 2, 0
	for _, c := range text {
		if c != '`' {
			run = 0
			continue
		}
		run++
		longest = max(longest, run)
	}
	fence := strings.Repeat("`", longest+1)
	return fence + "text\n" + strings.TrimRight(text, "\n") + "\n" + fence + "\n"
}
