package match

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/besterprotocol/bester/conformance/internal/wire"
)

func TestSame(t *testing.T) { // JSON-4, JSON-5
	tests := []struct {
		a, b         string
		same, digits bool
	}{
		{`null`, `null`, true, true},
		{`null`, `false`, false, false},
		{`true`, `false`, false, false},
		{`""`, `null`, false, false},
		{`[]`, `{}`, false, false},
		{`[]`, `null`, false, false},
		{`"caf\u00e9"`, `"café"`, true, true},
		{`"café"`, `"cafe\u0301"`, false, false}, // no normalization
		{`"\ud800"`, `"\ufffd"`, false, false},
		{`"\ud800"`, `"\ud800"`, true, true},
		{`"\/"`, `"/"`, true, true},
		{`1`, `1.0`, true, true},
		{`1`, `"1"`, false, false},
		{`-0`, `0`, true, true},
		{`100`, `1e2`, true, true},
		{`0.1`, `1E-1`, true, true},
		{`0.1`, `0.1000000000000000055511151231257827`, true, false},
		{`9007199254740993`, `9007199254740992`, true, false},
		{`9007199254740993`, `9007199254740994`, false, false},
		{`1e400`, `1e400`, true, true},
		{`1e400`, `1e401`, false, false},
		{`1e400`, `0.1e401`, true, true},
		{`1e-400`, `0`, true, false},
		{`1e10000000`, `1e10000000`, true, true},
		{`1e99999999999999999999`, `1e99999999999999999998`, false, false},
		{`-1`, `1`, false, false},
		{`[1,2]`, `[2,1]`, false, false},
		{`[1,2]`, `[1]`, false, false},
		{`{"a":1,"b":2}`, `{"b":2,"a":1}`, true, true},
		{`{"a":1}`, `{"A":1}`, false, false},
		{`{"a":1}`, `{}`, false, false},
		{`{}`, `{"a":null}`, false, false},
		{`{"a":{"b":[1]}}`, `{"a":{"b":[2]}}`, false, false},
		{`{"a":1}`, `{"a":1,"a":1}`, false, false},
		{`{"a":1,"b":0,"a":2}`, `{"a":1.0,"a":2,"b":0}`, true, true},
		{`{"a":1,"a":2}`, `{"a":2,"a":1}`, false, false},
		{`{"a":1,"a":1,"b":1}`, `{"a":1,"b":1,"b":1}`, false, false},
	}
	for _, test := range tests {
		for _, pair := range [][2]string{{test.a, test.b}, {test.b, test.a}} {
			want, got := wire.MustParseJSON(pair[0]), wire.MustParseJSON(pair[1])
			if d := Same(want, got); (d == "") != test.same {
				t.Errorf("%s and %s: got difference %q, want same: %v", want, got, d, test.same)
			}
			if d := SameDigits(want, got); (d == "") != test.digits {
				t.Errorf("%s and %s, digits: got difference %q, want same: %v", want, got, d, test.digits)
			}
		}
	}
}

func TestDifferenceSaysWhere(t *testing.T) {
	got := Same(wire.MustParseJSON(`{"a":[1,{"b":"x"}]}`), wire.MustParseJSON(`{"a":[1,{"b":"y"}]}`))
	if want := `at /a/1/b: want "x", got "y"`; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func arrival(text string) wire.Arrival {
	return wire.Arrival{Event: 7, Value: wire.MustParseJSON(text)}
}

func TestMessages(t *testing.T) {
	good := arrival(`{"header":{"messageType":"statusReport","status":"good"},"payload":{"id":"1","undelivered":["b","a"]}}`)
	bad := arrival(`{"header":{"messageType":"statusReport","status":"bad"},"payload":{"id":"1","error":{"code":"loop","message":"m"}}}`)
	delivered := arrival(`{"header":{"messageType":"receivedMessage"},"payload":{"type":"chat","data":9007199254740993}}`)
	dummy := arrival(`{"header":{"status":"0"},"payload":{"id":"1","data":null,"type":"dummy"}}`)
	peer := arrival(`{"header":{"scope":"server"},"payload":{"type":"chat","data":1,"id":"1"}}`)
	anonymous := arrival(`{"header":{"scope":"server"},"payload":{"type":"chat","data":1}}`)
	number := func(n string) wire.Value { return wire.MustParseJSON(n) }
	id, none := wire.MustParseJSON(`"1"`), wire.Value{}
	tests := []struct {
		name string
		err  error
		ok   bool
	}{
		{"good report", Report(good, true, "1"), true},
		{"good report, other id", Report(good, true, "2"), false},
		{"good report, wanted bad", Report(good, false, "1"), false},
		{"bad report", Report(bad, false, "1"), true},
		{"delivery as report", Report(delivered, true, "1"), false},
		{"code", Code(bad, "loop"), true},
		{"other code", Code(bad, "malformed"), false},
		{"code of a good report", Code(good, "loop"), false},
		{"no error", NoError(good), true},
		{"an error", NoError(bad), false},
		{"undelivered in any order", Undelivered(good, "a", "b"), true},
		{"undelivered, one missing", Undelivered(good, "a", "b", "c"), false},
		{"undelivered, one too many", Undelivered(good, "a"), false},
		{"undelivered, none", Undelivered(bad), true},
		{"undelivered, none but a list", Undelivered(arrival(`{"payload":{"undelivered":[]}}`)), false},
		{"delivery", Delivery(delivered, "chat", number("9007199254740992")), true},
		{"exact delivery", ExactDelivery(delivered, "chat", number("9007199254740993")), true},
		{"inexact delivery", ExactDelivery(delivered, "chat", number("9007199254740992")), false},
		{"delivery of other type", Delivery(delivered, "Chat", number("9007199254740993")), false},
		{"report as delivery", Delivery(good, "chat", none), false},
		{"dummy reply", DummyReply(dummy, "1"), true},
		{"dummy reply, other id", DummyReply(dummy, "2"), false},
		{"dummy reply with more members", DummyReply(arrival(`{"header":{"status":"0","x":1},"payload":{"y":2,"id":"1","data":null,"type":"dummy"}}`), "1"), true},
		{"dummy reply of another type", DummyReply(arrival(`{"header":{"status":"0"},"payload":{"id":"1","data":null,"type":"Dummy"}}`), "1"), false},
		{"dummy reply of another status", DummyReply(arrival(`{"header":{"status":"1"},"payload":{"id":"1","data":null,"type":"dummy"}}`), "1"), false},
		{"dummy reply with data", DummyReply(arrival(`{"header":{"status":"0"},"payload":{"id":"1","data":0,"type":"dummy"}}`), "1"), false},
		{"dummy reply without id", DummyReply(arrival(`{"header":{"status":"0"},"payload":{"data":null,"type":"dummy"}}`), ""), false},
		{"report as dummy reply", DummyReply(good, "1"), false},
		{"peer message", Peer(peer, "chat", number("1"), id), true},
		{"peer message, other data", Peer(peer, "chat", number("2"), id), false},
		{"peer message, other type", Peer(peer, "chat2", number("1"), id), false},
		{"peer message, unwanted id", Peer(peer, "chat", number("1"), none), false},
		{"peer message without id", Peer(anonymous, "chat", number("1"), none), true},
		{"peer message, id missing", Peer(anonymous, "chat", number("1"), id), false},
	}
	for _, test := range tests {
		if (test.err == nil) != test.ok {
			t.Errorf("%s: got %v", test.name, test.err)
		}
		var m *Mismatch
		if test.err != nil && (!errors.As(test.err, &m) || m.Event != 7 || m.Allowed == "" || m.Happened == "") {
			t.Errorf("%s: %#v does not say what was allowed, what happened, and where", test.name, test.err)
		}
	}
}

func TestShort(t *testing.T) {
	if got := Short(strings.Repeat("x", 10_000)); len(got) > 2*shown || !strings.Contains(got, "10000 bytes") {
		t.Errorf("got %q", got)
	}
	if got, want := Short("x"+strings.Repeat("é", shown)), "x"+strings.Repeat("é", (shown-1)/2)+"… (401 bytes)"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func FuzzSame(f *testing.F) {
	f.Add(`{"a":[1.5,"x"]}`, `1e400`)
	f.Fuzz(func(t *testing.T, a, b string) {
		x, errX := wire.ParseJSON([]byte(a))
		y, errY := wire.ParseJSON([]byte(b))
		if errX != nil || errY != nil {
			return
		}
		if (Same(x, y) == "") != (Same(y, x) == "") {
			t.Fatalf("%s is the same as %s, but not the other way round", a, b)
		}
		if SameDigits(x, y) == "" && Same(x, y) != "" {
			t.Fatalf("%s and %s have the same digits but are not the same", a, b)
		}
	})
}

func TestAltered(t *testing.T) { // JSON-4
	tests := []struct {
		sent, got string
		cites     bool
	}{
		{`1`, `"1"`, true},
		{`{"a":1}`, `"{\"a\": 1}"`, true},
		{`"1"`, `1`, false},
		{`1`, `2`, false},
		{`false`, `null`, true},
		{`[]`, `{}`, true},
		{`{"a":1}`, `{}`, false},
	}
	for _, test := range tests {
		t.Run(test.sent+" arrives as "+test.got, func(t *testing.T) {
			var m *Mismatch
			err := Altered(&Mismatch{}, wire.MustParseJSON(test.sent), wire.MustParseJSON(test.got))
			if !errors.As(err, &m) || slices.Contains(m.Cites, "JSON-4") != test.cites {
				t.Errorf("got %+v", err)
			}
			if !slices.Contains(m.Needs, "JSON-4") {
				t.Errorf("JSON-4 does not explain it, but %v", m.Needs)
			}
		})
	}
}

func TestRounded(t *testing.T) { // JSON-5, JSON-11
	var m *Mismatch
	err := Altered(&Mismatch{}, wire.MustParseJSON(`[9007199254740993]`), wire.MustParseJSON(`[9007199254740992]`))
	if !errors.As(err, &m) || !slices.Equal(m.Needs, []string{"JSON-5"}) {
		t.Errorf("a number that was rounded to a double is explained by %v, want JSON-5 alone", m.Needs)
	}
	m = nil
	err = Altered(&Mismatch{}, wire.MustParseJSON(`[1e400]`), wire.MustParseJSON(`[null]`))
	if !errors.As(err, &m) || slices.Contains(m.Needs, "JSON-5") {
		t.Errorf("a number beyond doubles that became null is explained by %v, want no JSON-5", m.Needs)
	}
}

func TestEdges(t *testing.T) { // JSON-10, JSON-11, JSON-12
	for data, want := range map[string][]string{
		`{"__proto__":[1,"a"]}`:           nil,
		`[9007199254740993]`:              nil,
		`{"a":[1e400]}`:                   {"JSON-11"},
		`"\ud800"`:                        {"JSON-10"},
		`{"\udc00":1}`:                    {"JSON-10"},
		`[{"a":1,"a":2}]`:                 {"JSON-12"},
		`{"a":-1e999,"b":1,"b":"\udc00"}`: {"JSON-11", "JSON-12", "JSON-10"},
	} {
		if got := edges(wire.MustParseJSON(data)); !slices.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", data, got, want)
		}
	}
}

func TestErrorOfReport(t *testing.T) { // SERVERS-9, CONN-6, STAT-3
	tests := []struct {
		name, report, code, cites string
	}{
		{"no error before a closing", `{"header":{"messageType":"statusReport","status":"bad"},"payload":{"id":"fatal_special"}}`, "malformed", "CONN-6"},
		{"no error", `{"header":{"messageType":"statusReport","status":"bad"},"payload":{"id":"1"}}`, "unknown_type", "STAT-3"},
		{"another code than loop", `{"header":{"messageType":"statusReport","status":"bad"},"payload":{"id":"1","error":{"code":"malformed","message":"m"}}}`, "loop", "SERVERS-9"},
		{"loop without a message", `{"header":{"messageType":"statusReport","status":"bad"},"payload":{"id":"1","error":{"code":"loop"}}}`, "loop", "STAT-3"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var m *Mismatch
			if err := Code(wire.Arrival{Value: wire.MustParseJSON(test.report)}, test.code); !errors.As(err, &m) || !m.Minor || m.Cites[0] != test.cites {
				t.Errorf("got %+v, want %s", err, test.cites)
			}
		})
	}
}

func TestCauses(t *testing.T) { // STAT-3
	const delivered = `{"header":{"messageType":"receivedMessage"},"payload":{"type":"chat","data":1}}`
	for _, test := range []struct {
		message string
		isStray bool
		want    string // "" for no cause
	}{
		{`{"header":{"messageType":"statusReport","status":"bad"},"payload":{"id":"1","error":{"code":"handler_malformed","message":"m"}}}`, true, "RESP-3"},
		{`{"header":{"messageType":"statusReport","status":"bad"},"payload":{"id":"1","error":{"code":"loop","message":"m"}}}`, false, "SERVERS-9"},
		{`{"header":{"messageType":"statusReport","status":"good"},"payload":{"id":"1"}}`, true, ""},
		{delivered, true, "CLIENTS-5"},
		{delivered, false, ""},
	} {
		if got := Causes(arrival(test.message).Value, test.isStray); test.want == "" && got != nil || test.want != "" && !slices.Contains(got, test.want) {
			t.Errorf("%s (stray: %v): got %v, want %q", test.message, test.isStray, got, test.want)
		}
	}
}

func TestLeavesOpen(t *testing.T) { // STAT-1
	for id, want := range map[string]bool{"1": true, "fatal_special": false, "auth_special": false} {
		v := arrival(`{"header":{"messageType":"statusReport","status":"bad"},"payload":{"id":"` + id + `"}}`).Value
		if got := LeavesOpen(v); got != want {
			t.Errorf("%s: got %v, want %v", id, got, want)
		}
	}
}
