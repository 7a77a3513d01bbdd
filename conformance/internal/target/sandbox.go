package target

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/besterprotocol/bester/conformance/internal/layout"
	"github.com/besterprotocol/bester/conformance/internal/supervisor"
)

// Sandbox is a folder with the servers that one scenario at a time uses. It is
// used by one goroutine.
type Sandbox struct {
	target    *Target
	timeouts  layout.Timeouts
	missing   *Missing
	processes *supervisor.Supervisor
	folder    *supervisor.Folder
	servers   map[string]*Server
	starts    int
	grace     time.Duration // for servers to stop
}

// NewSandbox makes a sandbox for servers of target in a new temporary folder. The servers are
// configured with timeouts. Listeners that they lack are recorded in missing.
func NewSandbox(processes *supervisor.Supervisor, target *Target, timeouts layout.Timeouts, missing *Missing) (*Sandbox, error) {
	folder, err := processes.NewFolder()
	if err != nil {
		return nil, err
	}
	return &Sandbox{target: target, timeouts: timeouts, missing: missing, processes: processes, folder: folder, servers: map[string]*Server{}, grace: stopGrace}, nil
}

// Change changes the layout of a server before it is started; nil does not.
type Change = func(*layout.Layout)

// Server returns the layout of the server called name, which is started unless
// it runs.
func (s *Sandbox) Server(ctx context.Context, name string) (layout.Layout, error) {
	if running := s.servers[name]; running != nil && !running.told && running.Ended() == nil {
		return running.Layout, nil
	}
	return s.Fresh(ctx, name, nil)
}

// Fresh stops the server called name, if it runs, and starts a new one with a
// changed layout. The error is an *EndedError where it refuses to start.
func (s *Sandbox) Fresh(ctx context.Context, name string, change Change) (layout.Layout, error) {
	s.stop(name)
	if most := s.target.Limits.Servers; most > 0 && len(s.servers) >= most {
		return layout.Layout{}, fmt.Errorf("%s would be one server more than the %d that the target allows at a time", name, most)
	}
	server, err := s.start(ctx, name, change)
	if err != nil {
		return layout.Layout{}, err
	}
	s.servers[name] = server
	return server.Layout, nil
}

// start starts a server in a folder of its own, so that nothing is left there
// from one before.
func (s *Sandbox) start(ctx context.Context, name string, change Change) (*Server, error) {
	s.starts++
	folder := filepath.Join(s.folder.Path, fmt.Sprint(s.starts))
	if err := os.Mkdir(folder, 0o700); err != nil {
		return nil, err
	}
	tcp4, tcp6, err := ports.freePorts()
	if err != nil {
		return nil, err
	}
	l := s.target.layout(name, folder, tcp4, tcp6, s.timeouts)
	if change != nil {
		change(&l)
	}
	if err := checkSockets(l); err != nil {
		return nil, fmt.Errorf("%w; set TMPDIR to a shorter folder", err)
	}
	config, err := s.target.configure(l)
	if err != nil {
		return nil, err
	}
	return start(ctx, s.processes, s.target, config, l, s.missing)
}

// TellToStop asks the server called name to stop, and does not wait for it. The scenario then
// expects the server to end.
func (s *Sandbox) TellToStop(name string) error {
	server := s.servers[name]
	if server == nil {
		return fmt.Errorf("%s does not run", name)
	}
	server.told = true
	server.askToStop()
	return nil
}

func (s *Sandbox) stop(name string) {
	if server := s.servers[name]; server != nil {
		if !server.Stop(s.grace) {
			s.grace = lastGrace
		}
		delete(s.servers, name)
	}
}

// Reset stops all servers, so that the next scenario gets new ones.
func (s *Sandbox) Reset() {
	for name := range s.servers {
		s.stop(name)
	}
}

// Ended returns an error that tells how a server ended and what it printed last,
// nil where all that were started still run.
func (s *Sandbox) Ended() error {
	var errs []error
	for _, server := range s.servers {
		if !server.told {
			errs = append(errs, server.Ended())
		}
	}
	return errors.Join(errs...)
}

// endNotice bounds how long the system may take to tell that a process has ended.
const endNotice = 500 * time.Millisecond

// AwaitEnd waits for a moment until a server that is ending has ended.
func (s *Sandbox) AwaitEnd() {
	for end := time.Now().Add(endNotice); s.Ended() == nil && time.Now().Before(end); {
		time.Sleep(tryAgain)
	}
}

// Mark has Output leave out what the servers have printed up to now.
func (s *Sandbox) Mark() {
	for _, server := range s.servers {
		server.output.mark()
	}
}

// Output returns the last that the servers printed since the mark, by name.
func (s *Sandbox) Output() map[string]string {
	output := map[string]string{}
	for name, server := range s.servers {
		output[name] = server.Output()
	}
	return output
}

// Layouts returns where the servers are, by name.
func (s *Sandbox) Layouts() []layout.Layout {
	var all []layout.Layout
	for _, name := range slices.Sorted(maps.Keys(s.servers)) {
		all = append(all, s.servers[name].Layout)
	}
	return all
}

// Close stops all servers and removes the folder.
func (s *Sandbox) Close() error {
	s.Reset()
	return s.folder.Close()
}
