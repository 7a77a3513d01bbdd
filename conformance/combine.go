package conformance

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/besterprotocol/bester/conformance/internal/deviant"
	"github.com/besterprotocol/bester/conformance/internal/matrix"
	"github.com/besterprotocol/bester/conformance/internal/report"
)

// Combination says how many of the requirements that servers with several faults
// break a report names, and how many of those it names are broken.
type Combination = matrix.Combination

// A set has as many mutants as a server that somebody has just written has faults.
const (
	minMutants = 2
	maxMutants = 8
)

const (
	// setsPerCore and scenariosPerSet suit servers of which all scenarios are run, most
	// of which wait for something that does not come.
	setsPerCore     = 3
	scenariosPerSet = 8
	// scenariosInHaste run at the same time when a set is judged once more, under more
	// load.
	scenariosInHaste = 24
)

// setJoin is between the names of the mutants of a set.
const setJoin = "+"

// IsSet reports whether a name is that of a set of mutants: their names, joined by +.
func IsSet(name string) bool { return strings.Contains(name, setJoin) }

// Combine judges the sets of mutants that options name, and as many random ones of
// the mutants that are named, or of all, as they ask for. The error says why it could
// not; all that was started is stopped, and all that was written is removed, when it
// returns.
func Combine(ctx context.Context, options DeviantOptions) (*Combination, error) {
	sets := slices.DeleteFunc(slices.Clone(options.Names), func(name string) bool { return !IsSet(name) })
	options.Names = strings.FieldsFunc(strings.Join(options.Names, setJoin), func(r rune) bool { return string(r) == setJoin })
	p, err := newProving(ctx, options)
	if err != nil {
		return nil, err
	}
	defer p.remove()
	var all [][]deviant.Server
	for _, name := range sets {
		set, err := p.setOf(name)
		if err != nil {
			return nil, err
		}
		all = append(all, set)
	}
	return p.judgeSets(ctx, append(all, p.drawSets(p.options.Combine)...)), nil
}

// setOf returns the mutants that the name of a set joins.
func (p *proving) setOf(name string) ([]deviant.Server, error) {
	var set []deviant.Server
	for one := range strings.SplitSeq(name, setJoin) {
		i := slices.IndexFunc(p.deviants, func(s deviant.Server) bool { return s.Name == one })
		if i < 0 {
			return nil, fmt.Errorf("%s: %q is no deviant", name, one)
		}
		set = append(set, p.deviants[i])
	}
	if !p.program.Compatible(set...) {
		return nil, fmt.Errorf("%s: two of these change the same function", name)
	}
	return set, nil
}

// nameOf returns the name of a set.
func nameOf(set []deviant.Server) string {
	var names []string
	for _, s := range set {
		names = append(names, s.Name)
	}
	return strings.Join(names, setJoin)
}

// drawSets returns n sets of compatible mutants. The same mutants and seed give the
// same sets, and more sets begin with the same ones.
func (p *proving) drawSets(n int) [][]deviant.Server {
	var sets [][]deviant.Server
	for number := range n {
		sets = append(sets, p.drawSet(rand.New(rand.NewPCG(uint64(p.options.Seed), uint64(number)))))
	}
	return sets
}

// drawSet returns two to eight compatible mutants, fewer where there are no more. With
// two mutants that break everything, nothing could be told of either.
func (p *proving) drawSet(random *rand.Rand) []deviant.Server {
	size := minMutants + random.IntN(maxMutants-minMutants+1)
	var set []deviant.Server
	for _, i := range random.Perm(len(p.deviants)) {
		m := p.deviants[i]
		if len(set) == size {
			break
		}
		if m.BreaksAll() && slices.ContainsFunc(set, deviant.Server.BreaksAll) {
			continue
		}
		if p.program.Compatible(append(slices.Clone(set), m)...) {
			set = append(set, m)
		}
	}
	return set
}

// judgeSets judges sets, some at a time.
func (p *proving) judgeSets(ctx context.Context, sets [][]deviant.Server) *Combination {
	started := time.Now()
	c := &Combination{Suite: Version(), Seed: p.options.Seed, Started: started.UTC().Truncate(time.Second)}
	p.total = len(sets)
	manners := p.manners()
	c.Runs = len(manners)
	c.Sets = eachOf(ctx, p, sets, cmp.Or(p.options.Parallel, setsPerCore*runtime.NumCPU()), func(ctx context.Context, set []deviant.Server) matrix.Set {
		return p.judgeSet(ctx, set, manners)
	})
	for i := range c.Sets {
		c.Sets[i].Number = i + 1
	}
	c.Sets = slices.DeleteFunc(c.Sets, func(s matrix.Set) bool { return s.Mutants == nil }) // not reached
	c.Took = time.Since(started)
	c.Stopped = ctx.Err() != nil
	return c
}

// manner is how one run of a set is done. No verdict may depend on it.
type manner struct {
	seed     int64
	parallel int // scenarios at the same time
}

// manners returns how each set is judged: once, or by several seeds, each with few and
// with many scenarios at the same time.
func (p *proving) manners() []manner {
	first := manner{p.options.Seed, scenariosPerSet}
	if p.options.Repeat == 0 {
		return []manner{first}
	}
	var all []manner
	for i := range p.options.Repeat {
		seed := p.options.Seed + int64(i)
		all = append(all, manner{seed, scenariosPerSet}, manner{seed, scenariosInHaste})
	}
	return all
}

// judgeSet runs all scenarios on the program as a set of mutants, in each of the
// manners. The first run counts; the others have to agree with it.
func (p *proving) judgeSet(ctx context.Context, set []deviant.Server, manners []manner) matrix.Set {
	started := time.Now()
	judged := matrix.Set{Mutants: mutantsOf(set)}
	var runs []*Report
	for _, m := range manners {
		run, err := p.playSet(ctx, set, m)
		if err != nil {
			judged.Reason = err.Error()
			break
		}
		runs = append(runs, run)
	}
	if len(runs) > 0 {
		judged.Comparison = p.comparison(set, runs[0])
		p.attribute(ctx, set, &judged.Comparison)
		judged.Differing = differing(runs)
		judged.Scenarios, judged.Reason = extent(runs[0])
	}
	judged.Took = time.Since(started)
	return judged
}

func mutantsOf(set []deviant.Server) []matrix.Mutant {
	var all []matrix.Mutant
	for _, s := range set {
		all = append(all, matrix.Mutant{Name: s.Name, Does: s.Does, Breaks: s.Breaks(), May: s.Overlaps()})
	}
	return all
}

// extent returns how many scenarios were run, and why one could not be, "" where all
// could.
func extent(run *Report) (scenarios int, reason string) {
	for _, s := range run.Scenarios {
		switch s.Verdict {
		case report.NotChosen, report.NotClaimed:
		case report.NotRun:
			reason = cmp.Or(reason, s.Place()+" could not run: "+s.Failure.InOneLine())
		default:
			scenarios++
		}
	}
	return scenarios, reason
}

func (p *proving) playSet(ctx context.Context, set []deviant.Server, m manner) (*Report, error) {
	return Run(ctx, Options{
		Server:      nameOf(set),
		Args:        []string{p.program.Path, "{config}"},
		Parallel:    m.parallel,
		Seed:        m.seed,
		environment: deviant.Environment(set...),
	})
}

// differing returns the scenarios that have more than one verdict in some runs.
func differing(runs []*Report) []matrix.Differing {
	verdicts := map[string]map[string]int{} // on the scenario at each place, how often
	for _, run := range runs {
		for _, s := range run.Scenarios {
			if verdicts[s.Place()] == nil {
				verdicts[s.Place()] = map[string]int{}
			}
			verdicts[s.Place()][string(s.Verdict)]++
		}
	}
	var all []matrix.Differing
	for _, s := range runs[0].Scenarios {
		if v := verdicts[s.Place()]; len(v) > 1 {
			all = append(all, matrix.Differing{Place: placeOf(s), Verdicts: v})
		}
	}
	return all
}
