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
	"github.com/besterprotocol/bester/conformance/internal/plain"
	"github.com/besterprotocol/bester/conformance/internal/report"
)

// Combination is the result of judging servers with several faults: recall and precision of
// the requirements that the reports name.
type Combination = matrix.Combination

// The size of a set is in the range of the number of faults in a newly written server.
const (
	minMutants = 2
	maxMutants = 8
)

const (
	// setsPerCore and scenariosPerSet are high, because most scenarios on such servers wait
	// for a message that never comes.
	setsPerCore     = 3
	scenariosPerSet = 8
	// scenariosInHaste is the number of parallel scenarios in runs under more load.
	scenariosInHaste = 24
)

// setJoin separates the names of the mutants in the name of a set.
const setJoin = "+"

// IsSet reports whether name is the name of a set: names of mutants, joined by +.
func IsSet(name string) bool { return strings.Contains(name, setJoin) }

// Combine judges the sets that options.Names lists, and options.Combine random sets. The
// random sets contain the mutants in options.Names, those in listed sets included, or any mutant
// if options.Names is empty. Combine returns an error if it could not judge them. Before it
// returns, it stops all servers and removes all files.
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

// setOf returns the mutants in the name of a set.
func (p *proving) setOf(name string) ([]deviant.Server, error) {
	var set []deviant.Server
	for one := range strings.SplitSeq(name, setJoin) {
		i := slices.IndexFunc(p.deviants, func(s deviant.Server) bool { return s.Name == one })
		if i < 0 {
			return nil, fmt.Errorf("%s: %q is not a deviant", name, one)
		}
		set = append(set, p.deviants[i])
	}
	if !p.program.Compatible(set...) {
		return nil, fmt.Errorf("%s: two of these deviants change the same function", name)
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

// drawSets returns n random sets of compatible mutants. The same mutants and seed give the
// same sets, and a larger n only adds sets.
func (p *proving) drawSets(n int) [][]deviant.Server {
	var sets [][]deviant.Server
	for number := range n {
		sets = append(sets, p.drawSet(rand.New(rand.NewPCG(uint64(p.options.Seed), uint64(number)))))
	}
	return sets
}

// drawSet returns two to eight compatible mutants, or fewer if no more are compatible.
func (p *proving) drawSet(random *rand.Rand) []deviant.Server {
	size := minMutants + random.IntN(maxMutants-minMutants+1)
	var set []deviant.Server
	for _, i := range random.Perm(len(p.deviants)) {
		m := p.deviants[i]
		if len(set) == size {
			break
		}
		if p.program.Compatible(append(slices.Clone(set), m)...) {
			set = append(set, m)
		}
	}
	return set
}

// judgeSets judges sets, several at a time.
func (p *proving) judgeSets(ctx context.Context, sets [][]deviant.Server) *Combination {
	started := time.Now()
	c := &Combination{Suite: Version(), Seed: p.options.Seed, Started: started.UTC().Truncate(time.Second)}
	p.total = len(sets)
	manners := p.manners()
	c.Runs = len(manners)
	c.Sets = eachOf(ctx, sets, cmp.Or(p.options.Parallel, setsPerCore*runtime.NumCPU()), func(ctx context.Context, set []deviant.Server) matrix.Set {
		defer p.progress()
		return p.judgeSet(ctx, set, manners)
	})
	for i := range c.Sets {
		c.Sets[i].Number = i + 1
	}
	c.Sets = slices.DeleteFunc(c.Sets, func(s matrix.Set) bool { return s.Mutants == nil }) // the run was stopped before these
	c.Took = time.Since(started)
	c.Stopped = ctx.Err() != nil
	return c
}

// manner is the seed and the load of one run of a set. No verdict may depend on it.
type manner struct {
	seed     int64
	parallel int // how many scenarios run at the same time
}

// manners returns the manners in which each set is judged: a single one, or several seeds,
// each with few and with many parallel scenarios.
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

// judgeSet runs all scenarios on a set of mutants, once in each manner. The first run
// counts; the others must agree with it.
func (p *proving) judgeSet(ctx context.Context, set []deviant.Server, manners []manner) matrix.Set {
	started := time.Now()
	judged := matrix.Set{Mutants: mutantsOf(set)}
	var runs []*Report
	for _, m := range manners {
		run, err := p.play(ctx, Options{Parallel: m.parallel, Seed: m.seed}, set...)
		if err != nil {
			judged.Reason = plain.Words(err)
			break
		}
		runs = append(runs, run)
	}
	if len(runs) > 0 {
		judged.Comparison = p.comparison(set, runs[0])
		p.attribute(ctx, set, &judged.Comparison)
		judged.Differing = differing(runs)
		scenarios, reason := extent(runs[0])
		judged.Scenarios, judged.Reason = scenarios, cmp.Or(judged.Reason, reason)
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

// extent returns how many scenarios ran, and why one could not run, or "" if all ran.
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

// differing returns the scenarios whose verdicts differ between runs.
func differing(runs []*Report) []matrix.Differing {
	verdicts := map[string]map[string]int{} // by place, how many runs gave each verdict
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
