package steps

import "testing"

func TestOffenceOf(t *testing.T) {
	const credentials = `"authentication":{"username":"alice","password":"secret of alice"}`
	for _, test := range []struct {
		body  string
		first bool
		want  string
	}{
		{`{"header":{"scope":"client",` + credentials + `}}`, true, ""},
		{`{"header":{"scope":"client","authentication":{"username":"alice"}}}`, true, "AUTH-1"},
		{`{"header":{"scope":"client","authentication":{"username":"alice","password":1}}}`, true, "AUTH-1"},
		{`{"header":{"scope":"client","authentication":{"username":"alice","password":"wrong"}}}`, true, "AUTH-3"},
		{`{"header":{"scope":"client","authentication":{"username":"","password":"secret of "}}}`, true, "AUTH-3"},
		{`{"header":{` + credentials + `}}`, true, "CONN-2"},
		{`{"header":{"scope":"nobody"}}`, true, "CONN-2"},
		{`{"header":{"scope":"server"},"payload":{"type":"chat","data":null}}`, true, ""},
		{`{"header":{"scope":"server"},"payload":{"type":"chat"}}`, true, "PEER-7"},
		{`{"payload":{"type":"chat","data":null,"id":"1"}}`, true, "CONN-2"},
		{`{"payload":{"type":"chat","data":null,"id":"1"}}`, false, ""},
		{`{"payload":{"type":"chat","data":null}}`, false, "MSG-2"},
		{`{"payload":{"type":"chat","data":null,"id":1}}`, false, "MSG-2"},
		{`{"payload":{"type":["chat"],"data":null,"id":"1"}}`, false, "MSG-2"},
		{`{"header":{"scope":"server"},"payload":{"type":"chat","data":null,"id":7}}`, true, "PEER-7"},
		{`{"header":{"scope":"server"},"payload":{"type":"chat","data":null,"id":"7"}}`, true, ""},
		{`{"header":{}}`, false, "MSG-2"},
		{`[]`, false, "JSON-2"},
		{`nonsense`, false, "JSON-1"},
	} {
		if got := offenceOf([]byte(test.body), test.first); got != test.want {
			t.Errorf("%s (first: %v): got %q, want %q", test.body, test.first, got, test.want)
		}
	}
}
