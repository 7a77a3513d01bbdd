package conformance

import (
	"cmp"
	"context"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/cucumber/godog"

	"github.com/besterprotocol/bester/conformance/internal/report"
	"github.com/besterprotocol/bester/conformance/internal/steps"
	"github.com/besterprotocol/bester/conformance/internal/supervisor"
	"github.com/besterprotocol/bester/conformance/internal/target"
	"github.com/besterprotocol/bester/conformance/internal/wire"
	"github.com/besterprotocol/bester/features"
	"github.com/besterprotocol/bester/spec"
)

// run is one run in the making.
type run struct {
	options      Options
	requirements []spec.Requirement
	catalog      *catalog
	plan         *plan
	needs        needs
	waitLimit    time.Duration // how long to wait for a message that must come
	manner       steps.Manner
	target       *target.Target
	processes    *supervisor.Supervisor // starts the servers
	missing      target.Missing         // the addresses at which they do not listen
	named        bool                   // whether the user has named the profiles
	sandboxes    chan *sandbox          // the ones that no scenario uses

	mu       sync.Mutex         // guards the fields below
	stop     context.CancelFunc // ends the run early
	results  []report.Scenario
	failed   int
	kept     int             // bytes in the records of results, before they are shortened
	believed map[string]bool // requirements that a finding on a fresh server showed broken
	shown    map[string]bool // requirements in the findings of any result so far
	state    *report.State   // nil while no scenario has failed only after others
	standing []report.FirstStep
}

// newRun prepares a run: all that can be wrong with options is, before anything is
// started.
func newRun(options Options) (*run, error) {
	requirements, err := spec.Requirements()
	if err != nil {
		return nil, err
	}
	r := &run{options: options.withDefaults(), requirements: requirements, processes: options.processes, believed: map[string]bool{}, shown: map[string]bool{}}
	if r.processes == nil {
		r.processes = supervisor.New()
	}
	r.waitLimit = time.Duration(r.options.TimeoutScale * float64(r.options.Patience))
	r.manner = steps.Manner{Cases: r.options.Generate, Seed: r.options.GenerateSeed}
	if r.manner.Transport, err = wire.ReadTransport(r.options.Transport); err != nil {
		return nil, err
	}
	if r.target, err = r.options.target(); err != nil {
		return nil, err
	}
	if r.catalog, err = ownCatalog(); err != nil {
		return nil, err
	}
	if r.needs, err = readNeeds(); err != nil {
		return nil, err
	}
	r.named, r.options.Profiles = len(options.Profiles) > 0, r.target.Profiles
	if r.options.Next {
		r.options.Selection = Selection{Profiles: r.options.Profiles, only: isFirstStep}
	}
	if r.plan, err = r.options.plan(r.catalog, requirements); err != nil {
		return nil, err
	}
	if r.options.Baseline != nil {
		if err := r.options.Baseline.Check(r.catalog.scenarios); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// play runs the scenarios that were chosen.
func (r *run) play(ctx context.Context) {
	if !r.options.alone {
		r.climb(ctx)
	}
	if r.options.Next {
		return
	}
	suite := godog.TestSuite{
		Name:                "bester",
		ScenarioInitializer: func(sc *godog.ScenarioContext) { (&scenario{run: r}).register(sc) },
		Options: &godog.Options{
			Format:         "progress",
			Output:         io.Discard,
			Strict:         true,
			NoColors:       true,
			Concurrency:    r.parallel(),
			Randomize:      r.options.Seed,
			FS:             features.Files(),
			Paths:          featurePaths,
			Tags:           anyOf(r.options.Requirements),
			DefaultContext: ctx,
		},
	}
	suite.Run()
}

// anyOf returns the filter of godog for scenarios with one of some tags, "" for all.
// The plan leaves out more than that; but what godog does not see costs nothing.
func anyOf(tags []string) string { return strings.Join(tags, ",") }

// add takes in the result of one scenario.
func (r *run) add(result report.Scenario) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.advise(&result)
	r.keepNews(&result)
	r.boundRecords(&result)
	r.results = append(r.results, result)
	if result.Failure != nil {
		r.failed++
		if r.options.FailFast && result.Verdict != report.NotRun {
			r.stop()
		}
	}
	if r.options.Progress != nil {
		r.options.Progress(Progress{Done: len(r.results), Total: r.plan.total, Failed: r.failed})
	}
}

// keepNews reduces the record of s to a sketch if s passed and all of its findings are about
// requirements in earlier findings.
func (r *run) keepNews(s *report.Scenario) {
	for _, id := range s.Broken() {
		if !r.shown[id] {
			s.Shows = append(s.Shows, id)
		}
		r.shown[id] = true
	}
	if s.Failure == nil && s.Shows == nil {
		s.Events = report.Sketch(s.Events)
	}
}

// judge completes the report.
func (r *run) judge(all *Report) (*Report, error) {
	disputed, err := spec.Disputed()
	if err != nil {
		return nil, err
	}
	all.Scenarios = slices.Concat(r.results, r.rest())
	if !r.options.undiagnosed {
		r.diagnose(all.Scenarios)
	}
	all.State, all.FirstSteps = r.state, r.standing
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

// keptInRun is how many bytes the records of a run may hold before they are shortened, so that a
// report on a server that fails in many floods stays small.
const keptInRun = 32 << 20

// boundRecords shortens the record of s if the records of the run hold much already.
func (r *run) boundRecords(s *report.Scenario) {
	for _, e := range s.Events {
		r.kept += len(e.Bytes)
	}
	if r.kept > keptInRun {
		s.Events = report.Shorten(s.Events)
	}
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
