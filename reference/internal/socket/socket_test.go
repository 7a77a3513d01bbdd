package socket

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestRemoveStale(t *testing.T) {
	folder, err := os.MkdirTemp("", "bester")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, "s.sock")
	want := func(text string, there bool) {
		t.Helper()
		err := RemoveStale(path)
		if (err == nil) != (text == "") || err != nil && !strings.Contains(err.Error(), text) {
			t.Errorf("got %v, want %q", err, text)
		}
		if _, err := os.Lstat(path); (err == nil) != there {
			t.Errorf("is it there? %v", err)
		}
	}
	want("", false)

	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	l.SetUnlinkOnClose(false)
	want("is in use", true)
	l.Close()
	want("", false)

	if err := os.WriteFile(path, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	want("it is not a socket", true)
}
