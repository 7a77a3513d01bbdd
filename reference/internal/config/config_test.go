package config

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// daemon is a server.conf as the original daemon reads it.
const daemon = `{
  "network": {"types": ["tcp4", "tcp6", "unix"],
    "tcp4": {"address": "0.0.0.0", "port": "2223"}, "tcp6": {"address": "::", "port": 2224}, "unix": {"address": "bester.sock"}},
  "handlers": {"availableTypes": ["type1"],
    "typeMap": {"type1": {"handlerBinary": "./type1", "unixDomainSocketPath": "aSock"},
                "type2": {"handlerBinary": "./type2", "unixDomainSocketPath": "/run/bSock"}}},
  "database": {"type": "redis", "redis": {"address": "127.0.0.1", "port": "6379"}},
  "admin": {"info": {"name": "Example", "n": 1.50}}
}`

func TestParseReadsTheDaemonsDialect(t *testing.T) {
	got, err := Parse("server.conf", "/etc/bester", []byte(daemon))
	if err != nil {
		t.Fatal(err)
	}
	want := Config{
		File: "server.conf",
		Listeners: []Listener{
			{"tcp4", "0.0.0.0:2223"}, {"tcp6", "[::]:2224"}, {"unix", "/etc/bester/bester.sock"},
		},
		Handlers:  map[string]Handler{"type1": {"/etc/bester/type1", "/etc/bester/aSock"}},
		AdminInfo: json.RawMessage(`{"n":1.50,"name":"Example"}`),
		Database:  true,
		Limits:    DefaultLimits,
		Timeouts:  DefaultTimeouts,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestParseReadsWhatTheServerAdds(t *testing.T) {
	got, err := Parse("server.conf", "/etc/bester", []byte(`{
		"network": {"types": ["unix"], "unix": {"address": "/run/bester.sock"}},
		"handlers": {"availableTypes": ["chat"], "typeMap": {"chat": {"unixDomainSocketPath": "chat.sock"}}},
		"accounts": {"file": "users.json"},
		"informer": {"unixDomainSocketPath": "informer.sock"},
		"limits": {"frameBytes": 65536, "chainLength": 8, "hops": 1, "connections": 2, "queueBytes": 1e6},
		"timeouts": {"handlerMs": 1, "frameMs": 2, "authenticationMs": 3, "connectMs": 4, "writeMs": 5, "drainMs": 6}
	}`))
	if err != nil {
		t.Fatal(err)
	}
	want := Config{
		File:      "server.conf",
		Listeners: []Listener{{"unix", "/run/bester.sock"}},
		Handlers:  map[string]Handler{"chat": {"", "/etc/bester/chat.sock"}},
		AdminInfo: json.RawMessage(`{}`),
		UsersFile: "/etc/bester/users.json",
		Informer:  "/etc/bester/informer.sock",
		Limits:    Limits{65536, 8, 1, 2, 1_000_000},
		Timeouts: Timeouts{time.Millisecond, 2 * time.Millisecond, 3 * time.Millisecond,
			4 * time.Millisecond, 5 * time.Millisecond, 6 * time.Millisecond},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// with returns daemon with old replaced by new.
func with(t *testing.T, old, new string) string {
	t.Helper()
	if strings.Count(daemon, old) != 1 {
		t.Fatalf("%q stands in the configuration %d times", old, strings.Count(daemon, old))
	}
	return strings.Replace(daemon, old, new, 1)
}

func TestParseNamesFileMemberAndReason(t *testing.T) {
	tests := []struct{ old, new, want string }{
		{`"admin"`, `"adnim"`, "server.conf: adnim: this member is not known here"},
		{`"info": {`, `"x": 1, "info": {`, "server.conf: admin.x: this member is not known here"},
		{`{"info": {"name": "Example", "n": 1.50}}`, `5`, "server.conf: admin: must be an object"},
		{`"port": "2223"`, `"port": "0"`, "server.conf: network.tcp4.port: must be a port between 1 and 65535"},
		{`"port": "2223"`, `"port": "+1"`, "server.conf: network.tcp4.port: must be a port between 1 and 65535"},
		{`"port": 2224`, `"port": 65536`, "server.conf: network.tcp6.port: must be a port between 1 and 65535"},
		{`"port": 2224`, `"port": 1e10000000`, "server.conf: network.tcp6.port: must be a port between 1 and 65535"},
		{`, "port": 2224`, ``, "server.conf: network.tcp6.port: is missing"},
		{`"0.0.0.0"`, `"localhost"`, "server.conf: network.tcp4.address: must be an IP address of tcp4, such as 127.0.0.1"},
		{`"::"`, `"127.0.0.1"`, "server.conf: network.tcp6.address: must be an IP address of tcp6, such as ::1"},
		{`["tcp4", "tcp6", "unix"]`, `[]`, "server.conf: network.types: must name a listener"},
		{`["tcp4", "tcp6", "unix"]`, `["tcp5"]`, `server.conf: network.types[0]: "tcp5" is not configured in network, or is none of tcp4, tcp6, unix`},
		{`["tcp4", "tcp6", "unix"]`, `["tcp4", "tcp4"]`, `server.conf: network.types[1]: "tcp4" stands there twice`},
		{`["tcp4", "tcp6", "unix"]`, `"tcp4"`, "server.conf: network.types: must be an array of strings"},
		{`["type1"]`, `["type3"]`, `server.conf: handlers.availableTypes[0]: "type3" is not in handlers.typeMap`},
		{`["type1"]`, `[1]`, "server.conf: handlers.availableTypes[0]: must be a string"},
		{`"availableTypes": ["type1"],`, ``, "server.conf: handlers.availableTypes: is missing"},
		{`"type2":`, `"dummy":`, `server.conf: handlers.typeMap.dummy: "dummy" is built in and cannot have a handler`},
		{`"type2":`, `"builtin":`, `server.conf: handlers.typeMap.builtin: "builtin" is built in and cannot have a handler`},
		{`"type2":`, `"":`, "server.conf: handlers.typeMap.: a handler's name must not be empty"},
		{`"aSock"`, `""`, "server.conf: handlers.typeMap.type1.unixDomainSocketPath: must be a string that is not empty"},
		{`"aSock"`, `"` + strings.Repeat("s", 100) + `"`, "is longer than the 107 bytes that a UNIX domain socket can have"},
		{`"./type1"`, `1`, "server.conf: handlers.typeMap.type1.handlerBinary: must be a string"},
		{`"type": "redis"`, `"type": "mysql"`, `server.conf: database.type: must be "redis"`},
		{`"database"`, `"accounts": "closed", "database"`, `server.conf: accounts: must be "open" or an object with the member file`},
		{`"database"`, `"accounts": {"flie": "x"}, "database"`, "server.conf: accounts.flie: this member is not known here"},
		{`"database"`, `"accounts": {}, "database"`, "server.conf: accounts.file: is missing"},
		{`"database"`, `"informer": {}, "database"`, "server.conf: informer.unixDomainSocketPath: is missing"},
		{`"database"`, `"limits": {"frameBytes": 65535}, "database"`, "server.conf: limits.frameBytes: must be a whole number between 65536 and 2147483647"},
		{`"database"`, `"limits": {"hops": "16"}, "database"`, "server.conf: limits.hops: must be a whole number between 1 and 2147483647"},
		{`"database"`, `"timeouts": {"handlerMs": 0.5}, "database"`, "server.conf: timeouts.handlerMs: must be a whole number between 1 and 3600000"},
		{`"database"`, `"timeouts": {"handler": 5}, "database"`, "server.conf: timeouts.handler: this member is not known here"},
		{`"database"`, `"admin": {}, "database"`, "server.conf: admin: stands there twice"},
		{`"info": {`, `"info": {"deep": [{"a": 1, "a": 2}],`, "server.conf: admin.info.deep.a: stands there twice"},
		{`"network":`, `"network"`, "server.conf: not one JSON text: line 2:"},
		{"\n}", "\n", "server.conf: not one JSON text: line 9: unexpected end of JSON input"},
		{"\n}", "\n} {", "server.conf: not one JSON text: line 9: invalid character '{' after top-level value"},
		{"\n}", "\n} x", "server.conf: not one JSON text: line 9: invalid character 'x' after top-level value"},
	}
	for _, test := range tests {
		t.Run(test.new, func(t *testing.T) {
			_, err := Parse("server.conf", "/etc/bester", []byte(with(t, test.old, test.new)))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got  %v\nwant %s", err, test.want)
			}
		})
	}
}

func TestParseRefusesAPathThatTwoListenAt(t *testing.T) {
	conf := func(unix, informer, a, b, program string) string {
		return `{"network":{"types":["unix"],"unix":{"address":"` + unix + `"}},"informer":{"unixDomainSocketPath":"` + informer + `"},
			"handlers":{"availableTypes":["a","b"],"typeMap":{"a":{"unixDomainSocketPath":"` + a + `"},
			"b":{"unixDomainSocketPath":"` + b + `","handlerBinary":"` + program + `"}}}}`
	}
	tests := map[string]string{
		conf("u", "i", "a", "b", "x"): "",
		conf("u", "i", "a", "a", ""):  "",
		conf("u", "i", "a", "a", "x"): "handlers.typeMap.b.unixDomainSocketPath: /a is the path of handlers.typeMap.a.unixDomainSocketPath as well",
		conf("u", "u", "a", "b", "x"): "informer.unixDomainSocketPath: /u is the path of network.unix.address as well",
		conf("u", "i", "i", "b", "x"): "handlers.typeMap.a.unixDomainSocketPath: /i is the path of informer.unixDomainSocketPath as well",
		conf("u", "i", "a", "u", ""):  "handlers.typeMap.b.unixDomainSocketPath: /u is the path of network.unix.address as well",
	}
	for content, want := range tests {
		_, err := Parse("server.conf", "/", []byte(content))
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s\ngot  %v\nwant %s", content, err, want)
		}
	}
}

func TestParseRefusesWhatIsNoObject(t *testing.T) {
	for _, content := range []string{"", "null", "[]", `"server.conf"`, "\xff{}", strings.Repeat(" ", maxFileBytes+1), strings.Repeat("[", 100_000)} {
		if _, err := Parse("server.conf", "/", []byte(content)); err == nil {
			t.Errorf("%.20q was accepted", content)
		}
	}
}

func TestParseReportsAllMistakes(t *testing.T) {
	_, err := Parse("server.conf", "/", []byte(`{"a":1,"b":2}`))
	for _, want := range []string{"a: this member", "b: this member", "network: is missing", "handlers: is missing"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want it to contain %q", err, want)
		}
	}
	var mistake *Error
	if !errors.As(err, &mistake) || mistake.File != "server.conf" {
		t.Errorf("got %#v, want an *Error", err)
	}
}

func TestLoadChecksExecutables(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "server.conf")
	if err := os.WriteFile(file, []byte(daemon), 0o600); err != nil {
		t.Fatal(err)
	}
	wantError := func(want string) {
		t.Helper()
		_, err := Load(file)
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "typeMap.type1.handlerBinary") {
			t.Errorf("got %v, want it to name the member and %q", err, want)
		}
	}
	wantError("no such file")
	program := filepath.Join(folder, "type1")
	if err := os.WriteFile(program, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	wantError("is not an executable file")
	if err := os.Chmod(program, 0o700); err != nil {
		t.Fatal(err)
	}
	config, err := Load(file)
	if err != nil || config.Handlers["type1"].Executable != program {
		t.Errorf("got %v, %v", config.Handlers, err)
	}
	if _, err := Load(filepath.Join(folder, "missing.conf")); !os.IsNotExist(err) {
		t.Errorf("a missing file: got %v", err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(daemon))
	f.Fuzz(func(t *testing.T, content []byte) {
		config, err := Parse("server.conf", "/", content)
		if err == nil && len(config.Listeners) == 0 {
			t.Fatalf("a server that nobody can reach: %s", content)
		}
	})
}
