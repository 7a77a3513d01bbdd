package account

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
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
	hashing chan struct{} // holds as many as may hash at once, since each takes memory
	nobody  hash          // what the password of an unknown user is compared with

	mu    sync.Mutex // guards what follows
	state fileState
	users map[string]hash
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
	f := &File{path: path, hashing: make(chan struct{}, runtime.GOMAXPROCS(0)), nobody: newHash("")}
	_, err := f.current()
	return f, err
}

// Verify reports whether the file has a user with that password. It takes as
// long for an unknown user as for a known one.
func (f *File) Verify(username, password string) (bool, error) {
	users, err := f.current()
	if err != nil {
		return false, err
	}
	f.hashing <- struct{}{}
	defer func() { <-f.hashing }()
	known, ok := users[username]
	if !ok {
		f.nobody.matches(password)
		return false, nil
	}
	return known.matches(password), nil
}

// current returns the users in the file, read again if it changed.
func (f *File) current() (map[string]hash, error) {
	info, err := os.Stat(f.path)
	if err != nil {
		return nil, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	state := fileState{info.ModTime(), info.Size()}
	if f.users != nil && f.state == state {
		return f.users, nil
	}
	users, err := readUsers(f.path)
	if err != nil {
		return nil, err
	}
	f.users, f.state = map[string]hash{}, state
	for i, u := range users {
		h, err := checkUser(u, f.users)
		if err != nil {
			f.users = nil
			return nil, fmt.Errorf("%s: users[%d]: %w", f.path, i, err)
		}
		f.users[u.Name] = h
	}
	return f.users, nil
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

// AddUser writes the user into the users file at path, which is made where
// there is none and readable by its owner only. A user who is there already
// gets the new password. The file is replaced in one step.
func AddUser(path, username, password string) error {
	if username == "" || password == "" {
		return errors.New("username and password must not be empty") // AUTH-1
	}
	users, err := readUsers(path)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	added := user{Name: username, Password: newHash(password).String()}
	return replaceFile(path, usersFile{Users: withUser(users, added)})
}

// withUser returns users with added in the place of the one of that name, or
// at the end.
func withUser(users []user, added user) []user {
	for i := range users {
		if users[i].Name == added.Name {
			users[i] = added
			return users
		}
	}
	return append(users, added)
}

// replaceFile writes content beside path and moves it there.
func replaceFile(path string, content usersFile) error {
	text, err := json.MarshalIndent(content, "", "  ")
	if err != nil {
		return err
	}
	beside, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".new-*")
	if err != nil {
		return err
	}
	defer os.Remove(beside.Name())
	_, err = beside.Write(append(text, '\n'))
	if err := errors.Join(err, beside.Sync(), beside.Close()); err != nil {
		return err
	}
	return os.Rename(beside.Name(), path)
}
