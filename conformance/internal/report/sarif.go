package report

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/besterprotocol/bester/spec"
)

const (
	home        = "https://github.com/besterprotocol/bester"
	sarifSchema = "https://json.schemastore.org/sarif-2.1.0.json"
)

// object is a JSON object in the making.
type object = map[string]any

// WriteSARIF writes the report as SARIF 2.1.0: a rule for each requirement, and a
// result for each requirement that a scenario proves in vain, which stands where
// the scenario does. Known failures are suppressed, with the reason.
func (r *Report) WriteSARIF(w io.Writer) error {
	r = r.cleaned()
	rules, results := []object{}, []object{}
	for _, q := range r.Requirements {
		rules = append(rules, r.sarifRule(q))
	}
	for _, s := range r.Scenarios {
		results = append(results, r.sarifResults(s)...)
	}
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", " ")
	return encoder.Encode(object{
		"$schema": sarifSchema,
		"version": "2.1.0",
		"runs": []object{{
			"tool":             object{"driver": object{"name": "bester", "version": strings.TrimPrefix(r.Suite, "v"), "informationUri": home, "language": "en", "rules": rules}},
			"invocations":      []object{r.sarifInvocation()},
			"results":          results,
			"language":         "en",
			"columnKind":       "unicodeCodePoints",
			"newlineSequences": []string{"\n"},
			"properties":       object{"server": r.Server, "serverVersion": r.Version, "seed": r.Seed},
		}},
	})
}

func (r *Report) sarifInvocation() object {
	at := func(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }
	return object{
		"executionSuccessful": r.Complete() && !r.Stopped,
		"startTimeUtc":        at(r.Started),
		"endTimeUtc":          at(r.Started.Add(r.Took)),
	}
}

// sarifLevels are those of a rule by the level of the requirement.
var sarifLevels = map[spec.Level]string{spec.MUST: "error", spec.SHOULD: "warning", spec.MAY: "note"}

func (r *Report) sarifRule(q Requirement) object {
	link := r.specLink(q)
	return object{
		"id":                   q.ID,
		"shortDescription":     object{"text": oneLine(q.Text)},
		"fullDescription":      object{"text": oneLine(q.Text)},
		"help":                 object{"text": fmt.Sprintf("%s (spec/%s:%d)", oneLine(q.Text), q.File, q.Line), "markdown": fmt.Sprintf("%s\n\n[%s](%s)", markdownLine(q.Text), q.ID, link)},
		"helpUri":              link,
		"defaultConfiguration": object{"level": sarifLevels[q.Level]},
		"properties":           object{"tags": []string{q.Profile, q.Level.String()}},
	}
}

// revision matches versions of the suite that a link can lead to.
var revision = regexp.MustCompile(`^(v[0-9]+\.[0-9]+\.[0-9]+|[0-9a-f]{40})$`)

// specLink leads to the sentence of the specification.
func (r *Report) specLink(q Requirement) string { return r.sourceLink("spec/"+q.File, q.Line) }

// sourceLink leads to a line of a file of the repository.
func (r *Report) sourceLink(file string, line int) string {
	at := "main"
	if revision.MatchString(r.Suite) {
		at = r.Suite
	}
	return fmt.Sprintf("%s/blob/%s/%s?plain=1#L%d", home, at, (&url.URL{Path: file}).EscapedPath(), line)
}

// sarifResults returns a result for each requirement that s proves, where s did
// not pass.
func (r *Report) sarifResults(s Scenario) []object {
	level, ok := map[Verdict]string{
		Failed: "error", NowPasses: "error", KnownFailure: "error", Warned: "warning", NotRun: "note", Disputed: "note",
	}[r.verdictOf(s)]
	if !ok {
		return nil
	}
	var results []object
	for i, q := range r.Requirements {
		if slices.Contains(s.Requirements, q.ID) {
			results = append(results, r.sarifResult(s, i, level))
		}
	}
	return results
}

func (r *Report) sarifResult(s Scenario, rule int, level string) object {
	id := r.Requirements[rule].ID
	_, why := r.outcome(s)
	sum := sha256.Sum256([]byte(id + "\n" + s.File + "\n" + s.Name))
	result := object{
		"ruleId":    id,
		"ruleIndex": rule,
		"level":     level,
		"message":   object{"text": fmt.Sprintf("%s: %s", oneLine(s.Name), why)},
		"locations": []object{{"physicalLocation": object{
			"artifactLocation": object{"uri": (&url.URL{Path: s.Path()}).String(), "uriBaseId": "%SRCROOT%"},
			"region":           object{"startLine": max(s.Line, 1)},
		}}},
		"partialFingerprints": object{"besterScenario/v1": hex.EncodeToString(sum[:])},
		"properties":          object{"verdict": r.verdictOf(s), "explanation": r.explanation(s)},
	}
	if s.Verdict == KnownFailure {
		result["suppressions"] = []object{{"kind": "external", "status": "accepted", "justification": s.Known}}
	}
	return result
}
