package target

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"math"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/besterprotocol/bester/conformance/internal/layout"
	"github.com/besterprotocol/bester/conformance/internal/limited"
	"github.com/besterprotocol/bester/conformance/internal/suggest"
)

// layoutsFile holds, in the folder of servers to attach to, where they are.
const layoutsFile = "layout.json"

// serverNames are those of the servers that scenarios use.
var serverNames = []string{"S1", "S2", "S3"}

// Plan returns the layouts of servers that somebody else is to start, whose
// sockets lie in folders of folder, and which listen at host from port on.
func (t *Target) Plan(folder, host string, port int, timeouts layout.Timeouts) ([]layout.Layout, error) {
	if at, err := netip.ParseAddr(host); err != nil || !at.Is4() {
		return nil, fmt.Errorf("%q is no IPv4 address, such as 127.0.0.1", host)
	}
	if last := math.MaxUint16 - len(serverNames) + 1; port < 1 || port > last {
		return nil, fmt.Errorf("%d is no port between 1 and %d, from which on %d servers can listen", port, last, len(serverNames))
	}
	absolute, err := filepath.Abs(folder)
	if err != nil {
		return nil, err
	}
	var all []layout.Layout
	for i, name := range serverNames {
		at := strconv.Itoa(port + i)
		l := t.layout(name, filepath.Join(absolute, name), net.JoinHostPort(host, at), net.JoinHostPort("::1", at), timeouts)
		if err := checkSockets(l); err != nil {
			return nil, fmt.Errorf("%w; take a shorter folder", err)
		}
		all = append(all, l)
	}
	return all, nil
}

// WritePlan makes the folders of the layouts, writes into each the configuration
// of its server, and beside them what Attach reads.
func (t *Target) WritePlan(folder string, layouts []layout.Layout) error {
	plan := filepath.Join(folder, layoutsFile)
	if _, err := os.Stat(plan); err == nil {
		return fmt.Errorf("%s is there already, and may have been edited: remove it, or write elsewhere", plan)
	}
	for _, l := range layouts {
		if err := os.MkdirAll(l.Folder, 0o755); err != nil {
			return err
		}
		if _, err := t.configure(l); err != nil {
			return err
		}
	}
	text, err := json.MarshalIndent(layouts, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(plan, append(text, '\n'), 0o644)
}

// Attached are servers that somebody else runs. They are used by one goroutine.
type Attached struct {
	layouts []layout.Layout
	missing *Missing
	used    map[string]bool
}

// Attach reads the addresses of the servers of t from folder. Listeners that the servers lack
// are recorded in missing.
func Attach(t *Target, folder string, missing *Missing) (*Attached, error) {
	file := filepath.Join(folder, layoutsFile)
	text, err := limited.ReadFile(file, fileLimit)
	if errors.Is(err, fs.ErrNotExist) {
		err = fmt.Errorf("%w; `bester target layout --write %s` makes it", err, folder)
	}
	if err != nil {
		return nil, err
	}
	layouts, err := parsePlan(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	for i := range layouts {
		l := &layouts[i]
		l.Folder, l.Limits = filepath.Join(folder, l.Name), layout.TheLimits
		t.adapt(l)
		if err := t.checkPlanned(*l); err != nil {
			return nil, fmt.Errorf("%s: %s: %w", file, l.Name, err)
		}
	}
	return &Attached{layouts: layouts, missing: missing, used: map[string]bool{}}, nil
}

// planError returns the error of the decoder in the words of the file.
func planError(err error) error {
	if errors.Is(err, io.EOF) {
		return errors.New("the file is empty")
	}
	quoted, unknown := strings.CutPrefix(err.Error(), "json: unknown field ")
	name, wrong := strconv.Unquote(quoted)
	if !unknown || wrong != nil {
		return err
	}
	var members []string
	for _, of := range []reflect.Type{reflect.TypeFor[layout.Layout](), reflect.TypeFor[layout.Timeouts]()} {
		for i := range of.NumField() {
			member, _, _ := strings.Cut(of.Field(i).Tag.Get("json"), ",")
			members = append(members, member)
		}
	}
	return fmt.Errorf("unknown member %q%s", name, suggest.Question(name, members))
}

// parsePlan reads what WritePlan wrote and somebody may have edited. A member that
// is not known is an error: it may be a known one with a typing mistake.
func parsePlan(text []byte) ([]layout.Layout, error) {
	var layouts []layout.Layout
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&layouts); err != nil {
		return nil, fmt.Errorf("near byte %d: %w", decoder.InputOffset(), planError(err))
	}
	if decoder.More() {
		return nil, fmt.Errorf("more stands behind the list of servers, at byte %d", decoder.InputOffset())
	}
	seen := map[string]bool{}
	for _, l := range layouts {
		if seen[l.Name] || !slices.Contains(serverNames, l.Name) {
			return nil, fmt.Errorf("there is a server %q: each of %s can stand there once", l.Name, strings.Join(serverNames, ", "))
		}
		seen[l.Name] = true
	}
	return layouts, nil
}

// checkPlanned returns an error where l lacks what every server has that scenarios
// use, or what t claims.
func (t *Target) checkPlanned(l layout.Layout) error {
	if !isAddress(l.TCP4) || l.TCP6 != "" && !isAddress(l.TCP6) {
		return fmt.Errorf("%q and %q are not both addresses, such as 127.0.0.1:22230 and [::1]:22230", l.TCP4, l.TCP6)
	}
	for profile, socket := range map[string]string{"unix": l.Unix, "informer": l.Informer} {
		if socket == "" && t.claims(profile) {
			return fmt.Errorf("there is no socket for the profile %s, which is claimed", profile)
		}
	}
	if !json.Valid([]byte(l.Admin)) {
		return errors.New("admin is no JSON")
	}
	usual := layout.New(l.Name, l.Folder, l.TCP4, l.TCP6, l.Timeouts)
	for _, name := range slices.Sorted(maps.Keys(usual.Handlers)) {
		if l.Handlers[name] == "" {
			return fmt.Errorf("there is no socket for the handler %q", name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(usual.Users)) {
		if l.Users[name] == "" {
			return fmt.Errorf("there is no password for the user %q", name)
		}
	}
	return checkSockets(l)
}

func isAddress(text string) bool {
	host, port, err := net.SplitHostPort(text)
	number, portErr := strconv.ParseUint(port, 10, 16)
	return err == nil && portErr == nil && host != "" && number > 0
}

// attachTimeout bounds how long a server that somebody else runs may take to
// accept a connection.
const attachTimeout = 2 * time.Second

// Server returns the layout of the server called name. The error says that it is
// not there.
func (a *Attached) Server(ctx context.Context, name string) (layout.Layout, error) {
	i := a.index(name)
	if i < 0 {
		return layout.Layout{}, fmt.Errorf("there is no server %s to attach to", name)
	}
	ctx, cancel := context.WithTimeout(ctx, attachTimeout)
	defer cancel()
	for _, at := range listeners(a.layouts[i]) {
		err := accept(ctx, at)
		if err != nil && at.profile != "core" && ctx.Err() == nil {
			a.missing.Add(at.profile, at.address)
			continue
		}
		if err != nil {
			return layout.Layout{}, fmt.Errorf("%s is not there to attach to: %w", name, err)
		}
	}
	a.used[name] = true
	return a.layouts[i], nil
}

// errNotOurs is why some scenarios cannot be run against servers that somebody
// else runs.
var errNotOurs = errors.New("the scenario needs a server that the suite starts, and this one runs already")

// Fresh returns an error: servers that somebody else runs cannot be started.
func (a *Attached) Fresh(context.Context, string, Change) (layout.Layout, error) {
	return layout.Layout{}, errNotOurs
}

// TellToStop returns an error: the suite must not stop servers that it has not started.
func (a *Attached) TellToStop(string) error { return errNotOurs }

// Mark does nothing: what the servers print goes elsewhere.
func (a *Attached) Mark() {}

// Output returns nothing.
func (a *Attached) Output() map[string]string { return nil }

// Ended returns nil: whether a server still serves shows when it is used.
func (a *Attached) Ended() error { return nil }

// AwaitEnd does nothing.
func (a *Attached) AwaitEnd() {}

// Reset does nothing.
func (a *Attached) Reset() {}

// Close does nothing.
func (a *Attached) Close() error { return nil }

// Layouts returns where the servers are that were used.
func (a *Attached) Layouts() []layout.Layout {
	var all []layout.Layout
	for _, name := range slices.Sorted(maps.Keys(a.used)) {
		all = append(all, a.layouts[a.index(name)])
	}
	return all
}

// index returns the place of the layout of the server called name, -1 where there
// is none.
func (a *Attached) index(name string) int {
	return slices.IndexFunc(a.layouts, func(l layout.Layout) bool { return l.Name == name })
}

// Describe says in words where a server is to be.
func Describe(l layout.Layout) string {
	var text strings.Builder
	line := func(what, value string) {
		if value != "" {
			fmt.Fprintf(&text, "  %-12s %s\n", what, value)
		}
	}
	fmt.Fprintf(&text, "%s\n", l.Name)
	line("IPv4", l.TCP4)
	line("IPv6", l.TCP6)
	line("UNIX socket", l.Unix)
	line("informer", l.Informer)
	line("admin info", l.Admin)
	for _, name := range slices.Sorted(maps.Keys(l.Handlers)) {
		line("handler", fmt.Sprintf("%-12q %s", name, l.Handlers[name]))
	}
	for _, name := range slices.Sorted(maps.Keys(l.Users)) {
		line("user", fmt.Sprintf("%-12q %q", name, l.Users[name]))
	}
	return text.String()
}
