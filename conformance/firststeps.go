package conformance

import (
	"cmp"
	"context"
	"regexp"
	"slices"
	"strings"

	"github.com/besterprotocol/bester/conformance/internal/report"
	"github.com/besterprotocol/bester/conformance/internal/steps"
	"github.com/besterprotocol/bester/conformance/internal/wire"
)

// The first steps lead from an open port to a delivered message. They run before all other
// scenarios, one after the other. A failed step blocks the scenarios that need it, which then
// do not run.

// firstStepsFile contains the scenarios of the first steps, in order.
const firstStepsFile = "start/first_steps.feature"

// firstStep is one of the first steps.
type firstStep struct {
	scenario string         // the name of its scenario
	short    string         // what the server does, in a few words
	needs    []string       // the steps that must pass first, by short
	gates    *regexp.Regexp // matches a sentence in each scenario that needs the step; nil matches none
	probes   bool           // whether the suite's own probes need the step
}

var (
	anySentence   = regexp.MustCompile(`^`)
	withHandlers  = regexp.MustCompile(`handler|receives nothing|message|peer|signs? in as .* with generated|S[123]`)
	withData      = regexp.MustCompile(`handler.* receives|carrying|receives nothing|its data|S[123]`)
	withDelivery  = regexp.MustCompile(`deliver|receives nothing|its data|sendClients to "|S[123]`)
	toNobody      = regexp.MustCompile(`to nobody`)
	toPeers       = regexp.MustCompile(`peer servers? |sendServers|S[123]`)
	fromPeers     = regexp.MustCompile(`a peer "|[Pp]eers send|S[123]`)
	firstStepList = []firstStep{
		{"The server accepts a connection", "listens", nil, anySentence, true},
		{"A user signs in", "signs in", []string{"listens"}, anySentence, true},
		{"A message is reported on", "reports", []string{"signs in"}, anySentence, true},
		{"A wrong password is refused", "refuses a wrong password", []string{"reports"}, nil, false},
		{"A message of an unknown type is reported bad", "reports an unknown type", []string{"reports"}, nil, false},
		{"The handler is asked", "asks the handler", []string{"reports"}, anySentence, true},
		{"The handler is given the data", "gives it the data", []string{"asks the handler"}, withData, true},
		{"A status that is a number is no success", "wants a status of text", []string{"asks the handler"}, nil, false},
		{"The answer of the handler is reported on", "reports on its answer", []string{"asks the handler"}, withHandlers, true},
		{"The answer of the handler leads to a good report", "reports good", []string{"reports on its answer"}, withHandlers, true},
		{"A user is sent a delivery", "delivers", []string{"reports good"}, withDelivery, true},
		{"The delivery carries the data of the answer", "delivers the data", []string{"gives it the data", "delivers"}, withDelivery, true},
		{"The user who sends is sent a delivery", "delivers to the sender", []string{"delivers"}, nil, true},
		{"A second message is reported on", "goes on", []string{"reports"}, withHandlers, true},
		{"An answer that names no user is carried out", "takes an empty list", []string{"reports good"}, toNobody, false},
		{"The handler is asked again for a second message", "asks the handler again", []string{"reports good", "goes on"}, withHandlers, true},
		{"A message is sent to another server", "reaches a peer", []string{"gives it the data", "reports good"}, toPeers, false},
		{"A message from another server reaches the handler", "takes a peer's message", []string{"gives it the data"}, fromPeers, false},
	}
)

// standing is the result of the first steps.
type standing struct {
	missing  map[string]string // the failed and blocked steps, by short, each with the requirement that stops it
	unprobed string            // the broken requirement that keeps the server from serving probes, or ""
}

// climb runs the first steps and plans the rest of the run. The results of first steps count
// like the results of other scenarios.
func (r *run) climb(ctx context.Context) {
	at := standing{missing: map[string]string{}}
	on := <-r.sandboxes
	transport := r.manner.Transport
	r.manner.Transport = wire.Whole // how bytes are divided is for the scenarios of FRAME-2
	defer func() { r.manner.Transport = transport }()
	for _, step := range firstStepList {
		i, claimed := r.firstStep(step)
		if !claimed || ctx.Err() != nil {
			continue
		}
		result := r.takeStep(ctx, i, step, at, on)
		if ctx.Err() != nil {
			break
		}
		// A step that could not run says nothing about the server, and one that fails now and then
		// is there. Both block nothing.
		if !slices.Contains([]report.Verdict{report.Passed, report.NotRun, report.Unstable}, result.Verdict) {
			at.missing[step.short] = blameOf(result)
			if step.probes {
				at.unprobed = cmp.Or(at.unprobed, at.missing[step.short])
			}
		}
		r.standing = append(r.standing, report.FirstStep{Does: step.short, Verdict: result.Verdict, Requirement: at.missing[step.short], Place: result.Place()})
		if r.plan.verdicts[i] == report.Passed || result.Verdict != report.Passed && len(result.Events) > 0 {
			r.add(result) // a step that blocks others is shown even if it was not selected
			r.plan.done[i] = true
		}
		if r.options.Next && result.Verdict != report.Passed {
			r.plan.leaveOut()
			break
		}
	}
	r.sandboxes <- on
	r.manner.Unprobed = at.unprobed
	r.block(at)
}

// firstStep returns the index of a step in the catalog, and whether the server claims its
// profile.
func (r *run) firstStep(step firstStep) (i int, claimed bool) {
	i = slices.IndexFunc(r.catalog.scenarios, func(s report.Scenario) bool { return s.File == firstStepsFile && s.Name == step.scenario })
	return i, r.plan.verdicts[i] != report.NotClaimed
}

// takeStep plays one step. If a step that it needs is missing, it is blocked instead.
func (r *run) takeStep(ctx context.Context, i int, step firstStep, at standing, on *sandbox) report.Scenario {
	for _, needed := range step.needs {
		if id := at.missing[needed]; id != "" {
			return blockedScenario(r.catalog.scenarios[i], id)
		}
	}
	on.Reset()
	a := r.begin(r.catalog.pickles[i], on)
	result := r.confirm(ctx, a.pickle, on, a.play(ctx), nil)
	if form := a.world.PlainForm(); form != (steps.Form{}) {
		r.manner.Form = form
	}
	return result
}

// blameOf returns the broken requirement that keeps a first step from passing.
func blameOf(s report.Scenario) string {
	if s.BlockedBy != "" {
		return s.BlockedBy
	}
	return s.Requirements[0]
}

// blockedScenario returns the result of a scenario that does not run, because it needs a
// broken requirement.
func blockedScenario(s report.Scenario, by string) report.Scenario {
	s.Verdict, s.BlockedBy = report.Blocked, by
	s.Failure = &report.Failure{Happened: "it was not run, because it needs " + by}
	return s
}

// block marks the scenarios as blocked that need a missing step.
func (r *run) block(at standing) {
	for i, s := range r.catalog.scenarios {
		if r.plan.verdicts[i] != report.Passed || r.plan.done[i] {
			continue
		}
		if by, short := at.blocks(s); by != "" {
			r.plan.done[i] = true
			r.add(blockedScenario(s, by))
			r.wait(short)
		}
	}
}

// wait counts a scenario that waits for a step.
func (r *run) wait(short string) {
	for i := range r.standing {
		if r.standing[i].Does == short {
			r.standing[i].Waiting++
		}
	}
}

// blocks returns the broken requirement that blocks a scenario, and the step that it stops. It
// returns "" if no step blocks the scenario.
func (at standing) blocks(s report.Scenario) (requirement, short string) {
	for _, step := range firstStepList {
		id := at.missing[step.short]
		if id != "" && step.gates != nil && slices.ContainsFunc(s.Steps, func(sentence report.Step) bool { return step.gates.MatchString(sentence.Text) }) {
			return id, at.root(step)
		}
	}
	return "", ""
}

// root returns the first missing step that a missing step needs, directly or not, or the step
// itself if it needs no other missing one.
func (at standing) root(step firstStep) string {
	for _, needed := range step.needs {
		if at.missing[needed] == "" {
			continue
		}
		i := slices.IndexFunc(firstStepList, func(s firstStep) bool { return s.short == needed })
		return at.root(firstStepList[i])
	}
	return step.short
}

// isFirstStep reports whether s is one of the first steps.
func isFirstStep(s report.Scenario) bool { return strings.HasSuffix(s.File, firstStepsFile) }
