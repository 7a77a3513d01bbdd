package supervisor

import (
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
	"time"
)

func TestFolder(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	s := supervisor(t)
	f, err := s.NewFolder()
	if err != nil {
		t.Fatal(err)
	}
	if filepath.Dir(f.Path) != os.TempDir() {
		t.Errorf("it is in %s", f.Path)
	}
	if err := os.MkdirAll(filepath.Join(f.Path, "a", "b"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Error(err)
	}
	wantEmpty(t, os.TempDir())
}

func TestCloseRemovesFolders(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	s := New()
	if _, err := s.NewFolder(); err != nil {
		t.Fatal(err)
	}
	s.Close()
	wantEmpty(t, os.TempDir())
}

func wantEmpty(t *testing.T, folder string) {
	t.Helper()
	if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
		t.Errorf("%v is left behind, %v", left, err)
	}
}

// TestStaleFoldersAreRemoved kills a suite and its keeper, so that neither can clean up.
// Folders of running suites, and folders of other programs, must stay.
func TestStaleFoldersAreRemoved(t *testing.T) {
	c, folder, pids := suite(t)
	stale, err := filepath.Glob(filepath.Join(folder, folderPrefix+"*"))
	if err != nil || len(stale) != 1 {
		t.Fatalf("the suite has made %v, %v", stale, err)
	}
	removeStale(folder)
	if _, err := os.Stat(stale[0]); err != nil {
		t.Errorf("the folder of a living suite is gone: %v", err)
	}
	for _, pid := range pids { // the keeper is one of them
		syscall.Kill(pid, syscall.SIGSTOP)
	}
	c.Process.Kill()
	c.Wait()
	for _, pid := range pids {
		syscall.Kill(pid, syscall.SIGKILL)
	}
	wantGone(t, pids...)
	others := filepath.Join(folder, folderPrefix+"-of-others")
	if err := os.Mkdir(others, 0o700); err != nil {
		t.Fatal(err)
	}
	removeStale(folder)
	if _, err := os.Stat(stale[0]); !os.IsNotExist(err) {
		t.Errorf("the folder of a dead suite still exists: %v", err)
	}
	if _, err := os.Stat(others); err != nil {
		t.Errorf("a folder that is not ours is gone: %v", err)
	}
}

// TestFolderWithoutReferencesStays drops the last reference to a folder. Its lock must be
// held until it is closed or the process ends.
func TestFolderWithoutReferencesStays(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	s := supervisor(t)
	folder, err := s.NewFolder()
	if err != nil {
		t.Fatal(err)
	}
	path := folder.Path
	folder = nil
	for range 3 {
		runtime.GC()
		time.Sleep(10 * time.Millisecond) // finalizers run on another goroutine
	}
	removeStale(os.TempDir())
	if _, err := os.Stat(path); err != nil {
		t.Errorf("the folder was removed as stale: %v", err)
	}
}
