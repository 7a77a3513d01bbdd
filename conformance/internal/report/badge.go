package report

import (
	"encoding/json"
	"fmt"
	"html"
	"io"
	"strings"
	"unicode/utf8"
)

// badgeLabel is what stands on the left of a badge.
const badgeLabel = "Bester 1.0"

// badge returns what stands on the right of a badge, and its verdict.
func (r *Report) badge() (Verdict, string) {
	switch verdict, _ := r.verdict(); {
	case verdict == Failed && r.count(Failed)+r.count(NowPasses) == 0:
		return Failed, fmt.Sprintf("%d of %d blocked or unstable", r.count(Blocked)+r.count(Unstable), r.judged())
	case verdict == Failed:
		return Failed, fmt.Sprintf("%d of %d failed", r.count(Failed)+r.count(NowPasses), r.judged())
	case verdict == NotRun || r.Stopped:
		return NotRun, "not judged completely"
	case r.Partial:
		return Passed, "conforms in part"
	case r.known() != "":
		return Warned, "conforms" + r.known()
	case r.count(Warned) > 0:
		return Warned, "conforms, " + plural(r.count(Warned), "warning")
	}
	return Passed, "conforms" + strings.Replace(r.extent(), " in the profiles", ":", 1)
}

// judged returns how many requirements scenarios were run for.
func (r *Report) judged() int {
	n := 0
	for _, q := range r.Requirements {
		if q.Verdict.ran() || q.Verdict == Warned {
			n++
		}
	}
	return n
}

// badgeColors have white text on them in a contrast of 4.5 to 1 or better.
var badgeColors = map[Verdict]string{Passed: "#1a7f37", Failed: "#b42318", Warned: "#8a5a00", NotRun: "#57606a"}

// badgeSVG is the badge, its texts in a font of 11 pixels: width, title and
// colour, then where each text begins and how wide it is.
const badgeSVG = `<svg xmlns="http://www.w3.org/2000/svg" width="%[1]d" height="20" viewBox="0 0 %[1]d 20" role="img" aria-label="%[2]s">
<title>%[2]s</title>
<clipPath id="round"><rect width="%[1]d" height="20" rx="3"/></clipPath>
<g clip-path="url(#round)"><rect width="%[3]d" height="20" fill="#333"/><rect x="%[3]d" width="%[4]d" height="20" fill="%[5]s"/></g>
<g fill="#fff" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="11" aria-hidden="true">
<text x="6" y="14" textLength="%[6]d">%[7]s</text>
<text x="%[8]d" y="14" textLength="%[9]d">%[10]s</text>
</g>
</svg>
`

// WriteBadge writes a badge as SVG, which fetches nothing.
func (r *Report) WriteBadge(w io.Writer) error {
	r = r.cleaned()
	verdict, message := r.badge()
	const padding = 6
	left, right := textWidth(badgeLabel), textWidth(message)
	_, err := fmt.Fprintf(w, badgeSVG,
		left+right+4*padding, html.EscapeString(badgeLabel+": "+message), left+2*padding, right+2*padding, badgeColors[verdict],
		left, html.EscapeString(badgeLabel), left+3*padding, right, html.EscapeString(message))
	return err
}

// textWidth is about how wide a text is in pixels. The badge has it drawn just so
// wide, whatever the font.
func textWidth(text string) int {
	const narrow, wide = 4, 7
	n := wide * utf8.RuneCountInString(text)
	for _, c := range "iljtf.,: 1" {
		n -= (wide - narrow) * strings.Count(text, string(c))
	}
	return n
}

// WriteShields writes what shields.io makes a badge of, at its address
// https://img.shields.io/endpoint?url=….
func (r *Report) WriteShields(w io.Writer) error {
	r = r.cleaned()
	verdict, message := r.badge()
	return json.NewEncoder(w).Encode(struct {
		SchemaVersion int    `json:"schemaVersion"`
		Label         string `json:"label"`
		Message       string `json:"message"`
		Color         string `json:"color"`
	}{1, badgeLabel, message, badgeColors[verdict]})
}
