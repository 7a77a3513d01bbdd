package report

import (
	"bytes"
	"html"
	"regexp"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	goldmarkhtml "github.com/yuin/goldmark/renderer/html"
)

// page returns Markdown as HTML, as GitHub makes it.
func page(t *testing.T, markdown string) string {
	t.Helper()
	var b bytes.Buffer
	converter := goldmark.New(goldmark.WithExtensions(extension.GFM), goldmark.WithRendererOptions(goldmarkhtml.WithUnsafe()))
	if err := converter.Convert([]byte(markdown), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestMarkdown(t *testing.T) {
	r := hostile()
	got := page(t, written(t, r, "markdown"))
	shown := oneLine(clean(nasty))
	heading := regexp.MustCompile(`(?s)<h2[^>]*>(.*?)</h2>`).FindStringSubmatch(got)
	if heading == nil || html.UnescapeString(heading[1]) != "❌ "+shown+" does not conform to Bester 1.0" {
		t.Errorf("got heading %q", heading)
	}
	if rows, cells := strings.Count(got, "<tr>"), strings.Count(got, "<td>"); rows != 3 || cells != 6 {
		t.Errorf("the table has %d rows and %d cells", rows, cells)
	}
	const unfolded = 5 // those that failed, could not be run, are known to fail, pass though known to fail, or were warned of
	for tag, want := range map[string]int{"details": unfolded, "summary": unfolded, "script": 0, "pre": unfolded, "code": unfolded, "em": 0} {
		if open, closed := strings.Count(got, "<"+tag), strings.Count(got, "</"+tag+">"); open != want || closed != want {
			t.Errorf("%s is opened %d times and closed %d times, want %d", tag, open, closed, want)
		}
	}
	if strings.Contains(got, `href="javascript:`) {
		t.Error("there is a link to a script")
	}
	for _, want := range []string{"<strong>allowed:</strong> ", "<strong>happened:</strong> "} {
		_, rest, _ := strings.Cut(got, want)
		item, _, _ := strings.Cut(rest, "</li>")
		if html.UnescapeString(item) != shown {
			t.Errorf("%s: got %q, want %q", want, html.UnescapeString(item), shown)
		}
	}
}

func TestMarkdownFitsIntoASummary(t *testing.T) {
	r := failing()
	r.Scenarios[0].Verdict = NotRun
	for range 12 {
		r.Scenarios = append(r.Scenarios, r.Scenarios...)
	}
	got := written(t, r, "markdown")
	if len(got) > 1<<20 || !regexp.MustCompile(`And [0-9]+ more failures, left out because this summary is too long`).MatchString(got) {
		t.Errorf("got %d bytes", len(got))
	}
	if page := page(t, got); strings.Count(page, "<details>") != strings.Count(page, "</details>") {
		t.Error("what is left out is not left out whole")
	}
}
