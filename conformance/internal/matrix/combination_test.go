package matrix

import (
	"encoding/json"
	"strings"
	"testing"
)

func exampleCombination() *Combination {
	set := func(number int, broken, named, blocked []string, missed []Miss, blamed []Blame) Set {
		return Set{
			Number: number, Mutants: []Mutant{{Name: "one", Breaks: broken[:1]}, {Name: "two", Breaks: broken[1:]}},
			Comparison: Comparison{Broken: broken, Named: named, Blocked: blocked, Missed: missed, Blamed: blamed},
		}
	}
	b1 := Blame{Requirement: "B-1", Failed: Failed{first, "no reply"}, Scenarios: 4, Alone: []string{"one"}}
	return &Combination{Seed: 7, Runs: 1, Sets: []Set{
		set(1, []string{"A-1", "A-2"}, []string{"A-1", "A-2"}, nil, nil, nil),
		set(2, []string{"A-1", "A-2"}, []string{"A-1", "B-1"}, []string{"A-2"}, nil, []Blame{b1}),
		set(3, []string{"A-1", "A-3"}, []string{"A-1", "B-1", "B-2"}, nil, []Miss{{Requirement: "A-3", Mutants: []string{"two"}, Verdict: "passed", Scenarios: 1}}, []Blame{{Requirement: "B-2"}, b1}),
	}}
}

func TestFiguresOfSets(t *testing.T) {
	c := exampleCombination()
	if r := c.Recall(); r != (Ratio{4, 5}) { // one of the six broken requirements was blocked
		t.Errorf("recall %v", r)
	}
	if r := c.Precision(); r != (Ratio{4, 7}) {
		t.Errorf("precision %v", r)
	}
	if m := c.Median(Comparison.Precision); m != 0.5 { // the median of 1, 1/2 and 1/3
		t.Errorf("median precision %v", m)
	}
	c.Sets[0].Reason = "no port"
	if r, m := c.Recall(), c.Median(Comparison.Recall); r != (Ratio{2, 3}) || m != 0.75 { // the median of 1 and 1/2
		t.Errorf("recall without a set that was not judged %v, median %v", r, m)
	}
}

func TestGoalOfSets(t *testing.T) {
	good := func(c *Combination) bool { return c.Good() }
	c := exampleCombination()
	if good(c) {
		t.Error("a precision of 4/7 is good")
	}
	c.Sets = c.Sets[:1]
	if !good(c) {
		t.Error("a set without errors is not good")
	}
	c.Sets[0].Differing = []Differing{{Place: first}}
	if good(c) {
		t.Error("runs that disagree are good")
	}
	c.Sets[0].Differing, c.Sets[0].Reason = nil, "no port"
	if good(c) {
		t.Error("a set that could not be judged is good")
	}
}

func TestErrorsOfSetsAreListed(t *testing.T) {
	var b strings.Builder
	c := exampleCombination()
	if err := c.Write(&b, "text"); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"✓ set 1: one+two --seed 7\n  breaks A-1 A-2\n",
		"  blocked A-2\n  ✗ blamed B-1: by 4 scenarios, the first features/a.feature:1 First <one>: no reply (blamed for one alone)\n",
		"  ✗ missed A-3: broken by two, passed in 1 scenario\n",
		"Wrongly blamed, most often first\n  B-1 in 2 sets\n      set 2: by 4",
		"recall     80.0 % (4 of 5 requirements), median of the sets 100.0 %\nprecision  57.1 % (4 of 7 requirements), median of the sets 50.0 %\nblocked: 1 requirements, 1 of them broken",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is not in\n%s", want, b.String())
		}
	}
}

func TestCombinationAsJSON(t *testing.T) {
	var b strings.Builder
	if err := exampleCombination().Write(&b, "json"); err != nil {
		t.Fatal(err)
	}
	var read struct {
		Format string
		Sets   []Set
		Recall struct{ Value, Median float64 }
		Blamed []Wrong `json:"wronglyBlamed"`
		Missed []Wrong
	}
	if err := json.Unmarshal([]byte(b.String()), &read); err != nil {
		t.Fatal(err)
	}
	if read.Format != "bester-combination" || len(read.Sets) != 3 || read.Sets[2].Missed[0].Mutants[0] != "two" || read.Recall.Value != 0.8 ||
		read.Blamed[0].Requirement != "B-1" || len(read.Blamed[0].Sets) != 2 || read.Missed[0].Requirement != "A-3" {
		t.Errorf("got %+v", read)
	}
	if err := exampleCombination().Write(&b, "html"); err == nil || !strings.Contains(err.Error(), "text, json") {
		t.Errorf("got %v", err)
	}
}
