package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"
)

// The elements and attributes of JUnit XML that the strictest readers take: the schema of
// the xUnit plug-in of Jenkins knows no others.
type (
	junitSuites struct {
		XMLName xml.Name `xml:"testsuites"`
		Name    string   `xml:"name,attr"`
		junitCounts
		Suites []*junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name string `xml:"name,attr"`
		junitCounts
		Skipped    int             `xml:"skipped,attr"`
		Timestamp  string          `xml:"timestamp,attr"`
		Properties []junitProperty `xml:"properties>property"`
		Cases      []junitCase     `xml:"testcase"`
	}
	junitCounts struct {
		Tests    int     `xml:"tests,attr"`
		Failures int     `xml:"failures,attr"`
		Errors   int     `xml:"errors,attr"`
		Time     seconds `xml:"time,attr"`
	}
	junitProperty struct {
		Name  string `xml:"name,attr"`
		Value string `xml:"value,attr"`
	}
	junitCase struct {
		Class   string      `xml:"classname,attr"`
		Name    string      `xml:"name,attr"`
		Time    seconds     `xml:"time,attr"`
		Skipped *junitCause `xml:"skipped"`
		Error   *junitCause `xml:"error"`
		Failure *junitCause `xml:"failure"`
	}
	junitCause struct {
		Message string `xml:"message,attr"`
		Type    string `xml:"type,attr,omitempty"`
		Text    string `xml:",chardata"`
	}
)

// seconds is a duration as JUnit XML has it.
type seconds time.Duration

func (s seconds) MarshalText() ([]byte, error) {
	return fmt.Appendf(nil, "%.3f", time.Duration(s).Seconds()), nil
}

// WriteJUnit writes the report as JUnit XML: a suite for each feature, a case for
// each scenario. Warnings, known failures and blocked scenarios are skipped cases. A
// scenario that could not run is an error, and a known failure that passes is a failure. A
// requirement that only scenarios about other requirements show broken has its own case, so
// that a run with nothing but findings is red.
func (r *Report) WriteJUnit(w io.Writer) error {
	r = r.cleaned()
	all := junitSuites{Name: "Bester 1.0: " + oneLine(r.Server)}
	of := map[string]*junitSuite{}
	for _, s := range r.Scenarios {
		suite := of[s.File]
		if suite == nil {
			suite = r.junitSuite(s.Feature)
			of[s.File] = suite
			all.Suites = append(all.Suites, suite)
		}
		suite.add(r.junitCase(s))
	}
	if suite := r.junitUnshown(); suite != nil {
		all.Suites = append(all.Suites, suite)
	}
	for _, suite := range all.Suites {
		all.add(suite.junitCounts)
	}
	all.Time = seconds(r.Took) // scenarios run side by side
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	encoder := xml.NewEncoder(w)
	encoder.Indent("", "  ")
	if err := encoder.Encode(all); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

// junitUnshown returns a suite with a case for each broken requirement that no failed
// scenario shows, or nil if every broken requirement is shown.
func (r *Report) junitUnshown() *junitSuite {
	broken := r.unshown()
	if len(broken) == 0 {
		return nil
	}
	suite := r.junitSuite("Requirements broken in scenarios about other requirements")
	for _, u := range broken {
		c := junitCase{Class: "requirements", Name: u.title()}
		cause := &junitCause{Message: u.why(), Text: r.unshownExplanation(u)}
		if u.cause.Verdict == Warned {
			c.Skipped = cause
		} else {
			c.Failure, cause.Type = cause, string(Failed)
		}
		suite.add(c)
	}
	return suite
}

// junitSuite returns an empty suite.
func (r *Report) junitSuite(name string) *junitSuite {
	return &junitSuite{
		Name:      oneLine(name),
		Timestamp: r.Started.UTC().Format("2006-01-02T15:04:05"),
		Properties: []junitProperty{
			{"server", r.Server}, {"server version", r.Version}, {"suite version", r.Suite}, {"seed", fmt.Sprint(r.Seed)},
		},
	}
}

func (r *Report) junitCase(s Scenario) junitCase {
	c := junitCase{
		Class: strings.ReplaceAll(s.topic(), "/", "."), Name: s.title(), Time: seconds(s.Took),
	}
	outcome, why := r.outcome(s)
	cause := &junitCause{Message: why, Type: string(r.verdictOf(s)), Text: r.explanation(s)}
	switch outcome {
	case isWrong:
		c.Failure = cause
	case isOpen:
		c.Error = cause
	case isAside:
		cause.Type = "" // which only causes of a failure have
		c.Skipped = cause
	}
	return c
}

func (s *junitSuite) add(c junitCase) {
	s.Cases = append(s.Cases, c)
	s.junitCounts.add(junitCounts{Tests: 1, Failures: count(c.Failure), Errors: count(c.Error), Time: c.Time})
	s.Skipped += count(c.Skipped)
}

func count(cause *junitCause) int {
	if cause == nil {
		return 0
	}
	return 1
}

func (c *junitCounts) add(other junitCounts) {
	c.Tests += other.Tests
	c.Failures += other.Failures
	c.Errors += other.Errors
	c.Time += other.Time
}
