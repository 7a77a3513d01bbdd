package target

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net"
	"os"
	"path/filepath"
	"slices"

	"golang.org/x/crypto/argon2"

	"github.com/besterprotocol/bester/conformance/internal/layout"
	"github.com/besterprotocol/bester/schemas"
)

// writeServerConf writes the server.conf of a layout, and its file of users.
func writeServerConf(path string, l layout.Layout) error {
	users := filepath.Join(filepath.Dir(path), "users.json")
	if err := writeJSON(users, usersOf(l)); err != nil {
		return err
	}
	if err := writeJSON(path, configOf(l, users)); err != nil {
		return err
	}
	if l.Handlers["dummy"] != "" || l.Handlers["builtin"] != "" {
		return nil // wrong on purpose
	}
	text, err := os.ReadFile(path)
	if err == nil {
		err = schemas.Validate(schemas.ServerConf, text)
	}
	return err
}

// ServerConf writes the server.conf of a layout to w. Its file of users is the one
// that WritePlan leaves.
func ServerConf(w io.Writer, l layout.Layout) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	return encoder.Encode(configOf(l, filepath.Join(l.Folder, "users.json")))
}

type object map[string]any

// configOf returns the configuration of a layout, in the dialect of server.conf.
func configOf(l layout.Layout, users string) object {
	typeMap := object{}
	for name, socket := range l.Handlers {
		typeMap[name] = object{"unixDomainSocketPath": socket}
	}
	config := object{
		"network":  networkOf(l),
		"handlers": object{"availableTypes": slices.Sorted(maps.Keys(l.Handlers)), "typeMap": typeMap},
		"admin":    object{"info": json.RawMessage(l.Admin)},
		"accounts": object{"file": users},
		"limits": object{
			"frameBytes": l.Limits.Frame, "queueBytes": l.Limits.Queue,
			"hops": l.Limits.Hops, "chainLength": l.Limits.Chain,
		},
		"timeouts": object{
			"handlerMs":        l.Timeouts.Handler.Milliseconds(),
			"frameMs":          l.Timeouts.Frame.Milliseconds(),
			"authenticationMs": l.Timeouts.SignIn.Milliseconds(),
			"connectMs":        l.Timeouts.Connect.Milliseconds(),
			"writeMs":          l.Timeouts.Write.Milliseconds(),
			"drainMs":          l.Timeouts.Drain.Milliseconds(),
		},
	}
	if l.Informer != "" {
		config["informer"] = object{"unixDomainSocketPath": l.Informer}
	}
	return config
}

func networkOf(l layout.Layout) object {
	types := []string{"tcp4"}
	network := object{"tcp4": tcpOf(l.TCP4)}
	if l.TCP6 != "" {
		types = append(types, "tcp6")
		network["tcp6"] = tcpOf(l.TCP6)
	}
	if l.Unix != "" {
		types = append(types, "unix")
		network["unix"] = object{"address": l.Unix}
	}
	network["types"] = types
	return network
}

func tcpOf(address string) object {
	host, port, _ := net.SplitHostPort(address)
	return object{"address": host, "port": port}
}

// usersOf returns the file of users: each with an argon2id hash of the lowest
// cost there is, since scenarios sign in thousands of times.
func usersOf(l layout.Layout) object {
	users := []object{}
	for _, name := range slices.Sorted(maps.Keys(l.Users)) {
		users = append(users, object{"name": name, "password": cheapHash(l.Users[name])})
	}
	return object{"users": users}
}

func cheapHash(password string) string {
	const time, memory, threads, keyBytes = 1, 8, 1, 16
	salt := []byte("conformance suite")
	key := argon2.IDKey([]byte(password), salt, time, memory, threads, keyBytes)
	encode := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, memory, time, threads, encode(salt), encode(key))
}

func writeJSON(path string, content object) error {
	text, err := json.MarshalIndent(content, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(path, append(text, '\n'), 0o600)
}
