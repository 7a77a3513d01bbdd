package baseline

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/besterprotocol/bester/conformance/internal/report"
)

var now = time.Date(2026, 6, 15, 12, 0, 0, 0, time.UTC)

// run returns six scenarios of three requirements. Each letter of v is a verdict: p is
// passed, f failed, n could not run, c not chosen, b blocked, u unstable, - not claimed.
func run(v string) []report.Scenario {
	verdicts := map[byte]report.Verdict{
		'p': report.Passed, 'f': report.Failed, 'n': report.NotRun, 'c': report.NotChosen, '-': report.NotClaimed,
		'b': report.Blocked, 'u': report.Unstable,
	}
	scenarios := []report.Scenario{
		{Name: "a1", File: "a/a.feature", Line: 1, Requirements: []string{"A-1"}},
		{Name: "a2", File: "a/a.feature", Line: 2, Requirements: []string{"A-1"}},
		{Name: "ab", File: "a/a.feature", Line: 3, Requirements: []string{"A-1", "B-1"}},
		{Name: "same", File: "b/b.feature", Line: 1, Requirements: []string{"B-1"}},
		{Name: "same", File: "b/b.feature", Line: 2, Requirements: []string{"B-1"}},
		{Name: "c: 1", File: "c/c.feature", Line: 1, Requirements: []string{"C-1"}},
	}
	for i := range scenarios {
		scenarios[i].Verdict = verdicts[v[i]]
	}
	return scenarios
}

// read reads a baseline of entries, each in braces.
func read(t *testing.T, entries ...string) *Baseline {
	t.Helper()
	text := "knownFailures:\n"
	for _, e := range entries {
		text += "- {" + e + "}\n"
	}
	b, err := load(t, "known.yaml", text)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// load loads the baseline that text is from a file called name.
func load(t *testing.T, name, text string) (*Baseline, error) {
	t.Helper()
	t.Chdir(t.TempDir())
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return Load(name)
}

func TestApply(t *testing.T) {
	const (
		a1   = "fails: a1, reason: why"
		all  = "fails: A-1, reason: why"
		same = "fails: b/b.feature:2, reason: why"
	)
	letters := map[report.Verdict]string{
		report.Passed: "p", report.Failed: "f", report.NotRun: "n", report.NotChosen: "c", report.NotClaimed: "-",
		report.KnownFailure: "K", report.NowPasses: "N",
	}
	for _, test := range []struct{ what, entry, run, want string }{
		{"a scenario that fails", a1, "ffffff", "Kfffff"},
		{"a scenario that passes", a1, "pfffff", "Nfffff"},
		{"a scenario that could not be run", a1, "nfffff", "nfffff"},
		{"a scenario that was not chosen", a1, "cfffff", "cfffff"},
		{"a scenario that is not claimed", a1, "-fffff", "-fffff"},
		{"a requirement that fails", all, "fffppp", "KKKppp"},
		{"a requirement of which some fail", all, "fppppp", "Kppppp"},
		{"a requirement that passes", all, "pppppp", "NNNppp"},
		{"a requirement that passes as far as it is claimed", all, "pp-ppp", "NN-ppp"},
		{"a requirement that passes as far as it was chosen", all, "ppcppp", "ppcppp"},
		{"a requirement of which some could not be run", all, "ppnppp", "ppnppp"},
		{"a requirement of which some could not be run and some fail", all, "fpnppp", "Kpnppp"},
		{"a place", same, "pppfff", "pppfKf"},
		{"a place that begins with features", "fails: features/b/b.feature:2, reason: why", "pppfff", "pppfKf"},
		{"two of a name", "fails: same, reason: why", "pppfpp", "pppKpp"},
		{"a name with a colon", `fails: "c: 1", reason: why`, "ffffff", "fffffK"},
		{"on its last day", "fails: a1, reason: why, expires: 2026-06-15", "ffffff", "Kfffff"},
		{"expired", "fails: a1, reason: why, expires: 2026-06-14", "ffffff", "ffffff"},
		{"expired, and passes", "fails: a1, reason: why, expires: 2026-06-14", "pfffff", "pfffff"},
	} {
		scenarios := run(test.run)
		read(t, test.entry).Apply(scenarios, now)
		got := ""
		for _, s := range scenarios {
			got += letters[s.Verdict]
			switch s.Verdict {
			case report.KnownFailure, report.NowPasses:
				if s.Known != "why" {
					t.Errorf("%s: the reason is %q", test.what, s.Known)
				}
			}
		}
		if got != test.want {
			t.Errorf("%s: got %s, want %s", test.what, got, test.want)
		}
	}
}

func TestApplySaysWhatHasExpired(t *testing.T) {
	scenarios := run("ffffff")
	read(t, "fails: a1, reason: why, expires: 2026-06-14").Apply(scenarios, now)
	if got := scenarios[0].Known; got != "until 2026-06-14: why" {
		t.Errorf("got %q", got)
	}
	if got := scenarios[1].Known; got != "" {
		t.Errorf("got %q", got)
	}
}

func TestReadSaysWhatIsWrong(t *testing.T) {
	for text, want := range map[string]string{
		"knownFailures:\n- fails: A-1\n":                                          `known.yaml:2:3: /knownFailures/0: member "reason" is missing`,
		"knownFailures:\n- fails: A-1\n  reason: x\n  until: 1\n":                 "known.yaml:4:3: /knownFailures/0/until: unknown member",
		"knownFailures:\n- fails: A-1\n  reason: x\n  expires: 2026-02-30\n":      `known.yaml:4:12: "2026-02-30" is not a day of the calendar`,
		"knownFailures:\n- fails: A-1\n  reason: x\n- fails: 1\n  reason: \"\"\n": "known.yaml:4:10: /knownFailures/1/fails: must be a string, but is the number 1; write it in quotes: \"1\"\nknown.yaml:5:11: ",
		"knownFailures: [": "known.yaml:1:1: is not YAML: ",
	} {
		b, err := load(t, "known.yaml", text)
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: got %v and %v, want %q", text, b, err, want)
		}
	}
}

func TestCheck(t *testing.T) {
	scenarios := run("pppppp")
	if err := read(t, "fails: A-1, reason: x", "fails: same, reason: x", "fails: features/c/c.feature:1, reason: x").Check(scenarios); err != nil {
		t.Error(err)
	}
	for entries, want := range map[string]string{
		"fails: A-11, reason: x":                         `known.yaml:2: no scenario proves "A-11": did you mean "A-1"?`,
		"fails: a-1, reason: x":                          `known.yaml:2: no scenario proves "a-1": did you mean "A-1"?`,
		"fails: Same, reason: x":                         `known.yaml:2: no scenario is called "Same": did you mean "same"?`,
		"fails: a/a.feature:9, reason: x":                `known.yaml:2: no scenario stands at "a/a.feature:9": did you mean "features/a/a.feature:1"?`,
		"fails: a1, reason: x}\n- {fails: a1, reason: y": `known.yaml:3: "a1" stands on line 2 already`,
	} {
		if err := read(t, entries).Check(scenarios); err == nil || err.Error() != want {
			t.Errorf("%q: got %v, want %q", entries, err, want)
		}
	}
}

func text(t *testing.T, b *Baseline) string {
	t.Helper()
	var text strings.Builder
	if err := b.Write(&text); err != nil {
		t.Fatal(err)
	}
	return text.String()
}

const full = `# About this file.

knownFailures:
  # This is about A.
  - fails: A-1 # all of it
    reason: of old
    expires: 2026-12-31
  # This is about B.
  - fails: features/b/b.feature:1
    reason: "because: it is"
# The end.
`

func TestUpdate(t *testing.T) {
	for _, test := range []struct {
		what, before, run, want string
	}{
		{"nothing fails", "", "pppppp", "knownFailures: []\n"},
		{"whole requirements", "", "ffffff", `knownFailures:
  - fails: A-1
    reason: why does this fail? say it here
  - fails: B-1
    reason: why does this fail? say it here
  - fails: C-1
    reason: why does this fail? say it here
`},
		{"as few as can be", "", "ppfffp", `knownFailures:
  - fails: B-1
    reason: why does this fail? say it here
`},
		{"scenarios by name or place", "", "pffpfp", `knownFailures:
  - fails: a2
    reason: why does this fail? say it here
  - fails: ab
    reason: why does this fail? say it here
  - fails: features/b/b.feature:2
    reason: why does this fail? say it here
`},
		{"a requirement of which not all were run", "", "ffcppp", `knownFailures:
  - fails: a1
    reason: why does this fail? say it here
  - fails: a2
    reason: why does this fail? say it here
`},
		{"what could not be run", "", "nnnnnn", "knownFailures: []\n"},
		{"what holds stays as it is", full, "ffffpp", full},
		{"what was not run stays as it is", full, "cccccc", full},
		{"what could not be run stays as it is", full, "nnnnnn", full},
		{"what is not claimed stays as it is", full, "------", full},
		{"what passes goes", full, "fffppp", `# About this file.

knownFailures:
  # This is about A.
  - fails: A-1 # all of it
    reason: of old
    expires: 2026-12-31
# The end.
`},
		{"a requirement is narrowed to what fails", full, "fppfpp", `# About this file.

knownFailures:
  - fails: a1
    reason: of old
    expires: "2026-12-31"
  # This is about B.
  - fails: features/b/b.feature:1
    reason: "because: it is"
# The end.
`},
		{"what is new comes last", full, "ffffpf", strings.Replace(full, "# The end.\n", `  - fails: C-1
    reason: why does this fail? say it here
# The end.
`, 1)},
		{"what has expired and fails waits for a person", strings.Replace(full, "2026-12-31", "2026-01-01", 1), "fpffpp", strings.Replace(full, "2026-12-31", "2026-01-01", 1)},
	} {
		t.Run(test.what, func(t *testing.T) {
			b := New("known.yaml")
			if test.before != "" {
				var err error
				if b, err = load(t, "known.yaml", test.before); err != nil {
					t.Fatal(err)
				}
			}
			b.Update(run(test.run), now, func(id string) bool { return false })
			got := text(t, b)
			if test.before == "" {
				_, got, _ = strings.Cut(got, "\n")
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			wantHolds(t, got, test.run)
		})
	}
}

// wantHolds reads a baseline that an update wrote and wants it to say of the same
// run neither too little nor too much, but for what has expired.
func wantHolds(t *testing.T, updated, verdicts string) {
	t.Helper()
	b, err := load(t, "known.yaml", updated)
	if err != nil {
		t.Fatal(err)
	}
	scenarios := run(verdicts)
	if err := b.Check(scenarios); err != nil {
		t.Error(err)
	}
	b.Apply(scenarios, now)
	for _, s := range scenarios {
		if s.Verdict == report.NowPasses || s.Verdict == report.Failed && s.Known == "" {
			t.Errorf("%s: %s", s.Name, s.Verdict)
		}
	}
}

func TestUpdateLeavesOutWhatFailsNobody(t *testing.T) {
	b := New("known.yaml")
	b.Update(run("ffffff"), now, func(id string) bool { return id != "B-1" })
	if got, want := b.Changes(), (Changes{Entries: 1, Added: 1}); got != want {
		t.Errorf("got %+v, want %+v:\n%s", got, want, text(t, b))
	}
	if !strings.Contains(text(t, b), "fails: B-1") {
		t.Error(text(t, b))
	}
}

func TestUpdateCountsItsChanges(t *testing.T) {
	b := read(t, "fails: a1, reason: x", "fails: a2, reason: y")
	b.Update(run("fppppf"), now, func(string) bool { return false })
	if got, want := b.Changes(), (Changes{Entries: 2, Added: 1, Removed: 1}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
