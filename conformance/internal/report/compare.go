package report

import (
	"fmt"
	"slices"
)

// Comparison is several reports side by side.
type Comparison struct {
	Reports      []Compared `json:"reports"` // as they were given
	Profiles     []Row      `json:"profiles"`
	Requirements []Row      `json:"requirements"`
	Changes      []Change   `json:"changes"`   // between reports on servers of the same name, one after the other
	Regressed    bool       `json:"regressed"` // whether one of the changes is for the worse
}

// Compared is one of the reports.
type Compared struct {
	Name     string  `json:"name"` // such as the file it was read from
	Server   string  `json:"server"`
	Version  string  `json:"serverVersion,omitempty"`
	Verdict  Verdict `json:"verdict"`
	Sentence string  `json:"sentence"` // how a sentence about the server goes on that says the verdict
}

// Row is what each report says of one profile or requirement.
type Row struct {
	ID       string    `json:"id"` // of the requirement, or the name of the profile
	Level    string    `json:"level,omitempty"`
	Text     string    `json:"text,omitempty"`
	Profile  string    `json:"profile,omitempty"`
	Verdicts []Verdict `json:"verdicts"` // one for each report, "" where it does not know the row
}

// Change is what became of one requirement from a report to the next on a server
// of the same name.
type Change struct {
	From   int        `json:"from"` // the places of the two among the reports, from 0
	To     int        `json:"to"`
	ID     string     `json:"id"` // of the requirement
	Before Verdict    `json:"before"`
	After  Verdict    `json:"after"`
	Kind   ChangeKind `json:"kind"`
	Why    string     `json:"why,omitempty"` // what happened, where it fails now
}

// ChangeKind sorts changes.
type ChangeKind string

const (
	NewlyFailing ChangeKind = "newly failing"
	Worse        ChangeKind = "worse"
	NewlyPassing ChangeKind = "newly passing"
	Better       ChangeKind = "better"
	Otherwise    ChangeKind = "changed"
)

// changeKinds are all kinds, those that need somebody's attention first.
var changeKinds = []ChangeKind{NewlyFailing, Worse, NewlyPassing, Better, Otherwise}

// Compare sets reports side by side. names are what each is called, such as its
// file. Reports on servers of the same name are taken for one server at several
// times, in the order given.
func Compare(reports []*Report, names []string) *Comparison {
	c := &Comparison{Reports: []Compared{}, Changes: []Change{}}
	for i, r := range reports {
		verdict, sentence := r.verdict()
		c.Reports = append(c.Reports, Compared{
			Name: oneLine(clean(names[i])), Server: oneLine(clean(r.Server)), Version: oneLine(clean(r.Version)), Verdict: verdict, Sentence: sentence,
		})
		for _, p := range r.Profiles {
			c.Profiles = enter(c.Profiles, Row{ID: clean(p.Name)}, i, len(reports), p.Verdict)
		}
		for _, q := range r.Requirements {
			row := Row{ID: clean(q.ID), Level: q.Level.String(), Text: oneLine(clean(q.Text)), Profile: clean(q.Profile)}
			c.Requirements = enter(c.Requirements, row, i, len(reports), q.Verdict)
		}
	}
	for i, r := range reports {
		if before := lastOf(reports[:i], r.Server); before >= 0 {
			c.addChanges(reports, before, i)
		}
	}
	return c
}

// enter enters the verdict of report i of n into the row that is like row, which is
// added where there is none.
func enter(rows []Row, row Row, i, n int, verdict Verdict) []Row {
	at := slices.IndexFunc(rows, func(r Row) bool { return r.ID == row.ID })
	if at < 0 {
		at = len(rows)
		row.Verdicts = make([]Verdict, n)
		rows = append(rows, row)
	}
	rows[at].Verdicts[i] = verdict
	return rows
}

// lastOf returns the place of the last report on server, -1 where there is none.
func lastOf(reports []*Report, server string) int {
	for i := len(reports) - 1; i >= 0; i-- {
		if reports[i].Server == server {
			return i
		}
	}
	return -1
}

func (c *Comparison) addChanges(reports []*Report, from, to int) {
	for _, row := range c.Requirements {
		before, after := row.Verdicts[from], row.Verdicts[to]
		if before == after {
			continue
		}
		change := Change{From: from, To: to, ID: row.ID, Before: before, After: after, Kind: kindOf(before, after)}
		if after == Failed {
			change.Why = reports[to].whyFailed(row.ID)
		}
		c.Changes = append(c.Changes, change)
		c.Regressed = c.Regressed || change.Kind == NewlyFailing || change.Kind == Worse
	}
	slices.SortStableFunc(c.Changes, func(a, b Change) int {
		if a.To != b.To {
			return a.To - b.To
		}
		return slices.Index(changeKinds, a.Kind) - slices.Index(changeKinds, b.Kind)
	})
}

// quality orders verdicts by what is known of the server, the best first. Those
// that are not in it say nothing about the server.
var quality = map[Verdict]int{Passed: 1, NowPasses: 1, Warned: 2, NotRun: 3, KnownFailure: 4, Unstable: 5, Blocked: 6, Failed: 6}

// kindOf sorts a change. A profile that is no longer claimed is a step back, where
// its requirements were met; what was not chosen is nothing.
func kindOf(before, after Verdict) ChangeKind {
	was, is := quality[before], quality[after]
	switch {
	case after == Failed:
		return NewlyFailing
	case is == 1 && was != 1:
		return NewlyPassing
	case was > 0 && is > was, was == 1 && after == NotClaimed:
		return Worse
	case is > 0 && is < was:
		return Better
	}
	return Otherwise
}

// whyFailed returns what happened in the first scenario in which a requirement
// failed.
func (r *Report) whyFailed(id string) string {
	for _, s := range r.Scenarios {
		if s.Verdict == Failed && s.Failure != nil && slices.Contains(s.Requirements, id) {
			return fmt.Sprintf("%s, %s", clean(s.Place()), oneLine(clean(s.Failure.InOneLine())))
		}
	}
	for _, f := range r.Findings() {
		if f.Requirement == id {
			return fmt.Sprintf("%s, %s", clean(f.Place), oneLine(clean(f.What)))
		}
	}
	return ""
}
