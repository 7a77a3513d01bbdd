package conformance

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/besterprotocol/bester/conformance/internal/deviant"
	"github.com/besterprotocol/bester/conformance/internal/matrix"
	"github.com/besterprotocol/bester/conformance/internal/report"
)

// comparison compares the requirements that a report on a set of mutants names with those
// that the mutants break.
func (p *proving) comparison(set []deviant.Server, result *Report) matrix.Comparison {
	broken := brokenBy(set)
	c := matrix.Comparison{Broken: slices.SortedFunc(maps.Keys(broken), p.inOrder)}
	for _, q := range result.Requirements {
		switch q.Verdict {
		case report.Blocked:
			c.Blocked = append(c.Blocked, q.ID)
			continue
		case report.Unstable:
			c.Unstable = append(c.Unstable, q.ID)
		}
		switch isNamed, isBroken := isNamed(q), len(broken[q.ID]) > 0; {
		case isNamed && !isBroken && !overlaps(set, q.ID):
			c.Blamed = append(c.Blamed, blame(result, q.ID))
			fallthrough
		case isNamed:
			c.Named = append(c.Named, q.ID)
		case isBroken:
			c.Missed = append(c.Missed, matrix.Miss{Requirement: q.ID, Mutants: broken[q.ID], Verdict: string(q.Verdict), Scenarios: q.Scenarios})
		}
	}
	return c
}

// isNamed reports whether q failed or has a warning.
func isNamed(q report.Requirement) bool {
	return q.Verdict == report.Failed || q.Verdict == report.Warned
}

// overlaps reports whether a report may name a requirement because of one of the mutants.
func overlaps(set []deviant.Server, id string) bool {
	return slices.ContainsFunc(set, func(s deviant.Server) bool { return slices.Contains(s.Overlaps(), id) })
}

// brokenBy returns, for each broken requirement, the names of the mutants that break it.
func brokenBy(set []deviant.Server) map[string][]string {
	broken := map[string][]string{}
	for _, s := range set {
		for _, id := range s.Breaks() {
			broken[id] = append(broken[id], s.Name)
		}
	}
	return broken
}

// inOrder compares two ids by the order of the specification.
func (p *proving) inOrder(a, b string) int { return cmp.Compare(p.place(a), p.place(b)) }

func (p *proving) place(id string) int {
	for i, q := range p.requirements {
		if q.ID == id {
			return i
		}
	}
	return len(p.requirements)
}

// blame returns the reason for which a report names a requirement.
func blame(result *Report, id string) matrix.Blame {
	b := matrix.Blame{Requirement: id}
	for _, s := range result.Scenarios {
		why, names := whyNamed(s, id)
		if !names {
			continue
		}
		if b.Scenarios == 0 {
			b.Failed = matrix.Failed{Place: placeOf(s), Why: why}
		}
		b.Scenarios++
	}
	return b
}

// whyNamed reports whether a scenario shows a requirement broken, and why, in one line.
func whyNamed(s Scenario, id string) (why string, names bool) {
	if s.Verdict == report.Failed && slices.Contains(s.Requirements, id) {
		return s.Failure.InOneLine(), true
	}
	for _, f := range s.Findings {
		if f.Requirement == id {
			return f.What, true
		}
	}
	return "", false
}

// attribute runs the scenarios of the missed and wrongly blamed requirements on each mutant
// of the set alone, and records for which mutants the requirement is named too.
func (p *proving) attribute(ctx context.Context, set []deviant.Server, c *matrix.Comparison) {
	if len(set) < 2 || len(c.Missed)+len(c.Blamed) == 0 {
		return
	}
	for _, s := range set {
		decides := func(scenario Scenario) bool {
			return slices.ContainsFunc(c.Blamed, func(b matrix.Blame) bool { return b.Place.Place == scenario.Place() }) ||
				slices.ContainsFunc(c.Missed, func(m matrix.Miss) bool {
					return slices.Contains(m.Mutants, s.Name) && slices.Contains(scenario.Requirements, m.Requirement)
				})
		}
		run, err := p.play(ctx, Options{Selection: Selection{only: decides}, Parallel: scenariosPerSet}, s)
		if err != nil {
			continue // no scenario concerns this mutant, or it could not be judged: nothing is attributed to it
		}
		named := map[string]bool{}
		for _, q := range run.Requirements {
			named[q.ID] = isNamed(q)
		}
		for i, b := range c.Blamed {
			if named[b.Requirement] {
				c.Blamed[i].Alone = append(b.Alone, s.Name)
			}
		}
		for i, m := range c.Missed {
			if slices.Contains(m.Mutants, s.Name) && named[m.Requirement] {
				c.Missed[i].Alone = append(m.Alone, s.Name)
			}
		}
	}
}
