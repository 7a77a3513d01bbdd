// Package conformance judges Bester servers: it plays clients, handlers and
// peers against a server under test, a process of its own, and says of each
// requirement of the specification whether the server meets it.
package conformance

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/cucumber/godog"

	"github.com/besterprotocol/bester/conformance/internal/baseline"
	"github.com/besterprotocol/bester/conformance/internal/layout"
	"github.com/besterprotocol/bester/conformance/internal/report"
	"github.com/besterprotocol/bester/conformance/internal/target"
	"github.com/besterprotocol/bester/features"
	"github.com/besterprotocol/bester/spec"
)

// Report is the result of a run.
type Report = report.Report

// Scenario is one scenario, and what happened in it.
type Scenario = report.Scenario

// Style says how a report is set as text.
type Style = report.Style

// Options say what is judged, and how.
type Options struct {
	// Server is the name of the server under test in the report.
	Server string
	// Args is the program that starts a server, and its arguments, in which
	// {config} stands for the path of a server.conf.
	Args []string
	// Exec is, instead of Args, a command line for the shell.
	Exec string
	// Target is, instead of both, the path of a target file.
	Target string
	// Attach is the folder of servers that run already, as WritePlan of a target
	// leaves it; "" stands for servers that are started.
	Attach string
	// Selection says which scenarios are run; the zero value stands for all. Its
	// profiles count instead of those that a target file names.
	Selection
	// Baseline is what the server is known to fail; nil stands for nothing. What
	// it names has to exist.
	Baseline *baseline.Baseline
	// UpdateBaseline has Baseline tell what fails in this run, unless the run is
	// stopped, before it is applied.
	UpdateBaseline bool
	// Parallel is how many scenarios run at the same time, each with servers of
	// its own; 0 stands for a number that suits the machine.
	Parallel int
	// Patience is how long to wait for what must come before it counts as
	// missing; 0 stands for ten seconds. A server that is silent again and again
	// is waited for less after a while.
	Patience time.Duration
	// TimeoutScale is by how much all times are stretched, for machines or
	// servers that are slow; 0 stands for 1.
	TimeoutScale float64
	// Seed orders the scenarios of a feature; 0 stands for one that is chosen at
	// random. No verdict depends on it.
	Seed int64
	// Progress, where it is set, is called when a scenario has ended.
	Progress func(Progress)
}

// Progress is how far a run has come.
type Progress struct {
	Done, Total int // scenarios
	Failed      int
}

// defaultPatience is long against anything but a server that is stuck.
const defaultPatience = 10 * time.Second

// scenariosPerCore suits scenarios that wait more than they work.
const scenariosPerCore = 4

// Run judges a server. The error says why it could not; what a server does
// wrong stands in the report. Where ctx ends first, the report is on the scenarios
// that have ended by then.
// All that was started is stopped, and all that was written is removed, when
// Run returns.
func Run(ctx context.Context, options Options) (*Report, error) {
	r, err := newRun(options)
	if err != nil {
		return nil, err
	}
	version, err := r.target.AskVersion(ctx)
	if err != nil {
		return nil, err
	}
	if err := r.open(ctx); err != nil {
		r.close()
		return nil, err
	}
	started := time.Now()
	r.play(ctx)
	took := time.Since(started)
	if err := r.close(); err != nil {
		return nil, err
	}
	return r.judge(&Report{
		Server:  r.target.Name,
		Version: version,
		Suite:   Version(),
		Seed:    r.options.Seed,
		Started: started.UTC().Truncate(time.Second),
		Took:    took,
		Stopped: ctx.Err() != nil,
		Partial: r.plan.isPartial(),
	})
}

// run is one run in the making.
type run struct {
	options      Options
	requirements []spec.Requirement
	catalog      *catalog
	plan         *plan
	patience     patience
	target       *target.Target
	sandboxes    chan servers // those that no scenario uses

	mu      sync.Mutex // guards what follows
	results []report.Scenario
	failed  int
}

func newRun(options Options) (*run, error) {
	requirements, err := spec.Requirements()
	if err != nil {
		return nil, err
	}
	if options.Parallel <= 0 {
		options.Parallel = scenariosPerCore * runtime.NumCPU()
	}
	if options.Patience <= 0 {
		options.Patience = defaultPatience
	}
	if options.Seed == 0 {
		options.Seed = 1 + rand.Int64N(math.MaxInt32)
	}
	if options.TimeoutScale <= 0 {
		options.TimeoutScale = 1
	}
	r := &run{options: options, requirements: requirements}
	r.patience.full = time.Duration(options.TimeoutScale * float64(options.Patience))
	if r.target, err = options.target(); err != nil {
		return nil, err
	}
	if r.catalog, err = readCatalog(features.FS); err != nil {
		return nil, err
	}
	selection := options.Selection
	selection.Profiles = r.target.Profiles
	if r.plan, err = selection.plan(r.catalog, requirements); err != nil {
		return nil, err
	}
	if options.Baseline != nil {
		if err := options.Baseline.Check(r.catalog.scenarios); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// target returns what is judged.
func (o Options) target() (*target.Target, error) {
	t := &target.Target{Name: o.Server, Args: o.Args, Start: o.Exec}
	if o.Target != "" {
		var err error
		if t, err = target.Load(o.Target); err != nil {
			return nil, err
		}
	}
	if len(o.Profiles) > 0 {
		t.Profiles = o.Profiles
	}
	if o.Attach != "" {
		return t, nil
	}
	return t, t.Check()
}

// servers are those that one scenario at a time uses, wherever they come from.
type servers interface {
	Server(ctx context.Context, name string) (layout.Layout, error)
	Fresh(ctx context.Context, name string, change target.Change) (layout.Layout, error)
	Mark()
	Reset()
	Ended() error
	Output() map[string]string
	Layouts() []layout.Layout
	Close() error
}

// open makes the sandboxes and sees to it that one server can be used, to learn at
// once whether any can.
func (r *run) open(ctx context.Context) error {
	r.sandboxes = make(chan servers, r.parallel())
	for i := range cap(r.sandboxes) {
		sandbox, err := r.sandbox()
		if err != nil {
			return err
		}
		r.sandboxes <- sandbox
		if i > 0 {
			continue
		}
		if _, err := sandbox.Server(ctx, "S1"); err != nil {
			return fmt.Errorf("the server under test could not be started: %w", err)
		}
	}
	return nil
}

func (r *run) sandbox() (servers, error) {
	if r.options.Attach != "" {
		return target.Attach(r.target, r.options.Attach)
	}
	return target.NewSandbox(r.target, layout.ScaledTimeouts(r.options.TimeoutScale))
}

// parallel returns how many scenarios may run at a time.
func (r *run) parallel() int {
	most := r.options.Parallel
	if limit := r.target.Limits.Parallel; limit > 0 {
		most = min(most, limit)
	}
	if r.options.Attach != "" {
		most = 1 // there is one of each server
	}
	return most
}

// close stops all servers and removes all folders.
func (r *run) close() error {
	close(r.sandboxes)
	var closing sync.WaitGroup
	errs := make(chan error, cap(r.sandboxes))
	for sandbox := range r.sandboxes {
		closing.Go(func() { errs <- sandbox.Close() })
	}
	closing.Wait()
	close(errs)
	for err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// play runs the scenarios that were chosen.
func (r *run) play(ctx context.Context) {
	suite := godog.TestSuite{
		Name:                "bester",
		ScenarioInitializer: func(sc *godog.ScenarioContext) { newScenario(r).register(sc) },
		Options: &godog.Options{
			Format:         "progress",
			Output:         io.Discard,
			Strict:         true,
			NoColors:       true,
			Concurrency:    r.parallel(),
			Randomize:      r.options.Seed,
			FS:             features.FS,
			Paths:          featurePaths,
			DefaultContext: ctx,
		},
	}
	suite.Run()
}

// add takes in the result of one scenario.
func (r *run) add(result report.Scenario) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.results = append(r.results, result)
	if result.Failure != nil {
		r.failed++
		r.patience.failed(result.Took)
	}
	if r.options.Progress != nil {
		r.options.Progress(Progress{Done: len(r.results), Total: r.plan.total, Failed: r.failed})
	}
}

// judge completes the report.
func (r *run) judge(all *Report) (*Report, error) {
	disputed, err := spec.Disputed()
	if err != nil {
		return nil, err
	}
	all.Scenarios = slices.Concat(r.results, r.rest())
	if r.patience.isCut() {
		all.Hurried = r.patience.now()
	}
	slices.SortFunc(all.Scenarios, func(a, b report.Scenario) int {
		return cmp.Or(cmp.Compare(r.rank(a), r.rank(b)), cmp.Compare(r.catalog.order(a), r.catalog.order(b)))
	})
	r.applyBaseline(all, disputed)
	all.Judge(report.Scope{
		Requirements: r.requirements,
		Profiles:     spec.Profiles(),
		Claimed:      r.plan.claimed,
		Chosen:       r.options.Requirements,
		Untestable:   features.Untestable(),
		Disputed:     disputed,
	})
	return all, nil
}

// applyBaseline tells failures that are known from others.
func (r *run) applyBaseline(all *Report, disputed map[string]string) {
	known := r.options.Baseline
	if known == nil {
		return
	}
	if r.options.UpdateBaseline && !all.Stopped {
		known.Update(all.Scenarios, all.Started, func(id string) bool { return disputed[id] != "" || r.isRecommended(id) })
	}
	known.Apply(all.Scenarios, all.Started)
}

// isRecommended reports whether a server that does not meet a requirement is only
// warned.
func (r *run) isRecommended(id string) bool {
	return slices.ContainsFunc(r.requirements, func(q spec.Requirement) bool { return q.ID == id && q.Level == spec.SHOULD })
}

// rest returns the scenarios that were not run, with the reason as the verdict.
func (r *run) rest() []report.Scenario {
	reached := map[string]bool{}
	for _, s := range r.results {
		reached[s.Place()] = true
	}
	var left []report.Scenario
	for i, s := range r.catalog.scenarios {
		if reached[s.Place()] {
			continue
		}
		if s.Verdict = r.plan.verdicts[i]; s.Verdict == report.Passed {
			s.Verdict = report.NotRun
		}
		left = append(left, s)
	}
	return left
}

// rank returns where the first requirement that a scenario proves stands in the
// specification.
func (r *run) rank(s report.Scenario) int {
	return slices.IndexFunc(r.requirements, func(q spec.Requirement) bool { return slices.Contains(s.Requirements, q.ID) })
}
