package matrix

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// How many requirements the report on a server that breaks one may blame beside that
// one.
const (
	goalMedian  = 0
	goalMost    = 2 // in 95 of 100 servers
	goalMaximum = 5
)

// shownWorst is how many servers are listed of those with the most collateral blame.
const shownWorst = 20

// collateral is how many requirements the reports on deviants blame that these do not
// break.
type collateral struct {
	median, most, maximum int      // most in 95 of 100 deviants
	worst                 []Server // that have any, most first
}

// collateral returns the figures of the deviants of which all scenarios were run; ok
// is false where there are none.
func (m *Matrix) collateral() (c collateral, ok bool) {
	var counts []int
	for _, s := range m.Deviants() {
		if s.Whole == nil {
			continue
		}
		counts = append(counts, len(s.Whole.Blamed))
		if len(s.Whole.Blamed) > 0 {
			c.worst = append(c.worst, s)
		}
	}
	if len(counts) == 0 {
		return c, false
	}
	slices.Sort(counts)
	slices.SortStableFunc(c.worst, func(a, b Server) int { return cmp.Compare(len(b.Whole.Blamed), len(a.Whole.Blamed)) })
	c.median, c.most, c.maximum = percentile(counts, 50), percentile(counts, 95), counts[len(counts)-1]
	return c, true
}

// percentile returns the least of sorted counts that at least n of 100 do not exceed.
func percentile(counts []int, n int) int { return counts[max(0, (n*len(counts)+99)/100-1)] }

func (c collateral) isGood() bool {
	return c.median <= goalMedian && c.most <= goalMost && c.maximum <= goalMaximum
}

func (c collateral) summary() string {
	return fmt.Sprintf("requirements blamed beside those that a deviant breaks: median %d, in 95 %% at most %d, maximum %d (the goal is %d, %d, %d)",
		c.median, c.most, c.maximum, goalMedian, goalMost, goalMaximum)
}

// write lists the deviants with the most collateral blame.
func (c collateral) write(b *strings.Builder) {
	if len(c.worst) == 0 {
		return
	}
	fmt.Fprintf(b, "Requirements blamed beside those that a deviant breaks, most first\n")
	for _, s := range c.worst[:min(len(c.worst), shownWorst)] {
		fmt.Fprintf(b, "  %s (%s) %s\n", s.Name, s.Requirement, strings.Join(s.Whole.blamedIDs(), " "))
		fmt.Fprintf(b, "      %s: %s\n", s.Whole.Blamed[0].Requirement, s.Whole.Blamed[0].line())
	}
	if more := len(c.worst) - shownWorst; more > 0 {
		fmt.Fprintf(b, "  and %d more deviants\n", more)
	}
}

func (c Comparison) blamedIDs() []string {
	var ids []string
	for _, b := range c.Blamed {
		ids = append(ids, b.Requirement)
	}
	return ids
}
