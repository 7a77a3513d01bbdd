package actor

import (
	"errors"
	"net"
	"os"
)

// listenUnix listens at path, in the place of whatever the suite left there.
func listenUnix(path string) (net.Listener, error) {
	if err := RemoveSocket(path); err != nil {
		return nil, err
	}
	return net.Listen("unix", path)
}

// RemoveSocket removes the socket at path, where there is one.
func RemoveSocket(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

// Refuse leaves a socket at path at which nobody listens. HAND-4
func Refuse(path string) error {
	listener, err := listenUnix(path)
	if err != nil {
		return err
	}
	listener.(*net.UnixListener).SetUnlinkOnClose(false)
	return listener.Close()
}
