package message

import "fmt"

// A Code says in a status report why it is bad. The registry of codes stands
// in the specification's chapter on messages. STAT-3
type Code string

const (
	BadCredentials     Code = "bad_credentials"
	Malformed          Code = "malformed"
	TooLarge           Code = "too_large"
	UnknownType        Code = "unknown_type"
	HandlerUnavailable Code = "handler_unavailable"
	HandlerTimeout     Code = "handler_timeout"
	HandlerFailed      Code = "handler_failed"
	HandlerMalformed   Code = "handler_malformed"
	UnknownCommand     Code = "unknown_command"
	UnknownHandler     Code = "unknown_handler"
	ChainTooLong       Code = "chain_too_long"
	Undeliverable      Code = "undeliverable"
	UnreachableServer  Code = "unreachable_server"
	Loop               Code = "loop"
)

// Error is why something was not served: a code for programs and a reason for
// people. It becomes the error member of a bad report. The reason never quotes
// a password or data.
type Error struct {
	Code   Code
	Reason string
	Cause  error // for the server's log only: it may name paths of this machine
}

func (e *Error) Error() string { return string(e.Code) + ": " + e.Reason }

// Errorf makes an Error.
func Errorf(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Reason: fmt.Sprintf(format, args...)}
}

func malformed(format string, args ...any) *Error { return Errorf(Malformed, format, args...) }
