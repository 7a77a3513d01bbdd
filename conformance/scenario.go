package conformance

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/cucumber/godog"

	"github.com/besterprotocol/bester/conformance/internal/layout"
	"github.com/besterprotocol/bester/conformance/internal/match"
	"github.com/besterprotocol/bester/conformance/internal/report"
	"github.com/besterprotocol/bester/conformance/internal/steps"
	"github.com/besterprotocol/bester/conformance/internal/target"
	"github.com/besterprotocol/bester/conformance/internal/wire"
)

// scenario is one scenario being run.
type scenario struct {
	run     *run
	sandbox servers // nil while it has none
	world   *steps.World
	result  report.Scenario
	step    int // how many steps have ended
	started time.Time
}

func newScenario(r *run) *scenario {
	s := &scenario{run: r}
	s.world = steps.NewWorld(s, r.patience.now(), r.manner)
	return s
}

func (s *scenario) register(sc *godog.ScenarioContext) {
	steps.Register(sc, s.world)
	sc.Before(s.before)
	sc.StepContext().After(s.afterStep)
	sc.After(s.after)
}

// A scenario has its servers from the sandbox that it holds. Those of one that
// came before it are used again, unless that one failed.

func (s *scenario) Server(ctx context.Context, name string) (layout.Layout, error) {
	return s.sandbox.Server(ctx, name)
}

func (s *scenario) Fresh(ctx context.Context, name string, change func(*layout.Layout)) (layout.Layout, error) {
	return s.sandbox.Fresh(ctx, name, change)
}

// IsRefusal reports whether err is that of a server that ended instead of
// starting.
func (s *scenario) IsRefusal(err error) bool {
	var ended *target.EndedError
	return errors.As(err, &ended)
}

var _ steps.Deployment = (*scenario)(nil)

// before takes a sandbox, or skips a scenario that is not to be run.
func (s *scenario) before(ctx context.Context, pickle *godog.Scenario) (context.Context, error) {
	i, known := s.run.catalog.keys[key(pickle)]
	if !known || s.run.plan.verdicts[i] != report.Passed || ctx.Err() != nil {
		return ctx, godog.ErrSkip
	}
	s.result = s.run.catalog.scenarios[i]
	s.result.Verdict = report.Passed
	s.result.Steps = slices.Clone(s.result.Steps)
	s.sandbox = <-s.run.sandboxes
	s.sandbox.Mark()
	s.started = time.Now()
	return ctx, nil
}

// afterStep notes how a step ended.
func (s *scenario) afterStep(ctx context.Context, _ *godog.Step, status godog.StepResultStatus, err error) (context.Context, error) {
	if s.sandbox == nil {
		return ctx, nil
	}
	step := &s.result.Steps[s.step]
	s.step++
	switch {
	case err != nil && s.result.Failure == nil:
		step.Failed = true
		s.fail(err)
	case status == godog.StepPassed:
		step.Done = true
	}
	return ctx, nil
}

// fail notes why the scenario does not pass. What is no fault of the server's is
// one of the suite's, or of the machine.
func (s *scenario) fail(err error) {
	var mismatch *match.Mismatch
	var ended *target.EndedError
	switch {
	case errors.As(err, &mismatch):
		s.result.Verdict = report.Failed
		s.result.Failure = &report.Failure{Allowed: mismatch.Allowed, Happened: mismatch.Happened, Event: mismatch.Event}
	case errors.As(err, &ended):
		s.result.Verdict = report.Failed
		s.result.Failure = &report.Failure{Allowed: "the server goes on serving", Happened: ended.Server + " ended (" + ended.How + ")"}
	default:
		s.result.Verdict = report.NotRun
		s.result.Failure = &report.Failure{Happened: err.Error()}
	}
}

// after ends the scenario: what it left behind is looked at, closed and removed.
func (s *scenario) after(ctx context.Context, _ *godog.Scenario, _ error) (context.Context, error) {
	if s.sandbox == nil {
		return ctx, nil
	}
	settled := s.result.Failure == nil && s.lookBack(ctx) && s.world.SignOut(ctx)
	s.world.Close()
	s.result.Events = report.Keep(s.world.Events(), s.result.Failure)
	if s.result.Failure != nil {
		s.explain()
	}
	if !settled {
		s.sandbox.Reset() // whatever the servers are still at ends with them
	}
	s.result.Took = time.Since(s.started)
	s.run.sandboxes <- s.sandbox
	if ctx.Err() == nil || s.result.Failure == nil {
		s.run.add(s.result) // one that was interrupted has shown nothing
	}
	return ctx, nil
}

// lookBack holds what every scenario has to show: the server still serves the
// clients that are left, and wrote nothing that it must not, looked at or not.
// It reports whether the server has nothing more to do for this scenario.
func (s *scenario) lookBack(ctx context.Context) (settled bool) {
	settled, err := s.world.Settle(ctx)
	for _, check := range []struct {
		sentence string
		holds    func() error
	}{
		{"(behind every scenario) each session that is left is still served", func() error { return err }},
		{"(behind every scenario) everybody else is still served", func() error { return s.world.OthersServed(ctx) }},
		{"(behind every scenario) all that the server sent was valid", s.world.Faults},
		{"(behind every scenario) the server still runs", s.sandbox.Ended},
	} {
		if err := check.holds(); err != nil {
			s.result.Steps = append(s.result.Steps, report.Step{Keyword: "And", Text: check.sentence, Failed: true})
			s.fail(err)
			return false
		}
	}
	return settled
}

// explain adds to a failure what helps to understand it.
func (s *scenario) explain() {
	if slices.ContainsFunc(s.result.Events, func(e wire.Event) bool { return e.Action == wire.Ended }) {
		s.sandbox.AwaitEnd() // a server that dies closes its connections before the system tells of its end
	}
	s.result.Output = s.sandbox.Output()
	s.result.Servers = s.sandbox.Layouts()
	if ended := s.sandbox.Ended(); ended != nil {
		s.result.Failure.Ended = ended.Error()
		s.result.Output = nil // it stands there
	}
}
