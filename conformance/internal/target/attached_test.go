package target

import (
	"encoding/json"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/besterprotocol/bester/conformance/internal/layout"
)

// folder returns a new folder whose name is short enough for sockets.
func folder(t *testing.T) string {
	t.Helper()
	folder, err := os.MkdirTemp("", "bt")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	return folder
}

// plan writes a plan of target into a new folder.
func plan(t *testing.T, target *Target) (string, []layout.Layout) {
	t.Helper()
	at := folder(t)
	layouts, err := target.Plan(at, "127.0.0.1", 22230, layout.ScaledTimeouts(1))
	if err == nil {
		err = target.WritePlan(at, layouts)
	}
	if err != nil {
		t.Fatal(err)
	}
	return at, layouts
}

// edit changes a plan as a person would.
func edit(t *testing.T, folder string, change func(text string) string) {
	t.Helper()
	file := filepath.Join(folder, layoutsFile)
	text, err := os.ReadFile(file)
	if err == nil {
		err = os.WriteFile(file, []byte(change(string(text))), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestPlanIsReadAsItWasWritten(t *testing.T) {
	target := &Target{Profiles: []string{"core", "unix"}, Declares: Declares{FrameLimit: 70000}}
	folder, layouts := plan(t, target)
	attached, err := Attach(target, folder, &Missing{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(layouts, attached.layouts); diff != "" {
		t.Errorf("(-planned +attached)\n%s", diff)
	}
	for _, l := range layouts {
		if _, err := os.Stat(filepath.Join(l.Folder, "server.conf")); err != nil {
			t.Error(err)
		}
	}
}

func TestPlanOfWhatCannotBe(t *testing.T) {
	for _, test := range []struct {
		folder, host string
		port         int
		want         string
	}{
		{"s", "localhost", 22230, `"localhost" is no IPv4 address`},
		{"s", "::1", 22230, `"::1" is no IPv4 address`},
		{"s", "127.0.0.1", 0, "0 is no port between 1 and 65533"},
		{"s", "127.0.0.1", 65534, "65534 is no port between 1 and 65533"},
		{"/" + strings.Repeat("x", 120), "127.0.0.1", 22230, "take a shorter folder"},
	} {
		if _, err := (&Target{}).Plan(test.folder, test.host, test.port, layout.Timeouts{}); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%+v: got %v", test, err)
		}
	}
}

func TestAttachSaysWhatIsWrong(t *testing.T) {
	for name, test := range map[string]struct {
		change func(string) string
		want   string
	}{
		"empty":           {func(string) string { return "" }, "the file is empty"},
		"broken":          {func(s string) string { return s[:len(s)/2] }, "near byte"},
		"an object":       {func(string) string { return "{}" }, "cannot unmarshal object"},
		"more":            {func(s string) string { return s + s }, "more stands behind"},
		"a mistyped name": {func(s string) string { return strings.Replace(s, `"tcp4"`, `"tcp"`, 1) }, `unknown member "tcp": did you mean "tcp4"?`},
		"a number":        {func(s string) string { return strings.Replace(s, `"S1"`, `1`, 1) }, "cannot unmarshal number"},
		"a huge number":   {func(s string) string { return strings.Replace(s, `"handlerNs": `, `"handlerNs": 1e999`, 1) }, "cannot unmarshal number"},
		"another server":  {func(s string) string { return strings.Replace(s, `"S2"`, `"../S2"`, 1) }, `there is a server "../S2"`},
		"a server twice":  {func(s string) string { return strings.Replace(s, `"S2"`, `"S1"`, 1) }, `there is a server "S1"`},
		"no handlers":     {func(string) string { return `[{"name":"S1","tcp4":"a:1","unix":"u","informer":"i","admin":"{}"}]` }, `no socket for the handler`},
		"no user":         {func(s string) string { return strings.Replace(s, `"alice": `, `"al": `, 1) }, `no password for the user "alice"`},
		"no port":         {func(s string) string { return strings.Replace(s, `127.0.0.1:22230`, `127.0.0.1`, 1) }, "S1: \"127.0.0.1\" and"},
		"port 0":          {func(s string) string { return strings.Replace(s, `127.0.0.1:22230`, `127.0.0.1:0`, 1) }, "are not both addresses"},
		"port 70000":      {func(s string) string { return strings.Replace(s, `[::1]:22230`, `[::1]:70000`, 1) }, "are not both addresses"},
		"no socket":       {func(s string) string { return strings.Replace(s, `"unix": "`, `"unix": "", "informer": "`, 1) }, "no socket for the profile unix"},
		"no admin":        {func(s string) string { return strings.Replace(s, `"admin": "{`, `"admin": "`, 1) }, "S1: admin is no JSON"},
		"a huge file":     {func(s string) string { return s + strings.Repeat(" ", fileLimit) }, "it is longer than"},
		"a long socket":   {func(s string) string { return strings.Replace(s, `/h0"`, `/`+strings.Repeat("h", 120)+`"`, 1) }, "path of a UNIX socket may have"},
	} {
		folder, _ := plan(t, &Target{})
		edit(t, folder, test.change)
		_, err := Attach(&Target{}, folder, &Missing{})
		if err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), layoutsFile) {
			t.Errorf("%s: got %v, want %q", name, err, test.want)
		}
	}
	_, err := Attach(&Target{}, filepath.Join(t.TempDir(), "gone"), &Missing{})
	if err == nil || !strings.Contains(err.Error(), "bester target layout --write ") {
		t.Errorf("without a folder: got %v", err)
	}
}

func TestAttachedServers(t *testing.T) {
	target := &Target{Profiles: []string{"core"}}
	folder, _ := plan(t, target)
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	elsewhere := listener.Addr().String()
	edit(t, folder, func(s string) string { return strings.Replace(s, "127.0.0.1:22230", elsewhere, 1) })
	edit(t, folder, onlyTwo(t))
	attached, err := Attach(target, folder, &Missing{})
	if err != nil {
		t.Fatal(err)
	}
	if l, err := attached.Server(t.Context(), "S1"); err != nil || l.TCP4 != elsewhere {
		t.Errorf("got %s, %v, want %s", l.TCP4, err, elsewhere)
	}
	if used := attached.Layouts(); len(used) != 1 || used[0].Name != "S1" {
		t.Errorf("used are %v", used)
	}
	if _, err := attached.Server(t.Context(), "S3"); err == nil || !strings.Contains(err.Error(), "there is no server S3") {
		t.Errorf("got %v", err)
	}
	if _, err := attached.Fresh(t.Context(), "S1", nil); err == nil || !strings.Contains(err.Error(), "runs already") {
		t.Errorf("got %v", err)
	}
	listener.Close()
	if _, err := attached.Server(t.Context(), "S1"); err == nil || !strings.Contains(err.Error(), "S1 is not there to attach to") {
		t.Errorf("got %v", err)
	}
}

// onlyTwo takes the third server out of a plan.
func onlyTwo(t *testing.T) func(string) string {
	return func(text string) string {
		var all []map[string]any
		if err := json.Unmarshal([]byte(text), &all); err != nil || len(all) != 3 {
			t.Fatalf("%d servers, %v", len(all), err)
		}
		two, _ := json.Marshal(all[:2]) // it was JSON
		return string(two)
	}
}

// FuzzAttach gives Attach any plan at all, and uses what it takes.
func FuzzAttach(f *testing.F) {
	layouts, err := (&Target{}).Plan("/tmp/x", "127.0.0.1", 1, layout.ScaledTimeouts(1))
	if err != nil {
		f.Fatal(err)
	}
	text, err := json.Marshal(layouts)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add([]byte(`[{"name":"S1","timeouts":{"handlerNs":-9223372036854775808}}]`))
	f.Add([]byte(`[null, {"handlers":null}]`))
	f.Fuzz(func(t *testing.T, text []byte) {
		folder := t.TempDir()
		if err := os.WriteFile(filepath.Join(folder, layoutsFile), text, 0o600); err != nil {
			t.Fatal(err)
		}
		attached, err := Attach(&Target{}, folder, &Missing{})
		if err != nil {
			return
		}
		for _, l := range attached.layouts {
			if len(listeners(l)) < 3 || l.Handlers["chat"] == "" || l.Users["alice"] == "" || Describe(l) == "" {
				t.Errorf("%q: got %+v", text, l)
			}
		}
	})
}
