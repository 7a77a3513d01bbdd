package schemas

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// advised is what a violation leads its reader to.
type advised struct {
	At          string // what stands at the place
	Requirement string
	Suggestion  string
}

// advices say for wrong documents what is broken, and what may have been meant.
var advices = []struct {
	name string
	kind Kind
	text string
	want []advised
}{
	{"a misspelt name", ClientAuthenticate,
		`{"header":{"scope":"client","authentication":{"usrname":"a","password":"b"}}}`,
		[]advised{{`"usrname"`, "AUTH-1", `did you mean "username" where it says "usrname"?`}}},
	{"a name in the wrong case", ClientMessage,
		`{"Payload":{"type":"","data":0,"id":""}}`,
		[]advised{{`"Payload"`, "MSG-1", `did you mean "payload" where it says "Payload"? Upper and lower case are not the same`}}},
	{"a name a level too high", ClientMessage,
		`{"payload":{"type":"","data":0},"id":"7"}`,
		[]advised{{`"id"`, "MSG-1", `"id" stands in the outermost object: it belongs into /payload`}}},
	{"a name a level too deep", ClientMessage,
		`{"message":{"payload":{"type":"","data":0,"id":""}}}`,
		[]advised{{`"payload"`, "MSG-1", `"payload" stands in /message: it belongs into the outermost object`}}},
	{"an object left out around its members", ClientAuthenticate,
		`{"header":{"scope":"client","username":"a","password":"b"}}`,
		[]advised{{`"password"`, "AUTH-1", `"password" and "username", which stand beside it, belong into "authentication"`}}},
	{"one member of an object left out", ClientAuthenticate,
		`{"header":{"scope":"client","username":"a"}}`,
		[]advised{{`"username"`, "AUTH-1", `"username", which stands beside it, belongs into "authentication"`}}},
	{"several members of an object left out in a file", ServerConf,
		`{"network":{"types":["tcp4"],"address":"127.0.0.1","port":"2223"},"handlers":{"availableTypes":[],"typeMap":{}}}`,
		[]advised{{`"address"`, "", `"address" and "port", which stand beside it, belong into "tcp4"`}}},
	{"a name that nothing comes near", ClientMessage,
		`{"body":{"type":"","data":0,"id":""}}`,
		[]advised{{`{`, "MSG-1", ``}}},
	{"names inside of data are nobody's", ClientMessage,
		`{"payload":{"type":"","data":{"id":"7"}}}`,
		[]advised{{`{`, "MSG-1", ``}}},
	{"a number for a string", ClientMessage,
		`{"payload":{"type":"","data":0,"id":7}}`,
		[]advised{{`7`, "MSG-1", `write it in quotes: "7"`}}},
	{"a string for a number", PeerMessage,
		`{"header":{"scope":"server","hops":"3"},"payload":{"type":"","data":0}}`,
		[]advised{{`"3"`, "SERVERS-9", `write it without quotes: 3`}}},
	{"an excessive number", PeerMessage,
		`{"header":{"scope":"server","hops":1e999999999},"payload":{"type":"","data":0}}`,
		[]advised{{`1e999999999`, "SERVERS-9", ``}}},
	{"a value in the wrong case", StatusReport,
		`{"header":{"messageType":"statusReport","status":"Good"},"payload":{"id":""}}`,
		[]advised{{`"Good"`, "STAT-4", `did you mean "good"?`}}},
	{"a command that is nearly one", HandlerResponse,
		`{"header":{"status":"0","command":{"type":"sendClient","data":[]}},"data":0}`,
		[]advised{{`"sendClient"`, "RESP-4", `did you mean "sendClients"?`}}},
	{"a reserved id", ClientMessage,
		`{"payload":{"type":"","data":0,"id":"auth_special"}}`,
		[]advised{{`"auth_special"`, "MSG-4", ``}}},
	{"what a condition demands", HandlerResponse,
		`{"header":{"status":"0","command":{"type":"sendClients","data":[]}}}`,
		[]advised{{`{`, "RESP-3", ``}}},
	{"what is deep inside a condition", HandlerResponse,
		`{"header":{"status":"0","command":{"type":"sendClients","data":[1]}},"data":0}`,
		[]advised{{`1`, "CLIENTS-1", `write it in quotes: "1"`}}},
	{"a name twice", ClientMessage,
		`{"payload":{"type":"","data":0,"id":"","id":""}}`,
		[]advised{{`"id"`, "JSON-9", ``}}},
	{"no object", Delivery, `[]`, []advised{{`[]`, "JSON-2", ``}}},
	{"no object inside a message", BuiltinData, `[]`, []advised{{`[]`, "BUILTIN-2", ``}}},
	{"an unknown member of a file", ServerConf,
		`{"network":{"types":["unix"],"unix":{"adress":"s"}},"handlers":{"availableTypes":[],"typeMap":{}}}`,
		[]advised{{`"adress"`, "", `did you mean "address" where it says "adress"?`}}},
	{"an unknown member of a file that is meant for none that is missing", ServerConf,
		`{"network":{"types":["unix"],"unix":{"address":"s","adress":"s"}},"handlers":{"availableTypes":[],"typeMap":{}}}`,
		[]advised{{`"adress"`, "", `did you mean "address"?`}}},
	{"names cut short", ClientAuthenticate,
		`{"header":{"scope":"client","auth":{"user":"a","pass":"b"}}}`,
		[]advised{
			{`"auth"`, "AUTH-1", `did you mean "authentication" where it says "auth"?`},
			{`"user"`, "AUTH-1", `did you mean "username" where it says "user"?`},
			{`"pass"`, "AUTH-1", `did you mean "password" where it says "pass"?`}}},
	{"faults in what is misspelt", ClientMessage,
		`{"Payload":{"Type":1,"Data":{"Id":2},"id":3}}`,
		[]advised{
			{`"Payload"`, "MSG-1", `did you mean "payload" where it says "Payload"? Upper and lower case are not the same`},
			{`"Type"`, "MSG-1", `did you mean "type" where it says "Type"? Upper and lower case are not the same`},
			{`1`, "MSG-1", `write it in quotes: "1"`},
			{`"Data"`, "MSG-1", `did you mean "data" where it says "Data"? Upper and lower case are not the same`},
			{`3`, "MSG-1", `write it in quotes: "3"`}}},
	{"faults in what is misspelt and may be left out", ServerConf,
		`{"network":{"types":["unix"],"unix":{"address":"s"}},"handlers":{"availableTypes":[],"typeMap":{}},"limit":{"frameBites":0}}`,
		[]advised{
			{`"limit"`, "", `did you mean "limits"?`},
			{`"frameBites"`, "", `did you mean "frameBytes"?`},
			{`0`, "", ``}}},
	{"a number for one of several strings", InformerResponse,
		`{"status":0,"data":null}`,
		[]advised{{`0`, "INFO-1", `write it in quotes: "0"`}}},
	{"one name for a list of them", HandlerResponse,
		`{"header":{"status":"0","command":{"type":"sendClients","data":"bob"}},"data":0}`,
		[]advised{{`"bob"`, "CLIENTS-1", `write it in brackets, also if it is the only one: ["bob"]`}}},
	{"a backslash by itself", ClientMessage,
		`{"payload":{"type":"","data":"it\'s in C:\None","id":""}}`,
		[]advised{{`'`, "JSON-1", anotherBackslash}, {`N`, "JSON-1", anotherBackslash}}},
	{"a name without quotes", ClientMessage, `{payload:{type:"", data : 0, "id":7}}`, []advised{
		{`payload`, "JSON-1", `write it in double quotes: "payload"`}, {`type`, "JSON-1", `write it in double quotes: "type"`},
		{`data`, "JSON-1", `write it in double quotes: "data"`}, {`7`, "MSG-1", `write it in quotes: "7"`}}},
	{"a word that is no name", ClientMessage, `{payload}`, []advised{{`p`, "JSON-1", ``}}},
	{"comments", ClientMessage, "{ // one\n\"payload\": /* two */ {\"type\":\"\",\"data\":0,\"id\":\"//\"} # three\n}//four", []advised{
		{`// one`, "JSON-1", `JSON has no comments`}, {`/* two */`, "JSON-1", `JSON has no comments`},
		{`# three`, "JSON-1", `JSON has no comments`}, {`//four`, "JSON-1", `JSON has no comments`}}},
	{"a comment without an end", ClientMessage, `{/*`, []advised{{`/`, "JSON-1", `JSON has no comments`}}},
	{"quotes of a text processor", ClientMessage, `{"payload":“x”}`, []advised{{`“`, "JSON-1", `JSON has strings in straight double quotes only`}}},
	{"a point without a digit before it", ClientMessage, `{"payload":.5}`, []advised{{`.`, "JSON-1", `JSON has a digit before the point, as in 0.5`}}},
	{"several things at once", ClientMessage,
		"{\"payload\":{\"type\":1,\"data\":[0,],\"id\":\"\xff\xfe\x01\"}} {}",
		[]advised{
			{`1`, "MSG-1", `write it in quotes: "1"`}, {`,`, "JSON-1", ``},
			{"\xff\xfe", "JSON-8", ``}, {"\x01", "JSON-1", ``}, {`{}`, "JSON-1", ``},
		}},
	{"UTF-16", ClientMessage, "{\x00\"\x00", []advised{{"{\x00", "JSON-8", `write it as UTF-8, without a byte order mark`}}},
	{"the text of a program", ClientMessage, `{'payload': {'type': 'it\'s "x" \u00e9', "data": [True, NaN, -Infinity], 'id': None}}`, []advised{
		{`'payload'`, "JSON-1", `JSON has strings in double quotes only`}, {`'type'`, "JSON-1", `JSON has strings in double quotes only`},
		{`'it\'s "x" \u00e9'`, "JSON-1", `JSON has strings in double quotes only`}, {`True`, "JSON-1", `write it in lower case: true`},
		{`NaN`, "JSON-1", `JSON has no such number: write null, or a string`}, {`Infinity`, "JSON-1", `JSON has no such number: write null, or a string`},
		{`'id'`, "JSON-1", `JSON has strings in double quotes only`}, {`None`, "JSON-1", `JSON says null`}, {`None`, "MSG-1", ``}}},
	{"the text of a program, of which the end is missing", ClientMessage, `{'payload': 'x`, []advised{
		{`'payload'`, "JSON-1", `JSON has strings in double quotes only`}, {`'`, "JSON-1", `JSON has strings in double quotes only`}}},
	{"a misspelt name without quotes", ClientAuthenticate, `{header:{scope:"client",authentication:{usrname:"a",'password':""}}}`, []advised{
		{`header`, "JSON-1", `write it in double quotes: "header"`}, {`scope`, "JSON-1", `write it in double quotes: "scope"`},
		{`authentication`, "JSON-1", `write it in double quotes: "authentication"`}, {`usrname`, "JSON-1", `write it in double quotes: "usrname"`},
		{`usrname`, "AUTH-1", `did you mean "username" where it says "usrname"?`}, {`'password'`, "JSON-1", `JSON has strings in double quotes only`},
		{`""`, "AUTH-1", ``}}},
	{"too deep", HandlerRequest, deep(), []advised{{`[`, "JSON-6", ``}}},
}

func deep() string {
	text := make([]byte, maxDepth+1)
	for i := range text {
		text[i] = '['
	}
	return string(text)
}

func TestAdvice(t *testing.T) {
	for _, a := range advices {
		t.Run(a.name, func(t *testing.T) {
			var got []advised
			for _, v := range violations(t, a.kind, []byte(a.text)) {
				got = append(got, advised{a.text[v.Offset:v.End], v.Requirement, v.Suggestion})
			}
			if diff := cmp.Diff(a.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestEveryFaultOfATextIsTold is about mistakes of which there are many, and that are
// looked at from two sides.
func TestEveryFaultOfATextIsTold(t *testing.T) {
	for _, test := range []struct {
		name, text string
		want       int
		more       bool
	}{
		{"comments behind commas", "[" + strings.Repeat("1, // c\n", 60) + "1]", 60, false},
		{"a comma before the end, and a comment", "[1, /* c */ ]", 2, false},
		{"many comments and an end that is missing", "[" + strings.Repeat("1 // c\n,", 150), 151, false},
		{"more than are told", "[" + strings.Repeat("1 // c\n,", MaxViolations+1), MaxViolations, true},
		{"many bytes of no text and an end that is missing", `"` + strings.Repeat("\xff ", 150), 151, false},
	} {
		var invalid *Error
		if err := Validate(HandlerRequest, []byte(test.text)); !errors.As(err, &invalid) {
			t.Fatalf("%s: got %v", test.name, err)
		}
		if got := len(invalid.Violations); got != test.want || invalid.More != test.more {
			t.Errorf("%s: got %d violations, more: %t; want %d, %t", test.name, got, invalid.More, test.want, test.more)
		}
	}
}
