package baseline

import (
	"io"
	"slices"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/besterprotocol/bester/conformance/internal/report"
)

// askReason is the reason of an entry that nobody has given one yet.
const askReason = "why does this fail? say it here"

// Changes is what updates did.
type Changes struct {
	Entries        int // there are now
	Added, Removed int
}

// Changes returns what updates did to the baseline.
func (b *Baseline) Changes() Changes {
	changes := b.changes
	changes.Entries = len(b.entries)
	return changes
}

// Update makes the baseline list the present failures, with as few entries as possible: a
// requirement if all of its scenarios fail or it has findings, otherwise the scenarios.
// Entries that still hold stay as they are, with their comments. Expired entries stay too
// while something fails, because a person must decide about them, and so do entries whose
// scenarios did not all run.
//
// scenarios must contain all scenarios, with their verdicts before any baseline is applied;
// now is the time of the run. ignored reports whether a requirement never fails a run; a
// scenario that proves only such requirements is not added.
func (b *Baseline) Update(scenarios []report.Scenario, now time.Time, ignored func(id string) bool) {
	u := &update{scenarios: scenarios, known: map[int]bool{}}
	for _, e := range b.entries {
		u.keep(e, now)
	}
	u.add(ignored)
	b.entries = nil
	b.list().Content = nil
	for _, e := range u.entries {
		b.entries = append(b.entries, e)
		b.list().Content = append(b.list().Content, e.node)
	}
	if len(b.entries) > 0 {
		b.list().Style &^= yaml.FlowStyle
	}
	b.changes.Added += u.changes.Added
	b.changes.Removed += u.changes.Removed
}

// update is an update under way.
type update struct {
	scenarios []report.Scenario
	known     map[int]bool // the scenarios that an entry stands for
	entries   []*entry
	changes   Changes
}

// keep takes over an entry that is there already, or what is left of it.
func (u *update) keep(e *entry, now time.Time) {
	matching := e.matching(u.scenarios)
	found := e.count(u.scenarios, matching)
	switch {
	case found.failed == 0 && found.passed > 0 && found.isWhole():
		u.changes.Removed++
	case e.isRequirement() && e.findings(u.scenarios) == 0 && found.passed > 0 && found.isWhole() && !e.hasExpired(now):
		u.changes.Removed++
		u.narrow(e, matching)
	default:
		u.entries = append(u.entries, e)
		u.mark(matching)
	}
}

// narrow replaces the entry of a requirement by those of its scenarios that still
// fail, so that it does not hide when the others fail again.
func (u *update) narrow(e *entry, matching []int) {
	for _, i := range matching {
		if u.scenarios[i].Verdict == report.Failed && !u.known[i] {
			u.append(u.nameOf(i), e.reason, e.expires)
			u.known[i] = true
		}
	}
}

func (u *update) mark(scenarios []int) {
	for _, i := range scenarios {
		u.known[i] = true
	}
}

// append adds an entry. A zero time stands for never.
func (u *update) append(fails, reason string, expires time.Time) {
	node := &yaml.Node{Kind: yaml.MappingNode}
	members := []string{"fails", fails, "reason", reason}
	if !expires.IsZero() {
		members = append(members, "expires", expires.AddDate(0, 0, -1).Format(dateFormat))
	}
	for _, text := range members {
		var scalar yaml.Node
		scalar.SetString(text)
		node.Content = append(node.Content, &scalar)
	}
	u.entries = append(u.entries, &entry{fails: fails, reason: reason, expires: expires, node: node})
	u.changes.Added++
}

// nameOf returns what an entry calls a scenario: its name, or its place where
// others have that name too.
func (u *update) nameOf(i int) string {
	s := u.scenarios[i]
	for other := range u.scenarios {
		if other != i && u.scenarios[other].Name == s.Name {
			return s.Place()
		}
	}
	return s.Name
}

// add adds what fails and is in no entry. Requirements come first, of which each
// time the one is taken that stands for the most.
func (u *update) add(ignored func(id string) bool) {
	open := map[int]bool{}
	for i, s := range u.scenarios {
		if s.Verdict == report.Failed && !u.known[i] && slices.ContainsFunc(s.Requirements, func(id string) bool { return !ignored(id) }) {
			open[i] = true
		}
	}
	u.addFindings(open, ignored)
	for {
		id := u.best(open, ignored)
		if id == "" {
			break
		}
		u.append(id, askReason, time.Time{})
		for _, i := range (&entry{fails: id}).matching(u.scenarios) {
			delete(open, i)
		}
	}
	for i := range u.scenarios {
		if open[i] {
			u.append(u.nameOf(i), askReason, time.Time{})
		}
	}
}

// addFindings adds an entry for each requirement with findings, and removes the scenarios that
// the entry covers from open.
func (u *update) addFindings(open map[int]bool, ignored func(id string) bool) {
	for _, s := range u.scenarios {
		for _, id := range s.Broken() {
			of := &entry{fails: id}
			matching := of.matching(u.scenarios)
			if ignored(id) || u.has(id) || !u.judges(matching) {
				continue
			}
			u.append(id, askReason, time.Time{})
			for _, i := range matching {
				delete(open, i)
			}
		}
	}
}

// has reports whether u already has an entry for fails.
func (u *update) has(fails string) bool {
	return slices.ContainsFunc(u.entries, func(e *entry) bool { return e.fails == fails })
}

// judges reports whether any of the scenarios was selected and claimed. Others cannot fail.
func (u *update) judges(scenarios []int) bool {
	return slices.ContainsFunc(scenarios, func(i int) bool {
		v := u.scenarios[i].Verdict
		return v != report.NotClaimed && v != report.NotChosen
	})
}

// best returns the requirement all of whose scenarios fail and that stands for
// the most of those that are open, the first of several; "" where there is none.
func (u *update) best(open map[int]bool, ignored func(id string) bool) string {
	best, most := "", 0
	for i := range u.scenarios {
		if !open[i] {
			continue
		}
		for _, id := range u.scenarios[i].Requirements {
			matching := (&entry{fails: id}).matching(u.scenarios)
			found := countVerdicts(u.scenarios, matching)
			if ignored(id) || found.passed > 0 || !found.isWhole() {
				continue
			}
			if n := countIn(open, matching); n > most {
				best, most = id, n
			}
		}
	}
	return best
}

func countIn(set map[int]bool, elements []int) int {
	n := 0
	for _, i := range elements {
		if set[i] {
			n++
		}
	}
	return n
}

// Write writes the baseline as a file holds it.
func (b *Baseline) Write(w io.Writer) error {
	encoder := yaml.NewEncoder(w)
	encoder.SetIndent(2)
	if err := encoder.Encode(b.document); err != nil {
		return err
	}
	return encoder.Close()
}
