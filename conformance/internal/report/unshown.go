package report

import (
	"slices"
	"strings"
)

// unshown is a broken requirement whose own scenarios did not fail: it has findings, or it
// blocks scenarios. A format that lists only scenarios would lose it.
type unshown struct {
	Requirement
	cause  Cause
	record Scenario
}

// unshown returns the requirements of all causes that no failed scenario proves, each once.
func (r *Report) unshown() []unshown {
	shown := map[string]bool{}
	for _, s := range r.Scenarios {
		if v := r.verdictOf(s); v == Failed || v == Warned {
			for _, id := range s.Requirements {
				shown[id] = true
			}
		}
	}
	var all []unshown
	for _, c := range r.Causes() {
		for _, id := range c.Requirements {
			if shown[id] {
				continue
			}
			shown[id] = true
			q := Requirement{}
			if at := r.indexOf(id); at < len(r.Requirements) {
				q = r.Requirements[at]
			}
			q.ID = id
			all = append(all, unshown{q, c, *r.at(c.Record)})
		}
	}
	return all
}

// title returns one line that names the broken requirement.
func (u unshown) title() string {
	return "requirement " + u.ID + " is broken in a scenario about another requirement (" + u.record.Place() + ")"
}

// why returns one line on what the server did and how many scenarios show it.
func (u unshown) why() string {
	why := head(oneLine(u.cause.Happened), shownLine)
	if words := u.cause.extent(); words != "" {
		why += " (" + words + ")"
	}
	if u.cause.Verdict == Warned {
		return "warning: " + why
	}
	return why
}

// unshownExplanation returns everything about u, as text of several lines.
func (r *Report) unshownExplanation(u unshown) string {
	return r.render(func(t *text) {
		t.fullCause(r, u.cause, u.record)
	})
}

// blockers returns the requirements that block scenarios, in the order of the specification.
func (r *Report) blockers() []string {
	var ids []string
	for _, s := range r.Scenarios {
		if s.Verdict == Blocked && !slices.Contains(ids, s.BlockedBy) {
			ids = append(ids, s.BlockedBy)
		}
	}
	slices.SortFunc(ids, func(a, b string) int { return r.indexOf(a) - r.indexOf(b) })
	return ids
}

// blocks returns how many scenarios a requirement blocks.
func (r *Report) blocks(id string) int {
	n := 0
	for _, s := range r.Scenarios {
		if s.Verdict == Blocked && s.BlockedBy == id {
			n++
		}
	}
	return n
}

// blockedNote returns one line on how many scenarios each requirement blocks, or "".
func (r *Report) blockedNote() string {
	var notes []string
	for _, id := range r.blockers() {
		notes = append(notes, plural(r.blocks(id), "scenario")+" by "+id)
	}
	if notes == nil {
		return ""
	}
	return "blocked: " + strings.Join(notes, ", ")
}
