package conformance

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/cucumber/godog"

	"github.com/besterprotocol/bester/conformance/internal/layout"
	"github.com/besterprotocol/bester/conformance/internal/report"
	"github.com/besterprotocol/bester/conformance/internal/target"
	"github.com/besterprotocol/bester/spec"
)

// servers are those that one scenario at a time uses, wherever they come from.
type servers interface {
	Server(ctx context.Context, name string) (layout.Layout, error)
	Fresh(ctx context.Context, name string, change target.Change) (layout.Layout, error)
	TellToStop(name string) error
	Mark()
	Reset()
	Ended() error
	AwaitEnd()
	Output() map[string]string
	Layouts() []layout.Layout
	Close() error
}

// sandbox contains the servers of one scenario at a time, and the scenarios that they have
// served.
type sandbox struct {
	servers
	history []*godog.Scenario // the scenarios since the servers were started
}

// Reset ends the servers, so that the next scenario gets fresh ones.
func (s *sandbox) Reset() {
	s.servers.Reset()
	s.history = nil
}

// open makes the sandboxes and sees to it that one server can be used, to learn at
// once whether any can.
func (r *run) open(ctx context.Context) error {
	r.sandboxes = make(chan *sandbox, r.parallel())
	for i := range cap(r.sandboxes) {
		servers, err := r.servers()
		if err != nil {
			return err
		}
		r.sandboxes <- &sandbox{servers: servers}
		if i > 0 {
			continue
		}
		_, err = servers.Server(ctx, "S1")
		if err != nil && r.options.Attach == "" {
			err = fmt.Errorf("the server under test could not be started: %w", err)
		}
		if err != nil {
			return err
		}
		r.noteMissing()
	}
	return nil
}

// missingListener maps a profile to the name of its listener.
var missingListener = map[string]string{"tcp6": "IPv6 listener", "unix": "UNIX socket for clients", "informer": "informer"}

// noteMissing notifies the user if the server lacks the listener of a profile that it claims,
// and names the flags that leave the profile out.
func (r *run) noteMissing() {
	missing := r.missing.All()
	if r.options.Notice == nil {
		return
	}
	for _, profile := range slices.Sorted(maps.Keys(missing)) {
		r.options.Notice(fmt.Sprintf("nothing listens at %s, so the profile %s fails; %s", missing[profile], profile, r.leaveOut(profile)))
	}
}

// leaveOut says by which flags the profile of a listener is left out that is missing.
func (r *run) leaveOut(profile string) string {
	missing := r.missing.All()
	var flags []string
	for _, p := range spec.Profiles() {
		if missing[p.Name] == "" && p.Name != "core" && slices.Contains(r.plan.claimed, p.Name) {
			flags = append(flags, " --profile "+p.Name)
		}
	}
	if flags == nil {
		flags = []string{" --profile core"}
	}
	return fmt.Sprintf("if your server has no %s, run with%s", missingListener[profile], strings.Join(flags, ""))
}

// advise adds to a failure for want of a listener how its profile is left out, unless the
// user has named the profiles.
func (r *run) advise(s *report.Scenario) {
	if r.named || s.Verdict != report.Failed {
		return
	}
	profiles := profilesOf(r.requirements)
	takes := slices.Clone(s.Profiles)
	for _, id := range s.Requirements {
		takes = append(takes, profiles[id])
	}
	for profile := range r.missing.All() {
		if slices.Contains(takes, profile) {
			s.Failure.Happened += "; " + r.leaveOut(profile)
			return
		}
	}
}

func (r *run) servers() (servers, error) {
	if r.options.Attach != "" {
		return target.Attach(r.target, r.options.Attach, &r.missing)
	}
	return target.NewSandbox(r.processes, r.target, layout.ScaledTimeouts(r.options.TimeoutScale), &r.missing)
}

// parallel returns how many scenarios may run at a time: as many as options ask for, within
// what the target allows and the limit of open files.
func (r *run) parallel() int {
	most := min(r.options.Parallel, parallelFor(openFiles()))
	if limit := r.target.Limits.Parallel; limit > 0 {
		most = min(most, limit)
	}
	if r.options.Attach != "" {
		most = 1 // there is one of each server
	}
	return most
}

// close stops all servers and removes all folders.
func (r *run) close() error {
	close(r.sandboxes)
	var closing sync.WaitGroup
	errs := make(chan error, cap(r.sandboxes))
	for sandbox := range r.sandboxes {
		closing.Go(func() { errs <- sandbox.Close() })
	}
	closing.Wait()
	close(errs)
	for err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
