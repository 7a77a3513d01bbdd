package report

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"

	"github.com/besterprotocol/bester/spec"
)

//go:embed html
var htmlFiles embed.FS

var htmlPage = template.Must(template.ParseFS(htmlFiles, "html/page.tmpl"))

// htmlScripts are the parts of the page's program, in the order in which they
// stand in it.
var htmlScripts = []string{"element.js", "frame.js", "diagram.js", "event.js", "scenario.js", "cause.js", "filter.js", "page.js"}

// WriteHTML writes the report as one page that needs nothing beside itself: no
// network, and for the verdict, the profiles and the requirements no JavaScript
// either. What is folded on the page is data in it until somebody unfolds it.
// What a page holds of frames and texts is bounded, and where it was cut it says
// so.
func (r *Report) WriteHTML(w io.Writer) error {
	p, err := r.cleaned().page()
	if err != nil {
		return err
	}
	var out bytes.Buffer // so that a page is written whole or not at all
	if err := htmlPage.Execute(&out, p); err != nil {
		return fmt.Errorf("report: writing the HTML page: %w", err)
	}
	_, err = out.WriteTo(w)
	return err
}

// webPage is what page.tmpl sets.
type webPage struct {
	Style     template.CSS
	Script    template.JS
	Policy    string // what the page may load: its own style and script
	Server    string
	Verdict   label
	Sentence  string
	Summary   string
	Facts     []fact
	Notes     []string
	Steps     []pageStep
	Next      string
	CausesAre string // how many scenarios they explain
	Causes    []pageCause
	Profiles  []pageProfile
	Groups    []pageGroup
	Verdicts  []pageCount // that requirements have
	Levels    []string
	Sections  []pageSection
	Scenarios []pageScenario
	Records   []record
}

// label is how a verdict is shown.
type label struct {
	Verdict
	Mark string
	Slug string // the verdict as the name of a class, and in an address
}

func labelOf(v Verdict) label {
	return label{v, marks[v], strings.ReplaceAll(string(v), " ", "-")}
}

// fact is one line of what was tested, and how.
type fact struct{ Name, Value string }

// page puts together what the page shows.
func (r *Report) page() (*webPage, error) {
	style, script, err := htmlParts()
	if err != nil {
		return nil, err
	}
	verdict, words := r.verdict()
	causes := r.Causes()
	p := &webPage{
		Style:     template.CSS(style),
		Script:    template.JS(script),
		Policy:    fmt.Sprintf("default-src 'none'; style-src %s; script-src %s; base-uri 'none'; form-action 'none'", hashOf(style), hashOf(script)),
		Server:    r.Server,
		Verdict:   labelOf(verdict),
		Sentence:  r.Server + " " + words + ".",
		Summary:   r.summary(),
		Facts:     r.facts(),
		Notes:     r.notes(),
		Causes:    r.pageCauses(causes),
		Groups:    r.pageGroups(),
		Verdicts:  r.pageCounts(),
		Levels:    []string{spec.MUST.String(), spec.SHOULD.String(), spec.MAY.String()},
		Sections:  r.pageSections(),
		Scenarios: r.pageScenarios(),
		Records:   r.records(),
	}
	p.Steps, p.Next = r.pageSteps(causes)
	p.Next = capital(p.Next)
	if len(causes) > 0 {
		p.CausesAre = summaryOf(causes)
	}
	for _, profile := range r.Profiles {
		p.Profiles = append(p.Profiles, pageProfileOf(profile))
	}
	return p, nil
}

// htmlParts returns the style and the script of the page.
func htmlParts() (style, script string, err error) {
	text, err := htmlFiles.ReadFile("html/style.css")
	if err != nil {
		return "", "", fmt.Errorf("report: reading the style of the HTML page: %w", err)
	}
	var program strings.Builder
	for _, name := range htmlScripts {
		part, err := htmlFiles.ReadFile("html/" + name)
		if err != nil {
			return "", "", fmt.Errorf("report: reading a script of the HTML page: %w", err)
		}
		program.Write(part)
	}
	return string(text), program.String(), nil
}

// hashOf returns the source expression of a content security policy that
// allows text and nothing else.
func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// capital returns text with its first letter in upper case.
func capital(text string) string {
	if text == "" {
		return ""
	}
	return strings.ToUpper(text[:1]) + text[1:]
}

// summary counts the requirements by verdict, in one sentence.
func (r *Report) summary() string {
	var counts []string
	for _, v := range htmlOrder {
		if n := r.count(v); n > 0 {
			counts = append(counts, fmt.Sprintf("%d %s", n, v))
		}
	}
	return fmt.Sprintf("Of %s: %s.", plural(len(r.Requirements), "requirement"), strings.Join(counts, ", "))
}

func (r *Report) facts() []fact {
	started := ""
	if !r.Started.IsZero() {
		started = r.Started.UTC().Format("2 January 2006, 15:04 UTC")
	}
	all := []fact{
		{"Server", r.Server},
		{"Version", cmp.Or(r.Version, "not known")},
		{"Suite", r.Suite},
		{"Started", started},
		{"Took", fmt.Sprintf("%.1f s", r.Took.Seconds())},
		{"Scenarios run", fmt.Sprint(r.ran())},
		{"Seed", fmt.Sprint(r.Seed)},
		{"Transport", r.transport()},
		{"Generated messages", unlessZero(r.Generated)},
		{"Generate seed", unlessZero(r.GenerateSeed)},
	}
	return slices.DeleteFunc(all, func(f fact) bool { return f.Value == "" })
}

// unlessZero returns n as text, "" for 0.
func unlessZero[N int | int64](n N) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprint(n)
}

// notes say what a reader has to know before believing the verdict.
func (r *Report) notes() []string {
	var notes []string
	add := func(applies bool, format string, args ...any) {
		if applies {
			notes = append(notes, fmt.Sprintf(format, args...))
		}
	}
	add(r.Stopped, "The run was stopped before all scenarios had ended.")
	add(r.Partial, "Only some requirements were chosen for this run.")
	add(r.Hurried > 0, "The server was silent so often that in the end nothing was waited for longer than %v.", r.Hurried)
	add(r.blockedNote() != "", "%s.", capital(r.blockedNote()))
	add(r.State != nil, "%s.", capital(r.State.words()))
	add(r.count(NowPasses) > 0, "Known failures pass in %s: take them off the baseline.", plural(r.count(NowPasses), "requirement"))
	return notes
}
