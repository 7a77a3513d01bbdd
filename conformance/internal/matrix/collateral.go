package matrix

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// The largest acceptable numbers of requirements that the report on a deviant blames although
// the deviant keeps them.
const (
	goalMedian  = 0
	goalMost    = 2 // for 95 of 100 deviants
	goalMaximum = 5
)

// shownWorst is the number of deviants listed with the most collateral blame.
const shownWorst = 20

// collateral counts the requirements that the reports on deviants blame although the
// deviants keep them.
type collateral struct {
	median, most, maximum int      // most is the 95th percentile
	worst                 []Server // the deviants with collateral blame, most first
}

// collateral returns the figures of the deviants on which all scenarios ran. ok is false if
// there are no such deviants.
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

// percentile returns the smallest count that at least n % of the sorted counts do not exceed.
func percentile(counts []int, n int) int { return counts[max(0, (n*len(counts)+99)/100-1)] }

func (c collateral) isGood() bool {
	return c.median <= goalMedian && c.most <= goalMost && c.maximum <= goalMaximum
}

func (c collateral) summary() string {
	return fmt.Sprintf("requirements blamed but not broken, per deviant: median %d, 95th percentile %d, maximum %d (the goal is %d, %d, %d)",
		c.median, c.most, c.maximum, goalMedian, goalMost, goalMaximum)
}

// write lists the deviants with the most collateral blame.
func (c collateral) write(b *strings.Builder) {
	if len(c.worst) == 0 {
		return
	}
	fmt.Fprintf(b, "Requirements blamed but not broken, deviants with most first\n")
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
