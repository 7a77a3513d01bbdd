package deviant

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/besterprotocol/bester/features"
	"github.com/besterprotocol/bester/spec"
)

const reference = "../../../reference"

func requirements(t *testing.T) map[string]spec.Requirement {
	t.Helper()
	all, err := spec.Requirements()
	if err != nil {
		t.Fatal(err)
	}
	byID := map[string]spec.Requirement{}
	for _, q := range all {
		byID[q.ID] = q
	}
	return byID
}

func TestEveryServerSaysWhatItIs(t *testing.T) {
	byID := requirements(t)
	seen := map[string]bool{}
	name := regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	for _, s := range slices.Concat(Deviants(), Variants()) {
		switch {
		case !name.MatchString(s.Name) || seen[s.Name]:
			t.Errorf("%q is no name, or that of another", s.Name)
		case byID[s.Requirement].ID == "":
			t.Errorf("%s: there is no requirement %q", s.Name, s.Requirement)
		case s.Does == "" || strings.HasSuffix(s.Does, ".") || len(s.Edits) == 0:
			t.Errorf("%s: %q and %d edits do not make a server", s.Name, s.Does, len(s.Edits))
		}
		seen[s.Name] = true
	}
}

func TestEveryEditApplies(t *testing.T) {
	for _, s := range slices.Concat(Deviants(), Variants()) {
		for _, file := range s.files() {
			source, err := os.ReadFile(filepath.Join(reference, file))
			if err != nil {
				t.Errorf("%s: %v", s.Name, err)
				continue
			}
			if changed, err := s.apply(file, string(source)); err != nil || changed == string(source) {
				t.Errorf("%s changes nothing in %s: %v", s.Name, file, err)
			}
		}
	}
}

func TestEveryRequirementHasADeviant(t *testing.T) {
	has := map[string]bool{}
	for _, s := range Deviants() {
		has[s.Requirement] = true
	}
	for id, q := range requirements(t) {
		if q.Level != spec.MAY && !has[id] && features.Untestable()[id]+Unbreakable()[id] == "" {
			t.Errorf("no deviant breaks %s", id)
		}
	}
}

// TestProgramIsEveryServer builds one program from several servers, checks how they are woven
// into it, and runs it as each of them and as several at once.
func TestProgramIsEveryServer(t *testing.T) {
	serve := func(name string, edits ...Edit) Server { return Server{name, "CONN-1", "says so", edits} }
	says := func(name, file, function string) Server {
		return serve(name, Edit{file, function, function + "\n\tprintln(\"" + name + "\")\n"})
	}
	loads := "func LoadConfig(file string) (Config, error) {"
	first := serve("first",
		Edit{"conn.go", "func (c *conn) serve(ctx context.Context) {\n", "func (c *conn) serve(ctx context.Context) {\n\tpanic(\"first of \" + strconv.Itoa(len(pair)))\n"},
		Edit{"conn.go", "// never is", "var pair = [2]int{}\n\n// never is"})
	second := serve("second", Edit{"conn.go", "body, err := c.readFirst()\n", "body, err := c.readFirst()\n\tprintln(\"second\")\n"})
	one, other, two := says("one", serverGo, loads), says("other", serverGo, loads), says("two", "internal/config/load.go", "func Load(file string) (Config, error) {")
	folder := t.TempDir()
	program, err := Build(t.Context(), []Server{first, second, one, other, two}, folder)
	if err != nil {
		t.Fatal(err)
	}
	woven, err := os.ReadFile(filepath.Join(folder, "reference_conn.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"if isServer(\"first\") {\n\n//line first:", "if isServer(\"second\") {\n\n//line second:", "import \"strconv\"\n", "\n\tpanic(", "\tprintln(\"second\")\n", "var pair = [2]int{}\n"} {
		if !strings.Contains(string(woven), want) {
			t.Errorf("%q is not in\n%s", want, woven)
		}
	}
	if !program.Compatible(one, two, first) || !program.Compatible(two, other) || program.Compatible(first, second) || program.Compatible(one, two, other) {
		t.Error("servers must be compatible if and only if no two change the same function")
	}
	for _, servers := range [][]Server{{}, {one}, {two}, {one, two}, {two, other}} {
		out := outputOf(program, servers)
		for _, s := range []Server{one, other, two} {
			is := slices.ContainsFunc(servers, func(x Server) bool { return x.Name == s.Name })
			if strings.Contains(out, s.Name+"\n") != is || !strings.Contains(out, "no.conf") {
				t.Errorf("%s is %s: %v; it printed\n%s", Environment(servers...), s.Name, !is, out)
			}
		}
	}
}

// outputOf runs the program as some servers, without a configuration, and returns its output.
func outputOf(program *Program, servers []Server) string {
	command := exec.Command(program.Path, "no.conf")
	command.Env = os.Environ()
	for name, value := range Environment(servers...) {
		command.Env = append(command.Env, name+"="+value)
	}
	out, _ := command.CombinedOutput()
	return string(out)
}

func TestListsOfMutantsNameExistingOnes(t *testing.T) {
	byID := requirements(t)
	for name := range allKeys(also, overlaps) {
		if !slices.ContainsFunc(Deviants(), func(s Server) bool { return s.Name == name }) {
			t.Errorf("there is no deviant %q", name)
		}
	}
	for _, s := range Deviants() {
		all := slices.Concat(s.Breaks(), s.Overlaps())
		for i, id := range all {
			if byID[id].ID == "" || slices.Contains(all[:i], id) {
				t.Errorf("%s: the requirement %q does not exist or is listed twice", s.Name, id)
			}
		}
	}
	for id := range general {
		if byID[id].ID == "" {
			t.Errorf("there is no requirement %q", id)
		}
	}
}

func allKeys(maps ...map[string][]string) map[string]bool {
	keys := map[string]bool{}
	for _, m := range maps {
		for key := range m {
			keys[key] = true
		}
	}
	return keys
}

func TestMistakesAreNamed(t *testing.T) {
	for name, server := range map[string]Server{
		"not once":  {"wrong", "CONN-1", "", []Edit{{"conn.go", "there is no such text", ""}}},
		"undefined": {"wrong", "CONN-1", "", []Edit{{"conn.go", "body, err := c.readFirst()\n", "body, err := c.readNothing()\n"}}},
		"expected":  {"wrong", "CONN-1", "", []Edit{{"conn.go", "body, err := c.readFirst()\n", "{\n"}}},
	} {
		_, err := Build(t.Context(), []Server{server}, t.TempDir())
		if err == nil || !strings.Contains(err.Error(), name) || !strings.Contains(err.Error(), "wrong") {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestLaxVariantsLeaveOutWhatIsRecommended(t *testing.T) {
	byID := requirements(t)
	for _, s := range lax {
		if byID[s.Requirement].Level != spec.SHOULD || !s.IsLax() {
			t.Errorf("%s leaves out %s, which is no SHOULD", s.Name, s.Requirement)
		}
	}
	if variantsOfTexts[0].IsLax() {
		t.Errorf("%s leaves out nothing", variantsOfTexts[0].Name)
	}
}
