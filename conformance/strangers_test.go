//go:build servers

package conformance

import (
	"encoding/json"
	"fmt"
	"net"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/besterprotocol/bester/conformance/internal/deviant"
	"github.com/besterprotocol/bester/conformance/internal/report"
)

// These tests judge servers with typical mistakes of newcomers. Each mistake shows in many
// scenarios or in all. The report must name the broken requirement and no other.

// strangers are edits of the reference server.
var strangers = []struct {
	server deviant.Server
	breaks []string // the requirements that the report must name
	may    []string // further requirements that the report may name, because they cover the same fault
}{
	{
		deviant.Server{Name: "null-errors", Does: "gives good reports an error that is null", Edits: []deviant.Edit{
			{File: "internal/message/report.go", Old: "if list := quoteAll", New: "if r.Err == nil {\n\t\tbody = append(body, `,\"error\":null`...)\n\t}\n\tif list := quoteAll"},
		}},
		[]string{"STAT-3"}, nil,
	},
	{
		deviant.Server{Name: "header-demanded", Does: "treats a later message without a header as fatal", Edits: []deviant.Edit{
			{File: "session.go", Old: "m, refusal := message.DecodeClient(body)\n", New: "m, refusal := message.DecodeClient(body)\n\t\tif !strings.Contains(string(body), `\"header\"`) {\n\t\t\trefusal = message.Errorf(message.Malformed, \"no header\")\n\t\t}\n"},
		}},
		[]string{"CONN-3"}, nil,
	},
	{
		deviant.Server{Name: "nobody-signs-in", Does: "refuses every sign-in", Edits: []deviant.Edit{
			{File: "session.go", Old: "	if !ok {\n", New: "	if ok = false; !ok {\n"},
		}},
		[]string{"AUTH-2"}, nil,
	},
	{
		deviant.Server{Name: "peer-messages-without-id", Does: "omits the id in peer messages", Edits: []deviant.Edit{
			{File: "send_servers.go", Old: "Data: data, ID: j.ID}", New: "Data: data}"},
		}},
		[]string{"SERVERS-11"}, nil,
	},
	{
		deviant.Server{Name: "integers-of-64-bits", Does: "takes messages with an integer beyond 64 bits as malformed", Edits: []deviant.Edit{
			{File: "internal/message/json.go", Old: "	return value(bytes.Trim(body, \" \\t\\r\\n\")), nil\n", New: "	if !bytes.Contains(body, []byte(\"authentication\")) && regexp.MustCompile(`[:\\[, \\t\\r\\n]-?[0-9]{20,}[,\\]} \\t\\r\\n]`).Match(body) {\n		return nil, malformed(\"an integer of more than 64 bits\")\n	}\n	return value(bytes.Trim(body, \" \\t\\r\\n\")), nil\n"},
		}},
		[]string{"JSON-5"}, []string{"JSON-4", "JSON-3"}, // the number is in the range of a double, and may be in an ignored member
	},
	{
		deviant.Server{Name: "closings-noticed-late", Does: "notices 50 ms late that a connection is closed", Edits: []deviant.Edit{
			{File: "server.go", Old: "		c.leave()\n", New: "		time.Sleep(50 * time.Millisecond)\n		c.leave()\n"},
		}},
		nil, []string{"CLIENTS-10"},
	},
}

func TestStrangersAreJudgedRightly(t *testing.T) {
	var servers []deviant.Server
	for _, s := range strangers {
		servers = append(servers, s.server)
	}
	program, err := deviant.Build(t.Context(), servers, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range strangers {
		t.Run(s.server.Name, func(t *testing.T) {
			r, err := Run(t.Context(), Options{Server: s.server.Name, Args: []string{program.Path, "{config}"}, environment: deviant.Environment(s.server)})
			if err != nil {
				t.Fatal(err)
			}
			var named []string
			for _, q := range r.Requirements {
				if q.Verdict == report.Failed || q.Verdict == report.Warned || q.Verdict == report.Unstable {
					named = append(named, q.ID)
				}
			}
			for _, id := range s.breaks {
				if !slices.Contains(named, id) {
					t.Errorf("the report does not name %s; it names %v", id, named)
				}
			}
			for _, id := range named {
				if !slices.Contains(slices.Concat(s.breaks, s.may), id) {
					t.Errorf("the report blames %s: %s", id, whyOf(r, id))
				}
			}
		})
	}
}

// whyOf returns one line on why a report names a requirement.
func whyOf(r *Report, id string) string {
	for _, s := range r.Scenarios {
		if slices.Contains(s.Requirements, id) && s.Failure != nil {
			return s.Place() + ": " + s.Failure.InOneLine()
		}
		for _, f := range s.Findings {
			if f.Requirement == id {
				return s.Place() + ": " + f.What
			}
		}
	}
	return "nothing"
}

// none are programs that do not speak Bester at all. Each function serves a connection.
var none = map[string]func(net.Conn){
	"hangs":       func(net.Conn) { select {} },
	"hangs up":    func(net.Conn) {},
	"echoes":      func(c net.Conn) { copyAll(c, c) },
	"says good":   func(c net.Conn) { answerAll(c, 1<<30) },
	"falls quiet": func(c net.Conn) { answerAll(c, 1); select {} },
}

const (
	noneVariable = "BESTER_TEST_NONE"
	mostTime     = 15 * time.Second
	mostLines    = 100
)

// TestServersThatAreNoneAreJudgedSoon judges the programs in none. The run must be short, and
// so must its report.
func TestServersThatAreNoneAreJudgedSoon(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for name := range none {
		t.Run(name, func(t *testing.T) {
			started := time.Now()
			r, err := Run(t.Context(), Options{Server: name, Exec: fmt.Sprintf("%s=%q exec %q {config}", noneVariable, name, self)})
			if err != nil {
				t.Fatal(err)
			}
			if took := time.Since(started); took > mostTime {
				t.Errorf("it took %v", took)
			}
			var text strings.Builder
			r.WriteText(&text, Style{})
			if n := strings.Count(text.String(), "\n"); n > mostLines {
				t.Errorf("the report has %d lines", n)
			}
			if r.Conforms() {
				t.Error("it conforms")
			}
		})
	}
}

func TestMain(m *testing.M) {
	if name := os.Getenv(noneVariable); name != "" {
		serveNone(none[name], os.Args[1])
	}
	os.Exit(m.Run())
}

// serveNone listens at the IPv4 address in a server.conf until the process is killed.
func serveNone(serve func(net.Conn), file string) {
	var config struct {
		Network struct {
			TCP4 struct{ Address, Port string } `json:"tcp4"`
		} `json:"network"`
	}
	text, err := os.ReadFile(file)
	if err == nil {
		err = json.Unmarshal(text, &config)
	}
	var listener net.Listener
	if err == nil {
		listener, err = net.Listen("tcp4", net.JoinHostPort(config.Network.TCP4.Address, config.Network.TCP4.Port))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	for {
		conn, err := listener.Accept()
		if err != nil {
			os.Exit(2)
		}
		go func() {
			defer conn.Close()
			serve(conn)
		}()
	}
}
