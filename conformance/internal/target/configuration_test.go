package target

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/besterprotocol/bester/conformance/internal/layout"
	"github.com/besterprotocol/bester/schemas"
	"github.com/besterprotocol/bester/spec"
)

// planned is a layout that no machine has to have.
func planned(t *testing.T, target *Target) layout.Layout {
	t.Helper()
	return target.layout("S1", t.TempDir(), "127.0.0.1:22230", "[::1]:22231", layout.ScaledTimeouts(1))
}

// configured returns what a template makes of the layout.
func configured(t *testing.T, text string, l layout.Layout) (string, error) {
	t.Helper()
	file := filepath.Join(write(t, map[string]string{"x.tmpl": text}), "x.tmpl")
	path, err := (&Target{Configuration: Configuration{File: "x.ini", Template: file}}).configure(l)
	if err != nil {
		return "", err
	}
	if want := filepath.Join(l.Folder, "x.ini"); path != want {
		t.Errorf("the configuration is %s, want %s", path, want)
	}
	made, err := os.ReadFile(path)
	return string(made), err
}

// TestTemplateOfAllThereIs makes JSON of a layout, which holds names with quotes,
// spaces and combining marks.
func TestTemplateOfAllThereIs(t *testing.T) {
	l := planned(t, &Target{})
	l.Handlers["\x00\n\\\"'</script>"] = "/a b"
	made, err := configured(t, `{
"name": {{json .Name}}, "unix": {{json .Unix}}, "informer": {{json .Informer}}, "admin": {{.Admin}},
"handlers": { {{- range $type, $socket := .Handlers}}{{json $type}}: {{json $socket}}, {{end}}"": ""},
"users": {{json .Users}}
}`, l)
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Name, Unix, Informer string
		Admin                struct{ Name string }
		Handlers, Users      map[string]string
	}
	if err := json.Unmarshal([]byte(made), &got); err != nil {
		t.Fatalf("%v\n%s", err, made)
	}
	delete(got.Handlers, "")
	if diff := cmp.Diff(l.Handlers, got.Handlers) + cmp.Diff(l.Users, got.Users); diff != "" {
		t.Errorf("(-layout +made)\n%s", diff)
	}
	if got.Name != "S1" || got.Admin.Name != "S1" || got.Unix != l.Unix || got.Informer != l.Informer {
		t.Errorf("got %+v", got)
	}
}

func TestTemplateFunctions(t *testing.T) {
	l := planned(t, &Target{})
	l.Timeouts.Handler = 1500 * time.Millisecond
	for text, want := range map[string]string{
		`{{host .TCP4}} {{port .TCP4}}`:                                          "127.0.0.1 22230",
		`{{host .TCP6}} {{port .TCP6}}`:                                          "::1 22231",
		`{{milliseconds .Timeouts.Handler}} {{seconds .Timeouts.Handler}}`:       "1500 1.5",
		`{{.Limits.Frame}} {{.Limits.Queue}} {{.Limits.Hops}} {{.Limits.Chain}}`: "1048576 4194304 5 16",
		`{{json "a\"b"}}`: `"a\"b"`,
	} {
		if got, err := configured(t, text, l); err != nil || got != want {
			t.Errorf("%s: got %q, %v, want %q", text, got, err, want)
		}
	}
	hash, err := configured(t, `{{argon2id "secret"}}`, l)
	if err != nil || !strings.HasPrefix(hash, "$argon2id$v=19$m=8,t=1,p=1$") {
		t.Errorf("got %q, %v", hash, err)
	}
}

func TestTemplateThatFailsSaysWhere(t *testing.T) {
	l := planned(t, &Target{Profiles: []string{"core"}})
	for text, want := range map[string]string{
		"a\n{{":                      "x.tmpl:2: ",
		"a\n{{nothing}}":             `x.tmpl:2: function "nothing" not defined`,
		"a\n{{.Nothing}}":            "x.tmpl:2:",
		"a\n{{port .TCP6}}":          "missing port in address",
		"{{host .Name}}":             "missing port in address",
		`{{template "x"}}`:           `"x" not defined`,
		`{{.Handlers.nothing}}`:      `no entry for key "nothing"`,
		`{{json .Limits | seconds}}`: "x.tmpl:1:",
	} {
		made, err := configured(t, text, l)
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "x.tmpl") {
			t.Errorf("%q: got %q, %v, want an error with %q", text, made, err, want)
		}
	}
}

// TestProfilesDecideWhereAServerListens wants exactly what is claimed in the layout
// and in its server.conf.
func TestProfilesDecideWhereAServerListens(t *testing.T) {
	for _, profiles := range [][]string{nil, {"core"}, {"tcp6"}, {"unix", "core"}, {"informer"}, {"federation", "chaining", "builtins"}, {"unix", "tcp6", "informer"}} {
		target := &Target{Profiles: profiles}
		l := planned(t, target)
		claims := map[string]bool{}
		for _, name := range profiles {
			claims[name] = true
		}
		if len(profiles) == 0 {
			for _, p := range spec.Profiles() {
				claims[p.Name] = true
			}
		}
		got := map[string]bool{"tcp6": l.TCP6 != "", "unix": l.Unix != "", "informer": l.Informer != ""}
		for _, name := range []string{"tcp6", "unix", "informer"} {
			if got[name] != claims[name] {
				t.Errorf("%v: a listener of %s: got %v", profiles, name, got[name])
			}
		}
		path, err := target.configure(l)
		if err != nil {
			t.Errorf("%v: %v", profiles, err)
			continue
		}
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var config map[string]map[string]any
		if err := json.Unmarshal(text, &config); err != nil {
			t.Fatal(err)
		}
		if (config["informer"] != nil) != claims["informer"] || (config["network"]["tcp6"] != nil) != claims["tcp6"] || (config["network"]["unix"] != nil) != claims["unix"] {
			t.Errorf("%v: got\n%s", profiles, text)
		}
		if config["network"]["tcp4"] == nil {
			t.Errorf("%v: nothing listens on IPv4", profiles)
		}
	}
}

func TestDeclaredBoundsStandInTheLayout(t *testing.T) {
	declares := Declares{HandlerTimeout: 1, FrameDeadline: 2, SignInTimeout: 3, ConnectTimeout: 4, FrameLimit: 70000}
	l := planned(t, &Target{Declares: declares})
	if want := (layout.Timeouts{Handler: 1, Frame: 2, SignIn: 3, Connect: 4}); l.Declared != want || l.Limits.Frame != 70000 {
		t.Errorf("got %+v, %+v", l.Declared, l.Limits)
	}
	if l := planned(t, &Target{}); l.Declared != (layout.Timeouts{}) || l.Limits != layout.TheLimits {
		t.Errorf("without declarations: got %+v, %+v", l.Declared, l.Limits)
	}
}

func TestServerConfIsValid(t *testing.T) {
	for _, profiles := range [][]string{nil, {"core"}} {
		var text strings.Builder
		if err := ServerConf(&text, planned(t, &Target{Profiles: profiles})); err != nil {
			t.Fatal(err)
		}
		if err := schemas.Validate(schemas.ServerConf, []byte(text.String())); err != nil {
			t.Errorf("%v: %v", profiles, err)
		}
	}
}

func TestSocketsThatAreTooLongAreRefused(t *testing.T) {
	l := layout.New("S1", "/"+strings.Repeat("x", longestSocket), "127.0.0.1:1", "", layout.Timeouts{})
	if err := checkSockets(l); err == nil || !strings.Contains(err.Error(), "bytes that the path of a UNIX socket may have") {
		t.Errorf("got %v", err)
	}
	t.Setenv("TMPDIR", filepath.Join(t.TempDir(), strings.Repeat("y", longestSocket)))
	if err := os.Mkdir(os.Getenv("TMPDIR"), 0o700); err != nil {
		t.Fatal(err)
	}
	s, err := NewSandbox(processes(t), &Target{Start: "false {config}"}, layout.ScaledTimeouts(1), &Missing{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.Server(t.Context(), "S1"); err == nil || !strings.Contains(err.Error(), "set TMPDIR") {
		t.Errorf("got %v", err)
	}
}
