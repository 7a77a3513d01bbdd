package actor

import "syscall"

// NotAccepting is a TCP address at which connections are not accepted. SERVERS-6
type NotAccepting struct {
	Address string
	crowded *crowded
}

// anyPort stands for a port of 127.0.0.1 that the system chooses.
func anyPort() syscall.Sockaddr { return &syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}} }

// NewNotAccepting listens at a port of 127.0.0.1 and lets nobody in.
func NewNotAccepting() (*NotAccepting, error) {
	c, err := crowd(syscall.AF_INET, anyPort())
	if err != nil {
		return nil, err
	}
	address, err := addressOf(c.fd)
	if err != nil {
		c.close()
		return nil, err
	}
	return &NotAccepting{Address: address, crowded: c}, nil
}

// Close gives the address up.
func (n *NotAccepting) Close() { n.crowded.close() }

// NotListening is a TCP address at which nobody listens, and nobody can as long as
// it is held. SERVERS-3
type NotListening struct {
	Address string
	fd      int
}

// NewNotListening takes a port of 127.0.0.1.
func NewNotListening() (*NotListening, error) {
	fd, err := bind(syscall.AF_INET, anyPort())
	if err != nil {
		return nil, err
	}
	address, err := addressOf(fd)
	if err != nil {
		syscall.Close(fd)
		return nil, err
	}
	return &NotListening{Address: address, fd: fd}, nil
}

// Close gives the address up.
func (n *NotListening) Close() { syscall.Close(n.fd) }
