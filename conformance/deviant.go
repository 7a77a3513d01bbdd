package conformance

import (
	"cmp"
	"context"
	"slices"

	"github.com/besterprotocol/bester/conformance/internal/deviant"
	"github.com/besterprotocol/bester/conformance/internal/matrix"
	"github.com/besterprotocol/bester/conformance/internal/plain"
	"github.com/besterprotocol/bester/conformance/internal/report"
	"github.com/besterprotocol/bester/spec"
)

// judgeDeviant runs the scenarios of the requirement that s breaks, and all others
// where none of these fails.
func (p *proving) judgeDeviant(ctx context.Context, s deviant.Server) matrix.Server {
	mine := func(c Scenario) bool {
		return slices.Contains(c.Requirements, s.Requirement) || slices.Contains(c.Broken(), s.Requirement)
	}
	first, err := p.play(ctx, deviantOptions(mine, s.Requirement), s)
	judged := made(s, first, err, mine, breach(s.Requirement))
	if judged.Settle(matrix.Caught, matrix.Survived); judged.Verdict != matrix.Survived {
		return judged
	}
	all, err := p.play(ctx, deviantOptions(func(c Scenario) bool { return !slices.Contains(c.Requirements, s.Requirement) }), s)
	named := made(s, all, err, every, naming(s.Requirement))
	named.Scenarios += judged.Scenarios
	if named.Settle(matrix.Caught, matrix.Survived); named.Verdict != matrix.Survived {
		return named
	}
	others := made(s, all, err, every, anything(never))
	others.Scenarios = named.Scenarios
	others.Settle(matrix.Elsewhere, matrix.Survived)
	return others
}

// judgeWholly runs all scenarios on the deviant s, and also compares the requirements that
// the report names with those that s breaks.
func (p *proving) judgeWholly(ctx context.Context, s deviant.Server) matrix.Server {
	mine := func(c Scenario) bool {
		return slices.Contains(c.Requirements, s.Requirement) || slices.Contains(c.Broken(), s.Requirement)
	}
	all, err := p.play(ctx, Options{Parallel: scenariosPerSet}, s)
	judged := made(s, all, err, mine, breach(s.Requirement))
	judged.Settle(matrix.Caught, matrix.Survived)
	if err != nil {
		return judged
	}
	if others := made(s, all, nil, every, anything(never)); judged.Verdict == matrix.Survived && len(others.Failed) > 0 {
		judged = others
		judged.Settle(matrix.Elsewhere, matrix.Survived)
	}
	whole := p.comparison([]deviant.Server{s}, all)
	judged.Whole = &whole
	return judged
}

// deviantOptions are those of a run of some scenarios on a deviant, all of which prove
// one of the requirements, if there are any.
func deviantOptions(only func(Scenario) bool, requirements ...string) Options {
	return Options{Selection: Selection{Requirements: requirements, only: only}, Parallel: scenariosPerDeviant, Patience: deviantPatience}
}

// judgeVariants runs everything on variants, as one server. The server must pass, and lax
// variants may get warnings. If it does not pass, each variant is judged alone.
func (p *proving) judgeVariants(ctx context.Context, set []deviant.Server) []matrix.Server {
	isLax := set[0].IsLax()
	result, err := p.play(ctx, Options{}, set...)
	judged := made(set[0], result, err, every, anything(func(id string) bool { return isLax && p.isRecommended(id) }))
	if isLax {
		judged.Failed = slices.DeleteFunc(judged.Failed, p.isWarning)
	}
	judged.Settle(matrix.Blamed, matrix.Passed)
	if judged.Verdict != matrix.Passed && len(set) > 1 {
		return slices.Concat(eachOf(ctx, set, 1, func(ctx context.Context, s deviant.Server) []matrix.Server {
			return p.judgeVariants(ctx, []deviant.Server{s})
		})...)
	}
	var all []matrix.Server
	for _, s := range set {
		one := judged
		one.Name, one.Requirement, one.Does, one.Change = s.Name, s.Requirement, s.Does, s.Change()
		all = append(all, one)
		p.progress()
	}
	return all
}

// variantsAtOnce is how many variants are judged as one server. The delays of more variants
// would add up to more than a server may take.
const variantsAtOnce = 6

// variantSets puts variants together that can be judged as one server. Lax variants are in sets
// of their own, because their warnings must not excuse others.
func (p *proving) variantSets() [][]deviant.Server {
	var sets [][]deviant.Server
	for _, s := range p.variants {
		i := slices.IndexFunc(sets, func(set []deviant.Server) bool {
			return len(set) < variantsAtOnce && set[0].IsLax() == s.IsLax() && p.program.Compatible(append(slices.Clone(set), s)...)
		})
		if i < 0 {
			sets = append(sets, []deviant.Server{s})
		} else {
			sets[i] = append(sets[i], s)
		}
	}
	return sets
}

// isWarning reports whether a scenario proves only recommendations, so that failing it is a
// warning.
func (p *proving) isWarning(scenario matrix.Failed) bool {
	return !slices.ContainsFunc(scenario.Requirements, func(id string) bool { return !p.isRecommended(id) })
}

// isRecommended reports whether a server SHOULD meet a requirement.
func (p *proving) isRecommended(id string) bool {
	return slices.ContainsFunc(p.requirements, func(q spec.Requirement) bool { return q.ID == id && q.Level == spec.SHOULD })
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
	result, err := p.play(ctx, options)
	judged := made(s, result, err, every, anything(never))
	judged.Settle(matrix.Blamed, matrix.Passed)
	return judged
}

// play runs scenarios on the program as all of the servers at once.
func (p *proving) play(ctx context.Context, options Options, servers ...deviant.Server) (*Report, error) {
	options.Server = nameOf(servers)
	options.Args = []string{p.program.Path, "{config}"}
	options.processes = p.processes
	options.environment = deviant.Environment(servers...)
	options.Seed = cmp.Or(options.Seed, p.options.Seed)
	return Run(ctx, options)
}

func every(Scenario) bool { return true }

// made returns the result of a run on s: the scenarios that count and speak against s, each
// with the reason. If the run ended with err, the result has that as its reason.
func made(s deviant.Server, result *Report, err error, counts func(Scenario) bool, against func(Scenario) string) matrix.Server {
	judged := matrix.Server{Name: s.Name, Requirement: s.Requirement, Does: s.Does, Change: s.Change()}
	if err != nil {
		judged.Reason = plain.Words(err)
		return judged
	}
	for _, scenario := range result.Scenarios {
		if !counts(scenario) {
			continue
		}
		switch scenario.Verdict {
		case report.NotChosen, report.NotClaimed:
		case report.NotRun:
			judged.Reason = cmp.Or(judged.Reason, scenario.Place()+": "+scenario.Failure.InOneLine())
		default:
			judged.Scenarios++
			if why := against(scenario); why != "" {
				judged.Failed = append(judged.Failed, matrix.Failed{Place: placeOf(scenario), Why: why})
			}
		}
	}
	return judged
}

// breach returns a function for made. It returns why a scenario catches a deviant that breaks
// requirement, because it failed or has a finding about the requirement, or "".
func breach(requirement string) func(Scenario) string {
	return func(s Scenario) string {
		if s.Verdict == report.Failed {
			return s.Failure.InOneLine()
		}
		why, _ := whyNamed(s, requirement)
		return why
	}
}

// naming returns what a scenario says against requirement, or "".
func naming(requirement string) func(Scenario) string {
	return func(s Scenario) string {
		why, _ := whyNamed(s, requirement)
		return why
	}
}

// anything returns a function for made. It returns why a scenario blames a correct server, or
// "". Findings about excused requirements do not count.
func anything(excused func(id string) bool) func(Scenario) string {
	return func(s Scenario) string {
		if s.Verdict != report.Passed {
			return string(s.Verdict) + ": " + s.Failure.InOneLine()
		}
		for _, f := range s.Findings {
			if !excused(f.Requirement) {
				return f.Requirement + ": " + f.What
			}
		}
		return ""
	}
}

// never excuses no requirement.
func never(string) bool { return false }

func placeOf(s Scenario) matrix.Place {
	return matrix.Place{Place: s.Place(), Name: s.Name, Requirements: s.Requirements}
}
