package account

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
)

// The cost of a new hash: the first choice of the OWASP password storage cheat
// sheet for argon2id, 19 MiB and two passes.
const (
	newMemory  = 19 * 1024 // KiB
	newTime    = 2
	newThreads = 1
	saltBytes  = 16
	keyBytes   = 32
)

// The largest costs that a users file can ask of the server.
const (
	maxMemory  = 1 << 20 // KiB
	maxTime    = 64
	maxThreads = 64
)

// hash is an argon2id hash in the PHC string format,
// $argon2id$v=19$m=…,t=…,p=…$salt$key.
type hash struct {
	memory, time uint32
	threads      uint8
	salt, key    []byte
	ofNobody     bool // whether no password matches, whatever the time it takes to find out
}

// cost returns a measure of how long a password takes to check.
func (h hash) cost() uint64 { return uint64(h.memory) * uint64(h.time) }

// newHash hashes password with a new salt.
func newHash(password string) hash {
	h := hash{memory: newMemory, time: newTime, threads: newThreads, salt: make([]byte, saltBytes)}
	rand.Read(h.salt)
	h.key = h.derive(password, keyBytes)
	return h
}

func (h hash) derive(password string, size uint32) []byte {
	return argon2.IDKey([]byte(password), h.salt, h.time, h.memory, h.threads, size)
}

// matches reports whether password is the one that was hashed, in a time that
// does not depend on where they differ.
func (h hash) matches(password string) bool {
	return subtle.ConstantTimeCompare(h.derive(password, uint32(len(h.key))), h.key) == 1
}

func (h hash) String() string {
	encode := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s",
		argon2.Version, h.memory, h.time, h.threads, encode(h.salt), encode(h.key))
}

var errNotHash = errors.New("is not an argon2id hash in the form $argon2id$v=19$m=…,t=…,p=…$salt$key")

// parseHash reads what String writes.
func parseHash(text string) (hash, error) {
	parts := strings.Split(text, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return hash{}, errNotHash
	}
	var h hash
	if _, err := fmt.Sscanf(parts[3]+"$", "m=%d,t=%d,p=%d$", &h.memory, &h.time, &h.threads); err != nil {
		return hash{}, errNotHash
	}
	decode := base64.RawStdEncoding.Strict().DecodeString
	var saltErr, keyErr error
	h.salt, saltErr = decode(parts[4])
	h.key, keyErr = decode(parts[5])
	if saltErr != nil || keyErr != nil {
		return hash{}, errNotHash
	}
	return h, h.check()
}

// check refuses costs that are none, or so high that one sign-in would hurt.
func (h hash) check() error {
	switch {
	case h.time < 1 || h.time > maxTime:
		return fmt.Errorf("has t=%d, which must be between 1 and %d", h.time, maxTime)
	case h.threads < 1 || h.threads > maxThreads:
		return fmt.Errorf("has p=%d, which must be between 1 and %d", h.threads, maxThreads)
	case h.memory < 8*uint32(h.threads) || h.memory > maxMemory:
		return fmt.Errorf("has m=%d, which must be between 8 times p and %d", h.memory, maxMemory)
	case len(h.salt) < 8 || len(h.salt) > 64:
		return fmt.Errorf("has a salt of %d bytes, which must be between 8 and 64", len(h.salt))
	case len(h.key) < 16 || len(h.key) > 128:
		return fmt.Errorf("has a key of %d bytes, which must be between 16 and 128", len(h.key))
	}
	return nil
}
