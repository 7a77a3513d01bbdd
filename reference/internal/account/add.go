package account

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"unicode"
	"unicode/utf8"
)

// AddUser writes the user into the users file at path, which is made where
// there is none and readable by its owner only. A user who is there already
// gets the new password. The file is replaced in one step and keeps its mode and
// owner; who adds users at the same time waits, at a lock beside the file.
func AddUser(path, username, password string) error {
	if err := checkNew(username, password); err != nil {
		return err
	}
	path = followed(path)
	unlock, err := lock(path + ".lock")
	if err != nil {
		return err
	}
	defer unlock()
	users, err := readUsers(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if _, err := checkUsers(path, users); err != nil {
		return err
	}
	added := user{Name: username, Password: newHash(password).String()}
	return replaceFile(path, usersFile{Users: withUser(users, added)})
}

// checkNew refuses what could never sign in (AUTH-1), or would confuse whoever
// reads the file or a log.
func checkNew(username, password string) error {
	switch {
	case username == "" || password == "":
		return errors.New("username and password must not be empty")
	case !utf8.ValidString(username) || !utf8.ValidString(password):
		return errors.New("username and password must be valid UTF-8: no JSON text could hold them otherwise")
	case strings.ContainsFunc(username, unicode.IsControl):
		return errors.New("the username must not hold control characters")
	}
	return nil
}

// followed returns what path leads to, if it is a link.
func followed(path string) string {
	if target, err := filepath.EvalSymlinks(path); err == nil {
		return target
	}
	return path
}

// lock waits until nobody else holds the lock file at path.
func lock(path string) (unlock func(), err error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX); err != nil {
		file.Close()
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return func() { file.Close() }, nil
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
	if err := errors.Join(err, keepOwner(beside, path), beside.Sync(), beside.Close()); err != nil {
		return err
	}
	return os.Rename(beside.Name(), path)
}

// keepOwner gives file the mode and owner of the one at path, if there is one.
func keepOwner(file *os.File, path string) error {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := file.Chmod(info.Mode().Perm()); err != nil {
		return err
	}
	if owner, ok := info.Sys().(*syscall.Stat_t); ok && int(owner.Uid) != os.Getuid() {
		return file.Chown(int(owner.Uid), int(owner.Gid))
	}
	return nil
}
