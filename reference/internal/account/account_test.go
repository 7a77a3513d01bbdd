package account

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// cheap hashes password at the lowest cost there is.
func cheap(password string) string {
	h := hash{memory: 8, time: 1, threads: 1, salt: []byte("saltsalt")}
	h.key = h.derive(password, 16)
	return h.String()
}

func writeFile(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "users.json")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func wantVerify(t *testing.T, store Store, username, password string, want bool) {
	t.Helper()
	got, err := store.Verify(context.Background(), username, password)
	if err != nil || got != want {
		t.Errorf("%s with %q: got %v, %v, want %v", username, password, got, err, want)
	}
}

func TestOpenTakesAnyPair(t *testing.T) {
	wantVerify(t, Open{}, "anyone", "anything", true)
	wantVerify(t, Open{}, "anyone", "", false)
	wantVerify(t, Open{}, "", "anything", false)
}

func TestFileVerifies(t *testing.T) {
	path := writeFile(t, `{"users":[{"name":"alice","password":"`+cheap("secret")+`"},{"name":"Böb","password":"`+cheap("hidden")+`"}]}`)
	store, err := OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	wantVerify(t, store, "alice", "secret", true)
	wantVerify(t, store, "Böb", "hidden", true)
	wantVerify(t, store, "alice", "hidden", false)
	wantVerify(t, store, "alice", "", false)
	wantVerify(t, store, "Alice", "secret", false)
	wantVerify(t, store, "carol", "secret", false)
	wantVerify(t, store, "", "", false)
}

func TestAddUserIsSeenByAnOpenStore(t *testing.T) {
	path := filepath.Join(t.TempDir(), "users.json")
	add := func(name, password string) {
		t.Helper()
		if err := AddUser(path, name, password); err != nil {
			t.Fatal(err)
		}
	}
	add("alice", "first")
	store, err := OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	wantVerify(t, store, "alice", "first", true)
	add("bob", "hidden")
	wantVerify(t, store, "bob", "hidden", true)
	add("alice", "second")
	wantVerify(t, store, "alice", "second", true)
	wantVerify(t, store, "alice", "first", false)

	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v, want 0600", info.Mode(), err)
	}
	content, _ := os.ReadFile(path)
	if strings.Contains(string(content), "second") || strings.Contains(string(content), "hidden") {
		t.Errorf("a password stands in the file: %s", content)
	}
}

func TestAddUserLosesNobody(t *testing.T) {
	path := filepath.Join(t.TempDir(), "users.json")
	var adding sync.WaitGroup
	for i := range 8 {
		adding.Go(func() {
			if err := AddUser(path, fmt.Sprint("user", i), "secret"); err != nil {
				t.Error(err)
			}
		})
	}
	adding.Wait()
	users, err := readUsers(path)
	if err != nil || len(users) != 8 {
		t.Errorf("got %d users, %v, want 8", len(users), err)
	}
}

func TestAddUserKeepsModeAndLink(t *testing.T) {
	folder := t.TempDir()
	target, link := filepath.Join(folder, "target.json"), filepath.Join(folder, "users.json")
	if err := os.WriteFile(target, []byte(`{"users":[]}`), 0o640); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(target, 0o640); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(target, link); err != nil {
		t.Fatal(err)
	}
	if err := AddUser(link, "alice", "secret"); err != nil {
		t.Fatal(err)
	}
	info, err := os.Lstat(link)
	if err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is gone: %v, %v", info, err)
	}
	info, err = os.Stat(target)
	if err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("got mode %v, %v, want 0640", info.Mode(), err)
	}
}

func TestVerifyWaitsNoLongerThanItsContext(t *testing.T) {
	store, err := OpenFile(writeFile(t, `{"users":[{"name":"alice","password":"`+cheap("secret")+`"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	for range cap(store.hashing) {
		store.hashing <- struct{}{}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if ok, err := store.Verify(ctx, "alice", "secret"); ok || !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, %v", ok, err)
	}
}

func TestNobodyCostsAsMuchAsTheMostExpensive(t *testing.T) {
	expensive := hash{memory: newMemory, time: newTime + 3, threads: 1, salt: []byte("saltsalt"), key: make([]byte, 16)}
	path := writeFile(t, `{"users":[{"name":"a","password":"`+cheap("x")+`"},{"name":"b","password":"`+expensive.String()+`"}]}`)
	store, err := OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := store.lookUp("nobody"); err != nil || got.cost() != expensive.cost() || !got.ofNobody {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestAddUserRefuses(t *testing.T) {
	path := writeFile(t, "not a users file")
	for _, pair := range [][2]string{{"", "secret"}, {"alice", ""}, {"alice", "secret"}, {"a\xff", "secret"}, {"alice", "\xff"}, {"a\nb", "secret"}} {
		if err := AddUser(path, pair[0], pair[1]); err == nil {
			t.Errorf("%q was added to a file that is not one of users", pair)
		}
	}
	if content, _ := os.ReadFile(path); string(content) != "not a users file" {
		t.Errorf("the file was overwritten: %s", content)
	}
}

func TestOpenFileNamesWhatIsWrong(t *testing.T) {
	tests := map[string]string{ // content, what the error says
		``:                             "not a users file",
		`[]`:                           "not a users file",
		`{"user":[]}`:                  `unknown field "user"`,
		`{"users":[]} x`:               "behind the users",
		`{"users":[{"password":"x"}]}`: "users[0]: name is missing",
		`{"users":[{"name":"a","password":"x"}]}`:                                                               `users[0]: password of "a" is not an argon2id hash`,
		`{"users":[{"name":"a","password":"$argon2id$v=19$m=8,t=1,p=1$c2FsdA$a2V5"}]}`:                          "salt of 4 bytes",
		`{"users":[{"name":"a","password":"$argon2id$v=19$m=8,t=0,p=1$c2FsdHNhbHQ$a2V5"}]}`:                     "t=0",
		`{"users":[{"name":"a","password":"$argon2id$v=19$m=4000000000,t=1,p=1$c2FsdHNhbHQ$a2V5"}]}`:            "m=4000000000",
		`{"users":[{"name":"a","password":"$argon2id$v=19$m=8,t=1,p=1x$c2FsdHNhbHQ$a2V5"}]}`:                    "is not an argon2id hash",
		`{"users":[{"name":"a","password":"$2a$10$abcdefghijklmnopqrstuv"}]}`:                                   "is not an argon2id hash",
		`{"users":[{"name":"a","password":"` + cheap("x") + `"},{"name":"a","password":"` + cheap("y") + `"}]}`: `users[1]: name "a" stands in the file twice`,
	}
	for content, want := range tests {
		_, err := OpenFile(writeFile(t, content))
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "users.json") {
			t.Errorf("%s: got %v, want the file's name and %q", content, err, want)
		}
	}
	if _, err := OpenFile(t.TempDir()); err == nil || !strings.Contains(err.Error(), "not a regular file") {
		t.Errorf("a folder: got %v", err)
	}
	if _, err := OpenFile(filepath.Join(t.TempDir(), "missing.json")); !os.IsNotExist(err) {
		t.Errorf("a missing file: got %v", err)
	}
}

func TestHashOfKnownVector(t *testing.T) {
	// The test vector of the reference implementation of argon2 (argon2id, v=19,
	// t=2, m=65536, p=1, password "password", salt "somesalt").
	const vector = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
	h, err := parseHash(vector)
	if err != nil {
		t.Fatal(err)
	}
	if !h.matches("password") || h.matches("passwore") {
		t.Error("the vector's password does not match, or another one does")
	}
	if h.String() != vector {
		t.Errorf("got %s", h)
	}
}

func FuzzDecodeUsers(f *testing.F) {
	f.Add([]byte(`{"users":[{"name":"alice","password":"$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$a2V5"}]}`))
	f.Fuzz(func(t *testing.T, content []byte) {
		users, err := decodeUsers(content)
		if err != nil {
			return
		}
		for _, u := range users {
			if h, err := parseHash(u.Password); err == nil && h.check() != nil {
				t.Fatalf("%q parsed to a hash that must not be used", u.Password)
			}
		}
	})
}
