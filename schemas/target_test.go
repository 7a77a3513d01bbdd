package schemas

import (
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/besterprotocol/bester/spec"
)

// targetPart returns the schema in target.schema.json that a path leads to.
func targetPart(t *testing.T, path ...string) map[string]any {
	t.Helper()
	var schema any = schemaFiles(t)[string(Target)+suffix]
	for _, name := range path {
		schema = subschema(schema, name)
	}
	return schema.(map[string]any)
}

// TestTargetProfiles wants a target to claim what the specification has.
func TestTargetProfiles(t *testing.T) {
	var want []any
	for _, p := range spec.Profiles() {
		want = append(want, p.Name)
	}
	got := targetPart(t, "properties", "profiles", "items")["enum"]
	if diff := cmp.Diff(any(want), got); diff != "" {
		t.Errorf("profiles of a target (-specification +schema):\n%s", diff)
	}
}

// TestTargetDurations holds the pattern of durations against Go, which reads
// them: whatever the pattern takes, Go takes for a positive time.
func TestTargetDurations(t *testing.T) {
	pattern := regexp.MustCompile(targetPart(t, "$defs", "duration")["pattern"].(string))
	random := rand.New(rand.NewPCG(20200627, 2))
	taken := 0
	for range 100_000 {
		text := randomDuration(random)
		if !pattern.MatchString(text) {
			continue
		}
		taken++
		if d, err := time.ParseDuration(text); err != nil || d <= 0 {
			t.Fatalf("the pattern takes %q, which Go reads as %v, %v", text, d, err)
		}
	}
	if taken < 5_000 || taken > 95_000 {
		t.Errorf("the pattern took %d texts of 100,000: they do not look at both sides", taken)
	}
}

// randomDuration returns what is a duration or nearly one: digits, a point and
// zeros behind it or not, and a unit or what looks so.
func randomDuration(random *rand.Rand) string {
	digits := func(most int) string {
		text := make([]byte, random.IntN(most+1))
		for i := range text {
			text[i] = "0159"[random.IntN(4)]
		}
		return string(text)
	}
	text := []string{"", "0", digits(9)}[random.IntN(3)]
	if random.IntN(2) == 0 {
		text += "." + strings.Repeat("0", random.IntN(8)) + digits(4)
	}
	return text + []string{"ms", "s", "m", "ms", "s", "m", "", "h", "S"}[random.IntN(9)]
}
