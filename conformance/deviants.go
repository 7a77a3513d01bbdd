package conformance

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/besterprotocol/bester/conformance/internal/deviant"
	"github.com/besterprotocol/bester/conformance/internal/matrix"
	"github.com/besterprotocol/bester/conformance/internal/suggest"
	"github.com/besterprotocol/bester/conformance/internal/supervisor"
	"github.com/besterprotocol/bester/spec"
)

// Matrix says what a suite catches.
type Matrix = matrix.Matrix

// DeviantOptions say which servers of the catalogue are judged, and how.
type DeviantOptions struct {
	// Names lists the servers; if it is empty, all are judged. Combine also takes sets:
	// names of mutants, joined by +.
	Names []string
	// Except lists servers to leave out.
	Except []string
	// Requirements are the ids of those whose deviants are meant; none stands for
	// all.
	Requirements []string
	// Sample is the number of deviants that Deviants judges, drawn by Seed from those that the
	// other options select; 0 means all of them.
	Sample int
	// Parallel is how many servers are judged at the same time; 0 stands for a
	// number that suits the machine.
	Parallel int
	// Seed orders the scenarios; 0 stands for one that is chosen at random.
	Seed int64
	// Collateral makes Deviants run all scenarios on each deviant, to find the
	// requirements that are blamed but not broken.
	Collateral bool
	// Combine is the number of random sets that Combine judges.
	Combine int
	// Repeat is the number of seeds with which Combine judges each set, each with few and
	// with many parallel scenarios; 0 means a single run.
	Repeat int
	// Progress, where it is set, is called when a server has been judged, from one
	// goroutine at a time.
	Progress func(done, total int)
}

const (
	// deviantsPerCore suits servers that are waited for more than they work.
	deviantsPerCore = 6
	// variantsPerCore is less, since all scenarios are run on each of them.
	variantsPerCore = 2
	// deviantPatience is short, because deviants are silent often, and a server
	// that is blamed too early is none that anybody has written.
	deviantPatience = 3 * time.Second
	// scenariosPerDeviant run at the same time.
	scenariosPerDeviant = 3
)

// proving is a run over servers of the catalogue.
type proving struct {
	options      DeviantOptions
	catalog      *catalog
	requirements []spec.Requirement
	deviants     []deviant.Server // the selected ones
	variants     []deviant.Server // the selected ones
	processes    *supervisor.Supervisor
	program      *deviant.Program // contains all selected servers

	mu          sync.Mutex // guards done
	done, total int
}

// Deviants judges the reference server, servers that deviate from it in one way
// each, and variants of it that are as good, and says what the suite made of them.
// The error says why it could not.
// All that was started is stopped, and all that was written is removed, when it
// returns.
func Deviants(ctx context.Context, options DeviantOptions) (*Matrix, error) {
	p, err := newProving(ctx, options)
	if err != nil {
		return nil, err
	}
	defer p.remove()
	p.total = len(p.deviants) + len(p.variants) + 1
	return p.run(ctx), nil
}

// newProving builds a program that contains the selected servers. The caller must call
// remove.
func newProving(ctx context.Context, options DeviantOptions) (*proving, error) {
	if options.Seed == 0 {
		options.Seed = 1 + rand.Int64N(math.MaxInt32)
	}
	p := &proving{options: options}
	var err error
	if p.requirements, err = spec.Requirements(); err != nil {
		return nil, err
	}
	if _, err := byRequirement(options.Requirements, p.requirements); err != nil {
		return nil, err
	}
	if p.deviants, p.variants, err = options.choose(); err != nil {
		return nil, err
	}
	if options.Sample > 0 {
		p.deviants = sample(p.deviants, options.Sample, options.Seed)
	}
	if p.catalog, err = ownCatalog(); err != nil {
		return nil, err
	}
	p.processes = supervisor.New()
	folder, err := p.processes.NewFolder()
	if err == nil {
		p.program, err = deviant.Build(ctx, slices.Concat(p.deviants, p.variants), folder.Path)
	}
	if err != nil {
		p.remove()
		return nil, err
	}
	return p, nil
}

// sample returns n servers, or all if there are fewer, in their order. The same seed draws the
// same servers.
func sample(servers []deviant.Server, n int, seed int64) []deviant.Server {
	drawn := rand.New(rand.NewPCG(uint64(seed), 0)).Perm(len(servers))[:min(n, len(servers))]
	slices.Sort(drawn)
	var all []deviant.Server
	for _, i := range drawn {
		all = append(all, servers[i])
	}
	return all
}

// remove removes the program and its folder.
func (p *proving) remove() { p.processes.Close() }

// choose returns the servers that are meant.
func (o DeviantOptions) choose() (deviants, variants []deviant.Server, err error) {
	var names []string
	for _, s := range slices.Concat(deviant.Deviants(), deviant.Variants()) {
		names = append(names, s.Name)
	}
	for _, name := range slices.Concat(o.Names, o.Except) {
		if !slices.Contains(names, name) {
			return nil, nil, fmt.Errorf("there is no deviant or variant %q%s", name, suggest.Question(name, names))
		}
	}
	left := func(s deviant.Server) bool {
		return len(o.Names) > 0 && !slices.Contains(o.Names, s.Name) || slices.Contains(o.Except, s.Name) ||
			len(o.Requirements) > 0 && !slices.Contains(o.Requirements, s.Requirement)
	}
	deviants = slices.DeleteFunc(deviant.Deviants(), left)
	variants = slices.DeleteFunc(slices.Clone(deviant.Variants()), left)
	if len(deviants)+len(variants) == 0 {
		return nil, nil, errors.New("no deviant and no variant is left of those that were selected")
	}
	return deviants, variants, nil
}

func (p *proving) run(ctx context.Context) *Matrix {
	started := time.Now()
	m := &Matrix{
		Suite:   Version(),
		Seed:    p.options.Seed,
		Started: started.UTC().Truncate(time.Second),
		Partial: len(p.options.Names)+len(p.options.Requirements)+len(p.options.Except)+p.options.Sample > 0,
	}
	judge, parallel := p.judgeDeviant, cmp.Or(p.options.Parallel, deviantsPerCore*runtime.NumCPU())
	if p.options.Collateral {
		judge, parallel = p.judgeWholly, cmp.Or(p.options.Parallel, setsPerCore*runtime.NumCPU())
	}
	m.Requirements = p.matrix(p.deviants, eachOf(ctx, p.deviants, parallel, func(ctx context.Context, s deviant.Server) matrix.Server {
		defer p.progress()
		return judge(ctx, s)
	}))
	p.runIdle(ctx, m)
	m.Variants = slices.Concat(eachOf(ctx, p.variantSets(), variantsPerCore*runtime.NumCPU(), p.judgeVariants)...)
	m.Correct = p.judgeCorrect(ctx, p.deviants, m.Partial)
	m.Took = time.Since(started)
	m.Stopped = ctx.Err() != nil
	return m
}

// matrix puts together what is on each requirement; judged is what the suite made
// of deviants.
func (p *proving) matrix(deviants []deviant.Server, judged []matrix.Server) []matrix.Requirement {
	var all []matrix.Requirement
	for _, c := range coverage(p.requirements, p.catalog) {
		q := matrix.Requirement{ID: c.ID, Level: c.Level.String(), Text: c.Text, Reason: c.Reason}
		for _, s := range c.Scenarios {
			if !isFirstStep(s) { // a failed first step fails other scenarios of the requirement too
				q.Scenarios = append(q.Scenarios, placeOf(s))
			}
		}
		for i, s := range deviants {
			if s.Requirement == c.ID && wasJudged(judged[i]) {
				q.Deviants = append(q.Deviants, judged[i])
			}
		}
		q.Partial = len(q.Deviants) < len(c.Deviants)
		all = append(all, q)
	}
	return all
}

// runIdle runs the scenarios that caught no deviant on the deviants of their requirement again,
// even where a failed first step blocks them.
func (p *proving) runIdle(ctx context.Context, m *Matrix) {
	idle := map[string][]string{} // by requirement, the places of its scenarios
	for _, proof := range m.Idle() {
		idle[proof.Requirement] = append(idle[proof.Requirement], proof.Scenario.Place)
	}
	broken := slices.DeleteFunc(slices.Clone(p.deviants), func(s deviant.Server) bool { return idle[s.Requirement] == nil })
	alone := eachOf(ctx, broken, deviantsPerCore*runtime.NumCPU(), func(ctx context.Context, s deviant.Server) matrix.Server {
		only := func(c Scenario) bool { return slices.Contains(idle[s.Requirement], c.Place()) }
		options := deviantOptions(only, s.Requirement)
		options.unconfirmed, options.undiagnosed, options.alone = true, true, true
		result, err := p.play(ctx, options, s)
		return made(s, result, err, only, breach(s.Requirement))
	})
	for i := range m.Requirements {
		q := &m.Requirements[i]
		for _, s := range alone {
			if s.Requirement != q.ID {
				continue
			}
			for _, f := range s.Failed {
				q.Alone = append(q.Alone, f.Place)
			}
		}
	}
}

// eachOf judges servers, some at a time, and returns what it made of each; of those
// that were not judged to the end, nothing.
func eachOf[S, J any](ctx context.Context, servers []S, parallel int, judge func(context.Context, S) J) []J {
	var judging sync.WaitGroup
	judged := make([]J, len(servers))
	slots := make(chan struct{}, parallel)
	for i, s := range servers {
		slots <- struct{}{}
		judging.Go(func() {
			if result := judge(ctx, s); ctx.Err() == nil {
				judged[i] = result
			}
			<-slots
		})
	}
	judging.Wait()
	return judged
}

// wasJudged tells servers from those that a run which was stopped did not reach.
func wasJudged(s matrix.Server) bool { return s.Name != "" }

func (p *proving) progress() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done++
	if p.options.Progress != nil {
		p.options.Progress(p.done, p.total)
	}
}
