package wire

import (
	"errors"
	"slices"
	"syscall"
)

// shortages are the errors of a machine, or a process, that has used up what it has.
var shortages = []syscall.Errno{
	syscall.EMFILE, syscall.ENFILE, syscall.ENOMEM, syscall.ENOBUFS, syscall.ENOSPC, syscall.EDQUOT, syscall.EADDRNOTAVAIL,
}

// IsShortage reports whether err says that the suite has run out of descriptors, memory,
// disk or addresses. No server is to blame for that.
func IsShortage(err error) bool {
	var errno syscall.Errno
	return errors.As(err, &errno) && slices.Contains(shortages, errno)
}
