package config

import (
	"encoding/json"
	"fmt"
	"maps"
	"net"
	"net/netip"
	"path/filepath"
	"slices"
	"time"
)

// maxSocketPath is the longest path that a UNIX domain socket can have, in bytes.
const maxSocketPath = 107

// parser reads the members of the configuration's root.
type parser struct {
	object
	folder string
}

// resolve returns path as an absolute one.
func (p parser) resolve(path string) string {
	if path == "" || filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(p.folder, path)
}

// socket reads a member that is the path of a UNIX domain socket.
func (p parser) socket(o object, name string) string {
	path := p.resolve(o.text(name))
	if len(path) > maxSocketPath {
		o.add(o.at(name), "the path %s is longer than the %d bytes that a UNIX domain socket can have", path, maxSocketPath)
	}
	return path
}

func (p parser) listeners() []Listener {
	network, ok := p.object.object("network", true)
	if !ok {
		return nil
	}
	defer network.rest()
	configured := map[string]Listener{}
	for _, name := range []string{"tcp4", "tcp6", "unix"} {
		if listener, ok := p.listener(network, name); ok {
			configured[name] = listener
		}
	}
	types := network.texts("types")
	if types != nil && len(types) == 0 {
		network.add(network.at("types"), "must name a listener")
	}
	var listeners []Listener
	for i, name := range types {
		listener, ok := configured[name]
		if !ok {
			network.add(fmt.Sprintf("%s[%d]", network.at("types"), i), "%q is not configured in network, or is none of tcp4, tcp6, unix", name)
			continue
		}
		listeners = append(listeners, listener)
	}
	return listeners
}

func (p parser) listener(network object, name string) (Listener, bool) {
	settings, ok := network.object(name, false)
	if !ok {
		return Listener{}, false
	}
	defer settings.rest()
	if name == "unix" {
		return Listener{name, p.socket(settings, "address")}, true
	}
	address := settings.text("address")
	checkIP(settings, name, address)
	return Listener{name, net.JoinHostPort(address, settings.port("port"))}, true
}

// checkIP notes an address that is not one of its network.
func checkIP(settings object, network, address string) {
	ip, err := netip.ParseAddr(address)
	if address != "" && (err != nil || ip.Is4() != (network == "tcp4")) {
		settings.add(settings.at("address"), "must be an IP address of %s, such as %s", network,
			map[string]string{"tcp4": "127.0.0.1", "tcp6": "::1"}[network])
	}
}

func (p parser) handlers() map[string]Handler {
	settings, ok := p.object.object("handlers", true)
	if !ok {
		return nil
	}
	defer settings.rest()
	available := settings.texts("availableTypes")
	typeMap, _ := settings.object("typeMap", true)
	all := map[string]Handler{}
	for _, name := range slices.Sorted(maps.Keys(typeMap.members)) {
		if handler, ok := p.handler(typeMap, name); ok {
			all[name] = handler
		}
	}
	handlers := map[string]Handler{}
	for i, name := range available {
		handler, ok := all[name]
		if !ok {
			settings.add(fmt.Sprintf("%s[%d]", settings.at("availableTypes"), i), "%q is not in %s", name, typeMap.path)
			continue
		}
		handlers[name] = handler
	}
	return handlers
}

func (p parser) handler(typeMap object, name string) (Handler, bool) {
	settings, ok := typeMap.object(name, true)
	if !ok {
		return Handler{}, false
	}
	defer settings.rest()
	switch name {
	case "dummy", "builtin": // BUILTIN-4
		settings.add(settings.path, "%q is built in and cannot have a handler", name)
	case "": // ROUTE-2
		settings.add(settings.path, "a handler's name must not be empty")
	}
	return Handler{
		Executable: p.resolve(settings.optionalText("handlerBinary")),
		Socket:     p.socket(settings, "unixDomainSocketPath"),
	}, true
}

func (p parser) adminInfo() json.RawMessage {
	admin, ok := p.object.object("admin", false)
	if !ok {
		return json.RawMessage(`{}`)
	}
	defer admin.rest()
	info, ok := admin.object("info", false)
	if !ok {
		return json.RawMessage(`{}`)
	}
	text, err := json.Marshal(info.members)
	if err != nil {
		admin.add(info.path, "%v", err)
	}
	return text
}

// accounts returns the path of the users file, "" for open accounts.
func (p parser) accounts() string {
	member, present := p.members["accounts"]
	if !present || member == "open" {
		p.take("accounts")
		return ""
	}
	if _, ok := member.(map[string]any); !ok {
		p.take("accounts")
		p.add("accounts", `must be "open" or an object with the member file`)
		return ""
	}
	accounts, _ := p.object.object("accounts", true)
	defer accounts.rest()
	return p.resolve(accounts.text("file"))
}

func (p parser) informer() string {
	settings, ok := p.object.object("informer", false)
	if !ok {
		return ""
	}
	defer settings.rest()
	return p.socket(settings, "unixDomainSocketPath")
}

// database checks the daemon's member, which an existing installation has, and
// reports whether it is there.
func (p parser) database() bool {
	settings, ok := p.object.object("database", false)
	if !ok {
		return false
	}
	defer settings.rest()
	if kind := settings.text("type"); kind != "" && kind != "redis" {
		settings.add(settings.at("type"), `must be "redis"`)
	}
	if redis, ok := settings.object("redis", true); ok {
		redis.text("address")
		redis.port("port")
		redis.rest()
	}
	return true
}

func (p parser) limits() Limits {
	settings, _ := p.object.object("limits", false)
	defer settings.rest()
	const most = 1<<31 - 1
	d := DefaultLimits
	return Limits{
		FrameBytes:  settings.number("frameBytes", d.FrameBytes, 65536, most), // FRAME-4
		ChainLength: settings.number("chainLength", d.ChainLength, 8, most),   // CHAIN-4
		Hops:        settings.number("hops", d.Hops, 1, most),
		Connections: settings.number("connections", d.Connections, 1, most),
		QueueBytes:  settings.number("queueBytes", d.QueueBytes, 65536, most),
	}
}

func (p parser) timeouts() Timeouts {
	settings, _ := p.object.object("timeouts", false)
	defer settings.rest()
	read := func(name string, fallback time.Duration) time.Duration {
		return time.Duration(settings.number(name, int(fallback.Milliseconds()), 1, 3_600_000)) * time.Millisecond
	}
	d := DefaultTimeouts
	return Timeouts{
		Handler:        read("handlerMs", d.Handler),
		Frame:          read("frameMs", d.Frame),
		Authentication: read("authenticationMs", d.Authentication),
		Connect:        read("connectMs", d.Connect),
		Write:          read("writeMs", d.Write),
		Drain:          read("drainMs", d.Drain),
	}
}
