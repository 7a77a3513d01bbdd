package actor

import (
	"fmt"
	"net"
	"syscall"
)

// bind opens a socket that is bound to at.
func bind(domain int, at syscall.Sockaddr) (fd int, err error) {
	if fd, err = openSocket(domain); err != nil {
		return 0, fmt.Errorf("opening a socket: %w", err)
	}
	if err = syscall.Bind(fd, at); err != nil {
		syscall.Close(fd)
		return 0, fmt.Errorf("taking an address: %w", err)
	}
	return fd, nil
}

// openSocket opens a socket that no server inherits which is started meanwhile.
func openSocket(domain int) (fd int, err error) {
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	if fd, err = syscall.Socket(domain, syscall.SOCK_STREAM, 0); err == nil {
		syscall.CloseOnExec(fd)
	}
	return fd, err
}

// addressOf returns the address that a socket is bound to on IPv4.
func addressOf(fd int) (string, error) {
	at, err := syscall.Getsockname(fd)
	if err != nil {
		return "", err
	}
	return net.JoinHostPort("127.0.0.1", fmt.Sprint(at.(*syscall.SockaddrInet4).Port)), nil
}
