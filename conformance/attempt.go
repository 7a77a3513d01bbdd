package conformance

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/cucumber/godog"
	messages "github.com/cucumber/messages/go/v21"

	"github.com/besterprotocol/bester/conformance/internal/layout"
	"github.com/besterprotocol/bester/conformance/internal/match"
	"github.com/besterprotocol/bester/conformance/internal/plain"
	"github.com/besterprotocol/bester/conformance/internal/report"
	"github.com/besterprotocol/bester/conformance/internal/steps"
	"github.com/besterprotocol/bester/conformance/internal/supervisor"
	"github.com/besterprotocol/bester/conformance/internal/target"
	"github.com/besterprotocol/bester/conformance/internal/wire"
)

// attempt is one execution of a scenario, on the servers of one sandbox.
type attempt struct {
	sandbox *sandbox
	pickle  *godog.Scenario
	world   *steps.World
	result  report.Scenario
	started time.Time
}

// begin prepares an attempt at a scenario.
func (r *run) begin(pickle *godog.Scenario, on *sandbox) *attempt {
	return r.beginWith(r.manner, pickle, on)
}

// beginWith is like begin, but with another manner. A first step is played without the
// suite's own witness and probes.
func (r *run) beginWith(manner steps.Manner, pickle *godog.Scenario, on *sandbox) *attempt {
	a := &attempt{sandbox: on, pickle: pickle, started: time.Now()}
	a.result = r.catalog.scenarios[r.catalog.keys[key(pickle)]]
	a.result.Verdict = report.Passed
	a.result.Steps = slices.Clone(a.result.Steps)
	manner.Alone = isFirstStep(a.result)
	a.world = steps.NewWorld(a, a.result.Requirements, r.waitLimit, manner)
	on.Mark()
	return a
}

// attempt plays a scenario from beginning to end.
func (r *run) attempt(ctx context.Context, pickle *godog.Scenario, on *sandbox) report.Scenario {
	return r.begin(pickle, on).play(ctx)
}

// play runs all steps, up to the first that fails, and returns the result.
func (a *attempt) play(ctx context.Context) report.Scenario {
	for i := range a.pickle.Steps {
		if a.step(ctx, i) != nil {
			break
		}
	}
	return a.end(ctx)
}

// An attempt takes its servers from its sandbox. It uses the servers of the previous scenario
// again if that scenario passed.

func (a *attempt) Server(ctx context.Context, name string) (layout.Layout, error) {
	return a.sandbox.Server(ctx, name)
}

func (a *attempt) Fresh(ctx context.Context, name string, change func(*layout.Layout)) (layout.Layout, error) {
	return a.sandbox.Fresh(ctx, name, change)
}

func (a *attempt) TellToStop(name string) error { return a.sandbox.TellToStop(name) }

// IsRefusal reports whether err says that a server ended instead of starting.
func (a *attempt) IsRefusal(err error) bool {
	var ended *target.EndedError
	return errors.As(err, &ended)
}

var _ steps.Deployment = (*attempt)(nil)

// step runs one step and records its result.
func (a *attempt) step(ctx context.Context, i int) error {
	sentence := a.pickle.Steps[i]
	err := a.world.Do(ctx, sentence.Text, tableOf(sentence))
	if err != nil {
		a.result.Steps[i].Failed = true
		a.fail(err)
		return err
	}
	a.result.Steps[i].Done = true
	return nil
}

func tableOf(sentence *messages.PickleStep) *godog.Table {
	if sentence.Argument == nil {
		return nil
	}
	return sentence.Argument.DataTable
}

// fail records why the scenario does not pass. A mismatch or the end of the server is a
// failure, or blocks the scenario if another requirement is to blame. With any other error
// the scenario could not run.
func (a *attempt) fail(err error) {
	var mismatch *match.Mismatch
	var ended *target.EndedError
	if lost := a.sandbox.Ended(); errors.Is(lost, supervisor.ErrLost) {
		err = lost // err is only a consequence
	}
	switch {
	case errors.As(err, &mismatch):
		a.result.Verdict = report.Failed
		a.result.Failure = &report.Failure{
			Allowed: mismatch.Allowed, Happened: mismatch.Happened, Event: mismatch.Event,
			Needs: a.world.Explanations(mismatch, awaitsReport(a.result.Steps)), Points: a.world.Points(mismatch), Symptom: a.world.Symptom(mismatch),
		}
		a.result.Blames = a.world.Own(mismatch.Cites)
		if finding, blocked := a.world.BlockedBy(mismatch); blocked {
			a.result.Verdict, a.result.BlockedBy = report.Blocked, finding.Requirement
		}
	case errors.As(err, &ended):
		a.result.Verdict = report.Failed
		a.result.Failure = &report.Failure{Allowed: "the server goes on serving", Happened: ended.Server + " ended (" + ended.How + ")", Symptom: "closed"}
	default:
		a.result.Verdict = report.NotRun
		a.result.Failure = &report.Failure{Happened: plain.Words(err)}
	}
}

// awaitsReport reports whether steps wait for a report that may be bad. Its code then explains
// nothing, even if it comes too early.
func awaitsReport(steps []report.Step) bool {
	return slices.ContainsFunc(steps, func(s report.Step) bool {
		return strings.Contains(s.Text, "receives a bad report for") || strings.Contains(s.Text, "receives a report for")
	})
}

// end checks what every scenario must leave behind, closes the scenario's connections, and
// returns the result.
func (a *attempt) end(ctx context.Context) report.Scenario {
	settled := a.result.Failure == nil && a.lookBack(ctx) && a.world.SignOut(ctx)
	lost := a.hasLost()
	if !settled {
		a.world.HearOut(ctx) // what the server still sends belongs to the record
	}
	a.world.Close()
	switch {
	case a.result.Failure != nil:
		a.explain(lost)
	case a.sandbox.Ended() != nil:
		a.result.Output = a.sandbox.Output()
	}
	failure := 0
	if a.result.Failure != nil {
		failure = a.result.Failure.Event
	}
	a.result.Findings = a.world.Findings(failure)
	if spoilt := a.world.Spoilt(); spoilt != nil {
		a.result.Verdict, a.result.BlockedBy, a.result.Findings = report.NotRun, "", nil
		a.result.Failure = &report.Failure{Happened: plain.Words(spoilt)}
	}
	a.result.Events = report.Keep(a.world.Events(), a.result)
	if settled {
		a.sandbox.history = append(a.sandbox.history, a.pickle)
	} else {
		a.sandbox.Reset() // the servers may still be working for this scenario
	}
	a.result.Took = time.Since(a.started)
	return a.result
}

// lookBack checks what must hold after every scenario: the server still runs and serves the
// remaining clients. It reports whether the server has finished its work for the scenario.
func (a *attempt) lookBack(ctx context.Context) (settled bool) {
	settled, err := a.world.Settle(ctx)
	for _, check := range []struct {
		sentence string
		holds    func() error
	}{
		{report.AfterScenario + "every remaining session is still served", func() error { return err }},
		{report.AfterScenario + "all other clients are still served", func() error { return a.world.OthersServed(ctx) }},
		{report.AfterScenario + "the server still runs", func() error { return a.stillRuns() }},
	} {
		if err := check.holds(); err != nil {
			a.result.Steps = append(a.result.Steps, report.Step{Keyword: "And", Text: check.sentence, Failed: true})
			a.fail(err)
			return false
		}
	}
	return settled && a.sandbox.Ended() == nil
}

// stillRuns returns an error, and records a finding, if a server ended unexpectedly.
func (a *attempt) stillRuns() error {
	if a.world.LostWitness() {
		a.sandbox.AwaitEnd() // a server that dies closes its connections before the system tells of its end
	}
	ended := a.sandbox.Ended()
	if errors.Is(ended, supervisor.ErrLost) {
		return ended
	}
	return a.world.StillRuns(ended)
}

// hasLost reports whether a server has ended a connection.
func (a *attempt) hasLost() bool {
	return slices.ContainsFunc(a.world.Events(), func(e wire.Event) bool { return e.Action == wire.Ended })
}

// explain adds the servers' addresses and output to a failure. lost is whether a server ended a
// connection before the suite did.
func (a *attempt) explain(lost bool) {
	if lost {
		a.sandbox.AwaitEnd() // a dying server closes its connections before the system reports its end
	}
	a.result.Output = a.sandbox.Output()
	a.result.Servers = a.sandbox.Layouts()
	if ended := a.sandbox.Ended(); ended != nil {
		a.stillRuns()
		a.result.Failure.Ended, a.result.Failure.Message = ended.Error(), a.world.Generated()
		a.result.Output = nil // Ended contains it
	}
}
