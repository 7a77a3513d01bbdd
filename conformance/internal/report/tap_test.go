package report

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// tapRead is a test point as TAP's grammar has it.
type tapRead struct {
	ok                             bool
	number                         int
	description, directive, reason string
	diagnostics                    map[string]any
}

var (
	tapPointPattern = regexp.MustCompile(`^(not )?ok ([0-9]+) - ((?:[^#\\]|\\.)*?)(?: # (SKIP|TODO) ((?:[^#\\]|\\.)*))?$`)
	tapUnescape     = regexp.MustCompile(`\\(.)`)
)

// readTAP reads a document line by line. A line that is none of TAP's fails the
// test.
func readTAP(t *testing.T, text string) []tapRead {
	t.Helper()
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if lines[0] != "TAP version 14" {
		t.Fatalf("begins with %q", lines[0])
	}
	var points []tapRead
	for i := 2; i < len(lines); i++ {
		match := tapPointPattern.FindStringSubmatch(lines[i])
		switch {
		case strings.HasPrefix(lines[i], "#"):
		case match != nil:
			p := tapRead{ok: match[1] == "", directive: match[4]}
			fmt.Sscan(match[2], &p.number)
			p.description = tapUnescape.ReplaceAllString(match[3], "$1")
			p.reason = tapUnescape.ReplaceAllString(match[5], "$1")
			points = append(points, p)
		case lines[i] == "  ---":
			var block []string
			for i++; lines[i] != "  ..."; i++ {
				block = append(block, strings.TrimPrefix(lines[i], "  "))
			}
			if err := yaml.Unmarshal([]byte(strings.Join(block, "\n")), &points[len(points)-1].diagnostics); err != nil {
				t.Fatalf("%v\n%s", err, strings.Join(block, "\n"))
			}
		default:
			t.Fatalf("line %d is none of TAP's: %.100q", i+1, lines[i])
		}
	}
	if want := fmt.Sprintf("1..%d", len(points)); lines[1] != want {
		t.Errorf("the plan is %q, want %q", lines[1], want)
	}
	return points
}

func TestTAP(t *testing.T) {
	r := hostile()
	points := readTAP(t, written(t, r, "tap"))
	want := []struct {
		ok        bool
		directive string
	}{{true, ""}, {false, ""}, {false, ""}, {true, "SKIP"}, {true, "SKIP"}, {false, "TODO"}, {false, ""}, {false, "TODO"}}
	if len(points) != len(want) {
		t.Fatalf("got %d test points", len(points))
	}
	for i, p := range points {
		if p.ok != want[i].ok || p.directive != want[i].directive || p.number != i+1 {
			t.Errorf("%s: got %+v", r.Scenarios[i].Verdict, p)
		}
		if title := r.cleaned().Scenarios[i].title(); p.description != title {
			t.Errorf("got description %q, want %q", p.description, title)
		}
	}
	if got := points[5].reason; got != "known failure: "+oneLine(clean(nasty)) {
		t.Errorf("got reason %q", got)
	}
	failed := points[1].diagnostics
	if failed["allowed"] != clean(nasty) || failed["happened"] != clean(nasty) || failed["place"] != "features/a/b.feature:2" {
		t.Errorf("got diagnostics %v", failed)
	}
	if text, _ := failed["explanation"].(string); !strings.Contains(text, "What was on the wire:") {
		t.Errorf("got explanation %.200q", text)
	}
}

func TestTAPDiagnosticsKeepEveryText(t *testing.T) {
	for _, text := range []string{
		"  indented\nand not", "two\n\n\nlines ", "ends\n", "ends twice\n\n", "\n", " ", "\tx", "a: b", "- a", "# a", "a # b", "'a'", `"a"`, "{a", "[a]", "*a", "&a",
		"!a", "%a", "@a", "`a`", "|", ">", "? a", "---", "...", "---\n...\n", "yes", "null", "~", "1e3", "0x1f", "2026-01-31", "a\n  b: c\n\td", "é: 日本\n💬", `\u001b\`, "a:", ": a", "a\n#b", ",", "=", "<<",
	} {
		r := failing()
		r.Scenarios[0].Failure.Happened = text
		points := readTAP(t, written(t, r, "tap"))
		if got := points[0].diagnostics["happened"]; got != text {
			t.Errorf("%q: got %q", text, got)
		}
	}
}
