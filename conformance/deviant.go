package conformance

import (
	"cmp"
	"context"
	"slices"

	"github.com/besterprotocol/bester/conformance/internal/deviant"
	"github.com/besterprotocol/bester/conformance/internal/matrix"
	"github.com/besterprotocol/bester/conformance/internal/report"
	"github.com/besterprotocol/bester/spec"
)

// plainest is the scenario that a server passes with which anything works. What fails
// it is no deviant: it would be caught by any scenario.
const (
	plainest       = "A message goes in and comes out as a frame on every connection"
	plainestProves = "FRAME-1"
)

// judgeDeviant runs the scenarios of the requirement that s breaks, and all others
// where none of these fails.
func (p *proving) judgeDeviant(ctx context.Context, s deviant.Server) matrix.Server {
	mine := func(c Scenario) bool { return slices.Contains(c.Requirements, s.Requirement) }
	plain := func(c Scenario) bool { return c.Name == plainest && !mine(c) && !s.BreaksAll() }
	first, err := p.play(ctx, s, deviantOptions(func(c Scenario) bool { return mine(c) || plain(c) }, s.Requirement, plainestProves))
	if judged := made(s, first, err, plain); len(judged.Failed) > 0 {
		judged.Verdict = matrix.Broken
		return judged
	}
	judged := made(s, first, err, mine)
	if judged.Settle(matrix.Caught, matrix.Survived); judged.Verdict != matrix.Survived {
		return judged
	}
	rest := func(c Scenario) bool { return !mine(c) }
	all, err := p.play(ctx, s, deviantOptions(rest))
	others := made(s, all, err, rest)
	others.Scenarios += judged.Scenarios
	others.Settle(matrix.Elsewhere, matrix.Survived)
	return others
}

// deviantOptions are those of a run of some scenarios on a deviant, all of which prove
// one of the requirements, if there are any.
func deviantOptions(only func(Scenario) bool, requirements ...string) Options {
	return Options{Selection: Selection{Requirements: requirements, only: only}, Parallel: scenariosPerDeviant, Patience: deviantPatience}
}

// judgeVariant runs everything: s has to pass it, but for what means no more than a
// warning where s is lax.
func (p *proving) judgeVariant(ctx context.Context, s deviant.Server) matrix.Server {
	result, err := p.play(ctx, s, Options{})
	judged := made(s, result, err, every)
	if s.IsLax() {
		judged.Failed = slices.DeleteFunc(judged.Failed, p.isRecommended)
	}
	judged.Settle(matrix.Blamed, matrix.Passed)
	return judged
}

// isRecommended reports whether all that a scenario proves is recommended, so that a
// server which fails it is warned.
func (p *proving) isRecommended(scenario matrix.Failed) bool {
	return !slices.ContainsFunc(p.requirements, func(q spec.Requirement) bool {
		return q.Level != spec.SHOULD && slices.Contains(scenario.Requirements, q.ID)
	})
}

// judgeCorrect runs everything on the reference server, or what was run on the
// deviants where these are not all.
func (p *proving) judgeCorrect(ctx context.Context, deviants []deviant.Server, partial bool) matrix.Server {
	var options Options
	if partial && len(deviants) > 0 {
		for _, s := range deviants {
			options.Requirements = append(options.Requirements, s.Requirement)
		}
	}
	s := deviant.Server{Does: "is the reference server"}
	result, err := p.play(ctx, s, options)
	judged := made(s, result, err, every)
	judged.Settle(matrix.Blamed, matrix.Passed)
	return judged
}

// play runs scenarios on the program as s.
func (p *proving) play(ctx context.Context, s deviant.Server, options Options) (*Report, error) {
	options.Server = s.Name
	options.Args = []string{p.program.Path, "{config}"}
	options.environment = deviant.Environment(s)
	options.Seed = p.options.Seed
	return Run(ctx, options)
}

func every(Scenario) bool { return true }

// made says what was made of s in a run, or why nothing was: of the scenarios that
// count, which failed.
func made(s deviant.Server, result *Report, err error, counts func(Scenario) bool) matrix.Server {
	judged := matrix.Server{Name: s.Name, Requirement: s.Requirement, Does: s.Does, Change: s.Change()}
	if err != nil {
		judged.Reason = err.Error()
		return judged
	}
	for _, scenario := range result.Scenarios {
		switch {
		case !counts(scenario):
		case scenario.Verdict == report.Failed:
			judged.Scenarios++
			judged.Failed = append(judged.Failed, matrix.Failed{Place: placeOf(scenario), Why: scenario.Failure.InOneLine()})
		case scenario.Verdict == report.Passed:
			judged.Scenarios++
		case scenario.Verdict == report.NotRun:
			judged.Reason = cmp.Or(judged.Reason, scenario.Place()+": "+scenario.Failure.InOneLine())
		}
	}
	return judged
}

func placeOf(s Scenario) matrix.Place {
	return matrix.Place{Place: s.Place(), Name: s.Name, Requirements: s.Requirements}
}
