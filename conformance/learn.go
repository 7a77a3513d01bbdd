package conformance

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"runtime"
	"slices"
	"strings"

	"github.com/besterprotocol/bester/conformance/internal/deviant"
	"github.com/besterprotocol/bester/conformance/internal/report"
	"github.com/besterprotocol/bester/features"
)

// The needs of scenarios are measured. All scenarios run on each deviant. A scenario that fails
// although it does not prove the requirement that the deviant breaks needs that requirement.

// learned contains the measured needs, by scenario and requirement.
type learned map[scenarioName]map[string]map[features.Break]bool

type scenarioName struct{ file, outline string }

// WriteNeeds runs all scenarios on each deviant that options select, and writes the needs in
// the format of needs.txt.
func WriteNeeds(ctx context.Context, options DeviantOptions, out io.Writer) error {
	p, err := newProving(ctx, options)
	if err != nil {
		return err
	}
	defer p.remove()
	p.total = len(p.deviants)
	all := learned{}
	failed := eachOf(ctx, p.deviants, setsPerCore*runtime.NumCPU(), func(ctx context.Context, s deviant.Server) error {
		defer p.progress()
		result, err := p.learn(ctx, s)
		if err != nil {
			return fmt.Errorf("%s could not be judged: %w", s.Name, err)
		}
		p.mu.Lock()
		defer p.mu.Unlock()
		all.add(p.catalog, s, result)
		return nil
	})
	if err := errors.Join(append(failed, ctx.Err())...); err != nil {
		return err
	}
	return all.write(out)
}

// learn runs all scenarios on s.
func (p *proving) learn(ctx context.Context, s deviant.Server) (*Report, error) {
	return p.play(ctx, Options{Parallel: scenariosPerSet, Patience: deviantPatience, undiagnosed: true}, s)
}

// add records the scenarios that failed on a deviant although they do not prove what it
// breaks, and the findings that name something else.
func (l learned) add(c *catalog, s deviant.Server, r *Report) {
	for _, scenario := range r.Scenarios {
		for _, found := range scenario.Broken() {
			if !slices.Contains(slices.Concat(s.Breaks(), s.Overlaps()), found) {
				l.noteFinding(s, found)
			}
		}
		at := scenarioName{scenario.File, c.outlines[c.order(scenario)]}
		step := failedStep(scenario)
		isFault := scenario.Verdict == report.Failed || scenario.Verdict == report.Blocked && step >= 0
		if !isFault || c.provesAny(scenario, slices.Concat(s.Breaks(), s.Overlaps())) || slices.Contains(s.Breaks(), scenario.BlockedBy) {
			continue
		}
		for _, id := range causesOf(s) {
			l.note(at, id, features.Break{Step: step, Symptom: scenario.Failure.Symptom})
		}
	}
}

// fewBreaches is how many requirements a deviant may break so that each of them is taken for
// a cause of what fails. Of more, most have nothing to do with it.
const fewBreaches = 3

// causesOf returns the requirements whose breach may be why other scenarios fail on s.
func causesOf(s deviant.Server) []string {
	if breaks := s.Breaks(); len(breaks) <= fewBreaches {
		return breaks
	}
	return []string{s.Requirement}
}

// noteFinding records that a breach by s leads to findings that name another requirement.
func (l learned) noteFinding(s deviant.Server, found string) {
	for _, id := range causesOf(s) {
		l.note(scenarioName{features.Finding, found}, id, features.Break{})
	}
}

func (l learned) note(at scenarioName, id string, b features.Break) {
	if l[at] == nil {
		l[at] = map[string]map[features.Break]bool{}
	}
	if l[at][id] == nil {
		l[at][id] = map[features.Break]bool{}
	}
	l[at][id][b] = true
}

const needsHead = `# What each scenario needs of a server beside what it proves: its file, its name, and
# the requirements, each with the steps (counted from 0) in which the scenario fails if
# the requirement is broken. A letter says what then comes instead of what is awaited:
# n for nothing, c for the end of the connection, b for a bad report and o for anything
# else. A line that begins with * is about the findings that name a requirement: a breach
# of the others leads to them.
# Written by: bester deviants --write-needs features/needs.txt
`

func (l learned) write(out io.Writer) error {
	w := bufio.NewWriter(out)
	fmt.Fprint(w, needsHead)
	for _, at := range slices.SortedFunc(maps.Keys(l), func(a, b scenarioName) int {
		return strings.Compare(a.file+"\t"+a.outline, b.file+"\t"+b.outline)
	}) {
		var entries []string
		for _, id := range slices.Sorted(maps.Keys(l[at])) {
			var steps []string
			for _, b := range slices.SortedFunc(maps.Keys(l[at][id]), features.Break.Compare) {
				steps = append(steps, b.String())
			}
			if at.file == features.Finding {
				entries = append(entries, id)
				continue
			}
			entries = append(entries, id+"@"+strings.Join(steps, ","))
		}
		fmt.Fprintf(w, "%s\t%s\t%s\n", at.file, at.outline, strings.Join(entries, " "))
	}
	return w.Flush()
}
