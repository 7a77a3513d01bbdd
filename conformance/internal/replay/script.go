package replay

import (
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/template"

	"github.com/besterprotocol/bester/conformance/internal/layout"
	"github.com/besterprotocol/bester/conformance/internal/report"
	"github.com/besterprotocol/bester/conformance/internal/wire"
)

//go:embed script.py.tmpl
var scriptText string

var scriptTemplate = template.Must(template.New("script.py").Funcs(template.FuncMap{
	"json": func(value any) (string, error) { text, err := json.Marshal(value); return string(text), err },
}).Parse(scriptText))

// script is what the template of a script is given.
type script struct {
	Name, Allowed, Happened string
	Requirements            []report.Requirement
	Addresses               []named
	Users                   map[string]string
	Steps                   []step
}

type named struct{ Name, Address string }

// step is one line of a script: what to do with a connection, and the bytes in
// hexadecimal or the name of an address.
type step struct{ Connection, Do, With string }

// WriteScript writes a Python script that needs nothing but Python, and does to a
// server what was done to it in a scenario of r that failed. The error is ErrCut
// where not all the bytes are there.
func WriteScript(w io.Writer, r *report.Report, s report.Scenario) error {
	text := script{Name: docstring(s.Name), Users: map[string]string{}}
	if s.Failure != nil {
		text.Allowed, text.Happened = docstring(s.Failure.Allowed), docstring(s.Failure.Happened)
	}
	for _, q := range r.Requirements {
		if slices.Contains(s.Requirements, q.ID) {
			text.Requirements = append(text.Requirements, q)
		}
	}
	for _, server := range s.Servers {
		for name, password := range server.Users {
			text.Users[name] = password
		}
	}
	for _, e := range s.Events {
		if isCut(e) {
			return ErrCut
		}
		text.add(e, s.Servers)
	}
	return scriptTemplate.Execute(w, text)
}

// docstring keeps text from ending the string that it stands in.
func docstring(text string) string {
	return strings.NewReplacer(`\`, `\\`, `"""`, `\"\"\"`).Replace(strings.ToValidUTF8(text, "\uFFFD"))
}

// add takes in what was done, or came.
func (s *script) add(e wire.Event, servers []layout.Layout) {
	do := map[wire.Action]string{wire.Sent: "send", wire.Received: "receive", wire.Ended: "end", wire.Closed: "close"}[e.Action]
	with := hex.EncodeToString(e.Bytes)
	if e.Action == wire.Opened {
		do, with = "open", nameOf(e, servers)
		if e.Accepted {
			do = "accept"
		}
		at := named{with, e.Address}
		if !slices.Contains(s.Addresses, at) {
			s.Addresses = append(s.Addresses, at)
		}
	}
	s.Steps = append(s.Steps, step{e.Connection, do, with})
}

// nameOf says in words where a connection was opened to.
func nameOf(e wire.Event, servers []layout.Layout) string {
	if e.Accepted {
		return e.Party + on(e.Server)
	}
	for _, l := range servers {
		for listener, address := range map[string]string{"IPv4": l.TCP4, "IPv6": l.TCP6, "UNIX": l.Unix, "informer": l.Informer} {
			if address == e.Address {
				return fmt.Sprintf("%s %s", l.Name, listener)
			}
		}
	}
	return e.Address
}

// on says on which server a handler is, "" where that is not known.
func on(server string) string {
	if server == "" {
		return ""
	}
	return " of " + server
}
