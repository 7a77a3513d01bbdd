package conformance

import (
	"context"
	"errors"
	"slices"

	"github.com/cucumber/godog"

	"github.com/besterprotocol/bester/conformance/internal/report"
)

// scenario is a scenario that godog runs.
type scenario struct {
	run     *run
	sandbox *sandbox // nil before the scenario begins
	history []*godog.Scenario
	attempt *attempt
	steps   int // how many steps have run
}

// register makes godog pass every step to the attempt, which interprets it.
func (s *scenario) register(sc *godog.ScenarioContext) {
	sc.Step(`^.*$`, s.step)
	sc.Before(s.before)
	sc.After(s.after)
}

// before takes a sandbox, or skips a scenario that is not to be run.
func (s *scenario) before(ctx context.Context, pickle *godog.Scenario) (context.Context, error) {
	i, known := s.run.catalog.keys[key(pickle)]
	if !known || s.run.plan.verdicts[i] != report.Passed || s.run.plan.done[i] || ctx.Err() != nil {
		return ctx, godog.ErrSkip
	}
	s.sandbox = <-s.run.sandboxes
	if s.run.needsFresh() {
		s.sandbox.Reset()
	}
	s.history = slices.Clone(s.sandbox.history)
	s.attempt = s.run.begin(pickle, s.sandbox)
	return ctx, nil
}

var errNotChosen = errors.New("this scenario was not selected")

func (s *scenario) step(ctx context.Context) error {
	if s.attempt == nil {
		return errNotChosen
	}
	s.steps++
	return s.attempt.step(ctx, s.steps-1)
}

// after records the result and returns the sandbox.
func (s *scenario) after(ctx context.Context, pickle *godog.Scenario, _ error) (context.Context, error) {
	if s.attempt == nil {
		return ctx, nil
	}
	result := s.run.confirm(ctx, pickle, s.sandbox, s.attempt.end(ctx), s.history)
	s.run.sandboxes <- s.sandbox
	*s = scenario{run: s.run} // godog keeps s until the run ends, and the attempt holds all that was sent
	if ctx.Err() == nil || result.Failure == nil {
		s.run.add(result) // the failure of an interrupted scenario says nothing about the server
	}
	return ctx, nil
}
