package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/besterprotocol/bester/spec"
)

// htmlOrder are all verdicts in the order in which the page lists requirements:
// what needs work comes first.
var htmlOrder = []Verdict{Failed, Unstable, NowPasses, NotRun, Warned, Blocked, KnownFailure, Disputed, Passed, Untestable, NotChosen, NotClaimed}

// htmlOpened is how many of the requirements that need work are unfolded when
// the page opens.
const htmlOpened = 10

// needsWork reports whether a requirement with that verdict is to be read first.
func (v Verdict) needsWork() bool {
	return v == Failed || v == Unstable || v == NowPasses || v == NotRun || v == Warned
}

// pageProfile is a line of the table of profiles.
type pageProfile struct {
	label
	Name   string
	Counts []pageCount
	Bars   []pageBar
}

// pageCount is how many requirements have a verdict.
type pageCount struct {
	label
	N int
}

// pageBar is one verdict's part of a bar of 100 units.
type pageBar struct {
	label
	X, Width string
}

func pageProfileOf(p Profile) pageProfile {
	shown := pageProfile{label: labelOf(p.Verdict), Name: p.Name}
	total := 0
	for _, v := range htmlOrder {
		if n := p.Counts[v]; n > 0 {
			total += n
			shown.Counts = append(shown.Counts, pageCount{labelOf(v), n})
		}
	}
	x := 0.0
	for _, c := range shown.Counts {
		width := 100 * float64(c.N) / float64(total)
		shown.Bars = append(shown.Bars, pageBar{c.label, fmt.Sprintf("%.2f", x), fmt.Sprintf("%.2f", width)})
		x += width
	}
	return shown
}

func (r *Report) pageCounts() []pageCount {
	var all []pageCount
	for _, v := range htmlOrder {
		if n := r.count(v); n > 0 {
			all = append(all, pageCount{labelOf(v), n})
		}
	}
	return all
}

// pageGroup is a row of the grid: the requirements whose ids start alike.
type pageGroup struct {
	Name  string
	Cells []pageCell
}

type pageCell struct {
	label
	ID, Number string
}

// pageGroups returns the groups in the order of the specification, each in the
// order of its numbers, so that a requirement is found by its id.
func (r *Report) pageGroups() []pageGroup {
	var groups []pageGroup
	for _, q := range r.Requirements {
		name, number, _ := strings.Cut(q.ID, "-")
		at := slices.IndexFunc(groups, func(g pageGroup) bool { return g.Name == name })
		if at < 0 {
			at = len(groups)
			groups = append(groups, pageGroup{Name: name})
		}
		groups[at].Cells = append(groups[at].Cells, pageCell{labelOf(q.Verdict), q.ID, number})
	}
	for _, g := range groups {
		slices.SortFunc(g.Cells, func(a, b pageCell) int {
			return cmp.Or(cmp.Compare(len(a.Number), len(b.Number)), cmp.Compare(a.Number, b.Number))
		})
	}
	return groups
}

// pageSection holds the requirements of one verdict.
type pageSection struct {
	label
	Title        string
	Requirements []pageRequirement
}

type pageRequirement struct {
	label
	spec.Requirement
	Sentence []passage
	Why      string // what the verdict means, or why it is so
	Link     string // to its line in the specification
	Open     bool
}

// passage is a part of a sentence that is code, or is not.
type passage struct {
	Text string
	Code bool
}

func (r *Report) pageSections() []pageSection {
	var sections []pageSection
	opened := 0
	for _, v := range htmlOrder {
		section := pageSection{label: labelOf(v), Title: strings.ToUpper(string(v[:1])) + string(v[1:])}
		for _, q := range r.Requirements {
			if q.Verdict != v {
				continue
			}
			open := v.needsWork() && opened < htmlOpened
			if open {
				opened++
			}
			section.Requirements = append(section.Requirements, pageRequirement{
				label:       labelOf(v),
				Requirement: q.Requirement,
				Sentence:    passages(q.Text),
				Why:         r.why(q),
				Link:        r.specLink(q),
				Open:        open,
			})
		}
		if len(section.Requirements) > 0 {
			sections = append(sections, section)
		}
	}
	return sections
}

// passages cuts a sentence of the specification at its backticks.
func passages(text string) []passage {
	var all []passage
	for i, part := range strings.Split(text, "`") {
		if part != "" {
			all = append(all, passage{part, i%2 == 1})
		}
	}
	return all
}

// why says what the verdict on q means where that is not plain.
func (r *Report) why(q Requirement) string {
	switch q.Verdict {
	case Blocked:
		return "Not judged: its scenarios are blocked by " + r.blockersOf(q) + "."
	case Unstable:
		return "Failed once, but not again: the server does not behave the same every time."
	case Warned:
		return "Recommended, and not met. A server conforms without it."
	case NotRun:
		return "Could not be judged: the suite, this machine or how the server is reached is to blame."
	case KnownFailure:
		return "Fails, as the baseline of known failures says."
	case NowPasses:
		return "Passes, though the baseline of known failures says that it fails."
	case Disputed:
		return "Under discussion, and fails nobody until it is decided: " + q.Reason
	case Untestable:
		return "No scenario can prove it of a server: " + q.Reason
	case NotClaimed:
		return "The server does not claim the profile " + q.Profile + "."
	case NotChosen:
		return "No scenario was run for it, or the run was told to leave it out."
	}
	return ""
}
