package limited

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestReadFile(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "file")
	if err := os.WriteFile(path, []byte("12345"), 0o600); err != nil {
		t.Fatal(err)
	}
	if text, err := ReadFile(path, 5); err != nil || string(text) != "12345" {
		t.Errorf("a file of as many bytes as there may be: got %q, %v", text, err)
	}
	if text, err := ReadFile(path, 4); err == nil || err.Error() != path+": it is longer than 4 bytes" {
		t.Errorf("a file of a byte more: got %q, %v", text, err)
	}
	if _, err := ReadFile(folder, 5); err == nil || !strings.Contains(err.Error(), folder) {
		t.Errorf("a folder: got %v", err)
	}
	if _, err := ReadFile(path+".none", 5); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: got %v", err)
	}
	if _, err := ReadFile("/dev/zero", 1<<10); err == nil || !strings.Contains(err.Error(), "longer") {
		t.Errorf("a file that says that it is empty, and has no end: got %v", err)
	}
}
