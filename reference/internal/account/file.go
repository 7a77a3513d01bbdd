package account

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"sync"
	"time"
)

// maxFileBytes bounds what is read of a users file.
const maxFileBytes = 64 << 20

// File is a store of users in a file, as `bester user add` writes it:
// {"users":[{"name":"alice","password":"$argon2id$…"}]}. A change of the file
// is seen at the next sign-in.
type File struct {
	path    string
	hashing chan struct{} // holds as many as may hash at once, since each takes a core and memory

	mu     sync.Mutex // guards what follows
	state  fileState
	users  map[string]hash
	nobody hash // what the password of an unknown user is compared with
}

// fileState is what tells one state of a file from the next.
type fileState struct {
	modified time.Time
	size     int64
}

// user is one entry of the file.
type user struct {
	Name     string `json:"name"`
	Password string `json:"password"` // an argon2id hash
}

type usersFile struct {
	Users []user `json:"users"`
}

// OpenFile reads the users file at path. Errors name the file and the entry.
func OpenFile(path string) (*File, error) {
	// One core is left to those who have signed in. CONN-4
	f := &File{path: path, hashing: make(chan struct{}, max(1, runtime.GOMAXPROCS(0)-1))}
	_, err := f.lookUp("")
	return f, err
}

// Verify reports whether the file has a user with that password. For an unknown
// user it takes as long as for the one whose password is the most expensive to
// check. Where many sign in at once, it waits for its turn, until ctx ends.
func (f *File) Verify(ctx context.Context, username, password string) (bool, error) {
	stored, err := f.lookUp(username)
	if err != nil {
		return false, err
	}
	select {
	case f.hashing <- struct{}{}:
	case <-ctx.Done():
		return false, fmt.Errorf("too many sign in at once: %w", ctx.Err())
	}
	defer func() { <-f.hashing }()
	return stored.matches(password) && !stored.ofNobody, nil
}

// lookUp returns the hash of a user's password, or that of nobody. The file is
// read again if it changed.
func (f *File) lookUp(username string) (hash, error) {
	info, err := os.Stat(f.path)
	if err != nil {
		return hash{}, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if state := (fileState{info.ModTime(), info.Size()}); f.users == nil || f.state != state {
		if err := f.read(state); err != nil {
			return hash{}, err
		}
	}
	if stored, ok := f.users[username]; ok {
		return stored, nil
	}
	return f.nobody, nil
}

// read takes in the file. The caller holds mu.
func (f *File) read(state fileState) error {
	f.users = nil
	entries, err := readUsers(f.path)
	if err != nil {
		return err
	}
	users, err := checkUsers(f.path, entries)
	if err != nil {
		return err
	}
	f.nobody = mostExpensive(users)
	f.nobody.ofNobody = true
	f.users, f.state = users, state
	return nil
}

// mostExpensive returns the hash whose password takes longest to check, and a new
// one where there are no users.
func mostExpensive(users map[string]hash) (most hash) {
	for _, h := range users {
		if h.cost() > most.cost() {
			most = h
		}
	}
	if len(users) == 0 {
		return newHash("")
	}
	return most
}

// checkUsers returns the hashes of all entries of the file at path.
func checkUsers(path string, entries []user) (map[string]hash, error) {
	users := map[string]hash{}
	for i, u := range entries {
		h, err := checkUser(u, users)
		if err != nil {
			return nil, fmt.Errorf("%s: users[%d]: %w", path, i, err)
		}
		users[u.Name] = h
	}
	return users, nil
}

func checkUser(u user, others map[string]hash) (hash, error) {
	if u.Name == "" {
		return hash{}, errors.New("name is missing or empty")
	}
	if _, twice := others[u.Name]; twice {
		return hash{}, fmt.Errorf("name %q stands in the file twice", u.Name)
	}
	h, err := parseHash(u.Password)
	if err != nil {
		return hash{}, fmt.Errorf("password of %q %w", u.Name, err)
	}
	return h, nil
}

// readUsers reads the entries of the file at path, unchecked.
func readUsers(path string) ([]user, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s: not a regular file", path)
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	content, err := io.ReadAll(io.LimitReader(file, maxFileBytes+1))
	if err != nil {
		return nil, err
	}
	if len(content) > maxFileBytes {
		return nil, fmt.Errorf("%s: larger than %d bytes", path, maxFileBytes)
	}
	users, err := decodeUsers(content)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return users, nil
}

func decodeUsers(content []byte) ([]user, error) {
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.DisallowUnknownFields()
	var file usersFile
	if err := decoder.Decode(&file); err != nil {
		return nil, fmt.Errorf(`not a users file, {"users":[{"name":…,"password":…}]}: %w`, err)
	}
	if _, err := decoder.Token(); err != io.EOF {
		return nil, errors.New("something stands behind the users")
	}
	return file.Users, nil
}
