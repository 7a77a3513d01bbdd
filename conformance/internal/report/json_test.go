package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/besterprotocol/bester/conformance/internal/wire"
	"github.com/besterprotocol/bester/schemas"
	"github.com/besterprotocol/bester/spec"
)

// full returns a report in which nothing is left out: every member of every
// struct has a value, and no two have the same.
func full() *Report {
	r := &Report{}
	next := 0
	fill(reflect.ValueOf(r).Elem(), &next)
	return r
}

// fill gives a value, and whatever is in it, something other than zero.
func fill(v reflect.Value, next *int) {
	*next++
	switch v.Interface().(type) {
	case time.Time:
		v.Set(reflect.ValueOf(time.Date(2026, 1, 31, 12, 0, *next, 500, time.UTC)))
		return
	case Verdict:
		v.SetString(string(Failed))
		return
	case wire.Action:
		v.SetString(string(wire.Received))
		return
	case wire.Transport:
		v.SetString(string(wire.Split))
		return
	case spec.Level:
		v.SetInt(int64(spec.SHOULD))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprintf("text %d \"é\" \x01\u2028</script>]]>\n", *next))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(*next))
	case reflect.Uint8:
		v.SetUint(uint64(0xff - *next%16))
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), next)
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).Tag.Get("json") != "-" {
				fill(v.Field(i), next)
			}
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fill(v.Index(0), next)
		fill(v.Index(1), next)
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		fill(key, next)
		fill(value, next)
		v.SetMapIndex(key, value)
	default:
		panic("a report has a member of kind " + v.Kind().String())
	}
}

func asJSON(t *testing.T, r *Report) string {
	t.Helper()
	var b bytes.Buffer
	if err := r.WriteJSON(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestReportsSurviveJSON(t *testing.T) {
	for name, r := range map[string]*Report{"full": full(), "failing": failing(), "judged": judged([]string{"core"}, nil), "hostile": hostile()} {
		text := asJSON(t, r)
		if err := schemas.Validate(schemas.Report, []byte(text)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		got, err := ReadJSON(strings.NewReader(text))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		again, err := ReadJSON(strings.NewReader(asJSON(t, got)))
		if err != nil || !reflect.DeepEqual(got, again) {
			t.Errorf("%s: written and read again it is another report (%v)", name, err)
		}
	}
	got, err := ReadJSON(strings.NewReader(asJSON(t, full())))
	if diff := cmp.Diff(full(), got); diff != "" || err != nil {
		t.Errorf("%v (-written +read):\n%s", err, diff)
	}
}

// TestSchemaKnowsEveryMember holds what is written against what is described.
func TestSchemaKnowsEveryMember(t *testing.T) {
	text, err := fs.ReadFile(schemas.Files(), "report.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var schema struct {
		Properties map[string]any `json:"properties"`
		Defs       map[string]struct {
			Properties map[string]any `json:"properties"`
		} `json:"$defs"`
	}
	if err := json.Unmarshal(text, &schema); err != nil {
		t.Fatal(err)
	}
	timeouts := schema.Defs["server"].Properties["timeouts"].(map[string]any)["properties"].(map[string]any)
	for _, described := range []struct {
		properties map[string]any
		value      any
	}{
		{schema.Properties, document{Report: full()}},
		{schema.Defs["profile"].Properties, full().Profiles[0]},
		{schema.Defs["requirement"].Properties, full().Requirements[0]},
		{schema.Defs["scenario"].Properties, full().Scenarios[0]},
		{schema.Defs["step"].Properties, full().Scenarios[0].Steps[0]},
		{schema.Defs["failure"].Properties, full().Scenarios[0].Failure},
		{schema.Defs["event"].Properties, full().Scenarios[0].Events[0]},
		{schema.Defs["server"].Properties, full().Scenarios[0].Servers[0]},
		{timeouts, full().Scenarios[0].Servers[0].Timeouts},
	} {
		written, _ := json.Marshal(described.value)
		var members map[string]any
		if err := json.Unmarshal(written, &members); err != nil {
			t.Fatal(err)
		}
		for name := range members {
			if described.properties[name] == nil {
				t.Errorf("%T: the schema does not know %q", described.value, name)
			}
		}
		for name := range described.properties {
			if _, ok := members[name]; !ok {
				t.Errorf("%T: %q stands in the schema only", described.value, name)
			}
		}
	}
}

func TestReadJSONSaysWhatIsWrong(t *testing.T) {
	good := asJSON(t, failing())
	tests := []struct{ name, text, want string }{
		{"nothing", " \n", "not a report: the document is empty"},
		{"no report", `{"payload":{}}`, `not a report: its member "format" is not "bester-report"`},
		{"no object", `[]`, `not a report: its member "format" is not "bester-report"`},
		{"of the future", strings.Replace(good, `"version": 1`, `"version": 2`, 1), "a report in version 2 of the format: only version 1 is known here; use a newer bester"},
		{"cut", good[:len(good)/2], "not a valid report: line "},
		{"no JSON", `{"format": "bester-report", }`, "not a valid report: line 1, column 27: not JSON: a comma stands before the closing bracket"},
		{"bytes that are none", strings.Replace(good, `"bytes": "`, `"bytes": "A`, 1), "not a valid report: illegal base64 data"},
		{"an unknown verdict", strings.Replace(good, `"verdict": "failed"`, `"verdict": "fine"`, 1), `/profiles/0/verdict: must be "passed", "failed"`},
		{"two mistakes", `{"format":"bester-report","version":1,"server":1}`, "(and 9 more mistakes)"},
		{"a moment that is none", strings.Replace(good, "0001-01-01", "0001-13-01", 1), "not a valid report: parsing time"},
		{"too large a number", strings.Replace(good, `"seed": 0`, `"seed": 1e30`, 1), "not a valid report: json: cannot unmarshal number 1e30"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r, err := ReadJSON(strings.NewReader(test.text))
			if r != nil || err == nil || !strings.Contains(err.Error(), test.want) {
				t.Fatalf("got %v and error %v, want %q in it", r, err, test.want)
			}
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("the error takes more than a line: %v", err)
			}
		})
	}
}

func TestReadJSONHasALimit(t *testing.T) {
	text := asJSON(t, failing())
	if _, err := readJSON(strings.NewReader(text), len(text)); err != nil {
		t.Errorf("at the limit: %v", err)
	}
	if _, err := readJSON(strings.NewReader(text), len(text)-1); err == nil || !strings.Contains(err.Error(), "longer than") {
		t.Errorf("over the limit: got error %v", err)
	}
}
