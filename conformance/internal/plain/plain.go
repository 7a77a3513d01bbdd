// Package plain says in plain words what went wrong, where errors of Go's libraries speak
// of Go.
package plain

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
)

// Words returns the text of err with the texts of all errors of Go's libraries in it in
// plain words. It returns "" for nil.
func Words(err error) string {
	if err == nil {
		return ""
	}
	if words := own(err); words != "" {
		return words
	}
	text := err.Error()
	switch wrapper := err.(type) {
	case interface{ Unwrap() error }:
		text = inPlace(text, wrapper.Unwrap())
	case interface{ Unwrap() []error }:
		for _, inner := range wrapper.Unwrap() {
			text = inPlace(text, inner)
		}
	}
	return text
}

// inPlace returns text with the words of an error in the place of its text.
func inPlace(text string, inner error) string {
	if inner == nil {
		return text
	}
	return strings.Replace(text, inner.Error(), Words(inner), 1)
}

// own returns the words for an error of a library, "" if it needs none or wraps others.
func own(err error) string {
	switch e := err.(type) {
	case *net.OpError:
		return operation(e)
	case *os.SyscallError:
		return Words(e.Err)
	case *fs.PathError:
		return e.Op + " " + e.Path + ": " + Words(e.Err)
	case *net.DNSError:
		return lookup(e)
	case *net.AddrError:
		return fmt.Sprintf("%q is not an address: %s", e.Addr, e.Err)
	case *exec.Error:
		return fmt.Sprintf("the program %q is not there", e.Name)
	case *strconv.NumError:
		return fmt.Sprintf("%q is not a number that is possible here", e.Num)
	case *json.UnmarshalTypeError:
		return mistyped(e)
	}
	return leaf(err)
}

// leaf returns the words for an error that has nothing in it, "" if it needs none.
func leaf(err error) string {
	switch {
	case err == context.DeadlineExceeded, err == os.ErrDeadlineExceeded:
		return "timed out"
	case err == context.Canceled:
		return "interrupted"
	case err == net.ErrClosed, err == io.ErrClosedPipe:
		return "the connection is closed"
	case err == io.EOF:
		return "the connection ended"
	case err == io.ErrUnexpectedEOF:
		return "it ends too early"
	}
	if _, ok := err.(syscall.Errno); ok {
		return "" // what the system says is plain, and EAGAIN is not a timeout
	}
	// The errors of the poller and of a dialer have no names.
	if timeout, ok := err.(interface{ Timeout() bool }); ok && timeout.Timeout() {
		return "timed out"
	}
	if like, ok := err.(interface{ Is(error) bool }); ok && like.Is(context.Canceled) {
		return "interrupted"
	}
	return ""
}

// operation returns the words for an operation on a network.
func operation(e *net.OpError) string {
	const unnamed = "@" // the side of a UNIX connection that has no path
	doing := map[string]string{
		"dial": "connecting to", "listen": "listening at", "accept": "accepting a connection at",
		"read": "reading from", "write": "writing to", "close": "closing",
	}[e.Op]
	if doing == "" {
		doing = e.Op
	}
	if e.Addr == nil || e.Addr.String() == unnamed {
		return strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(doing, " to"), " at"), " from") + ": " + Words(e.Err)
	}
	return fmt.Sprintf("%s %s: %s", doing, e.Addr, Words(e.Err))
}

// lookup returns the words for a name that has no address.
func lookup(e *net.DNSError) string {
	switch {
	case e.IsNotFound:
		return fmt.Sprintf("no host is called %q", e.Name)
	case e.IsTimeout:
		return fmt.Sprintf("asking for the address of %q timed out", e.Name)
	}
	return fmt.Sprintf("the address of %q could not be found: %s", e.Name, e.Err)
}

// mistyped returns the words for a JSON value of a type that is not possible.
func mistyped(e *json.UnmarshalTypeError) string {
	value, _, _ := strings.Cut(e.Value, " ") // without the number itself
	if e.Field == "" {
		return "a value is of the type " + value + ", which is not possible there"
	}
	return fmt.Sprintf("the member %q is of the type %s, which is not possible there", e.Field, value)
}
