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
const plainest = "A message goes in and comes out as a frame on every connection"

// judgeDeviant runs the scenarios of the requirement that s breaks, and all others
// where none of these fails.
func (p *proving) judgeDeviant(ctx context.Context, s deviant.Server) matrix.Server {
	mine := func(c report.Scenario) bool { return slices.Contains(c.Requirements, s.Requirement) }
	plain := func(c report.Scenario) bool { return c.Name == plainest }
	if !s.BreaksAll() {
		judged := p.judge(ctx, s, Options{Selection: Selection{only: plain}, Parallel: 1, Patience: deviantPatience})
		if judged.Settle(matrix.Broken, matrix.Passed); judged.Verdict != matrix.Passed {
			return judged
		}
	}
	judged := p.judge(ctx, s, Options{Selection: Selection{only: mine}, Parallel: scenariosPerDeviant, Patience: deviantPatience})
	if judged.Settle(matrix.Caught, matrix.Survived); judged.Verdict != matrix.Survived {
		return judged
	}
	rest := func(c report.Scenario) bool { return !mine(c) }
	others := p.judge(ctx, s, Options{Selection: Selection{only: rest}, Parallel: scenariosPerDeviant, Patience: deviantPatience})
	others.Scenarios += judged.Scenarios
	others.Settle(matrix.Elsewhere, matrix.Survived)
	return others
}

// judgeVariant runs everything: s has to pass it, but for what means no more than a
// warning where s is lax.
func (p *proving) judgeVariant(ctx context.Context, s deviant.Server) matrix.Server {
	judged := p.judge(ctx, s, Options{})
	if s.IsLax() {
		judged.Failed = slices.DeleteFunc(judged.Failed, p.isRecommended)
	}
	judged.Settle(matrix.Blamed, matrix.Passed)
	return judged
}

// isRecommended reports whether all that a scenario proves is recommended, so that a
// server which fails it is warned.
func (p *proving) isRecommended(scenario matrix.Place) bool {
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
	judged := p.judge(ctx, deviant.Server{Does: "is the reference server"}, options)
	judged.Settle(matrix.Blamed, matrix.Passed)
	return judged
}

// judge runs scenarios on the program as s, and says which of them failed.
func (p *proving) judge(ctx context.Context, s deviant.Server, options Options) matrix.Server {
	judged := matrix.Server{Name: s.Name, Requirement: s.Requirement, Does: s.Does, Change: s.Change()}
	options.Server = s.Name
	options.Args = []string{p.program, "serve", "--config", "{config}"}
	options.environment = map[string]string{deviant.Variable: s.Name}
	options.Seed = p.options.Seed
	result, err := Run(ctx, options)
	if err != nil {
		judged.Reason = err.Error()
		return judged
	}
	for _, scenario := range result.Scenarios {
		switch scenario.Verdict {
		case report.Passed:
			judged.Scenarios++
		case report.Failed:
			judged.Scenarios++
			judged.Failed = append(judged.Failed, placeOf(scenario))
		case report.NotRun:
			judged.Reason = cmp.Or(judged.Reason, scenario.Place()+": "+scenario.Failure.InOneLine())
		}
	}
	return judged
}

func placeOf(s report.Scenario) matrix.Place {
	return matrix.Place{Place: s.Place(), Name: s.Name, Requirements: s.Requirements}
}
