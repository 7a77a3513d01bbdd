package wire

import (
	"errors"
	"slices"
	"syscall"
)

// shortages are the errors of a process or machine that has run out of a resource.
var shortages = []syscall.Errno{
	syscall.EMFILE, syscall.ENFILE, syscall.ENOMEM, syscall.ENOBUFS, syscall.ENOSPC, syscall.EDQUOT, syscall.EADDRNOTAVAIL,
}

// IsShortage reports whether err says that the suite has run out of descriptors, memory, disk
// or addresses. A server is never to blame for that.
func IsShortage(err error) bool {
	var errno syscall.Errno
	return errors.As(err, &errno) && slices.Contains(shortages, errno)
}
