package report

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/besterprotocol/bester/conformance/internal/wire"
)

// Cause is what several failures have in common: the first deviation, or the line of
// output with which the server crashed.
type Cause struct {
	Requirements []string `json:"requirements"`      // the broken ones, in the order of the specification, recommendations last
	Verdict      Verdict  `json:"verdict"`           // Failed, or Warned if all of Requirements are recommendations
	Allowed      string   `json:"allowed,omitempty"` // in the scenario with the shortest record; "" for a finding
	Happened     string   `json:"happened"`          // in the scenario with the shortest record
	Scenarios    []string `json:"scenarios"`         // the places of the scenarios that show it, failed or not
	Blocked      int      `json:"blocked,omitempty"` // how many scenarios the first of Requirements blocks
	Record       string   `json:"record"`            // the place of the scenario with the shortest record
	Event        int      `json:"event,omitempty"`   // the number of the event in Record that shows the deviation, or 0
	Inputs       []int    `json:"inputs,omitempty"`  // the numbers of the unanswered events before a crash
	Crash        string   `json:"crash,omitempty"`   // the line of the server's output that says why it ended
}

// AfterScenario is the beginning of each check that the suite appends to every scenario.
const AfterScenario = "(after every scenario) "

// symptom is one failure or finding of one scenario.
type symptom struct {
	scenario     *Scenario
	requirements []string
	allowed      string
	happened     string
	event        int
	crash        string
	server       string // the server that crashed, or ""
}

// Causes groups the failures and findings that count. The most fundamental cause comes
// first: causes are ordered by the first steps, then by the order of the specification,
// then by the number of scenarios. Warnings come last.
func (r *Report) Causes() []Cause {
	grouped := map[string][]symptom{}
	var keys []string
	for i := range r.Scenarios {
		for _, s := range r.symptoms(&r.Scenarios[i]) {
			key := s.key()
			if grouped[key] == nil {
				keys = append(keys, key)
			}
			grouped[key] = append(grouped[key], s)
		}
	}
	causes := []Cause{}
	for _, key := range keys {
		causes = append(causes, r.cause(grouped[key]))
	}
	r.blockedBy(&causes)
	slices.SortStableFunc(causes, func(a, b Cause) int {
		return cmp.Or(
			cmp.Compare(a.isWarning(), b.isWarning()),
			cmp.Compare(r.stepOf(a), r.stepOf(b)),
			cmp.Compare(r.indexOf(a.Requirements[0]), r.indexOf(b.Requirements[0])),
			cmp.Compare(len(b.Scenarios), len(a.Scenarios)))
	})
	return causes
}

func (c Cause) isWarning() int {
	if c.Verdict == Warned {
		return 1
	}
	return 0
}

// symptoms returns the failure and the findings of s, without those that do not count.
func (r *Report) symptoms(s *Scenario) []symptom {
	var all []symptom
	if v := r.verdictOf(*s); (v == Failed || v == Warned) && s.Failure != nil {
		f := s.Failure
		all = append(all, symptom{s, s.Blamed(), f.Allowed, f.Happened, f.Event, crashLine(f.Ended), endedServer(f.Ended)})
	}
	for _, f := range s.Findings {
		if v := r.verdictOn(f.Requirement); v != Failed && v != Warned {
			continue
		}
		found := symptom{scenario: s, requirements: []string{f.Requirement}, happened: f.What, event: f.Event, server: endedServer(f.What)}
		if found.server != "" {
			found.crash = cmp.Or(crashLine(s.endedText()), crashLine(f.What))
		}
		all = append(all, found)
	}
	return all
}

// endedText returns the recorded output of the server that ended during s, or "".
func (s Scenario) endedText() string {
	if s.Failure != nil && s.Failure.Ended != "" {
		return s.Failure.Ended
	}
	for _, f := range s.Findings {
		if server := endedServer(f.What); server != "" {
			return s.Output[server]
		}
	}
	return ""
}

// verdictOn returns the verdict on a requirement, or "" if the requirement is unknown.
func (r *Report) verdictOn(id string) Verdict {
	if i := r.indexOf(id); i < len(r.Requirements) {
		return r.Requirements[i].Verdict
	}
	return ""
}

// indexOf returns the index of a requirement in r.Requirements, or the length of that
// slice if the requirement is unknown.
func (r *Report) indexOf(id string) int {
	i := slices.IndexFunc(r.Requirements, func(q Requirement) bool { return q.ID == id })
	if i < 0 {
		return len(r.Requirements)
	}
	return i
}

// stepOf returns the index of the first step that c stops, or the number of steps if c
// stops none.
func (r *Report) stepOf(c Cause) int {
	i := slices.IndexFunc(r.FirstSteps, func(s FirstStep) bool {
		return s.Verdict != Passed && (slices.Contains(c.Scenarios, s.Place) || s.Requirement == c.Requirements[0])
	})
	if i < 0 {
		return len(r.FirstSteps)
	}
	return i
}

// key returns what the symptoms of one cause have in common. The key of a crash, or of a
// failure after the last sentence of a scenario, leaves out the requirements, because such
// a failure is unrelated to them.
func (s symptom) key() string {
	switch {
	case s.server != "":
		return "crash\n" + abstract(s.crash)
	case s.allowed != "" && s.scenario.endsAfterwards():
		return "after\n" + abstract(s.allowed) + "\n" + abstract(s.happened)
	}
	return strings.Join(s.requirements, " ") + "\n" + abstract(s.allowed) + "\n" + abstract(s.happened)
}

// endsAfterwards reports whether s failed in a check after its own sentences.
func (s Scenario) endsAfterwards() bool {
	i := slices.IndexFunc(s.Steps, func(step Step) bool { return step.Failed })
	return i >= 0 && strings.HasPrefix(s.Steps[i].Text, AfterScenario)
}

var (
	quotedPattern = regexp.MustCompile(`"(?:[^"\\]|\\.)*"|'[^']*'`)
	nestedPattern = regexp.MustCompile(`\{[^{}\[\]]*\}|\[[^{}\[\]]*\]`)
	numberPattern = regexp.MustCompile(`0x[0-9a-fA-F]+|-?[0-9]+(?:\.[0-9]+)*(?:[eE][+-]?[0-9]+)?`)
)

// maxAbstract is the number of bytes of a text that are compared.
const maxAbstract = 400

// abstract replaces the quoted parts, JSON values and numbers of text, so that texts that
// differ only in these become equal.
func abstract(text string) string {
	text = quotedPattern.ReplaceAllString(oneLine(text), "…")
	for nestedPattern.MatchString(text) {
		text = nestedPattern.ReplaceAllString(text, "…")
	}
	text = numberPattern.ReplaceAllString(text, "#")
	return text[:min(len(text), maxAbstract)]
}

// cause returns the common cause of symptoms.
func (r *Report) cause(symptoms []symptom) Cause {
	shown := symptoms[0]
	c := Cause{Verdict: Warned}
	for _, s := range symptoms {
		if s.size() < shown.size() {
			shown = s
		}
		for _, id := range s.requirements {
			if !slices.Contains(c.Requirements, id) {
				c.Requirements = append(c.Requirements, id)
			}
		}
		if place := s.scenario.Place(); !slices.Contains(c.Scenarios, place) {
			c.Scenarios = append(c.Scenarios, place)
		}
	}
	for _, id := range c.Requirements {
		c.Verdict = worst(c.Verdict, r.verdictOn(id).orWarned())
	}
	slices.SortFunc(c.Requirements, func(a, b string) int {
		return cmp.Or(strings.Compare(string(r.verdictOn(a).orWarned()), string(r.verdictOn(b).orWarned())), cmp.Compare(r.indexOf(a), r.indexOf(b)))
	})
	c.Record, c.Event, c.Allowed, c.Happened, c.Crash = shown.scenario.Place(), shown.event, shown.allowed, oneLine(shown.happened), shown.crash
	if shown.server != "" {
		c.Inputs = inputs(shown.scenario.Events, shown.server)
	}
	return c
}

// asMark returns the verdict whose mark is shown for a broken requirement.
func (v Verdict) asMark() Verdict {
	if v == Warned {
		return Warned
	}
	return Failed
}

// orWarned returns Failed if v is Failed or unknown, and Warned otherwise.
func (v Verdict) orWarned() Verdict {
	if v == Failed || v == "" {
		return Failed
	}
	return Warned
}

// size returns the length of the symptom's record. A record without the symptom's event
// counts as longer than every record that contains it.
func (s symptom) size() int {
	events := s.scenario.Events
	if len(events) == 0 || s.event != 0 && !slices.ContainsFunc(events, func(e wire.Event) bool { return e.Number == s.event }) {
		return len(events) + 1<<20
	}
	return len(events)
}

// blockedBy counts the scenarios that each requirement blocks, and stores the number in
// the first cause of the requirement. It adds a cause if the requirement has none.
func (r *Report) blockedBy(causes *[]Cause) {
	for i := range r.Scenarios {
		s := &r.Scenarios[i]
		if s.Verdict != Blocked || s.Known != "" {
			continue
		}
		at := slices.IndexFunc(*causes, func(c Cause) bool { return slices.Contains(c.Requirements, s.BlockedBy) })
		if at < 0 {
			at = len(*causes)
			*causes = append(*causes, r.cause([]symptom{{scenario: s, requirements: []string{s.BlockedBy}, allowed: s.Failure.Allowed, happened: s.Failure.Happened, event: s.Failure.Event}}))
		}
		(*causes)[at].Blocked++
		(*causes)[at].Verdict = Failed // even for a recommendation, because others depend on it
	}
}

// explained returns how many failed scenarios and scenarios with findings the causes
// explain, and how many blocked ones.
func explained(causes []Cause) (failing, blocked int) {
	places := map[string]bool{}
	for _, c := range causes {
		blocked += c.Blocked
		for _, place := range c.Scenarios {
			places[place] = true
		}
	}
	return len(places), blocked
}

// at returns the scenario at a place, or nil.
func (r *Report) at(place string) *Scenario {
	for i := range r.Scenarios {
		if r.Scenarios[i].Place() == place {
			return &r.Scenarios[i]
		}
	}
	return nil
}

// Finding is a breach of a requirement that was seen in scenarios about other
// requirements. Equal breaches are one Finding.
type Finding struct {
	Requirement string `json:"requirement"`
	What        string `json:"what"`            // what the server did, in the first scenario that shows it
	Scenarios   int    `json:"scenarios"`       // how many scenarios show it
	Place       string `json:"place"`           // the place of the first of these scenarios
	Event       int    `json:"event,omitempty"` // the number of the event that shows it in the first scenario, or 0
}

// Findings returns the findings of all scenarios, in the order of the specification.
func (r *Report) Findings() []Finding {
	all := []Finding{}
	at := map[string]int{}
	for _, s := range r.Scenarios {
		counted := map[string]bool{}
		for _, f := range s.Findings {
			key := f.Requirement + "\n" + abstract(f.What)
			if counted[key] {
				continue
			}
			counted[key] = true
			i, known := at[key]
			if !known {
				i = len(all)
				at[key] = i
				all = append(all, Finding{Requirement: f.Requirement, What: oneLine(f.What), Place: s.Place(), Event: f.Event})
			}
			all[i].Scenarios++
		}
	}
	slices.SortStableFunc(all, func(a, b Finding) int { return cmp.Compare(r.indexOf(a.Requirement), r.indexOf(b.Requirement)) })
	return all
}
