package steps

import "testing"

func TestFaultOf(t *testing.T) {
	for body, want := range map[string]string{
		`{"header":{"status":"0","command":{"type":"sendClients","data":[]}},"data":null}`:   "",
		`{"header":{"status":"0","command":{"type":"sendServers","data":["a:1"]}},"data":1}`: "",
		`{"header":{"status":"0","command":{"type":"sendHandler","data":"chat"}},"data":1}`:  "",
		`OK`:                         "RESP-5",
		`[]`:                         "RESP-5",
		`{"header":{"status":0}}`:    "RESP-1",
		`{"header":{"status":"ok"}}`: "RESP-1",
		`{"header":{"status":""}}`:   "RESP-1",
		`{}`:                         "RESP-1",
		`{"header":{"status":"00"}}`: "RESP-2",
		`{"header":{"status":"0"}}`:  "RESP-3",
		`{"header":{"status":"0","command":{"type":"sendClients","data":[]}}}`:                 "RESP-3",
		`{"header":{"status":"0","command":{"type":7,"data":[]}},"data":1}`:                    "RESP-3",
		`{"header":{"status":"0","command":{"type":"sendEverybody","data":[]}},"data":1}`:      "RESP-4",
		`{"header":{"status":"0","command":{"type":"sendClients","data":"bob"}},"data":1}`:     "CLIENTS-9",
		`{"header":{"status":"0","command":{"type":"sendServers","data":["a:1",2]}},"data":1}`: "SERVERS-7",
		`{"header":{"status":"0","command":{"type":"sendHandler","data":""}},"data":1}`:        "CHAIN-6",
		`{"header":{"status":"0","command":{"type":"sendHandler","data":["chat"]}},"data":1}`:  "CHAIN-6",
	} {
		if got := faultOf([]byte(body)); got != want {
			t.Errorf("%s: got %q, want %q", body, got, want)
		}
	}
}
