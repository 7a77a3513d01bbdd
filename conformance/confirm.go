package conformance

import (
	"context"
	"slices"

	"github.com/cucumber/godog"

	"github.com/besterprotocol/bester/conformance/internal/report"
	"github.com/besterprotocol/bester/conformance/internal/wire"
)

// A verdict depends on the server alone. Scenarios share servers to save time, but that
// never decides a verdict: a scenario that fails on a used server runs again on a fresh one,
// and that result counts.

const (
	// fewStateful is the number of scenarios that fail only after others, from which on the
	// server is known to keep state and each scenario gets a fresh server.
	fewStateful = 3
	// maxHistory is the number of earlier scenarios that are replayed to find out whether
	// they make a scenario fail.
	maxHistory = 40
	// confirmations is how often a doubtful scenario runs again on a fresh server until it
	// fails again. A server with a race errs now and then.
	confirmations = 3
)

// confirm returns the result that counts, given the first result and the scenarios that the
// servers had served before. If the first result is doubtful, it ends these servers.
func (r *run) confirm(ctx context.Context, pickle *godog.Scenario, on *sandbox, first report.Scenario, history []*godog.Scenario) report.Scenario {
	if r.options.unconfirmed || !r.isDoubtful(first) || ctx.Err() != nil {
		return first
	}
	var again report.Scenario
	for range confirmations {
		on.Reset()
		again = r.attempt(ctx, pickle, on)
		switch {
		case ctx.Err() != nil || again.Verdict == report.NotRun:
			return again
		case r.isAsBad(first, again):
			again = r.asAlone(ctx, pickle, on, r.asWhole(ctx, pickle, on, again))
			r.believe(again)
			return again
		}
	}
	if len(history) > 0 && r.isAsBad(first, r.after(ctx, history, pickle, on)) {
		r.noteState(again, history[len(history)-1])
		return again
	}
	return r.unstable(first)
}

// asWhole runs a scenario that failed with divided writes again with whole frames. If it
// then passes, the divided one is blocked by FRAME-2.
func (r *run) asWhole(ctx context.Context, pickle *godog.Scenario, on *sandbox, divided report.Scenario) report.Scenario {
	if r.manner.Transport == wire.Whole || divided.Verdict == report.Passed || slices.Contains(divided.Requirements, anyDivision) {
		return divided
	}
	on.Reset()
	manner := r.manner
	manner.Transport = wire.Whole
	whole := r.beginWith(manner, pickle, on).play(ctx)
	if whole.Verdict != report.Passed || ctx.Err() != nil {
		return divided
	}
	divided.Verdict, divided.BlockedBy = report.Blocked, anyDivision
	divided.Findings = append(divided.Findings, wire.Finding{
		Requirement: anyDivision,
		What:        "got " + divided.Failure.Happened + ", but not if each write contains whole frames",
		Event:       divided.Failure.Event,
		Certain:     true,
	})
	return divided
}

// asAlone runs a scenario in which the server ended at a generated message again, with that message
// alone. If the server then takes the message, it ended for what came before: the ends of other
// connections.
func (r *run) asAlone(ctx context.Context, pickle *godog.Scenario, on *sandbox, one report.Scenario) report.Scenario {
	if one.Failure == nil || one.Failure.Ended == "" || one.Failure.Message == 0 {
		return one
	}
	on.Reset()
	manner := r.manner
	manner.First, manner.Cases = one.Failure.Message, 1
	alone := r.beginWith(manner, pickle, on).play(ctx)
	if failedStep(alone) == failedStep(one) || ctx.Err() != nil {
		return one
	}
	ends := []string{"CONN-4", "FRAME-8"}
	one.Failure.Happened += "; this message alone does not end the server"
	one.Failure.Points = append(one.Failure.Points, ends...)
	one.Failure.Needs = append(one.Failure.Needs, ends...)
	return one
}

// anyDivision requires that a receiver finds the same frames, no matter how the bytes are
// divided.
const anyDivision = "FRAME-2"

// after returns the result of a scenario on fresh servers that first replay history.
func (r *run) after(ctx context.Context, history []*godog.Scenario, pickle *godog.Scenario, on *sandbox) report.Scenario {
	on.Reset()
	for _, earlier := range history[max(0, len(history)-maxHistory):] {
		r.attempt(ctx, earlier, on)
	}
	last := r.attempt(ctx, pickle, on)
	on.Reset()
	return last
}

// isDoubtful reports whether a result must be confirmed by a second attempt.
func (r *run) isDoubtful(s report.Scenario) bool {
	return s.Verdict == report.Failed || s.Verdict == report.Blocked || len(r.news(s)) > 0
}

// isAsBad reports whether second confirms what made first doubtful. If both fail, second may
// lack a finding of first, because the scenario ended before the server's next frame came.
func (r *run) isAsBad(first, second report.Scenario) bool {
	if first.Verdict != report.Passed {
		return second.Verdict != report.Passed
	}
	found := second.Broken()
	return !slices.ContainsFunc(r.news(first), func(id string) bool { return !slices.Contains(found, id) })
}

// news returns the requirements in the findings of s that no fresh server has been seen to
// break yet.
func (r *run) news(s report.Scenario) []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.DeleteFunc(s.Broken(), func(id string) bool { return r.believed[id] })
}

// believe records the requirements in the findings of s, which ran on a fresh server.
func (r *run) believe(s report.Scenario) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, id := range s.Broken() {
		r.believed[id] = true
	}
}

// noteState records that s failed only because other scenarios had run on the same servers.
func (r *run) noteState(s report.Scenario, before *godog.Scenario) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.state == nil {
		earlier := r.catalog.scenarios[r.catalog.keys[key(before)]]
		r.state = &report.State{First: s.Place(), After: earlier.Place()}
	}
	r.state.Scenarios++
	r.state.Fresh = r.state.Scenarios >= fewStateful && r.options.Attach == ""
}

// needsFresh reports whether each scenario gets fresh servers from now on.
func (r *run) needsFresh() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.state != nil && r.state.Fresh
}

// unstable returns the result of a scenario that failed once, but not again.
func (r *run) unstable(s report.Scenario) report.Scenario {
	s.Verdict, s.BlockedBy = report.Unstable, ""
	if s.Failure == nil {
		news := r.news(s)
		f := s.Findings[max(0, slices.IndexFunc(s.Findings, func(f wire.Finding) bool { return slices.Contains(news, f.Requirement) }))]
		s.Failure = &report.Failure{Allowed: "what " + f.Requirement + " says", Happened: f.What, Event: f.Event}
	}
	s.Findings = nil
	return s
}
