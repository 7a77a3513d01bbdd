package report

import (
	"bytes"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"
)

func written(t *testing.T, r *Report, format string) string {
	t.Helper()
	var b bytes.Buffer
	if err := r.Write(&b, format); err != nil {
		t.Fatalf("%s: %v", format, err)
	}
	return b.String()
}

// TestHostileReportsCanBeRead is about what all formats have in common. The
// tests of each have it read by a program that knows it.
func TestHostileReportsCanBeRead(t *testing.T) {
	r := hostile()
	r.Scenarios[1].Output["S1"] = strings.Repeat(nasty, 10<<20/len(nasty))
	before := asJSON(t, r)
	for _, format := range Formats() {
		if format.Name == "json" {
			continue // which has everything as it was
		}
		text := written(t, r, format.Name)
		if !utf8.ValidString(text) {
			t.Errorf("%s is no UTF-8", format.Name)
		}
		if i := strings.IndexFunc(text, func(r rune) bool { return r != '\n' && r != '\t' && r != '\ufe0f' && !unicode.IsPrint(r) }); i >= 0 {
			t.Errorf("%s has %q in it", format.Name, text[i:min(len(text), i+20)])
		}
		if len(text) > 4<<20 {
			t.Errorf("%s takes %d bytes", format.Name, len(text))
		}
	}
	if asJSON(t, r) != before {
		t.Error("writing a report has changed it")
	}
}

func TestEveryFormatWritesAnEmptyReport(t *testing.T) {
	for _, format := range Formats() {
		if text := written(t, &Report{}, format.Name); !strings.HasSuffix(text, "\n") {
			t.Errorf("%s does not end with a line: %q", format.Name, text)
		}
	}
}

func TestUnknownFormat(t *testing.T) {
	err := failing().Write(io.Discard, "pdf")
	if err == nil || !strings.Contains(err.Error(), `no format "pdf"`) || !strings.Contains(err.Error(), "junit") {
		t.Errorf("got %v", err)
	}
}

// full is what no writer can write to.
type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

func TestErrorsOfTheWriterAreTold(t *testing.T) {
	for _, format := range Formats() {
		if err := failing().Write(fullDisk{}, format.Name); err == nil {
			t.Errorf("%s: got no error", format.Name)
		}
	}
}

// TestNoFormatActs writes a hostile report in each format. None may contain control characters
// or workflow commands.
func TestNoFormatActs(t *testing.T) {
	command := regexp.MustCompile(`(?m)^\s*::.*::|##[A-Za-z]*\[`)
	var written [][2]string
	for _, format := range Formats() {
		var out bytes.Buffer
		if err := hostile().Write(&out, format.Name); err != nil {
			t.Errorf("%s: %v", format.Name, err)
		}
		written = append(written, [2]string{format.Name, out.String()})
	}
	for _, format := range ComparisonFormats(Style{}).Names() {
		written = append(written, [2]string{"comparison as " + format, writtenComparison(t, Compare([]*Report{hostile(), failing()}, []string{nasty, "b"}), format)})
	}
	written = append(written, [2]string{"next", next(t, hostile())})
	for _, one := range written {
		if found := command.FindString(one[1]); found != "" {
			t.Errorf("%s has the command %q", one[0], found)
		}
		at := strings.IndexFunc(one[1], func(r rune) bool { return r != '\n' && r != '\t' && !unicode.IsPrint(r) })
		if at >= 0 {
			t.Errorf("%s has %q", one[0], one[1][at:min(len(one[1]), at+20)])
		}
	}
}

func TestClean(t *testing.T) {
	tests := []struct{ text, want string }{
		{"plain é 日本 💬\n\tnext", "plain é 日本 💬\n\tnext"},
		{"a\r\nb\rc", `a` + "\n" + `b\u000dc`},
		{"\x1b[31mred\x00", `\u001b[31mred\u0000`},
		{"\xff\xc3(\ufffd", `\xff\xc3(\ufffd`},
		{"\u202e\u2028\ufffe\ufeff", `\u202e\u2028\ufffe\ufeff`},
	}
	for _, test := range tests {
		if got := clean(test.text); got != test.want {
			t.Errorf("%q: got %q, want %q", test.text, got, test.want)
		}
	}
	long := strings.Repeat("é", shownText) + "the end"
	got := clean(long)
	if !strings.HasPrefix(got, "… (the last 32768 of 65543 bytes)\né") || !strings.HasSuffix(got, "é"+"the end") || !utf8.ValidString(got) {
		t.Errorf("got %.60q", got)
	}
}

func TestCleanedKeepsEverythingElse(t *testing.T) {
	r := failing()
	r.Started = time.Now()
	if before, after := asJSON(t, r), asJSON(t, r.cleaned()); before != after {
		t.Errorf("a clean report has changed:\n%s\n%s", before, after)
	}
}

func TestVerdictsOfScenarios(t *testing.T) {
	r := hostile()
	want := []struct {
		outcome outcome
		why     string
	}{
		{isGood, ""}, {isWrong, "allowed: "}, {isOpen, "could not be run: "}, {isAside, "not claimed"}, {isAside, "not chosen"},
		{isAside, "known failure: "}, {isWrong, "passes, though the baseline says that it fails: "}, {isAside, "warning: allowed: "},
	}
	for i, s := range r.Scenarios {
		outcome, why := r.outcome(s)
		if outcome != want[i].outcome || !strings.HasPrefix(why, want[i].why) || strings.Contains(why, "\n") {
			t.Errorf("%s: got %v, %q", s.Verdict, outcome, why)
		}
	}
	stopped := scenario(NotRun, "A-1")
	if _, why := r.outcome(stopped); why != "could not be run: the run ended before it" {
		t.Errorf("a scenario that was not reached: %q", why)
	}
}
