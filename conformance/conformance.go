// Package conformance judges Bester servers: it plays clients, handlers and
// peers against a server under test, a process of its own, and says of each
// requirement of the specification whether the server meets it.
package conformance

import (
	"context"
	"math"
	"math/rand/v2"
	"runtime"
	"time"

	"github.com/besterprotocol/bester/conformance/internal/baseline"
	"github.com/besterprotocol/bester/conformance/internal/report"
	"github.com/besterprotocol/bester/conformance/internal/supervisor"
	"github.com/besterprotocol/bester/conformance/internal/target"
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
	// Next runs only the first steps, up to the first that fails.
	Next bool
	// Baseline is what the server is known to fail; nil stands for nothing. What
	// it names has to exist.
	Baseline *baseline.Baseline
	// UpdateBaseline has Baseline tell what fails in this run, unless the run is
	// stopped, before it is applied.
	UpdateBaseline bool
	// Parallel is how many scenarios run at the same time, each with servers of
	// its own; 0 stands for a number that suits the machine.
	Parallel int
	// Patience is how long to wait for a message that must come before it counts as
	// missing; 0 means five seconds. It does not change during the run.
	Patience time.Duration
	// TimeoutScale is by how much all times are stretched, for machines or
	// servers that are slow; 0 stands for 1.
	TimeoutScale float64
	// Transport is how what the suite sends is divided into writes: "whole" (or ""),
	// "bytes", "coalesced" or "split". A sentence that says how something is written
	// is played as it says.
	Transport string
	// Generate is how many messages each scenario generates that wants some; 0
	// stands for a number that takes a moment.
	Generate int
	// GenerateSeed is what they are generated of; 0 stands for 1, so that verdicts
	// are the same in every run.
	GenerateSeed int64
	// Seed orders the scenarios of a feature; 0 stands for one that is chosen at
	// random. No verdict depends on it.
	Seed int64
	// FailFast stops the run after the first scenario that fails, is blocked or is
	// unstable. The report covers the scenarios that have ended by then.
	FailFast bool
	// Progress, where it is set, is called when a scenario has ended, from one
	// goroutine at a time. The run waits until it returns.
	Progress func(Progress)
	// Notice, if not nil, is called during a run with messages for the user.
	Notice func(text string)
	// environment is added to that of the server.
	environment map[string]string
	// unconfirmed keeps the first result of each scenario: nothing runs again.
	unconfirmed bool
	// undiagnosed leaves every failure as it is: none is explained by another requirement.
	undiagnosed bool
	// alone leaves out the first steps, so that none of them blocks a scenario.
	alone bool
	// processes starts the servers; nil means a supervisor for this run alone.
	processes *supervisor.Supervisor
}

// Progress is how far a run has come.
type Progress struct {
	Done, Total int // scenarios
	Failed      int
}

// defaultPatience is long against anything but a server that is stuck.
const defaultPatience = 5 * time.Second

// What is generated unless a run is told otherwise.
const (
	DefaultGenerate     = 100
	DefaultGenerateSeed = 1
)

// scenariosPerCore suits scenarios that wait more than they work.
const scenariosPerCore = 8

// withDefaults returns options in which what is zero is what it stands for.
func (o Options) withDefaults() Options {
	if o.Parallel <= 0 {
		o.Parallel = scenariosPerCore * runtime.NumCPU()
	}
	if o.Patience <= 0 {
		o.Patience = defaultPatience
	}
	if o.TimeoutScale <= 0 {
		o.TimeoutScale = 1
	}
	if o.Generate <= 0 {
		o.Generate = DefaultGenerate
	}
	if o.GenerateSeed == 0 {
		o.GenerateSeed = DefaultGenerateSeed
	}
	if o.Seed == 0 {
		o.Seed = 1 + rand.Int64N(math.MaxInt32)
	}
	return o
}

// target returns what is judged, with the profiles that are claimed.
func (o Options) target() (*target.Target, error) {
	t := &target.Target{Name: o.Server, Args: o.Args, Start: o.Exec, Environment: o.environment}
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

// Run judges a server. The error says why it could not; what a server does
// wrong stands in the report. Where ctx ends first, the report is on the scenarios
// that have ended by then.
// Before Run returns, it stops all servers and removes their files. If this process is
// killed, the same happens soon afterwards.
func Run(ctx context.Context, options Options) (*Report, error) {
	r, err := newRun(options)
	if err != nil {
		return nil, err
	}
	if options.processes == nil {
		defer r.processes.Close()
	}
	version, err := r.target.AskVersion(ctx, r.processes)
	if err != nil {
		return nil, err
	}
	r.noteParallel(options.Parallel)
	if err := r.open(ctx); err != nil {
		r.close()
		return nil, err
	}
	started := time.Now()
	ctx, r.stop = context.WithCancel(ctx)
	defer r.stop()
	r.play(ctx)
	took := time.Since(started)
	if err := r.close(); err != nil && options.Notice != nil {
		options.Notice(err.Error()) // the verdicts count, whatever is left behind
	}
	return r.judge(&Report{
		Server:       r.target.Name,
		Version:      version,
		Suite:        Version(),
		Seed:         r.options.Seed,
		Transport:    r.manner.Transport,
		Generated:    unless(DefaultGenerate, r.manner.Cases),
		GenerateSeed: unless(DefaultGenerateSeed, r.manner.Seed),
		Started:      started.UTC().Truncate(time.Second),
		Took:         took,
		Stopped:      ctx.Err() != nil,
		Partial:      r.plan.isPartial(),
	})
}

// unless returns n, 0 where it is the usual one.
func unless[N int | int64](usual, n N) N {
	if n == usual {
		return 0
	}
	return n
}
