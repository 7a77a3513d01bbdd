package target

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"text/template"
	"time"

	"github.com/besterprotocol/bester/conformance/internal/layout"
	"github.com/besterprotocol/bester/conformance/internal/limited"
)

// layout returns what the server called name is to serve, as far as it claims to.
func (t *Target) layout(name, folder, tcp4, tcp6 string, timeouts layout.Timeouts) layout.Layout {
	l := layout.New(name, folder, tcp4, tcp6, timeouts)
	t.adapt(&l)
	return l
}

// adapt leaves out of l what the server does not claim, and adds what it declares.
func (t *Target) adapt(l *layout.Layout) {
	if !t.claims("tcp6") {
		l.TCP6 = ""
	}
	if !t.claims("unix") {
		l.Unix = ""
	}
	if !t.claims("informer") {
		l.Informer = ""
	}
	if t.Declares.FrameLimit > 0 {
		l.Limits.Frame = t.Declares.FrameLimit
	}
	l.Declared = layout.Timeouts{
		Handler: t.Declares.HandlerTimeout,
		Frame:   t.Declares.FrameDeadline,
		SignIn:  t.Declares.SignInTimeout,
		Connect: t.Declares.ConnectTimeout,
	}
}

// configure writes the configuration of a server into its folder and returns the
// path.
func (t *Target) configure(l layout.Layout) (string, error) {
	path := filepath.Join(l.Folder, cmp.Or(t.Configuration.File, "server.conf"))
	parsed, err := t.template()
	if err != nil {
		return "", err
	}
	if parsed == nil {
		return path, writeServerConf(path, l)
	}
	var text bytes.Buffer
	if err := parsed.Execute(&text, l); err != nil {
		return "", fmt.Errorf("the configuration's template: %w", err)
	}
	return path, os.WriteFile(path, text.Bytes(), 0o600)
}

// template reads the template of the configuration; it is nil where there is
// none.
func (t *Target) template() (*template.Template, error) {
	if t.Configuration.Template == "" {
		return nil, nil
	}
	text, err := limited.ReadFile(t.Configuration.Template, fileLimit)
	if err != nil {
		return nil, fmt.Errorf("the configuration's template: %w", err)
	}
	parsed, err := template.New(t.Configuration.Template).Option("missingkey=error").Funcs(templateFunctions).Parse(string(text))
	if err != nil {
		return nil, fmt.Errorf("the configuration's template: %w", err)
	}
	return parsed, nil
}

// templateFunctions are what a template has beside those that all templates have.
var templateFunctions = template.FuncMap{
	"host":         func(address string) (string, error) { host, _, err := net.SplitHostPort(address); return host, err },
	"port":         func(address string) (string, error) { _, port, err := net.SplitHostPort(address); return port, err },
	"json":         func(value any) (string, error) { text, err := json.Marshal(value); return string(text), err },
	"milliseconds": func(d time.Duration) int64 { return d.Milliseconds() },
	"seconds":      func(d time.Duration) float64 { return d.Seconds() },
	"argon2id":     cheapHash,
}

// fill puts the path of a configuration into the target's command.
func (t *Target) fill(config string) []string {
	if len(t.Args) == 0 {
		return []string{"sh", "-c", strings.ReplaceAll(t.Start, placeholder, shellQuote(config))}
	}
	args := make([]string, len(t.Args))
	for i, arg := range t.Args {
		args[i] = strings.ReplaceAll(arg, placeholder, config)
	}
	return args
}

func shellQuote(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }
