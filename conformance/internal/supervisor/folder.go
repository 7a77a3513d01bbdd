package supervisor

import (
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
)

// Folder is a temporary folder. It is removed when it is closed, when the supervisor is
// closed, or when this process dies.
type Folder struct {
	Path string

	supervisor *Supervisor
	lock       *os.File // held while the folder is in use
}

const (
	folderPrefix = "bester"
	lockName     = ".lock"
)

// NewFolder makes a temporary folder. First it removes stale ones: the folders of processes
// that were killed together with their keepers.
func (s *Supervisor) NewFolder() (*Folder, error) {
	removeStaleOnce()
	// The keeper knows the folder before it is there. If this process dies in between, nothing
	// is left.
	f := &Folder{Path: filepath.Join(os.TempDir(), folderPrefix+strconv.FormatUint(rand.Uint64(), 36)), supervisor: s}
	err := s.ask(request{Kind: requestHold, Folder: []byte(f.Path)}, nil)
	if err == nil {
		err = os.Mkdir(f.Path, 0o700)
	}
	if err != nil {
		return nil, err
	}
	if f.lock, err = newLock(f.Path); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	s.mu.Lock()
	s.folders[f] = true
	s.mu.Unlock()
	return f, nil
}

// Close removes the folder.
func (f *Folder) Close() error {
	err := os.RemoveAll(f.Path)
	f.supervisor.mu.Lock()
	delete(f.supervisor.folders, f)
	f.supervisor.mu.Unlock()
	if f.lock != nil {
		f.lock.Close()
	}
	if err == nil {
		f.supervisor.ask(request{Kind: requestDrop, Folder: []byte(f.Path)}, nil)
	}
	return err
}

// newLock creates and takes the lock of a folder. The system releases it when this process
// dies. The file has another name until the lock is taken, so that no other process can take
// it first.
func newLock(folder string) (*os.File, error) {
	name := filepath.Join(folder, lockName)
	file, err := os.OpenFile(name+".new", os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, err
	}
	if err = take(file); err == nil {
		err = os.Rename(file.Name(), name)
	}
	if err != nil {
		file.Close()
		return nil, err
	}
	return file, nil
}

// take takes a lock. It returns an error if another process holds the lock.
func take(lock *os.File) error { return syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) }

// removeStaleOnce removes stale folders, once per process.
var removeStaleOnce = sync.OnceFunc(func() { removeStale(os.TempDir()) })

// removeStale removes our stale folders in a folder. It ignores errors, because a stale
// folder does no harm.
func removeStale(in string) {
	folders, _ := filepath.Glob(filepath.Join(in, folderPrefix+"*"))
	for _, folder := range folders {
		if isStale(folder) {
			os.RemoveAll(folder)
		}
	}
}

// isStale reports whether folder was made by NewFolder in a process that has died.
func isStale(folder string) bool {
	info, err := os.Lstat(folder)
	if err != nil || !info.IsDir() || !isOurs(info) {
		return false
	}
	lock, err := os.OpenFile(filepath.Join(folder, lockName), os.O_RDWR|syscall.O_NOFOLLOW, 0)
	if err != nil {
		return false
	}
	defer lock.Close()
	return take(lock) == nil
}

// isOurs reports whether a file belongs to the user of this process.
func isOurs(info os.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(stat.Uid) == os.Getuid()
}
