package actor

import (
	"errors"
	"fmt"
	"net"
	"os"
	"syscall"
)

// crowded is a listener whose accept queue is full.
type crowded struct {
	fd    int
	crowd []int // the sockets in the queue
}

// crowd opens a socket, binds it to at, and fills its accept queue.
func crowd(domain int, at syscall.Sockaddr) (c *crowded, err error) {
	fd, err := bind(domain, at)
	if err != nil {
		return nil, err
	}
	c = &crowded{fd: fd}
	if err := syscall.Listen(fd, 1); err != nil {
		c.close()
		return nil, fmt.Errorf("listening: %w", err)
	}
	if err := c.fill(domain); err != nil {
		c.close()
		return nil, err
	}
	return c, nil
}

// enough is more than a queue for one takes.
const enough = 8

// fill connects until the queue takes nobody more. A UNIX socket says so; of
// TCP the last connections stay on their way, which is as good.
func (c *crowded) fill(domain int) error {
	at, err := syscall.Getsockname(c.fd)
	if err != nil {
		return err
	}
	for range enough {
		fd, err := openSocket(domain)
		if err != nil {
			return err
		}
		c.crowd = append(c.crowd, fd)
		syscall.SetNonblock(fd, true)
		err = syscall.Connect(fd, at)
		if errors.Is(err, syscall.EAGAIN) {
			return nil
		}
		if err != nil && !errors.Is(err, syscall.EINPROGRESS) {
			return fmt.Errorf("filling the accept queue: %w", err)
		}
	}
	if domain == syscall.AF_UNIX {
		return errors.New("the accept queue of a UNIX socket never fills on this system")
	}
	return nil
}

// listener empties the queue and returns what is left as a listener.
func (c *crowded) listener() (net.Listener, error) {
	c.disperse()
	file := os.NewFile(uintptr(c.fd), "listener")
	defer file.Close()
	return net.FileListener(file)
}

func (c *crowded) disperse() {
	for _, fd := range c.crowd {
		syscall.Close(fd)
	}
	c.crowd = nil
}

func (c *crowded) close() {
	c.disperse()
	syscall.Close(c.fd)
}
