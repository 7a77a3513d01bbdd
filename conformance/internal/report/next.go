package report

import (
	"bufio"
	"io"
	"slices"
	"strings"
)

// WriteNext writes the result of a run of the first steps alone: which steps the server
// passes, and why the first of the others fails.
func (r *Report) WriteNext(w io.Writer, style Style) error {
	r = r.cleaned()
	t := &text{out: bufio.NewWriter(w), style: style, frame: textFrame}
	causes := r.Causes()
	t.standing(r, causes)
	next := slices.IndexFunc(r.FirstSteps, func(s FirstStep) bool { return s.Verdict != Passed })
	switch {
	case next < 0:
		t.line("%s %s passes all %s", t.paint(Passed, marks[Passed]), r.Server, plural(len(r.FirstSteps), "first step"))
	case len(causes) > 0:
		c := causes[0]
		t.blamed(r, c)
		t.line("")
		t.record(c, *r.at(c.Record))
		t.line("%s %s: run bester explain %s to read why this is required and which mistakes are common", t.paint(Failed, marks[Failed]),
			r.FirstSteps[next].Does, strings.Join(c.Requirements[:min(len(c.Requirements), manyIDs)], " "))
	default:
		t.exceptions(r)
	}
	return t.out.Flush()
}
