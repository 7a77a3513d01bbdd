package report

import (
	"encoding/json"
	"encoding/xml"
	"strings"
	"testing"
)

func TestBadge(t *testing.T) {
	both := []string{"core", "extra"}
	tests := map[string]*Report{
		"conforms":                   judged(both, nil, scenario(Passed, "A-1"), scenario(Passed, "B-1")),
		"conforms: core":             judged([]string{"core"}, nil, scenario(Passed, "A-1")),
		"conforms, 1 warning":        judged(both, nil, scenario(Passed, "A-1"), scenario(Failed, "A-2")),
		"1 of 2 failed":              judged(both, nil, scenario(Passed, "A-1"), scenario(Failed, "B-1")),
		"2 of 3 blocked or unstable": judged(both, nil, scenario(Passed, "A-1"), scenario(Blocked, "A-3"), scenario(Unstable, "B-1")),
		"not judged completely":      judged(both, nil, scenario(NotRun, "A-1")),
		"conforms in part":           {Partial: true},
	}
	for want, r := range tests {
		var shields struct {
			SchemaVersion         int
			Label, Message, Color string
		}
		decoder := json.NewDecoder(strings.NewReader(written(t, r, "shields")))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(&shields); err != nil {
			t.Fatal(err)
		}
		if shields.SchemaVersion != 1 || shields.Label != "Bester 1.0" || shields.Message != want || !strings.HasPrefix(shields.Color, "#") {
			t.Errorf("%s: got %+v", want, shields)
		}
		var svg struct {
			XMLName xml.Name `xml:"http://www.w3.org/2000/svg svg"`
			Role    string   `xml:"role,attr"`
			Label   string   `xml:"aria-label,attr"`
			Width   int      `xml:"width,attr"`
			Title   string   `xml:"title"`
			Groups  []struct {
				Texts []struct {
					X     int    `xml:"x,attr"`
					Width int    `xml:"textLength,attr"`
					Text  string `xml:",chardata"`
				} `xml:"text"`
			} `xml:"g"`
		}
		if err := xml.Unmarshal([]byte(written(t, r, "badge")), &svg); err != nil {
			t.Fatal(err)
		}
		if svg.Role != "img" || svg.Label != "Bester 1.0: "+want || svg.Title != svg.Label {
			t.Errorf("%s: got %+v", want, svg)
		}
		texts := svg.Groups[1].Texts
		if texts[1].Text != want || texts[0].X+texts[0].Width > texts[1].X || texts[1].X+texts[1].Width > svg.Width {
			t.Errorf("%s: the texts are %+v in a width of %d", want, texts, svg.Width)
		}
	}
}
