// Package target reaches the servers under test: it starts, watches and stops
// them, or attaches to those that run already.
package target

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/besterprotocol/bester/conformance/internal/yamlfile"
	"github.com/besterprotocol/bester/schemas"
)

// Target says which server is judged, how it is started, and what it claims. A
// target file holds one, in YAML.
type Target struct {
	// Name stands in the report.
	Name string `yaml:"name"`
	// Version is a line for the shell that prints the server's version, "" for
	// none.
	Version string `yaml:"version"`
	// Start is a line for the shell that starts a server.
	Start string `yaml:"start"`
	// Args is, instead of Start, a program and its arguments.
	Args []string `yaml:"-"`
	// Directory is where all lines for the shell run; "" stands for where bester
	// runs.
	Directory string `yaml:"directory"`
	// Environment is added to that of bester.
	Environment map[string]string `yaml:"environment"`
	// Configuration says what file a server is configured by.
	Configuration Configuration `yaml:"configuration"`
	// Ready says when a server that was started can be used.
	Ready Ready `yaml:"ready"`
	// Stop is the signal by which a server is asked to stop; "" stands for
	// SIGTERM.
	Stop string `yaml:"stop"`
	// Profiles are those that the server claims; none stands for all. That they
	// exist is for the schema of target files, and whoever sets them, to see to.
	Profiles []string `yaml:"profiles"`
	// Declares says what the server does that cannot be configured.
	Declares Declares `yaml:"declares"`
	// Limits says what the suite must not ask of the server.
	Limits Limits `yaml:"limits"`
}

// Configuration says what file a server is configured by. The zero value stands
// for server.conf in the dialect of the specification.
type Configuration struct {
	File     string `yaml:"file"`     // its name
	Template string `yaml:"template"` // the path of a Go template of it
}

// Ready says when a server can be used: when all its listeners accept
// connections, and beside that, where they are given,
type Ready struct {
	Log     string        `yaml:"log"`     // when it has printed this,
	Command string        `yaml:"command"` // and when this line for the shell succeeds,
	Within  time.Duration `yaml:"within"`  // before this has passed; 0 stands for 30 s
}

// Declares says how long a server waits, where the configuration does not tell it;
// 0 stands for as long as the configuration says.
type Declares struct {
	HandlerTimeout time.Duration `yaml:"handlerTimeout"` // HAND-6
	FrameDeadline  time.Duration `yaml:"frameDeadline"`  // FRAME-9
	SignInTimeout  time.Duration `yaml:"signInTimeout"`  // CONN-9
	ConnectTimeout time.Duration `yaml:"connectTimeout"` // SERVERS-6
	FrameLimit     int           `yaml:"frameLimit"`     // bytes; FRAME-4, FRAME-5
}

// Limits says how many servers there may be at the same time; 0 stands for any
// number.
type Limits struct {
	Servers  int `yaml:"servers"`  // in one scenario
	Parallel int `yaml:"parallel"` // scenarios at a time
}

// placeholder is what stands for the path of the configuration.
const placeholder = "{config}"

// fileLimit bounds the files beside a target file, in bytes.
const fileLimit = 1 << 20

// Load reads a target file. Paths in it are relative to the folder that it lies
// in. The error has a line for each thing that is wrong, with the file and, where
// it can, line and column.
func Load(path string) (*Target, error) {
	document, err := yamlfile.ReadFile(schemas.Target, path)
	if err != nil {
		return nil, err
	}
	t := &Target{}
	if err := document.Decode(t); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	t.relativeTo(filepath.Dir(path))
	if err := t.Check(); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return t, nil
}

func (t *Target) relativeTo(folder string) {
	if !filepath.IsAbs(t.Directory) {
		t.Directory = filepath.Join(folder, t.Directory)
	}
	if template := t.Configuration.Template; template != "" && !filepath.IsAbs(template) {
		t.Configuration.Template = filepath.Join(folder, template)
	}
}

// Check returns an error where no server can be started like this.
func (t *Target) Check() error {
	if _, err := t.signal(); err != nil {
		return err
	}
	if _, err := t.template(); err != nil {
		return err
	}
	for _, text := range append(t.Args, t.Start) {
		if strings.Contains(text, placeholder) {
			return nil
		}
	}
	return fmt.Errorf("the command does not say where %s, the path of the server's configuration, goes", placeholder)
}

// claims reports whether the server claims a profile.
func (t *Target) claims(profile string) bool {
	return len(t.Profiles) == 0 || slices.Contains(t.Profiles, profile)
}

// signals are those by which a server can be asked to stop.
var signals = map[string]syscall.Signal{
	"": syscall.SIGTERM, "SIGTERM": syscall.SIGTERM, "SIGINT": syscall.SIGINT, "SIGQUIT": syscall.SIGQUIT,
	"SIGHUP": syscall.SIGHUP, "SIGKILL": syscall.SIGKILL,
}

func (t *Target) signal() (syscall.Signal, error) {
	signal, ok := signals[t.Stop]
	if !ok {
		return 0, fmt.Errorf("stop: there is no signal %q to stop a server by; take SIGTERM or SIGINT", t.Stop)
	}
	return signal, nil
}
