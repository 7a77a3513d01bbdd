// Package layout says where everything is that the suite and a server under
// test have to agree on: addresses, handlers and their sockets, users, limits.
package layout

import (
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// Layout is what one server under test is to serve, and where.
type Layout struct {
	Name     string            `json:"name"`           // "S1"
	Folder   string            `json:"-"`              // for whatever belongs to this server alone
	TCP4     string            `json:"tcp4"`           // host:port
	TCP6     string            `json:"tcp6,omitempty"` // [host]:port, "" for none
	Unix     string            `json:"unix"`           // the path of the socket for clients, "" for none
	Informer string            `json:"informer"`       // the path of the informer's socket, "" for none
	Handlers map[string]string `json:"handlers"`       // the path of the socket of each type's handler
	Users    map[string]string `json:"users"`          // the password of each user
	Admin    string            `json:"admin"`          // the JSON object that serverInfo hands out
	Limits   Limits            `json:"-"`
	Timeouts Timeouts          `json:"timeouts"`
	Declared Timeouts          `json:"-"` // those that the server keeps to whatever it is told; 0 for none
}

// Limits are those that a server under test is told to keep to.
type Limits struct {
	Frame int // bytes of a body; FRAME-5
	Queue int // bytes that wait for one session
	Hops  int // SERVERS-9
	Chain int // handlers; CHAIN-5
}

// TheLimits are the limits of all servers. No two are equal, and Hops is smaller than Chain,
// so that a server that confuses two limits is caught (CHAIN-4).
var TheLimits = Limits{Frame: 1 << 20, Queue: 4 << 20, Hops: 5, Chain: 16}

// Timeouts are the timeouts that a server under test is configured with. No two of the usual
// ones are equal. They are much longer than the suite waits for anything, so that a timeout
// is never taken for something that the server does at once. A scenario about a timeout sets
// that one to Short.
type Timeouts struct {
	Handler time.Duration `json:"handlerNs"` // HAND-6
	Frame   time.Duration `json:"frameNs"`   // FRAME-9
	SignIn  time.Duration `json:"signInNs"`  // CONN-9
	Connect time.Duration `json:"connectNs"` // SERVERS-6
	Write   time.Duration `json:"writeNs"`
	Drain   time.Duration `json:"drainNs"`
	Short   time.Duration `json:"shortNs"` // what a scenario may set another to
}

// ScaledTimeouts returns the timeouts for a machine on which everything takes
// scale times as long as usual.
func ScaledTimeouts(scale float64) Timeouts {
	times := func(d time.Duration) time.Duration { return time.Duration(scale * float64(d)) }
	const long, more = 2 * time.Minute, 10 * time.Second
	return Timeouts{
		Handler: times(long),
		Frame:   times(long + more),
		SignIn:  times(long + 2*more),
		Connect: times(long + 3*more),
		Write:   times(long + 4*more),
		Drain:   times(time.Second),
		Short:   times(time.Second),
	}
}

// Probe is the type of the handler by which the suite finds out whether a
// server still serves, and Witness the user who does.
const (
	Probe   = "probe"
	Witness = "witness"
)

// users are those who can sign in; the names that look alike tell apart servers
// that compare them loosely. Dave never does sign in.
var users = []string{
	"alice", "Alice", "bob", "carol", "dave", "erin", "U1", "U2", Witness,
	"zoë", "zoe\u0308", " spaced ", `"quoted\`, "日本",
	"constructor", "__proto__", "null", "007", "\ufffd", "\U00010000", longSecret,
}

// types are those that have a handler; ROUTE-1 needs names that look alike.
var types = []string{
	"chat", "Chat", "chat ", " chat", "caf\u00e9", "cafe\u0301", "日本", `"quoted\`, "null",
	"7", "\ufffd", "\U00010000",
	"relay", "filter", "other", Probe, "M1", "M2",
	"link1", "link2", "link3", "link4", "link5", "link6", "link7", "link8",
}

// longSecret is the user whose password is too long for some hash functions: bcrypt ignores
// everything after 72 bytes.
const longSecret = "grace"

// Password returns the password that the suite gives a user.
func Password(user string) string {
	if user == longSecret {
		return "secret of grace " + strings.Repeat("0123456789", 12) + " and its end"
	}
	return "secret of " + user
}

// New returns the layout of the server called name, whose sockets lie in folder,
// with all listeners that a server can have.
func New(name, folder, tcp4, tcp6 string, timeouts Timeouts) Layout {
	l := Layout{
		Name:     name,
		Folder:   folder,
		TCP4:     tcp4,
		TCP6:     tcp6,
		Unix:     filepath.Join(folder, "s.sock"),
		Informer: filepath.Join(folder, "i.sock"),
		Limits:   TheLimits,
		Timeouts: timeouts,
		Handlers: map[string]string{},
		Users:    map[string]string{},
		Admin:    `{"name":"` + name + `","contact":"postmaster@bester.example","numbers":[1,2.5]}`,
	}
	for i, t := range types {
		l.Handlers[t] = filepath.Join(folder, "h"+strconv.Itoa(i))
	}
	for _, user := range users {
		l.Users[user] = Password(user)
	}
	return l
}
