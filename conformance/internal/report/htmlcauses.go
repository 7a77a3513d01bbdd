package report

import (
	"fmt"
	"slices"

	"github.com/besterprotocol/bester/spec"
)

// pageStep is a first step in the strip at the top of the page.
type pageStep struct {
	label
	Does string
	Href string // the address of its scenario on the page
}

// pageCause is a cause as the page shows it, without its record.
type pageCause struct {
	label
	IDs       string
	Name      string // of the scenario with the shortest record
	Happened  string
	Extent    string
	Sentences []pageSentence
	Allowed   string
	Crash     string
	Inputs    string
	Record    int // the index of the scenario with the shortest record
	Scenarios []pageLink
	More      int // how many scenarios are not listed
	Open      bool
}

// pageSentence is a requirement that a cause breaks.
type pageSentence struct {
	spec.Requirement
	Sentence []passage
}

// pageLink is a link to a scenario on the page.
type pageLink struct{ Href, Place string }

// How much of a cause the page shows.
const (
	htmlCauseSentences = 6
	htmlCausePlaces    = 60
	htmlCausesOpened   = 1
	htmlCauseIDs       = 2
)

// pageSteps returns the first steps and what to fix next.
func (r *Report) pageSteps(causes []Cause) (steps []pageStep, next string) {
	_, next = r.standing(causes, func(string, Verdict) string { return "" })
	for _, s := range r.FirstSteps {
		steps = append(steps, pageStep{labelOf(s.Verdict), s.Does, "#scenario=" + s.Place})
	}
	return steps, next
}

func (r *Report) pageCauses(causes []Cause) []pageCause {
	var all []pageCause
	for i, c := range causes {
		shown := pageCause{
			label: labelOf(c.Verdict), IDs: c.firstIDs(htmlCauseIDs), Happened: head(c.Happened, shownLine), Extent: c.extent(),
			Allowed: head(oneLine(c.Allowed), shownLine), Crash: head(c.Crash, shownLine), Open: i < htmlCausesOpened,
			Record: slices.IndexFunc(r.Scenarios, func(s Scenario) bool { return s.Place() == c.Record }),
			More:   max(0, len(c.Scenarios)-htmlCausePlaces),
		}
		if shown.Record >= 0 {
			shown.Name = r.Scenarios[shown.Record].Name
		}
		for _, id := range c.Requirements[:min(len(c.Requirements), htmlCauseSentences)] {
			if at := r.indexOf(id); at < len(r.Requirements) {
				q := r.Requirements[at].Requirement
				shown.Sentences = append(shown.Sentences, pageSentence{q, passages(q.Text)})
			}
		}
		for _, input := range c.Inputs {
			if shown.Inputs != "" {
				shown.Inputs += ", "
			}
			shown.Inputs += fmt.Sprint(input)
		}
		if len(c.Scenarios) > 1 {
			for _, place := range c.Scenarios[:len(c.Scenarios)-shown.More] {
				shown.Scenarios = append(shown.Scenarios, pageLink{"#scenario=" + place, place})
			}
		}
		all = append(all, shown)
	}
	return all
}
