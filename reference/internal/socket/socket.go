// Package socket looks after the files of UNIX domain sockets.
package socket

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"time"
)

// RemoveStale removes the socket file at path that a process which did not stop
// cleanly has left behind, so that another can listen there. Where somebody
// still listens, or where path is any other kind of file, it is left alone, and
// the error says so.
func RemoveStale(path string) error {
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if info.Mode()&fs.ModeSocket == 0 {
		return fmt.Errorf("%s is in the way: it is not a socket", path)
	}
	if conn, err := net.DialTimeout("unix", path, time.Second); err == nil {
		conn.Close()
		return fmt.Errorf("%s is in use: somebody listens there", path)
	}
	return os.Remove(path)
}
