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

// WriteSARIF writes the report as SARIF 2.1.0. Each requirement is a rule. A failed
// scenario has a result for each of its requirements, at the place of the scenario. The
// findings of a requirement are one result, and a requirement that blocks scenarios is a
// notification. Known failures are suppressed, with the reason.
func (r *Report) WriteSARIF(w io.Writer) error {
	r = r.cleaned()
	rules, results := []object{}, []object{}
	for _, q := range r.Requirements {
		rules = append(rules, r.sarifRule(q))
	}
	for _, s := range r.Scenarios {
		results = append(results, r.sarifResults(s)...)
	}
	results = append(results, r.sarifFindings()...)
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
	notes := []object{}
	for _, id := range r.blockers() {
		notes = append(notes, object{"level": "note", "message": object{"text": fmt.Sprintf("%s not judged: blocked by %s", plural(r.blocks(id), "scenario"), id)}})
	}
	return object{
		"toolExecutionNotifications": notes,
		"executionSuccessful":        r.Complete() && !r.Stopped,
		"startTimeUtc":               at(r.Started),
		"endTimeUtc":                 at(r.Started.Add(r.Took)),
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
		Failed: "error", Unstable: "error", NowPasses: "error", KnownFailure: "error", Warned: "warning", NotRun: "note", Disputed: "note",
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

// sarifFindings returns a result for each requirement with findings, at the place of the
// first scenario that shows one.
func (r *Report) sarifFindings() []object {
	var results []object
	seen := map[string]bool{}
	for _, s := range r.Scenarios {
		for _, f := range s.Findings {
			rule := r.indexOf(f.Requirement)
			level, counts := map[Verdict]string{Failed: "error", Warned: "warning", Disputed: "note", KnownFailure: "error"}[r.verdictOn(f.Requirement)]
			if !counts || seen[f.Requirement] {
				continue
			}
			seen[f.Requirement] = true
			result := r.sarifAt(s, rule, level, fmt.Sprintf("%s (seen in %s)", head(oneLine(f.What), shownLine), plural(r.foundIn(f.Requirement), "scenario")), "finding")
			result["properties"] = object{"verdict": r.verdictOn(f.Requirement), "event": f.Event}
			if f.Known != "" {
				result["suppressions"] = suppressed(f.Known)
			}
			results = append(results, result)
		}
	}
	return results
}

// foundIn returns how many scenarios have a finding about a requirement.
func (r *Report) foundIn(id string) int {
	n := 0
	for _, s := range r.Scenarios {
		if slices.Contains(s.Broken(), id) {
			n++
		}
	}
	return n
}

func suppressed(reason string) []object {
	return []object{{"kind": "external", "status": "accepted", "justification": reason}}
}

func (r *Report) sarifResult(s Scenario, rule int, level string) object {
	_, why := r.outcome(s)
	result := r.sarifAt(s, rule, level, fmt.Sprintf("%s: %s", oneLine(s.Name), why), s.Name)
	result["properties"] = object{"verdict": r.verdictOf(s), "explanation": r.explanation(s)}
	if s.Verdict == KnownFailure {
		result["suppressions"] = suppressed(s.Known)
	}
	return result
}

// sarifAt returns a result at the place of a scenario. kind distinguishes results of the
// same rule and file, so that tools recognise a result in later runs.
func (r *Report) sarifAt(s Scenario, rule int, level, message, kind string) object {
	id := r.Requirements[rule].ID
	sum := sha256.Sum256([]byte(id + "\n" + s.File + "\n" + kind))
	if kind == "finding" { // the same in later runs, even if another scenario shows it first
		sum = sha256.Sum256([]byte(id + "\n" + kind))
	}
	return object{
		"ruleId":    id,
		"ruleIndex": rule,
		"level":     level,
		"message":   object{"text": message},
		"locations": []object{{"physicalLocation": object{
			"artifactLocation": object{"uri": (&url.URL{Path: s.Path()}).String(), "uriBaseId": "%SRCROOT%"},
			"region":           object{"startLine": max(s.Line, 1)},
		}}},
		"partialFingerprints": object{"besterScenario/v1": hex.EncodeToString(sum[:])},
	}
}
